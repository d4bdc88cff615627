"""The figures of one period, from a store's sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from analytics import basket, conversion, footfall, occupancy
from analytics.audit.matching import Direction
from analytics.basket import Takings
from analytics.coverage import Coverage
from analytics.figure import (
    BLIND_LEFT_OUT,
    NOT_ENOUGH_DATA,
    PARTIAL_RECEIPTS,
    SALES_OUTSIDE_COVERAGE,
    Figure,
    Money,
)
from analytics.occupancy import Level, Occupancy
from analytics.span import Span
from api.kpi_answers import LineAnswer, PeriodAnswer
from api.measures import Crossings
from api.periods import LabelledSpan
from api.receipts import NO_TIME
from api.store_sums import StoreSums, entrance_cameras_or_all
from api.zone_figures import zone_figures
from vision.description import LineDescription, ZoneDescription
from vision.records import PLAN

TOO_LONG = "Occupancy is given for at most 92 days at once."
_Shown = TypeVar("_Shown", Figure, Money)


def figures(sums: StoreSums, period: LabelledSpan) -> PeriodAnswer:
    span, policy, currency = period.span, sums.policy, sums.description.currency
    coverage = sums.observation.coverage(entrance_cameras_or_all(sums.description), span)
    arrived = _through_entrances(sums, span, "in")
    left = _through_entrances(sums, span, "out")
    visitors = None if arrived is None else arrived.people - arrived.staff
    takings, why = _takings(sums, span)
    receipts_note, too_few = _missing_receipts(sums, span)

    def of_sales(figure: _Shown) -> _Shown:
        return _noted(figure, receipts_note, PARTIAL_RECEIPTS)

    def per_visitor(figure: _Shown) -> _Shown:
        if too_few and figure.value is not None:
            return replace(
                figure, value=None, low=None, high=None, flags=(NOT_ENOUGH_DATA,), note=too_few
            )
        return _noted(of_sales(figure), _outside(sums, span), SALES_OUTSIDE_COVERAGE)

    def people(found: Crossings | None, direction: Direction, method: str) -> Figure:
        figure = footfall.crossings(
            None if found is None else found.people - found.staff,
            coverage,
            policy,
            counter_error=sums.counter_errors.get(direction),
            staff_excluded=found is None or found.unsorted == 0,
            method=method,
        )
        return _noted(figure, _blind(found), BLIND_LEFT_OUT)

    return PeriodAnswer(
        start=span.start.astimezone(sums.calendar.zone),
        end=span.end.astimezone(sums.calendar.zone),
        label=period.label,
        coverage=coverage,
        footfall=people(arrived, "in", "people in, sum over entrance lines"),
        exits=people(left, "out", "people out, sum over entrance lines"),
        u_turns=footfall.crossings(
            None if arrived is None else arrived.u_turns,
            coverage,
            policy,
            unit="U-turns",
            method="people who came in and went out again at once, sum over entrance lines",
        ),
        re_entries=footfall.crossings(
            None if arrived is None else arrived.re_entries,
            coverage,
            policy,
            unit="re-entries",
            method="people who went out and came in again at once, sum over entrance lines",
        ),
        conversion=per_visitor(
            conversion.conversion(
                None if takings is None else takings.tickets,
                visitors,
                coverage,
                policy,
                counter_error=sums.counter_errors.get("in"),
                why_no_tickets=why,
            )
        ),
        transactions=of_sales(basket.transactions(takings, why)),
        sales=of_sales(basket.sales(takings, currency, why)),
        atv=basket.average_transaction_value(takings, currency, policy, why),
        upt=basket.units_per_transaction(takings, policy, why),
        sales_per_visitor=per_visitor(
            basket.sales_per_visitor(
                takings,
                visitors,
                currency,
                coverage,
                policy,
                counter_error=sums.counter_errors.get("in"),
                why=why,
            )
        ),
        occupancy=_occupancy(sums, span, coverage),
        zones=[zone_figures(sums, zone, span) for zone in _zones(sums, span)],
        lines=[_line(sums, line, span) for line in sums.description.lines],
    )


def _blind(found: Crossings | None) -> str | None:
    if found is None or not found.blind:
        return None
    return f"{found.blind} people counted while a camera was dark or covered are left out."


def _noted(figure: _Shown, note: str | None, flag: str) -> _Shown:
    if note is None or figure.value is None:
        return figure
    whole = note if figure.note is None else f"{figure.note} {note}"
    return replace(figure, flags=(*figure.flags, flag), note=whole)


def _crossed(sums: StoreSums, line: str, direction: str, span: Span) -> Crossings:
    total = Crossings()
    by_piece = sums.crossings.get((line, direction), {})
    for piece in sums.grid.pieces(span):
        if piece in by_piece:
            total.add(by_piece[piece])
    return total


def _through_entrances(sums: StoreSums, span: Span, direction: str) -> Crossings | None:
    """None when the store has no entrance line."""
    if not sums.entrances:
        return None
    total = Crossings()
    for line in sums.entrances:
        total.add(_crossed(sums, line.line, direction, span))
    return total


def _takings(sums: StoreSums, span: Span) -> tuple[Takings | None, str]:
    """None, and why, when the period's receipts are not known."""
    days = list(sums.calendar.days_of(span))
    if not any(sums.receipts.knows(day) for day in days):
        return None, basket.NO_RECEIPTS
    if sums.receipts.cuts_untimed(sums.calendar, span):
        return None, NO_TIME
    total = Takings()
    for piece in sums.grid.pieces(span):
        if piece in sums.tickets:
            total += sums.tickets[piece].takings
    return total, ""


