"""The days looked at: the latest, all, or those between two dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import address

if TYPE_CHECKING:
    from dashboard.visit import Visit
    from dashboard.words import Words

SPANS: Final = {"day": 1, "week": 7, "month": 28}


def say_not_counted(visit: Visit) -> None:
    """Instead of a page of a store of which nothing was counted yet."""
    st.info(
        visit.say(
            "{store} has no counted minute yet. Count one: `chaland run site.yaml`. "
            "Then reload this page.",
            store=visit.store.name,
        ),
        icon=":material/videocam:",
    )


def choose_days(visit: Visit, covered: tuple[date, date]) -> tuple[date, date]:
    """First and last day looked at, both included."""
    say = visit.say
    first, last = covered
    names = {
        "day": say("Latest day"),
        "week": say("Latest 7 days"),
        "month": say("Latest 28 days"),
        "all": say("Everything"),
        "dates": say("Dates…"),
    }
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        span = address.pick(
            "period",
            list(names),
            "day" if first == last else "week",
            lambda key: st.selectbox(
                say("Period"), list(names), format_func=lambda name: names[name], key=key
            ),
        )
    if span == "all":
        return first, last
    if span in SPANS:
        return max(first, last - timedelta(days=SPANS[span] - 1)), last
    with right:
        return choose_dates(say, first, last)


def choose_dates(say: Words, first: date, last: date) -> tuple[date, date]:
    def within(text: str) -> bool:
        try:
            return first <= date.fromisoformat(text) <= last
        except ValueError:
            return False

    start = date.fromisoformat(address.chosen("from", within, first.isoformat()))
    end = date.fromisoformat(address.chosen("to", within, last.isoformat()))
    picked = st.date_input(
        say("From – to"),
        (min(start, end), max(start, end)),
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        key=f"dates:{first}:{last}",
    )
    # While only the first of the two days is clicked, the answer has one.
    if isinstance(picked, tuple) and len(picked) == 2:
        start, end = picked
    address.keep("from", start.isoformat())
    address.keep("to", end.isoformat())
    return start, end
