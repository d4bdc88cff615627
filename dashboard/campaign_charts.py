"""A campaign's series: what was measured, and the band of what would have been without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt

from dashboard.charts import COUNTED, GREY, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.campaign_shapes import Day
    from dashboard.words import Words

EXPECTED: Final = "#c8641a"
_BEFORE: Final = 56


def shown(days: Sequence[Day]) -> list[Day]:
    """The campaign and the eight weeks before it: of more the days cannot be told apart."""
    first = next((index for index, day in enumerate(days) if day.expected is not None), len(days))
    return list(days[max(0, first - _BEFORE) :])


def series(
    days: Sequence[Day], campaign: tuple[str, str], title: str, say: Words, *, dark: bool
) -> Any:
    """``campaign``: its first day, and the day after its last. ``title``: of the values."""
    ink = INK[dark]
    names = {"measured": say("measured"), "expected": say("expected without the campaign")}
    rows = [_row(day, say) for day in days]
    x = alt.X("day:T").axis(
        alt.Axis(title=None, grid=False, labelColor=ink, format="%d/%m", tickCount=8)
    )
    y = (
        alt.Y("measured:Q")
        .scale(zero=False)
        .axis(alt.Axis(title=None, labelColor=ink, tickCount=5))
    )
    tooltip = [
        alt.Tooltip("label:N", title=say("Day")),
        alt.Tooltip("told:N", title=title),
        alt.Tooltip("wanted:N", title=say("expected without the campaign")),
    ]
    scale = alt.Scale(domain=list(names.values()), range=[COUNTED, EXPECTED])
    legend = alt.Legend(orient="top", title=None, labelColor=ink, labelLimit=0)

    def line(field: str, dash: list[int]) -> Any:
        lines = [
            {"day": row["day"], field: row[field], "kind": names[field]}
            | {name: row[name] for name in ("label", "told", "wanted")}
            for row in rows
            if field == "measured" or row[field] is not None
        ]
        return (
            alt.Chart(alt.InlineData(values=lines))
            .mark_line(strokeDash=dash, point=field == "measured", strokeWidth=2)
            .encode(
                x=x,
                y=y if field == "measured" else alt.Y(f"{field}:Q"),
                color=alt.Color("kind:N", scale=scale, legend=legend),
                tooltip=tooltip,
            )
        )

    shade = (
        alt.Chart(
            alt.InlineData(
                values=[
                    {
                        name: f"{day}T00:00"
                        for name, day in zip(("from", "to"), campaign, strict=True)
                    }
                ]
            )
        )
        .mark_rect(opacity=0.12, color=GREY)
        .encode(x=alt.X("from:T"), x2="to:T")
    )
    band = (
        alt.Chart(alt.InlineData(values=[row for row in rows if row["low"] is not None]))
        .mark_area(opacity=0.22, color=EXPECTED)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", tooltip=tooltip)
    )
    layers = [shade, band, line("expected", [5, 3]), line("measured", [1, 0])]
    return alt.layer(*layers).properties(height=280).configure_view(stroke=None)


def describe(days: Sequence[Day], say: Words) -> str:
    """The chart for those who do not see it."""
    told = [
        day
        for day in days
        if day.measured is not None and day.low is not None and day.high is not None
    ]
    if not told:
        return say("Line chart of the days. None of the campaign is known.")
    above = sum((day.measured or 0) > (day.high or 0) for day in told)
    below = sum((day.measured or 0) < (day.low or 0) for day in told)
    return say(
        "Line chart of the days, {first} to {last}, with the campaign shaded. Of its {count} known "
        "days {above} lie above the band of what was expected without it, {below} below. The "
        "figures are in the table below.",
        first=say.day(days[0].day),
        last=say.day(days[-1].day),
        count=say.number(len(told)),
        above=say.number(above),
        below=say.number(below),
    )


def _row(day: Day, say: Words) -> dict[str, Any]:
    return {
        # With a time a browser takes it for its own midnight; without, for London's.
        "day": f"{day.day.isoformat()}T00:00",
        "measured": day.measured,
        "expected": day.expected,
        "low": day.low,
        "high": day.high,
        "label": say.day(day.day),
        "told": say("not known") if day.measured is None else say.number(day.measured),
        "wanted": "–" if day.expected is None else say.number(day.expected),
    }
