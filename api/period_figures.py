"""The figures of one period, from a store's sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from analytics import basket, conversion, dwell, footfall, occupancy
from analytics.basket import Takings
from analytics.business_day import BusinessCalendar
from analytics.coverage import Coverage
from analytics.figure import (
    NOT_ENOUGH_DATA,
    PARTIAL_RECEIPTS,
    SALES_OUTSIDE_COVERAGE,
    Figure,
    Money,
)
from analytics.occupancy import Level, Occupancy
from analytics.policy import Policy
from analytics.span import Span
from api.dwells import DwellHistogram, within
from api.kpi_answers import LineAnswer, PeriodAnswer, ZoneAnswer
from api.measures import Crossings, TicketSums, TimeGrid, ZoneSums
from api.observation import Observation
from api.periods import LabelledSpan
from api.receipts import NO_TIME, ReceiptDays
from vision.description import LineDescription, StoreDescription, ZoneDescription
from vision.records import DWELL_BIN_EDGES

TOO_LONG = "Occupancy is given for at most 92 days at once."
_Shown = TypeVar("_Shown", Figure, Money)


@dataclass(frozen=True, slots=True)
class StoreSums:
    """All that was read of a store for a question. ``levels`` is None when the question is too
    long for them; ``ignored``: departures beyond 0, for each day."""

    description: StoreDescription
    calendar: BusinessCalendar
    policy: Policy
    grid: TimeGrid
    observation: Observation
    crossings: Mapping[tuple[str, str], Mapping[int, Crossings]]
    zones: Mapping[str, Mapping[int, ZoneSums]]
    histograms: Sequence[DwellHistogram]
    tickets: Mapping[int, TicketSums]
    receipts: ReceiptDays
    levels: Mapping[date, tuple[tuple[Level, ...], int]] | None

    @property
    def entrances(self) -> list[LineDescription]:
        return [line for line in self.description.lines if line.role == "entrance"]

    @property
    def entrance_cameras(self) -> list[str]:
        return sorted({line.camera for line in self.entrances})


def entrance_cameras_or_all(description: StoreDescription) -> list[str]:
    """The cameras whose coverage is the period's."""
    entrances = {line.camera for line in description.lines if line.role == "entrance"}
    return sorted(entrances or {camera.camera for camera in description.cameras})


def figures(sums: StoreSums, period: LabelledSpan) -> PeriodAnswer:
    span, policy, currency = period.span, sums.policy, sums.description.currency
    coverage = sums.observation.coverage(entrance_cameras_or_all(sums.description), span)
    arrived = _through_entrances(sums, span, ("in",))
    left = _through_entrances(sums, span, ("out",))
    turned = _through_entrances(sums, span, ("in", "out"))
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

    def people(found: Crossings | None, method: str) -> Figure:
        return footfall.crossings(
            None if found is None else found.people - found.staff,
            coverage,
            policy,
            staff_excluded=found is None or found.unsorted == 0,
            method=method,
        )

    return PeriodAnswer(
        start=span.start.astimezone(sums.calendar.zone),
        end=span.end.astimezone(sums.calendar.zone),
        label=period.label,
        coverage=coverage,
        footfall=people(arrived, "people in, sum over entrance lines"),
        exits=people(left, "people out, sum over entrance lines"),
        u_turns=footfall.crossings(
            None if turned is None else turned.u_turns,
            coverage,
            policy,
            method="crossings undone, sum over entrance lines",
        ),
        conversion=per_visitor(
            conversion.conversion(
                None if takings is None else takings.tickets,
                visitors,
                coverage,
                policy,
                why_no_tickets=why,
            )
        ),
        transactions=of_sales(basket.transactions(takings, why)),
        sales=of_sales(basket.sales(takings, currency, why)),
        atv=basket.average_transaction_value(takings, currency, policy, why),
        upt=basket.units_per_transaction(takings, policy, why),
        sales_per_visitor=per_visitor(
            basket.sales_per_visitor(takings, visitors, currency, coverage, policy, why=why)
        ),
        occupancy=_occupancy(sums, span, coverage),
        zones=[_zone(sums, zone, span) for zone in sums.description.zones],
        lines=[_line(sums, line, span) for line in sums.description.lines],
    )


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


