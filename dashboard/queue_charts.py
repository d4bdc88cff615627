"""Charts of a queue: how long it is over time, and what becomes of those who join it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt

from dashboard.charts import INK, Bar, Slot, bars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.plan_shapes import Outcome, QueuePeriod
    from dashboard.shapes import Grain
    from dashboard.visit import Visit
    from dashboard.words import Words

SERVED: Final = "#0f7c99"
LEFT: Final = "#c8641a"
KEY_SECONDS: Final = (60, 120, 300)


def lengths(periods: Sequence[QueuePeriod], zone: str, grain: Grain, visit: Visit) -> list[Bar]:
    """The mean length of the queue and its peak, period by period."""
    slots = []
    for period in periods:
        queue = next((each for each in period.queues if each.zone == zone), None)
        if queue is not None:
            peak = queue.peak_length.value
            slots.append(Slot(period.start, queue.mean_length.value, period.coverage, peak))
    return bars(slots, grain, visit)


def describe_lengths(drawn: Sequence[Bar], say: Words) -> str:
    counted = [bar for bar in drawn if bar.value is not None]
    if not counted:
        return say("Bar chart of the queue’s length. Nothing was counted.")
    longest = max(counted, key=lambda bar: bar.value or 0)
    return say(
        "Bar chart of the queue’s mean length, {first} to {last}. Longest: {value} ({label}). "
        "Periods not counted: {gaps}. The figures are in the table below.",
        first=drawn[0].label,
        last=drawn[-1].label,
        value=say.number(longest.value or 0, 1),
        label=longest.label,
        gaps=say.number(sum(bar.state == "uncovered" for bar in drawn)),
    )


def key_outcomes(found: Sequence[Outcome]) -> list[Outcome]:
    """Those at the edges of bins next to one, two and five minutes; the last, where waits end
    before."""
    if not found:
        return []
    near = (
        min(found, key=lambda outcome: abs(outcome.seconds - seconds)) for seconds in KEY_SECONDS
    )
    return list(dict.fromkeys(near))


def outcomes(found: Sequence[Outcome], say: Words, *, dark: bool) -> Any:
    """Who was served rises from below, who walked away comes down from above; between them are
    those who still wait."""
    ink = INK[dark]
    names = {"served": say("served"), "abandoned": say("walked away")}
    # Everybody waits at first.
    rows: list[dict[str, Any]] = [
        {"seconds": 0.0, "at": say.seconds(0), "kind": names[kind], "low": edge, "high": edge}
        | {"share": say.percent(0), "interval": "–"}
        for kind, edge in (("served", 0.0), ("abandoned", 1.0))
    ]
    for outcome in found:
        for kind, part in (("served", outcome.served), ("abandoned", outcome.abandoned)):
            below = kind == "served"
            rows.append(
                {
                    "seconds": outcome.seconds,
                    "at": say.seconds(outcome.seconds),
                    "kind": names[kind],
                    "low": 0.0 if below else 1 - part.share,
                    "high": part.share if below else 1.0,
                    "share": say.percent(part.share),
                    "interval": interval(part.low, part.high, say) or "–",
                }
            )
    last = max((outcome.seconds for outcome in found), default=1.0)
    labels = _times(last, say)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("seconds:Q")
        .scale(domain=[0, last], nice=False)
        .axis(
            alt.Axis(
                values=list(labels),
                labelExpr=f"({{{', '.join(f'{at:g}: {text!r}' for at, text in labels.items())}}})"
                "[datum.value]",
                title=None,
                grid=False,
                labelColor=ink,
                labelOverlap=True,
            )
        ),
        y=alt.Y("low:Q")
        .scale(domain=[0, 1], nice=False)
        .axis(
            alt.Axis(
                title=None,
                values=[0, 0.25, 0.5, 0.75, 1],
                labelExpr="format(100 * datum.value, '.0f') + "
                + repr(say.percent(1, 0).removeprefix("100")),
                labelColor=ink,
            )
        ),
        y2="high:Q",
        color=alt.Color("kind:N")
        .scale(domain=list(names.values()), range=[SERVED, LEFT])
        .legend(
            alt.Legend(
                orient="top", title=None, symbolType="square", symbolOpacity=1, labelColor=ink
            )
        ),
        tooltip=[
            alt.Tooltip("at:N", title=say("After")),
            alt.Tooltip("kind:N", title=say("What became of them")),
            alt.Tooltip("share:N", title=say("Share")),
            alt.Tooltip("interval:N", title=say("Interval")),
        ],
    )
    return (
        base.mark_area(interpolate="step-after", opacity=0.85)
        .properties(height=240)
        .configure_view(stroke=None)
    )


def interval(low: float | None, high: float | None, say: Words) -> str:
    if low is None or high is None:
        return ""
    return say("{low} to {high}", low=say.percent(low), high=say.percent(high))


def describe_outcomes(found: Sequence[Outcome], say: Words) -> str:
    last = found[-1]
    return say(
        "Chart of what becomes of those who join. Within {time}, {served} are served and {left} "
        "walk away. The figures are in the table below.",
        time=say.seconds(last.seconds),
        served=say.percent(last.served.share),
        left=say.percent(last.abandoned.share),
    )


def _times(last: float, say: Words) -> dict[float, str]:
    """Ticks at round times, eight at most."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
    step = next((step for step in steps if last / step <= 8), steps[-1])
    written = {}
    for index in range(int(last // step) + 1):
        at = index * step
        if step < 60:
            written[float(at)] = f"{say.number(at)} s"
        else:
            written[float(at)] = f"{say.number(at // 60)} min"
    return written
