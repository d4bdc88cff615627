"""The figures of one period, from a store's sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from analytics import (
    basket,
    conversion,
    footfall,
    journeys,
    returns,
    sales_density,
)
from analytics.audit.matching import Direction
from analytics.figure import (
    ALIGNED,
    BLIND_LEFT_OUT,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    PARTIAL_RECEIPTS,
    SALES_OUTSIDE_COVERAGE,
    Figure,
    Money,
)
from analytics.span import Span
from api.kpi_answers import LineAnswer, PeriodAnswer
from api.measures import Crossings
from api.period_staffing import inside, staffing_of
from api.period_takings import (
    missing_receipts,
    outside,
    returns_of,
    takings_of,
    tickets_for,
    whole_days,
)
from api.periods import LabelledSpan
from api.plan_sums import released
from api.store_sums import (
    StoreSums,
    crossed,
    entrance_cameras_or_all,
    floor_area,
    through_entrances,
)
from api.zone_figures import zone_figures
from vision.description import LineDescription, ZoneDescription
from vision.records import PLAN

_Shown = TypeVar("_Shown", Figure, Money)


def figures(sums: StoreSums, period: LabelledSpan) -> PeriodAnswer:
    span, policy, currency = period.span, sums.policy, sums.description.currency
    coverage = sums.observation.coverage(entrance_cameras_or_all(sums.description), span)
    arrived = through_entrances(sums, span, "in")
    left = through_entrances(sums, span, "out")
    visitors = None if arrived is None else arrived.people - arrived.staff
    takings, why = takings_of(sums, span)
    brought_back = returns_of(sums, span)
    days, day_takings = whole_days(sums, span)
    area = floor_area(sums.description)
    receipts_note, too_few = missing_receipts(sums, span)

    def of_sales(figure: _Shown) -> _Shown:
        return _noted(figure, receipts_note, PARTIAL_RECEIPTS)

    def per_visitor(figure: _Shown) -> _Shown:
        if too_few and figure.value is not None:
            return replace(
                figure, value=None, low=None, high=None, flags=(NOT_ENOUGH_DATA,), note=too_few
            )
        return _noted(of_sales(figure), outside(sums, span), SALES_OUTSIDE_COVERAGE)

    def by_hour(figure: Figure) -> Figure:
        if sums.aligned is None:
            return figure
        note = f"Tickets are taken {sums.aligned.minutes:.0f} minutes later by the till's clock."
        return _noted(figure, note, ALIGNED)

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

    of_passers_by, of_traffic = _captured(sums, span)
    staff = staffing_of(sums, span)
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
            by_hour(
                conversion.conversion(
                    None if takings is None else tickets_for(sums, span, takings),
                    visitors,
                    coverage,
                    policy,
                    counter_error=sums.counter_errors.get("in"),
                    why_no_tickets=why,
                )
            )
        ),
        conversion_by_groups=per_visitor(
            by_hour(
                conversion.conversion_by_groups(
                    None if takings is None else tickets_for(sums, span, takings),
                    _groups(arrived),
                    coverage,
                    policy,
                    counter_error=sums.counter_errors.get("in"),
                    why_no_tickets=why,
                    why_no_groups=footfall.NO_ENTRANCE if arrived is None else conversion.NO_GROUPS,
                    staff_excluded=arrived is None or not (arrived.staff or arrived.unsorted),
                )
            )
        ),
        capture_rate_of_passers_by=of_passers_by,
        capture_rate_of_traffic=of_traffic,
        transactions=of_sales(basket.transactions(takings, why)),
        sales=of_sales(basket.sales(takings, currency, why)),
        atv=basket.average_transaction_value(takings, currency, policy, why),
        upt=basket.units_per_transaction(takings, policy, why),
        aur=basket.average_unit_retail(takings, currency, policy, why),
        return_rate_by_value=returns.return_rate_by_value(brought_back, takings, policy, why),
        return_rate_by_ticket=returns.return_rate_by_ticket(brought_back, takings, policy, why),
        sales_per_m2=of_sales(sales_density.sales_density(takings, currency, area, why)),
        sales_per_m2_per_day=of_sales(
            sales_density.sales_density_per_day(
                None if takings is None else day_takings, currency, area, days, why
            )
        ),
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
        staff_hours=staff.hours,
        star_by_visitors=staff.by_visitors,
        star_by_occupancy=staff.by_occupancy,
        occupancy=inside(sums, span, coverage),
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


def _groups(found: Crossings | None) -> int | None:
    """None where an entrance does not tell them."""
    return None if found is None or found.ungrouped else found.groups


def _captured(sums: StoreSums, span: Span) -> tuple[Figure, Figure]:
    """Both capture rates, of passers-by and of traffic, from the plan's journeys."""
    if not any(zone.type == "street" for zone in sums.description.zones):
        of_passers_by, of_traffic = (
            Figure(None, "share", method, flags=(NOT_MEASURED,), note=journeys.NO_STREET)
            for method in (journeys.CAPTURE_OF_PASSERS_BY, journeys.CAPTURE_OF_TRAFFIC)
        )
        return of_passers_by, of_traffic
    told = released(sums.description, sums.observation, sums.visits, span)
    found = journeys.rates(told.sums, told.sight)
    return found.capture_rate_of_passers_by, found.capture_rate_of_traffic


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
    arrived, left = (crossed(sums, line.line, way, span) for way in ("in", "out"))
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