def _outside(sums: StoreSums, span: Span) -> str | None:
    count = sum(
        sums.tickets[piece].outside for piece in sums.grid.pieces(span) if piece in sums.tickets
    )
    return f"{count} sale tickets are of minutes not observed." if count else None


def _missing_receipts(sums: StoreSums, span: Span) -> tuple[str | None, str | None]:
    """What to say when receipts are known for some of the observed days only, and what when those
    are too few for a figure per visitor."""
    cameras = sums.entrance_cameras
    observed = [
        day
        for day in sums.calendar.days_of(span)
        if (part := sums.calendar.span_of(day).overlap(span)) is not None
        and sums.observation.coverage(cameras, part).minutes_covered > 0
    ]
    missing = sum(not sums.receipts.knows(day) for day in observed)
    if not missing:
        return None, None
    note = f"Receipts are missing for {missing} of the {len(observed)} observed days."
    known = 1 - missing / len(observed)
    return note, note if known < sums.policy.min_coverage else None


def _occupancy(sums: StoreSums, span: Span, coverage: Coverage) -> Occupancy:
    if not sums.entrances:
        return Occupancy(None, None, footfall.NO_ENTRANCE)
    refusal = footfall.refused(coverage, sums.policy)
    if refusal is not None:
        return Occupancy(None, None, refusal)
    if sums.levels is None:
        return Occupancy(None, None, TOO_LONG)
    parts: list[tuple[Sequence[Level], Sequence[Span]]] = []
    ignored = 0
    spans = [part for part, _ in sums.observation.parts(sums.entrance_cameras, span)]
    for day in sums.calendar.days_of(span):
        levels, below = sums.levels.get(day, ((), 0))
        business = sums.calendar.span_of(day)
        parts.append(
            (levels, [part for each in spans if (part := each.overlap(business)) is not None])
        )
        ignored += below
    return occupancy.occupancy(parts, ignored)


def _zones(sums: StoreSums, span: Span) -> list[ZoneDescription]:
    """Those on the plan only where it was watched: not every box joins its cameras on it."""
    watched = sums.observation.coverage([PLAN], span).minutes_covered > 0
    return [zone for zone in sums.description.zones if zone.camera != PLAN or watched]


def _line(sums: StoreSums, line: LineDescription, span: Span) -> LineAnswer:
    if sums.observation.coverage([line.camera], span).minutes_covered == 0:
        return LineAnswer(
            line=line.line,
            name=line.name,
            role=line.role,
            people_in=None,
            people_out=None,
            u_turns=None,
            re_entries=None,
            groups=None,
        )
    arrived, left = (_crossed(sums, line.line, way, span) for way in ("in", "out"))
    return LineAnswer(
        line=line.line,
        name=line.name,
        role=line.role,
        people_in=arrived.people,
        people_out=left.people,
        # What is undone is a crossing each way, and is in both counts.
        u_turns=arrived.u_turns,
        re_entries=arrived.re_entries,
        groups=None if arrived.ungrouped else arrived.groups,
    )
