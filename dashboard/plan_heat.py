"""Heat on the shop's plan, and what one stretch of time has more of it than another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import address, heat, heat_frame, markup, plan
from dashboard.heat_choice import (
    Choice,
    amount,
    choose_day,
    choose_hour,
    describe_time,
    empty,
    fetch,
    scale,
    span,
    watched_hours,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dashboard.shapes import Heatmap
    from dashboard.visit import Visit
    from dashboard.words import Words

_WEEK = timedelta(days=7)


def show(visit: Visit, choice: Choice, covered: tuple[date, date]) -> None:
    """``covered``: the first and the last day with counts."""
    say = visit.say
    views = {"heat": say("Heat"), "difference": say("Difference")}
    view = address.pick(
        "view",
        list(views),
        "heat",
        lambda key: st.segmented_control(
            say("Show"), list(views), format_func=lambda name: views[name], key=key
        ),
    )
    if view == "difference":
        _compare(visit, choice, covered)
        return
    seen = fetch(visit, choice, choice.hour)
    if seen.values is None or not seen.max:
        empty(seen, say)
        return
    hottest = scale(visit, choice, seen)
    width, height = heat.size(choice.camera)
    picture = plan.blend(plan.upright(seen.values), hottest, choice.palette, width, height)
    when = describe_time(visit, choice.day, choice.hour)
    unit = say.server(seen.unit)
    zones = [zone.name for zone in plan.zones(visit.store)]
    hint = say(
        "Heat on the shop’s plan, {when}. The hottest cell has {value} {unit}. Zones: {names}.",
        when=when,
        value=amount(seen.max, say),
        unit=unit,
        names=", ".join(zones) or "–",
    )
    caption = unit if choice.hour is None else say("{unit}; scale fixed over the day", unit=unit)
    ends = [("", "> 0"), ("quarter", amount(hottest / 4, say)), ("hottest", amount(hottest, say))]
    keys = [("ch-floor", say("nobody was seen here")), *_signs(say, bool(zones))]
    share = seen.coverage.share if seen.coverage else None
    _draw(
        visit,
        picture,
        hint,
        [when, *_counted(say, share)],
        heat_frame.legend(plan.gradient(choice.palette), ends, caption, keys),
    )
    _say_note(seen, say)


def _compare(visit: Visit, choice: Choice, covered: tuple[date, date]) -> None:
    say = visit.say
    first, last = covered
    week_before = choice.day - _WEEK
    columns = st.columns([1, 3.6])
    with columns[0]:
        day = choose_day(
            say("Compared with"),
            first,
            last,
            "against_day",
            week_before if first <= week_before <= last else first,
        )
    with columns[1]:
        hour = choose_hour(visit, watched_hours(visit, day), say("Hour compared"), "against_hour")
    here, there = span(choice.day, choice.hour), span(day, hour)
    if here == there:
        st.info(
            say("Both are the same stretch of time. Choose another day or hour to compare with."),
            icon=":material/compare:",
        )
        return
    seen = visit.api.heatmap(visit.store.store, plan.PLAN, here, choice.measure, there)
    if seen.values is None:
        empty(seen, say)
        return
    most = seen.max or 0.0
    width, height = heat.size(choice.camera)
    picture = plan.diverge(plan.upright(seen.values), most, width, height)
    when = describe_time(visit, choice.day, choice.hour)
    other = describe_time(visit, day, hour)
    unit = say.server(seen.unit)
    hint = say(
        "Difference of heat on the shop’s plan: {when} less {other}. The greatest is {value} "
        "{unit}.",
        when=when,
        other=other,
        value=amount(most, say),
        unit=unit,
    )
    ends = [
        ("less", f"−{amount(most, say)}"),
        ("same", "0"),
        ("more", f"+{amount(most, say)}"),
    ]
    caption = say("{unit}: blue is less than {other}, red is more", unit=unit, other=other)
    share = seen.coverage.share if seen.coverage else None
    shared = seen.against.coverage.share if seen.against and seen.against.coverage else None
    _draw(
        visit,
        picture,
        hint,
        [
            when,
            *_counted(say, share),
            say("compared with {other}", other=other),
            *_counted(say, shared),
        ],
        heat_frame.legend(
            plan.diverging_gradient(), ends, caption, _signs(say, bool(plan.zones(visit.store)))
        ),
    )
    _say_note(seen, say)


def _draw(
    visit: Visit, picture: NDArray[np.uint8], hint: str, line: list[str], legend: str
) -> None:
    say = visit.say
    zones = plan.zones(visit.store)
    plan.walls(picture, plan.outline(visit.store))
    heat.outline(picture, zones, [])
    height, width = picture.shape[:2]
    st.html(
        heat_frame.STYLE
        + markup.line(" · ".join(line))
        + '<div class="ch-heat">'
        + heat_frame.picture(heat.encode(picture), width / height, hint, heat.labels(zones, []))
        + legend
        + "</div>"
    )
    cell = visit.store.plan.cell if visit.store.plan else 0.0
    st.html(
        markup.small(
            say(
                "Cells are {size} m wide. Figures are for each hour that was covered. What "
                "furniture hides from the cameras is not hatched.",
                size=say.number(cell, 2),
            )
        )
    )


def _signs(say: Words, has_zones: bool) -> list[tuple[str, str]]:
    keys = [("ch-unseen", say("no camera sees this floor")), ("ch-wall", say("the shop’s outline"))]
    return [*keys, ("ch-zone", say("zone"))] if has_zones else keys


def _counted(say: Words, share: float | None) -> list[str]:
    if share is None:
        return []
    return [say("{share} of the time counted", share=say.coverage(share))]


def _say_note(seen: Heatmap, say: Words) -> None:
    if seen.note:
        st.html(markup.small(say.server(seen.note)))
