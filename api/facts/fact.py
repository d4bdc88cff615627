"""One figure of one day, and all that a file told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Kind = Literal["web", "campaign", "crm", "reviews", "responses", "social"]


@dataclass(frozen=True, slots=True)
class Fact:
    """``name``: whose figure it is within its kind (a channel group, a campaign, a store, a
    network), empty where the file makes no difference. ``currency``: ISO 4217, of money alone."""

    day: date
    kind: Kind
    name: str
    measure: str
    value: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """``facts`` by day, name and measure. ``columns``: what was read, to the file's header.
    ``ignored``: the other columns, whose cells were dropped unread: whoever is in them is not in
    the facts."""

    facts: tuple[Fact, ...]
    columns: dict[str, str]
    ignored: tuple[str, ...]
