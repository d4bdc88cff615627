"""The API's answers as tidy tables: one row a store and period, or one a zone, queue or ticket.

A table is made batch by batch, so that one of years is written in the memory of some weeks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, Final, Literal

from pydantic import BaseModel

from analytics.coverage import Coverage
from analytics.figure import Figure, Money
from analytics.occupancy import Occupancy
from api.client import Client
from api.kpi_answers import PeriodAnswer, ZoneAnswer
from api.queues import QueueAnswer
from api.stores import StoreAnswer, calendar_of

Kind = Literal["text", "integer", "number", "amount", "instant", "local", "day"]
Grain = Literal["hour", "day"]
Subject = Literal["kpis", "zones", "queues", "tickets"]
Value = str | int | float | Decimal | datetime | date | None
Row = tuple[Value, ...]

SUBJECTS: Final[tuple[Subject, ...]] = ("kpis", "zones", "queues", "tickets")
_DAYS: Final = 28
_ROW_OF: Final[dict[Subject, type[BaseModel]]] = {
    "kpis": PeriodAnswer,
    "zones": ZoneAnswer,
    "queues": QueueAnswer,
}
_ANY_CURRENCY: Final = "amount in `currency`"
# In these two the period itself is told, for all subjects alike.
_TOLD: Final = frozenset({"start", "end", "label", "coverage"})


@dataclass(frozen=True, slots=True)
class Column:
    """``unit``: of its numbers; empty for what has none. ``instant``: an aware datetime in UTC;
    ``local``: one without a zone, as the store's clocks had it."""

    name: str
    kind: Kind
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TidyTable:
    """``batches`` can be gone through once. What is not known is None in them."""

    subject: Subject
    columns: tuple[Column, ...]
    batches: Iterator[list[Row]]


@dataclass(frozen=True, slots=True)
class _Told:
    """One row's answer, and what it is of."""

    store: StoreAnswer
    start: datetime
    end: datetime
    coverage: Coverage
    answer: BaseModel


def tidy(
    api: Client,
    subject: Subject,
    *,
    stores: Sequence[str] = (),
    start: date | None = None,
    end: date | None = None,
    grain: Grain = "day",
) -> TidyTable:
    """``stores``: none means all. ``start`` to ``end``: business days, both included; without them
    from the first covered minute to the last, and of tickets from the first to the last. ``grain``
    is not of tickets. Raises ApiError, also while the batches are gone through."""
    shops = [api.store(name) for name in stores or [known.store for known in api.stores()]]
    currencies = {shop.currency for shop in shops}
    money = currencies.pop() if len(currencies) == 1 else _ANY_CURRENCY
    if subject == "tickets":
        batches = (batch for shop in shops for batch in _tickets(api, shop, start, end))
        return TidyTable(subject, _ticket_columns(money), batches)
    told = _told(api, subject, shops, start, end, grain)
    # The answers say their units.
    first = next((batch for batch in told if batch), [])
    fields = _fields(_ROW_OF[subject], first[0].answer if first else None, money)
    # The coverage of a period is of its entrances, which is not a zone's: its note tells its own.
    with_coverage = subject != "zones"
    columns = (
        *_period_columns(with_coverage),
        *(column for _, parts in fields for column in parts),
    )
    batches = (
        [_row(each, fields, with_coverage) for each in batch] for batch in chain([first], told)
    )
    return TidyTable(subject, columns, batches)


def _told(
    api: Client,
    subject: Subject,
    shops: Sequence[StoreAnswer],
    start: date | None,
    end: date | None,
    grain: Grain,
) -> Iterator[list[_Told]]:
    for shop in shops:
        for first, last in _stretches(shop, start, end):
            found: list[_Told] = []
            if subject == "queues":
                for queued in api.queues(shop.store, start=first, end=last, by=grain).periods:
                    found += [
                        _Told(shop, queued.start, queued.end, queued.coverage, queue)
                        for queue in queued.queues
                    ]
            else:
                for period in api.kpis(shop.store, start=first, end=last, grain=grain).periods:
                    rows = [period] if subject == "kpis" else period.zones
                    found += [
                        _Told(shop, period.start, period.end, period.coverage, row) for row in rows
                    ]
            yield found


