"""Queues and touchpoints: how long people wait, how many walk away, and which zones are used."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import address, charts, markup, queue_charts, tables, touchpoint_table
from dashboard.days import choose_days, say_not_counted
from dashboard.figures import coverage_sentence, write
from dashboard.markup import Card, Cell
from dashboard.pages.journey import say_no_plan

if TYPE_CHECKING:
    from datetime import date

    from dashboard.plan_shapes import LiveQueue, Queue, QueuePeriod, Queues
    from dashboard.shapes import Figure, Grain
    from dashboard.visit import Visit
    from dashboard.words import Words


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Queues"))
    if visit.store.plan is None:
        say_no_plan(say)
        return
    if visit.days is None:
        say_not_counted(visit)
        return
    above = st.empty()
    start, end = choose_days(visit, visit.days)
    store = visit.store.store
    total = visit.api.queues(store, start.isoformat(), end.isoformat(), "total")
    if not total.periods:
        st.info(say("Nothing was counted in these days. Choose others."), icon=":material/event:")
        return
    period = total.periods[0]
    above.html(markup.line(headline(visit, total, period)))
    if total.note:
        st.info(say.server(total.note), icon=":material/polyline:")
    if period.queues:
        draw_queues(visit, total, period, start, end)
    draw_touchpoints(visit, start, end)
    draw_methods(total, period, say)


def headline(visit: Visit, asked: Queues, period: QueuePeriod) -> str:
    start, end = visit.local(asked.start or period.start), visit.local(asked.end or period.end)
    return " · ".join(
        [
            visit.store.name,
            visit.say.span(start, end),
            coverage_sentence(period.coverage, visit.say),
        ]
    )


def draw_queues(visit: Visit, total: Queues, period: QueuePeriod, start: date, end: date) -> None:
    say = visit.say
    names = {"hour": say("By hour"), "day": say("By day")}
    grain: Grain = address.pick(  # type: ignore[assignment]
        "length",
        list(names),
        "hour" if end - start < timedelta(days=14) else "day",
        lambda key: st.segmented_control(
            say("Length over time"),
            list(names),
            format_func=lambda name: names[name],
            key=key,
        ),
    )
    parts = visit.api.queues(visit.store.store, start.isoformat(), end.isoformat(), grain).periods
    live = {each.zone: each for each in total.live}
    for queue in period.queues:
        st.header(queue.name)
        if queue.zone in live:
            st.html(markup.line(now(live[queue.zone], visit)))
        st.html(markup.cards(cards(queue, say)))
        if queue.note:
            st.html(markup.small(say.server(queue.note)))
        draw_length(queue, parts, grain, visit)
        draw_outcomes(queue, visit)


def now(queue: LiveQueue, visit: Visit) -> str:
    """How the queue stands, and what somebody who joins it can expect; why that is not known."""
    say = visit.say
    written = write(queue.wait_seconds, say, "counts", "")
    if queue.as_of is None:
        return written.note
    if queue.waiting is None:
        moment = visit.moment(queue.as_of)
        return say("Now: not known. The queue was last seen on {moment}.", moment=moment)
    waiting = say(
        "In the minute before {moment}, {count} were waiting on average.",
        moment=say.clock(visit.local(queue.as_of)),
        count=say.number(queue.waiting, 0 if queue.waiting.is_integer() else 1),
    )
    if written.value is None:
        wait = say("No forecast of the wait: {why}", why=written.note)
    elif written.interval:
        wait = say(
            "Who joins now waits about {wait} ({interval}).",
            wait=written.value,
            interval=written.interval,
        )
    else:
        wait = say("Who joins now waits about {wait}.", wait=written.value)
    return f"{waiting} {wait}"


def cards(queue: Queue, say: Words) -> list[Card]:
    waits = "" if queue.wait_p50_seconds.n is None else _waits(queue.wait_p50_seconds.n, say)
    lost = queue.censored.value
    unseen = "" if not lost else say("{count} whose end was not seen", count=say.number(lost))

    def card(title: str, figure: Figure, name: str, basis: str = "") -> Card:
        return Card(title, write(figure, say, "counts", "", basis), f"{name}-{queue.zone}")

    return [
        card(say("Joined"), queue.joined, "joined", unseen),
        card(say("Were served"), queue.served, "served"),
        card(say("Walked away"), queue.abandoned, "abandoned"),
        card(say("Abandonment rate"), queue.abandonment_rate, "abandonment", waits),
        card(say("Mean length"), queue.mean_length, "length", say("over all the time seen")),
        card(say("Most at once"), queue.peak_length, "peak"),
        card(say("Half are served within"), queue.wait_p50_seconds, "p50", waits),
        card(say("90% are served within"), queue.wait_p90_seconds, "p90", waits),
    ]


def _waits(count: int, say: Words) -> str:
    return say.many("of {count} wait", "of {count} waits", count)


def draw_length(queue: Queue, parts: tuple[QueuePeriod, ...], grain: Grain, visit: Visit) -> None:
    say = visit.say
    st.subheader(say("Length over time"))
    bars = queue_charts.lengths(parts, queue.zone, grain, visit)
    st.html(markup.small(say("Bars: the mean number of people waiting. Dashes: the most at once.")))
    st.altair_chart(
        charts.columns(bars, say("Mean length"), say, dark=visit.dark, digits=2),
        width="stretch",
        alt=queue_charts.describe_lengths(bars, say),
        key=f"length:{queue.zone}",
    )
    tables.say_gaps(bars, say)
    with st.expander(say("The same as a table")):
        head = [say("Period"), say("Mean length"), say("Most at once"), say("Coverage")]
        rows = [
            [
                Cell(bar.label),
                *(
                    Cell(say("not counted"), withheld=True)
                    if value is None
                    else Cell(say.number(value, digits))
                    for value, digits in ((bar.value, 2), (bar.peak, 0))
                ),
                Cell("–" if bar.share is None else say.coverage(bar.share)),
            ]
            for bar in bars
            if bar.state != "closed"
        ]
        name = f"lengths-{queue.zone}"
        st.html(markup.table(say("Length of {queue}", queue=queue.name), head, rows, name))


def draw_outcomes(queue: Queue, visit: Visit) -> None:
    say = visit.say
    st.subheader(say("What becomes of those who join"))
    if not queue.outcomes:
        figure = write(queue.abandonment_rate, say, "counts", "")
        st.html(markup.line(figure.note or figure.missing))
        return
    st.html(
        markup.small(
            say(
                "Between the two: those who still wait. Who was lost from sight is in neither, and "
                "is not taken for served. Times are the edges of the bins that waits are told in."
            )
        )
    )
    st.altair_chart(
        queue_charts.outcomes(queue.outcomes, say, dark=visit.dark),
        width="stretch",
        alt=queue_charts.describe_outcomes(queue.outcomes, say),
        key=f"outcomes:{queue.zone}",
    )
    head = [say("Within"), say("Were served"), say("Walked away")]
    rows = [
        [
            Cell(say.seconds(outcome.seconds)),
            *(
                Cell(say.percent(part.share), queue_charts.interval(part.low, part.high, say))
                for part in (outcome.served, outcome.abandoned)
            ),
        ]
        for outcome in queue_charts.key_outcomes(queue.outcomes)
    ]
    title = say("Served or gone: {queue}", queue=queue.name)
    st.html(markup.table(title, head, rows, f"outcomes-{queue.zone}"))


def draw_touchpoints(visit: Visit, start: date, end: date) -> None:
    say = visit.say
    asked = visit.api.journeys(visit.store.store, start.isoformat(), end.isoformat())
    if not asked.periods or not asked.periods[0].touchpoints:
        return
    st.header(say("Touchpoints"))
    st.html(
        markup.small(
            say(
                "Attraction: visits of the zone ÷ visitors. Use: stops ÷ visits of the zone. Use "
                "per visitor: stops ÷ visitors."
            )
        )
    )
    touchpoint_table.draw(asked.periods[0].touchpoints, visit)


def draw_methods(asked: Queues, period: QueuePeriod, say: Words) -> None:
    if not period.queues:
        return
    # The method is the same for each queue; n is not.
    queue = period.queues[0]
    figures = {
        say("Joined"): queue.joined,
        say("Were served"): queue.served,
        say("Walked away"): queue.abandoned,
        say("Mean length"): queue.mean_length,
        say("Most at once"): queue.peak_length,
        say("Half are served within"): queue.wait_p50_seconds,
        say("90% are served within"): queue.wait_p90_seconds,
        say("Abandonment rate"): queue.abandonment_rate,
    }
    live = next((each for each in asked.live if each.zone == queue.zone), None)
    if live is not None:
        figures[say("Wait of who joins now")] = live.wait_seconds
    tables.draw_rules(figures, asked.policy, say)
