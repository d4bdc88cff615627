"""Charts over time. Uncovered time is hatched: an hour nobody watched is not an empty hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboard.shapes import Coverage, Grain
    from dashboard.visit import Visit
    from dashboard.words import Words

State = Literal["counted", "partly", "uncovered", "closed"]

COUNTED: Final = "#0f7c99"
PARTLY: Final = "#8fc3d2"
GREY: Final = "#8a9499"
# Of words on a light page and on a dark one.
INK: Final = {False: "#454e52", True: "#c9d1d4"}
_MOST_TICKS: Final = 8
_STRIPES: Final = 60


@dataclass(frozen=True)
class Slot:
    """A period of the API: what was counted in it, and the ``peak`` of that where there is one."""

    start: datetime
    value: float | None
    coverage: Coverage
    peak: float | None = None


@dataclass(frozen=True)
class Bar:
    """One period of the chart, in the store's time."""

    start: datetime
    label: str
    tick: str
    value: float | None
    share: float | None
    state: State
    peak: float | None = None


def bars(slots: Sequence[Slot], grain: Grain, visit: Visit) -> list[Bar]:
    say = visit.say
    starts = [visit.local(slot.start) for slot in slots]
    one_day = len({start.date() for start in starts}) <= 1
    written = []
    for slot, start in zip(slots, starts, strict=True):
        day = say.day((start - visit.store.night).date() if grain == "day" else start.date())
        label = day if grain == "day" else f"{day}, {say.clock(start)}"
        tick = say.clock(start) if grain == "hour" and one_day else day
        written.append(
            Bar(
                start=start,
                label=label,
                tick=tick,
                value=slot.value,
                share=slot.coverage.share,
                state=state(slot),
                peak=slot.peak,
            )
        )
    return _trimmed(written)


def _trimmed(written: list[Bar]) -> list[Bar]:
    """Without the hours before the first opening and after the last closing."""
    open_ = [index for index, bar in enumerate(written) if bar.state != "closed"]
    return written[open_[0] : open_[-1] + 1] if open_ else []


def state(slot: Slot) -> State:
    coverage = slot.coverage
    if slot.value is None:
        return "closed" if coverage.minutes_expected == 0 else "uncovered"
    return "counted" if coverage.share is None or coverage.share >= 1 else "partly"


