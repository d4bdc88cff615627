"""The shop at a glance: what the chosen period brought, and how well it was counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import address, charts, markup, tables
from dashboard.days import choose_days, say_not_counted
from dashboard.figures import (
    COUNTER_ERROR,
    PARTIAL,
    STAFF,
    Needs,
    all_flags,
    counter_sentence,
    coverage_sentence,
    write,
)
from dashboard.markup import Card
from dashboard.visit import Visit

if TYPE_CHECKING:
    from datetime import date

    from dashboard.shapes import Figure, Grain, Kpis, Money, Period
    from dashboard.words import Words

Show = Callable[[Visit], None]


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Overview"))
    if visit.days is None:
        say_not_counted(visit)
        return
    above = st.empty()
    start, end = choose_days(visit, visit.days)
    total = visit.api.kpis(visit.store.store, start.isoformat(), end.isoformat(), "total")
    if not total.periods:
        st.info(say("Nothing was counted in these days. Choose others."), icon=":material/event:")
        return
    period = total.periods[0]
    above.html(markup.line(headline(visit, total, period)))
    st.html(markup.cards(cards(period, total.currency, say)))
    draw_footfall(visit, start, end)
    draw_occupancy(period, say)
    tables.draw_zones(period, say)
    tables.draw_lines(period, say)
    tables.draw_methods(total, period, say)


def headline(visit: Visit, kpis: Kpis, period: Period) -> str:
    say = visit.say
    start = visit.local(kpis.start or period.start)
    end = visit.local(kpis.end or period.end)
    parts = [visit.store.name, say.span(start, end), coverage_sentence(period.coverage, say)]
    flags = all_flags(period)
    if PARTIAL in flags:
        parts.append(say("partial coverage: the figures leave the rest out"))
    if STAFF in flags:
        parts.append(say("staff counted as visitors"))
    if COUNTER_ERROR in flags or period.footfall.low is not None:
        parts.append(counter_sentence(period, say))
    return " · ".join(parts)


def cards(period: Period, currency: str, say: Words) -> list[Card]:
    till: Needs = "sales" if period.transactions.value is None else "counts"
    both: Needs = "counts" if period.footfall.value is None else till

    def card(title: str, figure: Figure | Money, needs: Needs, basis: str, name: str) -> Card:
        return Card(title, write(figure, say, needs, currency, basis), name)

    return [
        card(say("Visitors"), period.footfall, "counts", _doors(period, say), "footfall"),
        card(say("Conversion rate"), period.conversion, both, _ratio(period, say), "conversion"),
        card(say("Sales"), period.sales, till, _tickets(period.sales.n, say), "sales"),
        card(say("Basket (ATV)"), period.atv, till, _tickets(period.atv.n, say), "atv"),
        card(say("Items per ticket (UPT)"), period.upt, till, _tickets(period.upt.n, say), "upt"),
        card(
            say("Sales per visitor"),
            period.sales_per_visitor,
            both,
            _visitors(period.sales_per_visitor.n, say),
            "sales_per_visitor",
        ),
    ]


def _tickets(count: int | None, say: Words) -> str:
    return "" if count is None else say.many("{count} ticket", "{count} tickets", count)


def _visitors(count: int | None, say: Words) -> str:
    return "" if count is None else say.many("{count} visitor", "{count} visitors", count)


def _ratio(period: Period, say: Words) -> str:
    tickets, visitors = period.transactions.n, period.conversion.n
    if tickets is None or visitors is None:
        return ""
    return f"{_tickets(tickets, say)} ÷ {_visitors(visitors, say)}"


def _doors(period: Period, say: Words) -> str:
    parts = []
    if period.exits.value is not None:
        parts.append(say("{count} went out", count=say.number(period.exits.value)))
    if period.u_turns.value is not None:
        turns = round(period.u_turns.value)
        parts.append(say.many("{count} U-turn left out", "{count} U-turns left out", turns))
    if period.re_entries.value:
        again = round(period.re_entries.value)
        parts.append(say.many("{count} re-entry left out", "{count} re-entries left out", again))
    return " · ".join(parts)


def draw_occupancy(period: Period, say: Words) -> None:
    occupancy = period.occupancy
    if occupancy.mean is None or occupancy.peak is None:
        return
    text = say(
        "Inside at once: {mean} people on average, {peak} at most.",
        mean=say.number(occupancy.mean, 1),
        peak=say.number(occupancy.peak),
    )
    st.html(markup.line(f"{text} {say.server(occupancy.note) if occupancy.note else ''}"))


def draw_footfall(visit: Visit, start: date, end: date) -> None:
    say = visit.say
    names = {"hour": say("By hour"), "day": say("By day")}
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"
    ):
        st.header(say("Footfall"), width="content")
        grain: Grain = address.pick(  # type: ignore[assignment]
            "grain",
            list(names),
            "hour" if end - start < timedelta(days=2) else "day",
            lambda key: st.segmented_control(
                say("Grain"),
                list(names),
                format_func=lambda name: names[name],
                key=key,
                label_visibility="collapsed",
            ),
        )
    kpis = visit.api.kpis(visit.store.store, start.isoformat(), end.isoformat(), grain)
    slots = [charts.Slot(one.start, one.footfall.value, one.coverage) for one in kpis.periods]
    bars = charts.bars(slots, grain, visit)
    st.altair_chart(
        charts.columns(bars, say("Visitors"), say, dark=visit.dark),
        width="stretch",
        alt=charts.describe(bars, say),
    )
    tables.say_gaps(bars, say)
    with st.expander(say("The same as a table")):
        tables.draw_bars(bars, say)
