"""The phygital scorecard: shop, web, campaigns and customers, ten figures on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import address, markup, tables
from dashboard.days import choose_days
from dashboard.journey_words import stages
from dashboard.markup import Card
from dashboard.scorecard_words import part_title, title, written

if TYPE_CHECKING:
    from datetime import date

    from dashboard.scorecard_shapes import Entry, Scorecard
    from dashboard.visit import Visit
    from dashboard.words import Words

_PROMISES: Final = (300, 900, 3600, 14_400, 86_400, 259_200)
_DAY: Final = 86_400
_MONTHS: Final = (6, 12, 24, 36)


def show(visit: Visit) -> None:
    say = visit.say
    st.title(say("Scorecard"))
    above = st.empty()
    start: date | None = None
    end: date | None = None
    if visit.days is not None:
        start, end = choose_days(visit, visit.days)
    asked = visit.api.scorecard(
        visit.store.store,
        None if start is None else start.isoformat(),
        None if end is None else end.isoformat(),
        assumed(say),
    )
    above.html(markup.line(headline(visit, asked)))
    for entry in asked.entries:
        draw(entry, asked.currency, say)
    draw_methods(asked, say)


def headline(visit: Visit, asked: Scorecard) -> str:
    say = visit.say
    if asked.start is None or asked.end is None:
        span = say("no data yet")
    else:
        span = say.span(visit.local(asked.start), visit.local(asked.end))
    return f"{visit.store.name} · {span}"


def assumed(say: Words) -> dict[str, Any]:
    """What the figures are computed with, where the data cannot say it."""
    with st.expander(say("Assumptions")):
        columns = st.columns(4, vertical_alignment="bottom")
        with columns[0]:
            margin = _percent("margin", say("Gross margin (%)"), "", least=1)
        with columns[1]:
            discount = _percent("discount", say("Discount a year (%)"), "0", least=0)
        with columns[2]:
            months = address.pick(
                "months",
                [str(each) for each in _MONTHS],
                "12",
                lambda key: st.selectbox(
                    say("Months of lifetime value"), [str(each) for each in _MONTHS], key=key
                ),
            )
        with columns[3]:
            promised = address.pick(
                "promised",
                [str(each) for each in _PROMISES],
                str(_DAY),
                lambda key: st.selectbox(
                    say("Promised time of an answer"),
                    [str(each) for each in _PROMISES],
                    format_func=lambda each: say.seconds(float(each)),
                    key=key,
                ),
            )
    return {
        "margin": margin,
        "discount": discount or 0.0,
        "months": int(months),
        "promised_seconds": int(promised),
    }


def _percent(name: str, label: str, default: str, *, least: int) -> float | None:
    """A share, 0 to 1, kept in the address in percent."""

    def allowed(text: str) -> bool:
        return text == "" or (text.isdigit() and least <= int(text) <= 100)

    chosen = address.chosen(name, allowed, default)
    value = st.number_input(
        label,
        min_value=least,
        max_value=100,
        value=int(chosen) if chosen else None,
        step=1,
        key=f"percent:{name}",
    )
    address.keep(name, "" if value is None else str(value))
    return None if value is None else value / 100


def draw(entry: Entry, currency: str, say: Words) -> None:
    st.header(title(entry.key, say))
    parts = [say.server(entry.formula)]
    if entry.days is not None:
        parts.append(
            say(
                "{known} of {asked} days known",
                known=say.number(entry.days.known),
                asked=say.number(entry.days.asked),
            )
        )
    if entry.link is not None:
        step = stages(say).get(entry.link, entry.link)
        parts.append(say("most are lost before “{step}”", step=step))
    cards = [
        Card(part_title(part.name, say), written(part, entry, currency, say), part.name)
        for part in entry.parts
    ]
    st.html(markup.small(" · ".join(parts)) + markup.cards(cards))


def draw_methods(asked: Scorecard, say: Words) -> None:
    figures = {
        f"{title(entry.key, say)}: {part_title(part.name, say)}": part.figure
        for entry in asked.entries
        for part in entry.parts
    }
    tables.draw_rules(figures, asked.policy, say)
    with st.expander(say("What these figures assume")):
        st.html(
            markup.notes(
                [
                    f"{title(entry.key, say)}: {say.server(text)}"
                    for entry in asked.entries
                    for text in entry.assumptions
                ]
            )
        )
