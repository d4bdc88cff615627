"""Where people stood and walked in a camera's picture, on a day or in an hour of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import address, heat, markup

if TYPE_CHECKING:
    from dashboard.heat import Palette
    from dashboard.shapes import Camera, Heatmap, Measure, Period
    from dashboard.visit import Visit
    from dashboard.words import Words

ALL_DAY: Final = "day"

STYLE: Final = """
<style>
.ch-heat { margin: .25rem 0 0; }
.ch-picture { position: relative; border-radius: .5rem; overflow: hidden; line-height: 0;
  max-width: calc(72vh * var(--shape)); }
.ch-picture img { width: 100%; height: auto; display: block; }
.ch-picture span { position: absolute; font-size: .8rem; line-height: 1.25; padding: .05rem .4rem;
  border-radius: .25rem; background: #1e2228; color: #fff; margin: .2rem; max-width: 28%; }
/* Up by its own height, and its margins. */
.ch-picture .ch-above { transform: translateY(calc(-100% - .4rem)); }
@media (max-width: 640px) { .ch-picture span { font-size: .7rem; max-width: 34%; } }
.ch-legend { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: flex-start;
  margin-top: .75rem; font-size: .85rem; line-height: 1.4; }
.ch-scale { flex: 0 1 24rem; min-width: 14rem; }
.ch-ramp { height: .9rem; border-radius: .2rem;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.ch-ends { display: flex; justify-content: space-between; font-variant-numeric: tabular-nums; }
.ch-keys { display: grid; gap: .15rem; }
.ch-keys b { display: inline-block; width: 1.3rem; height: .8rem; margin-right: .45rem;
  vertical-align: -.08rem; box-sizing: border-box; }
.ch-unseen { border: 1px solid #9aa3a8; background: repeating-linear-gradient(135deg,
  #e8eaec 0 4px, #b9c0c4 4px 5px); }
.ch-zone { border: 2px solid #1e2228; background: #fff; }
.ch-door { height: 4px !important; background: #1e2228; vertical-align: .2rem !important;
  outline: 1px solid #fff; }
</style>
"""


@dataclass(frozen=True)
class Choice:
    camera: Camera
    measure: Measure
    palette: Palette
    day: date
    hours: tuple[Period, ...]
    hour: Period | None


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
        st.info(
            say(
                "{store} has no counted minute yet. Count one: `chaland run site.yaml`. "
                "Then reload this page.",
                store=visit.store.name,
            ),
            icon=":material/videocam:",
        )
        return
    choice = choose(visit, visit.days)
    seen = fetch(visit, choice, choice.hour)
    if seen.values is None or not seen.max:
        empty(seen, say)
        return
    draw(visit, choice, seen)


def choose(visit: Visit, covered: tuple[date, date]) -> Choice:
    say = visit.say
    cameras = {camera.camera: camera for camera in visit.store.cameras}
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
        day = choose_day(say, *covered)
    hours = watched_hours(visit, day)
    return Choice(cameras[camera], measure, palette, day, hours, choose_hour(visit, hours))


def choose_day(say: Words, first: date, last: date) -> date:
    def within(text: str) -> bool:
        try:
            return first <= date.fromisoformat(text) <= last
        except ValueError:
            return False

    key = f"day:{first}:{last}"
    if key not in st.session_state:
        st.session_state[key] = date.fromisoformat(address.chosen("day", within, last.isoformat()))
    day: date = st.date_input(
        say("Day"), min_value=first, max_value=last, format="DD/MM/YYYY", key=key
    )
    address.keep("day", day.isoformat())
    return day


def watched_hours(visit: Visit, day: date) -> tuple[Period, ...]:
    kpis = visit.api.kpis(visit.store.store, day.isoformat(), day.isoformat(), "hour")
    return tuple(period for period in kpis.periods if period.coverage.minutes_covered)


def choose_hour(visit: Visit, hours: tuple[Period, ...]) -> Period | None:
    """An hour that was watched; None for the whole day."""
    if len(hours) < 2:
        return None
    say = visit.say
    names = {ALL_DAY: say("Whole day")}
    by_name: dict[str, Period] = {}
    for period in hours:
        local = visit.local(period.start)
        # In autumn an hour of the clock comes twice.
        name = f"{local:%H:%M%z}" if f"{local:%H:%M}" in names else f"{local:%H:%M}"
        by_name[name], names[name] = period, name
    picked = address.pick(
        "hour",
        list(names),
        ALL_DAY,
        lambda key: st.select_slider(
            say("Hour"), list(names), format_func=lambda name: names[name], key=key
        ),
    )
    return by_name.get(picked)


def fetch(visit: Visit, choice: Choice, hour: Period | None) -> Heatmap:
    start = hour.start.isoformat() if hour else choice.day.isoformat()
    end = hour.end.isoformat() if hour else choice.day.isoformat()
    camera = choice.camera.camera
    return visit.api.heatmap(visit.store.store, camera, start, end, choice.measure)


def scale(visit: Visit, choice: Choice, seen: Heatmap) -> float:
    """The value of the hottest colour: of the day's hours together, so that the slider compares
    hour with hour; of the day itself for the whole day."""
    if choice.hour is None:
        return seen.max or 0
    return max(fetch(visit, choice, hour).max or 0 for hour in choice.hours)


def empty(seen: Heatmap, say: Words) -> None:
    note = say.server(seen.note) if seen.note else say("Nobody was seen in this time.")
    todo = say(
        "Choose another hour, day or camera. If the camera never shows anyone, count with it: "
        "`chaland run site.yaml`."
    )
    st.info(f"{note} {todo}", icon=":material/grid_off:")


def draw(visit: Visit, choice: Choice, seen: Heatmap) -> None:
    say = visit.say
    zones = [zone for zone in visit.store.zones if zone.camera == choice.camera.camera]
    lines = [line for line in visit.store.lines if line.camera == choice.camera.camera]
    hottest = scale(visit, choice, seen)
    width, height = heat.size(choice.camera)
    picture = heat.blend(heat.grid(seen.values or ()), hottest, choice.palette, width, height)
    heat.outline(picture, zones, lines)
    image = base64.b64encode(heat.encode(picture)).decode()
    when = describe_time(visit, choice)
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
    spans = "".join(
        f'<span class="{"ch-above" if label.above else "ch-below"}" '
        f'style="left:{label.x:.1%};top:{label.y:.1%}">{escape(label.text)}</span>'
        for label in heat.labels(zones, lines)
    )
    st.html(
        STYLE
        + markup.line(" · ".join(parts))
        + '<div class="ch-heat">'
        + f'<div class="ch-picture" style="--shape:{width / height:.4f}">'
        + f'<img alt="{escape(hint)}" src="data:image/webp;base64,{image}">{spans}</div>'
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


def describe_time(visit: Visit, choice: Choice) -> str:
    day = visit.say.day(choice.day, "EEE d MMM yyyy")
    if choice.hour is None:
        return day
    start, end = visit.local(choice.hour.start), visit.local(choice.hour.end)
    return f"{day}, {visit.say.clock(start)}–{visit.say.clock(end)}"


def amount(value: float, say: Words) -> str:
    return say.number(value, 0 if float(value).is_integer() or value >= 100 else 1)


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
    rows = "".join(f'<div><b class="{name}"></b>{escape(text)}</div>' for name, text in keys)
    return (
        '<div class="ch-legend"><div class="ch-scale">'
        f'<div class="ch-ramp" style="background:linear-gradient(to right, '
        f'{heat.gradient(choice.palette)})"></div>'
        f'<div class="ch-ends"><span>&gt; 0</span><span data-figure="half">'
        f"{escape(amount(hottest / 2, say))}</span>"
        f'<span data-figure="hottest">{escape(amount(hottest, say))}</span></div>'
        f"<div>{escape(fixed)}</div></div>"
        f'<div class="ch-keys">{rows}</div></div>'
    )
