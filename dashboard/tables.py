"""The tables under the cards: zones, lines, periods, and how the figures are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import markup
from dashboard.figures import write
from dashboard.markup import Cell
from dashboard.policy_words import policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.charts import Bar
    from dashboard.shapes import Figure, Kpis, Money, Period, ZonePeriod
    from dashboard.words import Words


def _count(value: int | None, say: Words) -> Cell:
    if value is None:
        return Cell(say("not measured"), withheld=True)
    return Cell(say.number(value))


def _seconds(value: float | None, say: Words) -> Cell:
    if value is None:
        return Cell(say("not enough data"), withheld=True)
    return Cell(say.seconds(value))


def _engagement(zone: ZonePeriod, say: Words) -> Cell:
    if zone.engagement_rate is None:
        return Cell(say("not measured"), withheld=True)
    written = write(zone.engagement_rate, say, "counts", "")
    if written.value is None:
        return Cell(written.missing, withheld=True)
    return Cell(written.value, written.interval)


def _dwell_basis(zone: ZonePeriod, say: Words) -> str:
    parts = []
    if zone.dwell_n is not None:
        parts.append(say.many("{count} visit timed", "{count} visits timed", zone.dwell_n))
    if zone.censored:
        parts.append(say("{count} cut short", count=say.number(zone.censored)))
    return " · ".join(parts)


def draw_zones(period: Period, say: Words) -> None:
    st.header(say("Zones"))
    if not period.zones:
        st.info(
            say("The site file draws no zone. Add one under `zones:` to see where people stop."),
            icon=":material/polyline:",
        )
        return
    head = [
        say("Zone"),
        say("Visits"),
        say("Stops"),
        say("Stop rate"),
        say("Passes"),
        say("Mean dwell"),
        say("Median dwell"),
        say("90% leave within"),
    ]
    rows = [
        [
            Cell(zone.name, _dwell_basis(zone, say)),
            _count(zone.visits, say),
            _count(zone.stops, say),
            _engagement(zone, say),
            _count(zone.passes, say),
            _seconds(zone.dwell_mean_seconds, say),
            _seconds(zone.dwell_p50_seconds, say),
            _seconds(zone.dwell_p90_seconds, say),
        ]
        for zone in period.zones
    ]
    html = markup.table(say("Zones: visits, stops and dwell"), head, rows, "zones")
    why = zone_notes(period.zones, say)
    st.html(html + (markup.notes(why) if why else ""))


def zone_notes(zones: Sequence[ZonePeriod], say: Words) -> list[str]:
    """Each note once, with the zones it is of; with none where it is of all."""
    named: dict[str, list[str]] = {}
    for zone in zones:
        if zone.note:
            named.setdefault(say.server(zone.note), []).append(zone.name)
    return [
        note if len(names) == len(zones) else f"{', '.join(names)}: {note}"
        for note, names in named.items()
    ]


def draw_lines(period: Period, say: Words) -> None:
    if not period.lines:
        return
    st.header(say("Doors and lines"))
    roles = {"entrance": say("entrance"), "passage": say("passage")}
    head = [
        say("Line"),
        say("In"),
        say("Out"),
        say("Groups in"),
        say("U-turns left out"),
        say("Re-entries left out"),
    ]
    rows = [
        [
            Cell(line.name, roles.get(line.role, line.role)),
            _count(line.people_in, say),
            _count(line.people_out, say),
            _count(line.groups, say),
            _count(line.u_turns, say),
            _count(line.re_entries, say),
        ]
        for line in period.lines
    ]
    st.html(markup.table(say("Crossings of each line"), head, rows, "lines"))


def say_gaps(bars: Sequence[Bar], say: Words) -> None:
    uncovered = sum(bar.state == "uncovered" for bar in bars)
    if uncovered:
        st.html(
            markup.small(
                say.many(
                    "Hatched: {count} period not watched, or too little of it. It is not zero.",
                    "Hatched: {count} periods not watched, or too little of it. None is zero.",
                    uncovered,
                )
            )
        )


def draw_bars(bars: Sequence[Bar], say: Words) -> None:
    head = [say("Period"), say("Visitors"), say("Coverage")]
    rows = [
        [
            Cell(bar.label),
            Cell(say("not counted"), withheld=True)
            if bar.value is None
            else Cell(say.number(bar.value)),
            Cell("–" if bar.share is None else say.coverage(bar.share)),
        ]
        for bar in bars
        if bar.state != "closed"
    ]
    st.html(markup.table(say("Visitors of each period"), head, rows, "periods"))


def draw_methods(kpis: Kpis, period: Period, say: Words) -> None:
    figures: dict[str, Figure | Money] = {
        say("Visitors"): period.footfall,
        say("Conversion rate"): period.conversion,
        say("Sales"): period.sales,
        say("Basket (ATV)"): period.atv,
        say("Items per ticket (UPT)"): period.upt,
        say("Sales per visitor"): period.sales_per_visitor,
    }
    draw_rules(figures, kpis.policy, say)


def draw_rules(figures: Mapping[str, Figure | Money], given: Mapping[str, Any], say: Words) -> None:
    """What the figures were computed under; the words are the API's own."""
    rows = [
        [
            Cell(name),
            Cell("–" if figure.n is None else say.number(figure.n)),
            Cell(say.server(figure.method) if figure.method else "–"),
        ]
        for name, figure in figures.items()
    ]
    with st.expander(say("How these figures are made")):
        head = [say("Figure"), "n", say("Method")]
        st.html(markup.table(say("How these figures are made"), head, rows, "methods"))
        if given:
            st.html(markup.notes(policy(given, say)))
