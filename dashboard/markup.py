"""The pages' own HTML: cards, tables and notices. Everything put in is escaped here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.figures import Written

# Colours are mixed from the text's own, so the same rules hold on light and on dark.
STYLE: Final = """
<style>
.ch-line { margin: 0 0 .25rem; opacity: .82; font-size: .95rem; line-height: 1.45; }
.ch-cards { display: grid; gap: .75rem; margin: .25rem 0 .5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(15.5rem, 100%), 1fr)); }
.ch-card { border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  border-radius: .5rem; padding: .9rem 1rem .85rem; min-width: 0; }
.ch-card h3 { font-size: .9rem; font-weight: 600; margin: 0; padding: 0; line-height: 1.3; }
.ch-value { font-size: 1.9rem; line-height: 1.25; margin: .1rem 0 .1rem; padding: 0;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.ch-none { font-size: 1.15rem; line-height: 1.4; margin: .35rem 0 .2rem; font-style: italic; }
.ch-small { font-size: .85rem; line-height: 1.4; margin: .1rem 0 0; opacity: .85; }
.ch-flag { display: inline-block; font-size: .8rem; line-height: 1.3; margin: .4rem .3rem 0 0;
  padding: .1rem .45rem; border-radius: .3rem; border: 1px solid #c8401a;
  border-left-width: .3rem; }
.ch-findings { margin: .25rem 0 .5rem; display: grid; gap: .6rem; }
.ch-findings > div { padding: .7rem 1rem .75rem; border-radius: .5rem;
  border: 1px solid color-mix(in srgb, currentColor 22%, transparent); border-left-width: .35rem; }
.ch-findings > .ch-critical { border-left-color: #c8401a; }
.ch-findings > .ch-warning { border-left-color: #d9920b; }
.ch-findings h3 { font-size: 1rem; font-weight: 600; margin: 0; padding: 0; line-height: 1.4; }
.ch-findings p { font-size: .92rem; line-height: 1.5; margin: .2rem 0 0; max-width: 75ch; }
.ch-findings .ch-urgency { font-size: .8rem; font-weight: 600; margin: 0; opacity: .85; }
.ch-findings code, .ch-card code { font-size: .85em; overflow-wrap: anywhere; }
.ch-scroll { overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  border-radius: .5rem; }
.ch-scroll:focus-visible { outline: 2px solid #0f6a83; outline-offset: 2px; }
.ch-table { border-collapse: collapse; width: 100%; font-size: .92rem; line-height: 1.35; }
.ch-table caption { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.ch-table th, .ch-table td { padding: .5rem .75rem; text-align: right; vertical-align: top;
  border: 0; border-top: 1px solid color-mix(in srgb, currentColor 14%, transparent);
  font-variant-numeric: tabular-nums; white-space: nowrap; }
.ch-table thead th { border-top: 0; font-weight: 600; font-size: .85rem; vertical-align: bottom;
  background: color-mix(in srgb, currentColor 5%, transparent); }
.ch-table thead th { white-space: normal; min-width: 4rem; }
.ch-table th:first-child { text-align: left; font-weight: 600; white-space: normal;
  min-width: 7rem; }
.ch-table .ch-sub { display: block; font-weight: 400; font-size: .8rem; opacity: .85; }
.ch-table .ch-withheld { font-style: italic; opacity: .85; white-space: normal; }
.ch-notes { margin: .5rem 0 0; padding-left: 1.1rem; font-size: .85rem; line-height: 1.45;
  opacity: .88; }
@media (max-width: 640px) {
  .ch-cards { grid-template-columns: 1fr 1fr; gap: .5rem; }
  .ch-card { padding: .65rem .75rem; }
  .ch-value { font-size: 1.4rem; }
  .ch-none { font-size: 1rem; }
}
</style>
"""


@dataclass(frozen=True)
class Card:
    title: str
    figure: Written
    name: str


@dataclass(frozen=True)
class Item:
    """Something that is wrong: how urgent, what, and what mends it. ``mark`` is `critical`,
    `warning` or `notice`."""

    mark: str
    urgency: str
    title: str
    mend: str
    name: str


@dataclass(frozen=True)
class Cell:
    """A table's cell: a value, or the reason there is none; ``sub`` is a second, smaller line."""

    text: str
    sub: str = ""
    withheld: bool = False


def line(text: str) -> str:
    return f'<p class="ch-line">{escape(text)}</p>'


def small(text: str) -> str:
    return f'<p class="ch-small">{escape(text)}</p>'


def cards(items: Sequence[Card]) -> str:
    return f'<div class="ch-cards">{"".join(_card(item) for item in items)}</div>'


def _card(card: Card) -> str:
    figure = card.figure
    parts = [f"<h3>{escape(card.title)}</h3>"]
    if figure.value is None:
        parts.append(f'<p class="ch-none" data-figure="{card.name}">{escape(figure.missing)}</p>')
    else:
        parts.append(f'<p class="ch-value" data-figure="{card.name}">{escape(figure.value)}</p>')
    small = (figure.interval, figure.basis, figure.note)
    parts += [f'<p class="ch-small">{_with_commands(text)}</p>' for text in small if text]
    # The mark says it without colour.
    parts += [f'<span class="ch-flag">⚠ {escape(flag)}</span>' for flag in figure.flags]
    return f'<section class="ch-card">{"".join(parts)}</section>'


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], name: str) -> str:
    """A table whose first column heads its rows; it scrolls sideways on a narrow screen."""
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    body = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in rows)
    return (
        f'<div class="ch-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="ch-table" data-table="{name}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[Cell]) -> list[str]:
    written = []
    for index, cell in enumerate(row):
        text = escape(cell.text)
        if cell.withheld:
            text = f'<span class="ch-withheld">{text}</span>'
        if cell.sub:
            text += f'<span class="ch-sub">{escape(cell.sub)}</span>'
        written.append(f'<th scope="row">{text}</th>' if index == 0 else f"<td>{text}</td>")
    return written


def _with_commands(text: str) -> str:
    """Escaped; what stands between backticks is shown as a command."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(text))


def items(found: Sequence[Item]) -> str:
    """Text between backticks is shown as a command."""
    return f'<div class="ch-findings" role="list">{"".join(_item(item) for item in found)}</div>'


def _item(item: Item) -> str:
    mend = _with_commands(item.mend)
    return (
        f'<div role="listitem" class="ch-{escape(item.mark)}" data-finding="{escape(item.name)}">'
        f'<p class="ch-urgency">{escape(item.urgency)}</p><h3>{escape(item.title)}</h3>'
        + (f"<p>{mend}</p>" if mend else "")
        + "</div>"
    )


def notes(texts: Sequence[str]) -> str:
    return f'<ul class="ch-notes">{"".join(f"<li>{escape(text)}</li>" for text in texts)}</ul>'
