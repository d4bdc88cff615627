"""A report in words, before it is known whether a terminal or a browser will show it.

Whatever a report is of, it becomes a `Document`; `reports.html` and `reports.terminal` show any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.words import Language

State = Literal["counted", "partly", "uncovered", "closed"]


@dataclass(frozen=True, slots=True)
class Cell:
    """``missing``: there is no figure, and ``text`` says so."""

    text: str
    detail: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` is None where nothing is known; ``text`` is the value in words."""

    label: str
    value: float | None
    text: str
    state: State


@dataclass(frozen=True, slots=True)
class Chart:
    """``description``: for those who do not see it. ``legend``: what each state that occurs is
    called."""

    title: str
    description: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[State, str], ...]


@dataclass(frozen=True, slots=True)
class Notes:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    parts: tuple[Table | Chart | Notes, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """``lead``: what to know before any figure."""

    language: Language
    title: str
    subtitle: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
