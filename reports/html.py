"""A document as one HTML file: it asks no host for anything, and prints on A4."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.bars import drawing
from reports.document import Chart, Document, Notes, Table

_FOLDER: Final = Path(__file__).parent / "templates"


def page(document: Document) -> str:
    return (
        _environment()
        .get_template("page.html.j2")
        .render(document=document, style=(_FOLDER / "page.css").read_text("utf-8"))
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["drawing"] = drawing
    made.tests |= {
        "table": lambda part: isinstance(part, Table),
        "chart": lambda part: isinstance(part, Chart),
        "notes": lambda part: isinstance(part, Notes),
    }
    return made