def ticks(drawn: Sequence[Bar]) -> dict[float, str]:
    """Where the axis is written, at the middle of a bar: the first of each day when there are
    several days, thinned to what a phone's width can hold."""
    firsts = [
        index for index, bar in enumerate(drawn) if index == 0 or bar.tick != drawn[index - 1].tick
    ]
    step = -(-len(firsts) // _MOST_TICKS)
    return {index + 0.5: drawn[index].tick for index in firsts[::step]}


def columns(
    drawn: Sequence[Bar], title: str, say: Words, *, dark: bool = False, digits: int = 0
) -> Any:
    """``title``: of the values, which are written with ``digits`` decimals; peaks are dashes above
    them. ``dark``: whether the page is; the axes' words must be read on it."""
    ink = INK[dark]
    top = max((max(bar.value or 0, bar.peak or 0) for bar in drawn), default=0) * 1.08 or 1
    names = {
        "counted": say("counted"),
        "partly": say("partly counted"),
        "uncovered": say("not counted"),
    }
    shown = [state for state in names if any(bar.state == state for bar in drawn)]
    rows = [_row(index, bar, top, names, say, digits) for index, bar in enumerate(drawn)]
    marks = ticks(drawn)
    x = alt.X("left:Q").scale(domain=[0, max(len(drawn), 1)], nice=False)
    axis = alt.Axis(
        values=list(marks),
        labelExpr=_lookup(marks),
        title=None,
        grid=False,
        tickSize=4,
        labelAngle=0,
        labelOverlap=True,
        labelColor=ink,
    )
    colour = (
        alt.Color("kind:N")
        .scale(
            domain=[names[state] for state in shown],
            range=[
                {"counted": COUNTED, "partly": PARTLY, "uncovered": GREY}[state] for state in shown
            ],
        )
        .legend(
            alt.Legend(
                orient="top",
                title=None,
                symbolType="square",
                symbolOpacity=1,
                labelLimit=0,
                labelColor=ink,
            )
            if len(shown) > 1
            else None
        )
    )
    tooltip = [
        alt.Tooltip("label:N", title=say("Period")),
        alt.Tooltip("text:N", title=title),
        alt.Tooltip("coverage:N", title=say("Coverage")),
    ]
    peaks = [row for row in rows if row["peak"] is not None]
    if peaks:
        tooltip.insert(2, alt.Tooltip("peak_text:N", title=say("Most at once")))
    solid = (
        alt.Chart(
            alt.InlineData(values=[row for row in rows if row["state"] in ("counted", "partly")])
        )
        .mark_rect(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=x.axis(axis),
            x2="right:Q",
            y=alt.Y("value:Q")
            .scale(domain=[0, top], nice=False)
            .axis(
                alt.Axis(
                    title=None,
                    tickMinStep=1,
                    tickCount=5,
                    labelExpr=_thousands(say),
                    labelColor=ink,
                )
            ),
            y2=alt.datum(0),
            color=colour,
            tooltip=tooltip,
        )
    )
    gaps = [row for row in rows if row["state"] == "uncovered"]
    grounds = (
        alt.Chart(alt.InlineData(values=gaps))
        .mark_rect(opacity=0.14)
        .encode(
            x=x.axis(axis),
            x2="right:Q",
            y=alt.datum(0),
            y2=alt.datum(top),
            color=colour,
            tooltip=tooltip,
        )
    )
    hatch = (
        alt.Chart(alt.InlineData(values=_stripes(gaps, len(drawn), top)))
        .mark_rule(strokeWidth=1, opacity=0.75, color=GREY)
        .encode(x=x.axis(axis), x2="right:Q", y="bottom:Q", y2="top:Q")
    )
    layers = [grounds, hatch, solid]
    if peaks:
        dashes = alt.Chart(alt.InlineData(values=peaks)).mark_rule(strokeWidth=2, color=ink)
        layers.append(dashes.encode(x=x.axis(axis), x2="right:Q", y="peak:Q", tooltip=tooltip))
    return alt.layer(*layers).properties(height=280).configure_view(stroke=None)


def describe(drawn: Sequence[Bar], say: Words) -> str:
    """The chart for those who do not see it."""
    counted = [bar for bar in drawn if bar.value is not None]
    if not drawn or not counted:
        return say("Bar chart of visitors. Nothing was counted.")
    peak = max(counted, key=lambda bar: bar.value or 0)
    return say(
        "Bar chart of visitors, {first} to {last}. Most: {value} ({label}). Periods not counted: "
        "{gaps}. The figures are in the table below.",
        first=drawn[0].label,
        last=drawn[-1].label,
        value=say.number(peak.value or 0),
        label=peak.label,
        gaps=say.number(sum(bar.state == "uncovered" for bar in drawn)),
    )


def _row(
    index: int, bar: Bar, top: float, names: dict[str, str], say: Words, digits: int
) -> dict[str, Any]:
    # A seam between bars, none inside a gap that lasts several periods.
    seam = 0.0 if bar.state == "uncovered" else 0.12
    return {
        "left": index + seam,
        "right": index + 1 - seam,
        "value": top if bar.value is None else bar.value,
        "state": bar.state,
        "kind": names.get(bar.state, ""),
        "label": bar.label,
        "text": names["uncovered"] if bar.value is None else say.number(bar.value, digits),
        "peak": bar.peak,
        "peak_text": "–" if bar.peak is None else say.number(bar.peak),
        "coverage": "–" if bar.share is None else say.coverage(bar.share),
    }


def _stripes(gaps: Sequence[dict[str, Any]], width: int, top: float) -> list[dict[str, float]]:
    """Diagonals across the gaps, evenly spaced over the whole chart."""
    each = max(1, round(_STRIPES / max(width, 1)))
    return [
        {
            "left": gap["left"] + step / each,
            "right": gap["left"] + (step + 1) / each,
            "bottom": top * part / 4,
            "top": top * (part + 1) / 4,
        }
        for gap in gaps
        for step in range(each)
        for part in range(4)
    ]


def _lookup(marks: dict[float, str]) -> str:
    """A Vega expression: the label of a tick."""
    pairs = ", ".join(f'"{place}": {_quoted(text)}' for place, text in marks.items())
    return f"({{{pairs}}})[datum.value]"


def _thousands(say: Words) -> str:
    """A Vega expression: a number of the axis with the language's separator."""
    separator = say.number(1000)[1:-3]
    return f"replace(format(datum.value, ',.0f'), regexp(',', 'g'), {_quoted(separator)})"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
