"""Where people stood and walked in a camera's picture, on a day or in an hour of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import address, heat, heat_frame, markup, plan, plan_heat
from dashboard.days import say_not_counted
from dashboard.heat_choice import (
    Choice,
    amount,
    choose_day,
    choose_hour,
    describe_time,
    empty,
    fetch,
    scale,
    watched_hours,
)

if TYPE_CHECKING:
    from datetime import date

    from dashboard.heat import Palette
    from dashboard.shapes import Heatmap, Measure
    from dashboard.visit import Visit
    from dashboard.words import Words


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Heatmap"))
    if not visit.store.cameras:
        st.info(
            say("The site file names no camera. Add one under `cameras:`, then count."),
            icon=":material/videocam:",
        )
        return
    if visit.days is None:
        say_not_counted(visit)
        return
    choice = choose(visit, visit.days)
    if choice.camera.camera == plan.PLAN:
        plan_heat.show(visit, choice, visit.days)
        return
    seen = fetch(visit, choice, choice.hour)
    if seen.values is None or not seen.max:
        empty(seen, say)
        return
    draw(visit, choice, seen)


def choose(visit: Visit, covered: tuple[date, date]) -> Choice:
    say = visit.say
    seen_from_above = plan.camera(visit.store, say("Plan"))
    beside = () if seen_from_above is None else (seen_from_above,)
    cameras = {camera.camera: camera for camera in (*visit.store.cameras, *beside)}
    measures = {"dwell": say("Dwell"), "passages": say("Passages")}
    palettes = {name: name.capitalize() for name in heat.PALETTES}
    columns = st.columns([1.4, 1.2, 1, 1])
    with columns[0]:
        camera = address.pick(
            "camera",
            list(cameras),
            next(iter(cameras)),
            lambda key: st.selectbox(
                say("Camera"), list(cameras), format_func=lambda code: cameras[code].name, key=key
            ),
        )
    with columns[1]:
        measure: Measure = address.pick(  # type: ignore[assignment]
            "measure",
            list(measures),
            "dwell",
            lambda key: st.segmented_control(
                say("Measure"),
                list(measures),
                format_func=lambda name: measures[name],
                key=key,
            ),
        )
    with columns[2]:
        palette: Palette = address.pick(  # type: ignore[assignment]
            "palette",
            list(palettes),
            "inferno",
            lambda key: st.selectbox(
                say("Palette"), list(palettes), format_func=lambda name: palettes[name], key=key
            ),
        )
    with columns[3]:
        day = choose_day(say("Day"), *covered)
    hours = watched_hours(visit, day)
    return Choice(
        cameras[camera], measure, palette, day, hours, choose_hour(visit, hours, say("Hour"))
    )


def draw(visit: Visit, choice: Choice, seen: Heatmap) -> None:
    say = visit.say
    zones = [zone for zone in visit.store.zones if zone.camera == choice.camera.camera]
    lines = [line for line in visit.store.lines if line.camera == choice.camera.camera]
    hottest = scale(visit, choice, seen)
    width, height = heat.size(choice.camera)
    picture = heat.blend(heat.grid(seen.values or ()), hottest, choice.palette, width, height)
    heat.outline(picture, zones, lines)
    when = describe_time(visit, choice.day, choice.hour)
    unit = say.server(seen.unit)
    hint = say(
        "Heatmap of {camera}, {when}. The hottest cell has {value} {unit}. Zones and lines: "
        "{names}.",
        camera=choice.camera.name,
        when=when,
        value=amount(seen.max or 0, say),
        unit=unit,
        names=", ".join([zone.name for zone in zones] + [line.name for line in lines]) or "–",
    )
    share = seen.coverage.share if seen.coverage else None
    parts = [choice.camera.name, when]
    if share is not None:
        parts.append(say("{share} of the time counted", share=say.coverage(share)))
    st.html(
        heat_frame.STYLE
        + markup.line(" · ".join(parts))
        + '<div class="ch-heat">'
        + heat_frame.picture(heat.encode(picture), width / height, hint, heat.labels(zones, lines))
        + legend(choice, hottest, unit, say, bool(zones), bool(lines))
        + "</div>"
    )
    st.html(
        markup.small(
            say(
                "The ground is neutral because no picture of the shop is ever stored. "
                "Cells are parts of the camera’s picture, not square metres."
            )
        )
    )


def legend(
    choice: Choice, hottest: float, unit: str, say: Words, has_zones: bool, has_lines: bool
) -> str:
    fixed = (
        say("{unit} per cell, whole day", unit=unit)
        if choice.hour is None
        else say("{unit} per cell in one hour; scale fixed over the day", unit=unit)
    )
    keys = [("ch-unseen", say("nobody was seen here"))]
    if has_zones:
        keys.append(("ch-zone", say("zone")))
    if has_lines:
        keys.append(("ch-door", say("line; its arrow points in")))
    ends = [
        ("", "> 0"),
        ("half", amount(hottest / 2, say)),
        ("hottest", amount(hottest, say)),
    ]
    return heat_frame.legend(heat.gradient(choice.palette), ends, fixed, keys)
