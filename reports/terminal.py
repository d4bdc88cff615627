"""A document on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from reports.document import Cell, Chart, Document, Notes, Table

_BLOCKS = 30


def show(document: Document, console: Console) -> None:
    console.print(Text(document.title, style="bold"))
    console.print(Text(document.subtitle))
    for line in document.lead:
        console.print(Text(line))
    for section in document.sections:
        console.print()
        console.print(Text(section.title, style="bold underline"))
        for part in section.parts:
            if isinstance(part, Table):
                console.print(_table(part))
            elif isinstance(part, Chart):
                console.print(_bars(part))
            else:
                _notes(part, console)
    console.print()
    console.print(Text(document.foot, style="dim"))


def _table(table: Table) -> RichTable:
    # The text of a heading is a heading's text, whatever brackets are in it.
    shown = RichTable(box=None, pad_edge=False, title=Text(table.caption), title_justify="left")
    for name in table.head:
        shown.add_column(Text(name))
    for row in table.rows:
        shown.add_row(*(_cell(cell) for cell in row))
    return shown


def _cell(cell: Cell) -> Text:
    text = f"{cell.text} ({cell.detail})" if cell.detail else cell.text
    return Text(text, style="italic" if cell.missing else "")


def _bars(chart: Chart) -> RichTable:
    """Partly counted bars are of lighter blocks; what was not counted has none."""
    shown = RichTable(
        box=None, pad_edge=False, show_header=False, title=Text(chart.title), title_justify="left"
    )
    most = max((bar.value or 0 for bar in chart.bars), default=0) or 1
    names = dict(chart.legend)
    for bar in chart.bars:
        block = "█" if bar.state == "counted" else "▒"
        length = 0 if bar.value is None else round(_BLOCKS * bar.value / most)
        remark = "" if bar.state == "counted" else names[bar.state]
        shown.add_row(Text(bar.label), Text(bar.text), Text(block * length), Text(remark))
    return shown


def _notes(notes: Notes, console: Console) -> None:
    for line in notes.lines:
        console.print(Text(f"· {line}"))
