"""What a daily or weekly report holds, gathered from the API's answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from pydantic import BaseModel

from analytics.coverage import Coverage
from analytics.figure import Figure, Money
from api.client import Client
from api.gaps import EpochGaps
from api.kpi_answers import Kpis, PeriodAnswer, PolicyAnswer
from api.queues import QueuePeriod
from api.stores import StoreAnswer, calendar_of

Kind = Literal["daily", "weekly"]
DAYS: Final[dict[Kind, int]] = {"daily": 1, "weekly": 7}
_WEEK: Final = timedelta(days=7)


class Difference(BaseModel):
    """Now less then, in the figure's own unit. ``relative``: as a share of what it was then; None
    for a figure that is a share itself, and where it was 0."""

    value: float | Decimal
    relative: float | None


class Slot(BaseModel):
    """An hour or a day, with what is drawn of it."""

    start: datetime
    end: datetime
    label: str
    coverage: Coverage
    footfall: Figure
    conversion: Figure
    transactions: Figure
    sales: Money


class PeriodReport(BaseModel):
    """``first`` to ``last``: business days, both included. ``before``: the same weekdays a week
    before. ``differences``: by figure, where both are known and the period is over. ``days``: of a
    daily report the seven days to it. ``queues``: None for a store without a plan. ``gaps``:
    batches that never came, of any time, which may belong to these days."""

    kind: Kind
    store: str
    name: str
    currency: str
    timezone: str
    first: date
    last: date
    made: datetime
    over: bool
    period: PeriodAnswer
    before: PeriodAnswer
    differences: dict[str, Difference]
    hours: list[Slot]
    days: list[Slot]
    queues: QueuePeriod | None
    gaps: list[EpochGaps]
    policy: PolicyAnswer


@dataclass(frozen=True, slots=True)
class Days:
    """``first`` to ``last``, both included."""

    first: date
    last: date

    def earlier(self) -> Days:
        return Days(self.first - _WEEK, self.last - _WEEK)


def latest(kind: Kind, store: StoreAnswer) -> Days | None:
    """The last business day of which anything was seen, or its week; None when nothing was."""
    if store.last is None:
        return None
    return holding(kind, calendar_of(store).day_of(store.last))


def holding(kind: Kind, day: date) -> Days:
    """The day itself, or its week from Monday to Sunday."""
    if kind == "daily":
        return Days(day, day)
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def figures(period: PeriodAnswer) -> dict[str, Figure | Money]:
    """All of a period's figures by name, those of a newer version too."""
    return {
        name: value
        for name in type(period).model_fields
        if isinstance(value := getattr(period, name), Figure | Money)
    }


def gather(
    api: Client, store: StoreAnswer, kind: Kind, days: Days, *, now: datetime | None = None
) -> PeriodReport:
    """Raises ApiError."""
    made = now or datetime.now(UTC)
    answer = _asked(api, store, days, "total")
    (period,) = answer.periods
    (before,) = _asked(api, store, days.earlier(), "total").periods
    shown = Days(days.last - timedelta(days=6), days.last)
    queues = None
    if store.plan is not None:
        told = api.queues(store.store, start=days.first.isoformat(), end=days.last.isoformat())
        queues = told.periods[0] if told.periods and told.note is None else None
    over = period.end <= made
    return PeriodReport(
        kind=kind,
        store=store.store,
        name=store.name,
        currency=store.currency,
        timezone=store.timezone,
        first=days.first,
        last=days.last,
        made=made.astimezone(period.start.tzinfo),
        over=over,
        period=period,
        before=before,
        differences=_differences(period, before) if over else {},
        hours=_slots(_asked(api, store, days, "hour")),
        days=_slots(_asked(api, store, shown, "day")),
        queues=queues,
        gaps=api.gaps(store.store).epochs,
        policy=answer.policy,
    )


def _asked(
    api: Client, store: StoreAnswer, days: Days, grain: Literal["total", "day", "hour"]
) -> Kpis:
    return api.kpis(
        store.store, start=days.first.isoformat(), end=days.last.isoformat(), grain=grain
    )


def _slots(answer: Kpis) -> list[Slot]:
    return [
        Slot(
            start=period.start,
            end=period.end,
            label=period.label,
            coverage=period.coverage,
            footfall=period.footfall,
            conversion=period.conversion,
            transactions=period.transactions,
            sales=period.sales,
        )
        for period in answer.periods
    ]


def _differences(period: PeriodAnswer, before: PeriodAnswer) -> dict[str, Difference]:
    then = figures(before)
    found: dict[str, Difference] = {}
    for name, now in figures(period).items():
        was = then[name].value
        if now.value is None or was is None:
            continue
        # Of one figure both are float, or both Decimal.
        value = now.value - was  # type: ignore[operator]
        relative = float(value / was) if was and now.unit != "share" else None  # type: ignore[operator]
        found[name] = Difference(value=value, relative=relative)
    return found
