"""What the API answers of the scorecard, as far as the page reads it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from dashboard.shapes import Figure, Money, Shape


def _kind(value: Any) -> str:
    currency = value.get("currency") if isinstance(value, dict) else getattr(value, "currency", "")
    return "money" if currency else "figure"


Quantity = Annotated[
    Annotated[Money, Tag("money")] | Annotated[Figure, Tag("figure")], Discriminator(_kind)
]


class Part(Shape):
    name: str
    figure: Quantity


class Days(Shape):
    asked: int
    known: int


class Entry(Shape):
    """``parts``: the entry's own figure first. ``link``: a step of the funnel."""

    key: str
    formula: str
    parts: tuple[Part, ...]
    assumptions: tuple[str, ...] = ()
    days: Days | None = None
    imports: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    link: str | None = None


class Scorecard(Shape):
    currency: str
    start: datetime | None = Field(default=None, alias="from")
    end: datetime | None = Field(default=None, alias="to")
    policy: dict[str, Any] = Field(default={})
    entries: tuple[Entry, ...]