def _stretches(
    shop: StoreAnswer, start: date | None, end: date | None
) -> Iterator[tuple[str, str]]:
    """Dates of some weeks each."""
    calendar = calendar_of(shop)
    if start is None and shop.first is not None:
        start = calendar.day_of(shop.first)
    if end is None and shop.last is not None:
        end = calendar.day_of(shop.last)
    if start is None or end is None:
        return
    while start <= end:
        last = min(end, start + timedelta(days=_DAYS - 1))
        yield start.isoformat(), last.isoformat()
        start = last + timedelta(days=1)


def _period_columns(with_coverage: bool) -> tuple[Column, ...]:
    columns = (
        Column("store", "text"),
        Column("start", "instant"),
        Column("end", "instant"),
        Column("local_start", "local"),
        Column("currency", "text"),
    )
    if not with_coverage:
        return columns
    return (
        *columns,
        Column("coverage_share", "number", "share"),
        Column("coverage_minutes_expected", "number", "minutes"),
        Column("coverage_minutes_covered", "number", "minutes"),
        Column("coverage_basis", "text"),
    )


_Fields = list[tuple[str, tuple[Column, ...]]]


def _fields(model: type[BaseModel], example: BaseModel | None, money: str) -> _Fields:
    """Of an answer each field that is a figure, a number or a text, with its columns."""
    found: _Fields = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        unit = getattr(getattr(example, name, None), "unit", "")
        columns: tuple[Column, ...] = ()
        if name in _TOLD:
            continue
        if kind in (Figure, Money):
            shown: Kind = "amount" if kind is Money else "number"
            unit = unit.replace("amount", money) if kind is Money else unit
            columns = (
                *(Column(f"{name}{part}", shown, unit) for part in ("", "_low", "_high")),
                Column(f"{name}_n", "integer"),
                *(Column(f"{name}{part}", "text") for part in ("_flags", "_note")),
            )
        elif kind is Occupancy:
            columns = (
                Column(f"{name}_mean", "number", "people"),
                Column(f"{name}_peak", "integer", "people"),
                Column(f"{name}_note", "text"),
            )
        elif kind in (int, int | None):
            columns = (Column(name, "integer", "visits"),)
        elif kind in (float, float | None):
            columns = (Column(name, "number", "s" if name.endswith("_seconds") else ""),)
        elif kind in (str, str | None):
            columns = (Column(name, "text"),)
        if columns:
            found.append((name, columns))
    return found


def _row(told: _Told, fields: _Fields, with_coverage: bool) -> Row:
    values: list[Value] = [
        told.store.store,
        told.start.astimezone(UTC),
        told.end.astimezone(UTC),
        told.start.replace(tzinfo=None),
        told.store.currency,
    ]
    if with_coverage:
        coverage = told.coverage
        values += [coverage.share, coverage.minutes_expected, coverage.minutes_covered]
        values.append(coverage.basis)
    for name, _ in fields:
        values += _values(getattr(told.answer, name))
    return tuple(values)


def _values(answer: Any) -> list[Value]:
    if isinstance(answer, Figure | Money):
        flags = "; ".join(answer.flags)
        return [answer.value, answer.low, answer.high, answer.n, flags, answer.note]
    if isinstance(answer, Occupancy):
        return [answer.mean, answer.peak, answer.note]
    return [answer]


def _ticket_columns(money: str) -> tuple[Column, ...]:
    return (
        Column("store", "text"),
        Column("day", "day"),
        Column("quarter", "instant"),
        Column("kind", "text"),
        Column("currency", "text"),
        Column("amount", "amount", money),
        Column("items", "integer", "items"),
    )


def _tickets(
    api: Client, shop: StoreAnswer, start: date | None, end: date | None
) -> Iterator[list[Row]]:
    follows = start
    last = None if end is None else end.isoformat()
    while True:
        first = None if follows is None else follows.isoformat()
        answer = api.tickets(shop.store, start=first, end=last)
        yield [
            (
                shop.store,
                each.day,
                each.quarter,
                each.kind,
                answer.currency,
                each.amount,
                each.items,
            )
            for each in answer.tickets
        ]
        if answer.next is None:
            return
        follows = answer.next
