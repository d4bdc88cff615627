"""What of the heat is looked at: which camera, which measure, which day and hour of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import address

if TYPE_CHECKING:
    from dashboard.heat import Palette
    from dashboard.shapes import Camera, Heatmap, Measure, Period
    from dashboard.visit import Visit
    from dashboard.words import Words

ALL_DAY: Final = "day"


@dataclass(frozen=True)
class Choice:
    camera: Camera
    measure: Measure
    palette: Palette
    day: date
    hours: tuple[Period, ...]
    hour: Period | None


def choose_day(
    title: str, first: date, last: date, name: str = "day", otherwise: date | None = None
) -> date:
    """``name``: of the choice in the address; ``otherwise``: before there is one, the last."""
    otherwise = otherwise or last

    def within(text: str) -> bool:
        try:
            return first <= date.fromisoformat(text) <= last
        except ValueError:
            return False

    key = f"{name}:{first}:{last}"
    if key not in st.session_state:
        chosen = address.chosen(name, within, otherwise.isoformat())
        st.session_state[key] = date.fromisoformat(chosen)
    day: date = st.date_input(title, min_value=first, max_value=last, format="DD/MM/YYYY", key=key)
    address.keep(name, day.isoformat())
    return day


def watched_hours(visit: Visit, day: date) -> tuple[Period, ...]:
    kpis = visit.api.kpis(visit.store.store, day.isoformat(), day.isoformat(), "hour")
    return tuple(period for period in kpis.periods if period.coverage.minutes_covered)


def choose_hour(
    visit: Visit, hours: tuple[Period, ...], title: str, name: str = "hour"
) -> Period | None:
    """An hour that was watched; None for the whole day. ``name``: of the choice in the address."""
    if len(hours) < 2:
        return None
    say = visit.say
    names = {ALL_DAY: say("Whole day")}
    by_name: dict[str, Period] = {}
    for period in hours:
        local = visit.local(period.start)
        # In autumn an hour of the clock comes twice.
        clock = f"{local:%H:%M%z}" if f"{local:%H:%M}" in names else f"{local:%H:%M}"
        by_name[clock], names[clock] = period, clock
    picked = address.pick(
        name,
        list(names),
        ALL_DAY,
        lambda key: st.select_slider(
            title, list(names), format_func=lambda clock: names[clock], key=key
        ),
    )
    return by_name.get(picked)


def span(day: date, hour: Period | None) -> tuple[str, str]:
    """As the API is asked for it."""
    if hour is None:
        return day.isoformat(), day.isoformat()
    return hour.start.isoformat(), hour.end.isoformat()


def fetch(visit: Visit, choice: Choice, hour: Period | None) -> Heatmap:
    camera = choice.camera.camera
    return visit.api.heatmap(visit.store.store, camera, span(choice.day, hour), choice.measure)


def scale(visit: Visit, choice: Choice, seen: Heatmap) -> float:
    """The value of the hottest colour: of the day's hours together, so that the slider compares
    hour with hour; of the day itself for the whole day."""
    if choice.hour is None:
        return seen.max or 0
    return max(fetch(visit, choice, hour).max or 0 for hour in choice.hours)


def describe_time(visit: Visit, day: date, hour: Period | None) -> str:
    text = visit.say.day(day, "EEE d MMM yyyy")
    if hour is None:
        return text
    start, end = visit.local(hour.start), visit.local(hour.end)
    return f"{text}, {visit.say.clock(start)}–{visit.say.clock(end)}"


def amount(value: float, say: Words) -> str:
    return say.number(value, 0 if float(value).is_integer() or value >= 100 else 1)


def empty(seen: Heatmap, say: Words) -> None:
    note = say.server(seen.note) if seen.note else say("Nobody was seen in this time.")
    todo = say(
        "Choose another hour, day or camera. If the camera never shows anyone, count with it: "
        "`chaland run site.yaml`."
    )
    st.info(f"{note} {todo}", icon=":material/grid_off:")
