"""How far visitors go, from the street to the till: funnel, rates, flows and paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import funnel, journey_tables, markup, sankey, tables
from dashboard.days import choose_days, say_not_counted
from dashboard.figures import coverage_sentence, write
from dashboard.journey_words import (
    AT_THE_DOOR,
    IN_THE_SHOP,
    definition,
    joined,
    rates,
    seen_whole,
    stages,
)
from dashboard.markup import Card

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboard.plan_shapes import JourneyPeriod, Journeys
    from dashboard.visit import Visit
    from dashboard.words import Words


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Journey"))
    if visit.store.plan is None:
        say_no_plan(say)
        return
    if visit.days is None:
        say_not_counted(visit)
        return
    above = st.empty()
    start, end = choose_days(visit, visit.days)
    asked = visit.api.journeys(visit.store.store, start.isoformat(), end.isoformat())
    if not asked.periods:
        st.info(say("Nothing was counted in these days. Choose others."), icon=":material/event:")
        return
    period = asked.periods[0]
    above.html(markup.line(headline(visit, asked, period)))
    if period.note:
        say_note(period.note, say)
    seen = seen_whole(period.whole, say) if period.whole.value is not None else ""
    st.header(say("Funnel"))
    st.html(
        markup.small(f"{funnel_note(say)} {seen}") + funnel.html(period.funnel, say, period.note)
    )
    draw_rates(period, say("At the door"), AT_THE_DOOR, seen, say)
    draw_rates(period, say("In the shop"), IN_THE_SHOP, seen, say)
    draw_flows(visit, start, end)
    draw_paths(asked, period, seen, say)
    draw_methods(asked, period, say)


def say_no_plan(say: Words) -> None:
    st.info(
        say(
            "The site file has no plan of the shop, on which the cameras see people together. "
            "Add one under `plan:`, with zones on it."
        ),
        icon=":material/floor_lamp:",
    )


def say_note(note: str, say: Words) -> None:
    st.info(say.server(note), icon=":material/info:")


def headline(visit: Visit, asked: Journeys, period: JourneyPeriod) -> str:
    say = visit.say
    start, end = visit.local(asked.start or period.start), visit.local(asked.end or period.end)
    parts = [visit.store.name, say.span(start, end), coverage_sentence(period.coverage, say)]
    if period.whole.value is not None:
        parts.append(seen_whole(period.whole, say).rstrip("."))
    return " · ".join(parts)


def funnel_note(say: Words) -> str:
    return say(
        "From “Visits” on: of all visits, those too that were first seen inside. "
        "A zone is here no queue and no till."
    )


def draw_rates(
    period: JourneyPeriod, title: str, names: Sequence[str], seen: str, say: Words
) -> None:
    titles = rates(say)
    shown = [name for name in names if name in period.rates]
    st.header(title)
    cards = [
        Card(
            titles[name],
            write(period.rates[name], say, "counts", "", definition(period.rates[name], say)),
            name,
        )
        for name in shown
    ]
    st.html((markup.small(seen) if seen else "") + markup.cards(cards))


def draw_flows(visit: Visit, start: date, end: date) -> None:
    say = visit.say
    flows = visit.api.flows(visit.store.store, start.isoformat(), end.isoformat())
    st.header(say("From zone to zone"))
    period = flows.periods[0] if flows.periods else None
    if period is None or not period.links:
        st.html(markup.line(say("No move from zone to zone is told in these days.")))
        return
    parts = [
        say("Left: where people come from. Right: where they go next."),
        joined(say),
        *([seen_whole(period.whole, say)] if period.whole.value is not None else []),
    ]
    st.html(markup.small(" ".join(parts)))
    st.altair_chart(
        sankey.chart(period.links, flows.names, say, dark=visit.dark),
        width="stretch",
        alt=sankey.describe(period.links, flows.names, say),
    )
    with st.expander(say("The same as a table")):
        journey_tables.draw_links(period.links, flows.names, say)


def draw_paths(asked: Journeys, period: JourneyPeriod, seen: str, say: Words) -> None:
    st.header(say("Paths taken most"))
    if not period.paths:
        st.html(markup.line(say("No path was taken by enough visits of a whole day to be told.")))
        return
    k = asked.policy.get("k")
    told = say(
        "Of whole days. A path is told where at least {k} visits of a day took it; all others are "
        "one line.",
        k="k" if k is None else say.number(k),
    )
    st.html(markup.small(f"{told} {joined(say)} {seen}"))
    journey_tables.draw_paths(period.paths, asked.names, say)


def draw_methods(asked: Journeys, period: JourneyPeriod, say: Words) -> None:
    names, titles = stages(say), rates(say)
    figures = {
        names.get(stage.stage, stage.stage): stage.share or stage.people for stage in period.funnel
    }
    figures |= {titles.get(name, name): figure for name, figure in period.rates.items()}
    tables.draw_rules(figures, asked.policy, say)
