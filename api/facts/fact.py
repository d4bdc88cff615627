"""One figure of one day, and all that a file told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

Kind = Literal[
    "web", "campaigns", "customers", "repeat", "cohorts", "reviews", "responses", "social"
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Fact:
    """``name``: whose figure it is within its kind (a channel group, a campaign, a store, a
    network; of a period its last day, of a cohort its age in months), empty where the file makes
    no difference. ``currency``: ISO 4217, of money alone."""

    day: date
    kind: Kind
    name: str
    measure: str
    value: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken. ``line`` in the file, from 1."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Facts:
    """``facts`` by day, name and measure. ``columns``: what was read, to the file's header.
    ``ignored``: the other columns, whose cells were dropped unread: whoever is in them is not in
    the facts. ``days``: those the facts are of. ``left_out``: days with a rejected row, of which
    there is no fact: a sum without that row would be too low. Every row read is kept, rejected,
    left out with its day, or of another store."""

    facts: tuple[Fact, ...]
    columns: dict[str, str]
    ignored: tuple[str, ...]
    days: tuple[date, ...] = ()
    left_out: tuple[date, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    rows_left_out: int = 0
    rows_of_other_stores: int = 0