def _through_entrances(sums: StoreSums, span: Span, directions: Sequence[str]) -> Crossings | None:
    """None when the store has no entrance line."""
    if not sums.entrances:
        return None
    total = Crossings()
    for line in sums.entrances:
        for direction in directions:
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


def _line(sums: StoreSums, line: LineDescription, span: Span) -> LineAnswer:
    if sums.observation.coverage([line.camera], span).minutes_covered == 0:
        return LineAnswer(
            line=line.line,
            name=line.name,
            role=line.role,
            people_in=None,
            people_out=None,
            u_turns=None,
        )
    arrived, left = (_crossed(sums, line.line, way, span) for way in ("in", "out"))
    return LineAnswer(
        line=line.line,
        name=line.name,
        role=line.role,
        people_in=arrived.people,
        people_out=left.people,
        u_turns=arrived.u_turns + left.u_turns,
    )


def _zone(sums: StoreSums, zone: ZoneDescription, span: Span) -> ZoneAnswer:
    coverage = sums.observation.coverage([zone.camera], span)
    refusal = footfall.refused(coverage, sums.policy)
    if refusal is not None:
        unit, method = "share", "stops / visits"
        return ZoneAnswer(
            zone=zone.zone,
            name=zone.name,
            visits=None,
            passes=None,
            stops=None,
            engagement_rate=Figure(None, unit, method, flags=(NOT_ENOUGH_DATA,), note=refusal),
            dwell_mean_seconds=None,
            dwell_p50_seconds=None,
            dwell_p90_seconds=None,
            dwell_n=None,
            censored=None,
            note=refusal,
        )
    total = ZoneSums()
    by_piece = sums.zones.get(zone.zone, {})
    for piece in sums.grid.pieces(span):
        if piece in by_piece:
            total.add(by_piece[piece])
    counts, across = within(sums.histograms, zone.zone, span)
    median, long = (dwell.percentile(counts, DWELL_BIN_EDGES, share) for share in (0.5, 0.9))
    return ZoneAnswer(
        zone=zone.zone,
        name=zone.name,
        visits=total.entries,
        passes=total.passes,
        stops=total.stops,
        engagement_rate=conversion.share(
            total.stops,
            total.entries,
            Coverage(1.0, coverage.minutes_expected, coverage.minutes_expected, coverage.basis),
            sums.policy,
            whole_name="visits",
            method="stops / visits; Wilson 95 %",
            method_above_one="stops / visits; Poisson ratio 95 %",
        ),
        dwell_mean_seconds=dwell.mean_seconds(total.visit_seconds, total.exits),
        dwell_p50_seconds=median.seconds,
        dwell_p90_seconds=long.seconds,
        dwell_n=sum(counts),
        censored=total.censored,
        note=_zone_note(coverage, sum(counts), across, median.error, sums.description.k),
    )


def _zone_note(coverage: Coverage, n: int, across: int, error: float | None, k: int) -> str | None:
    notes = []
    if coverage.share is not None and coverage.share < 1:
        notes.append(f"{1 - coverage.share:.1%} of the expected minutes were not observed.")
    if n == 0:
        notes.append(f"No dwell percentile: the boxes release dwell for {k} visits or more.")
    elif error is not None:
        notes.append(f"Dwell percentiles are read from bins and are within {error:.0%}.")
    if across:
        notes.append(f"{across} visits are in dwell histograms that reach beyond the period.")
    return " ".join(notes) or None


def levels_by_day(
    calendar: BusinessCalendar, span: Span, flows: Sequence[tuple[datetime, int]]
) -> dict[date, tuple[tuple[Level, ...], int]]:
    """Occupancy through each business day of ``span``."""
    by_day: dict[date, list[occupancy.Flow]] = {day: [] for day in calendar.days_of(span)}
    for minute, net in flows:
        by_day[calendar.day_of(minute)].append(occupancy.Flow(minute, net))
    return {
        day: occupancy.levels(calendar.span_of(day), day_flows) for day, day_flows in by_day.items()
    }
