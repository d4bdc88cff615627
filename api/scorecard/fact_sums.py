"""Imported facts of the days that are asked, and which of the days are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.fact_models import FactImport, FactRow
from api.facts.fact import Kind

_EVENTS: Final[frozenset[Kind]] = frozenset(("campaigns", "reviews", "responses"))
"""Kinds of whose files a day may have no row because nothing happened: a file speaks for all days
from its first to its last."""


@dataclass(slots=True)
class FactSums:
    """Facts of one kind. ``days``: of those asked, the ones that every source speaks for.
    ``values``: of measure and currency, by day and name, all sources summed. ``measures``: what
    each source tells."""

    days: frozenset[date] = frozenset()
    values: dict[tuple[str, str], dict[tuple[date, str], Decimal]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    measures: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def total(self, measure: str, days: Iterable[date], currency: str = "") -> Decimal | None:
        """Over the ``days``; None where there are facts but none of the measure in this currency.
        No fact at all, in days that are known, is nothing that happened."""
        if self.values and (measure, currency) not in self.values:
            return None
        wanted = set(days)
        found = self.values.get((measure, currency), {})
        return sum((value for (day, _), value in found.items() if day in wanted), Decimal(0))

    def everywhere(self, measure: str) -> bool:
        """Whether all sources tell it: the sum of some would be set against what others cost."""
        return all(measure in each for each in self.measures.values())

    def count(self, measure: str, days: Iterable[date]) -> int | None:
        total = self.total(measure, days)
        return None if total is None else int(total)

    def days_of(self, measure: str) -> frozenset[date]:
        """The known days on which the measure is told."""
        told = {day for (each, _), by in self.values.items() if each == measure for day, _ in by}
        return self.days & told

    def of_names(self, measure: str) -> dict[tuple[date, str], Decimal]:
        return self.values.get((measure, ""), {})

    def currencies_but(self, own: str, measures: Sequence[str]) -> tuple[str, ...]:
        """Currencies, other than the store's own, of the measures."""
        return tuple(
            sorted({each for measure, each in self.values if measure in measures and each != own})
        )


def read_sums(session: Session, store: str, kind: Kind, days: Sequence[date]) -> FactSums:
    """``days``: in order, without gaps."""
    if not days:
        return FactSums()
    sums = FactSums()
    told: dict[str, set[date]] = defaultdict(set)
    rows = session.execute(
        select(
            FactRow.source, FactRow.day, FactRow.name, FactRow.measure, FactRow.currency,
            FactRow.value,
        ).where(
            FactRow.store_id == store,
            FactRow.kind == kind,
            FactRow.day.between(days[0], days[-1]),
        )
    )  # fmt: skip
    for source, day, name, measure, currency, value in rows:
        told[source].add(day)
        sums.measures[source].add(measure)
        by = sums.values[measure, currency]
        by[day, name] = by.get((day, name), Decimal(0)) + Decimal(value)
    if kind in _EVENTS:
        told = _spoken_for(session, store, kind, days)
    if told:
        sums.days = frozenset.intersection(*(frozenset(each) for each in told.values()))
    return sums


def _spoken_for(
    session: Session, store: str, kind: Kind, days: Sequence[date]
) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {}
    rows = session.execute(
        select(FactImport.source, FactImport.first, FactImport.last, FactImport.left_out).where(
            FactImport.store_id == store,
            FactImport.kind == kind,
            FactImport.undone.is_(None),
            FactImport.first <= days[-1],
            FactImport.last >= days[0],
        )
    )
    for source, first, last, left_out in rows:
        missing = {date.fromisoformat(each) for each in left_out}
        found.setdefault(source, set()).update(
            day for day in days if first <= day <= last and day not in missing
        )
    return found


def fact_days(session: Session, store: str) -> tuple[date, date] | None:
    """The first and the last day of any daily facts."""
    first, last = session.execute(
        select(func.min(FactRow.day), func.max(FactRow.day)).where(
            FactRow.store_id == store, FactRow.kind.not_in(("repeat", "cohorts"))
        )
    ).one()
    return None if first is None or last is None else (first, last)


@dataclass(frozen=True, slots=True)
class Period:
    """Customers of a period that the file chose."""

    first: date
    last: date
    customers: int
    repeat: int


def latest_period(session: Session, store: str, days: Sequence[date]) -> Period | None:
    """Of the periods inside the days the one that ends last, the longest of those."""
    if not days:
        return None
    told: dict[tuple[str, date, date], dict[str, int]] = defaultdict(dict)
    rows = session.scalars(
        select(FactRow).where(
            FactRow.store_id == store,
            FactRow.kind == "repeat",
            FactRow.day.between(days[0], days[-1]),
        )
    )
    for row in rows:
        last = date.fromisoformat(row.name)
        if last <= days[-1]:
            told[row.source, row.day, last][row.measure] = int(Decimal(row.value))
    found = [
        Period(first, last, each["customers"], each["repeat_customers"])
        for (_, first, last), each in told.items()
        if {"customers", "repeat_customers"} <= each.keys()
    ]
    return max(
        found, key=lambda each: (each.last, (each.last - each.first) // timedelta(days=1)),
        default=None,
    )  # fmt: skip
