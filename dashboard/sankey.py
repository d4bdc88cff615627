"""From which zone people go to which, as ribbons from the left to the right.

People go to and fro between zones, which a diagram with one place for each zone cannot show. So
every zone is on both sides: on the left as where a move begins, on the right as where it ends.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import altair as alt

from dashboard.charts import GREY, INK
from dashboard.journey_words import DOOR, OTHER, UNSEEN, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.plan_shapes import Link
    from dashboard.words import Words

Side = Literal["left", "right"]

_GAP: Final = 22.0
"""Pixels between two nodes of a side: a name's line fits even where nodes are thin."""
_PEOPLE_HEIGHT: Final = 300.0
_NODE_WIDTH: Final = 0.014
_LONGEST_NAME: Final = 20
"""Two such names fit side by side on a telephone."""
_STEPS: Final = 24
_DOOR_COLOUR: Final = "#44525a"
# Of about the same lightness, and told apart by those who do not see all colours.
_COLOURS: Final = ("#0f7c99", "#c8641a", "#3f8f4f", "#9c5aa5", "#b58900", "#4a6fb5", "#b0476b")


@dataclass(frozen=True)
class Node:
    """A zone on a side; ``top`` and ``bottom`` in pixels from above."""

    end: str
    side: Side
    people: int
    top: float
    bottom: float


@dataclass(frozen=True)
class Ribbon:
    """A link; where it leaves on the left and arrives on the right, in pixels from above."""

    link: Link
    left: tuple[float, float]
    right: tuple[float, float]


@dataclass(frozen=True)
class Layout:
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    height: float


def order(links: Sequence[Link]) -> list[str]:
    """The ends, those of most moves first; the door before all zones, what was not seen last."""
    moves: Counter[str] = Counter()
    for link in links:
        moves[link.origin] += link.people
        moves[link.destination] += link.people
    return sorted(
        moves, key=lambda end: (end == OTHER, end == UNSEEN, end != DOOR, -moves[end], end)
    )


def layout(links: Sequence[Link]) -> Layout:
    """``links``: each of one person at least."""
    ends = order(links)
    total = sum(link.people for link in links)
    scale = _PEOPLE_HEIGHT / total
    nodes = [*_stacked(links, ends, "left", scale), *_stacked(links, ends, "right", scale)]
    tops = {(node.end, node.side): node.top for node in nodes}
    rank = {end: index for index, end in enumerate(ends)}
    ribbons = []
    # In this order ribbons leave a node without crossing each other, and arrive so too.
    for link in sorted(links, key=lambda each: (rank[each.origin], rank[each.destination])):
        places = []
        for node in ((link.origin, "left"), (link.destination, "right")):
            top = tops[node]
            tops[node] = top + link.people * scale
            places.append((top, tops[node]))
        ribbons.append(Ribbon(link, *places))
    return Layout(tuple(nodes), tuple(ribbons), max(node.bottom for node in nodes))


def _stacked(links: Sequence[Link], ends: Sequence[str], side: Side, scale: float) -> list[Node]:
    people: Counter[str] = Counter()
    for link in links:
        people[link.origin if side == "left" else link.destination] += link.people
    nodes, top = [], 0.0
    for end in ends:
        if people[end]:
            bottom = top + people[end] * scale
            nodes.append(Node(end, side, people[end], top, bottom))
            top = bottom + _GAP
    return nodes


def chart(links: Sequence[Link], names: Mapping[str, str], say: Words, *, dark: bool) -> Any:
    drawn = layout(links)
    zones = [end for end in order(links) if end not in (DOOR, UNSEEN, OTHER)]
    colours = {zone: _COLOURS[index % len(_COLOURS)] for index, zone in enumerate(zones)}
    colours |= {DOOR: "#9fb0b8" if dark else _DOOR_COLOUR, UNSEEN: GREY, OTHER: GREY}
    ground, ink = ("#14191b", "#eef2f3") if dark else ("#ffffff", INK[False])
    pad = _GAP / 2
    x = alt.X("x:Q", axis=None).scale(domain=[0, 1], nice=False)
    y = alt.Y("top:Q", axis=None).scale(
        domain=[-pad, drawn.height + pad], reverse=True, nice=False, zero=False
    )
    colour = alt.Color("colour:N", scale=None, legend=None)
    over = alt.selection_point(fields=["link"], on="pointerover", clear="pointerout", empty=False)
    tooltip = [
        alt.Tooltip("from:N", title=say("Where from")),
        alt.Tooltip("to:N", title=say("Where to")),
        alt.Tooltip("people:N", title=say("Moves")),
        alt.Tooltip("share:N", title=say("Of all moves from there")),
    ]
    ribbons = (
        alt.Chart(alt.InlineData(values=_ribbon_rows(drawn.ribbons, names, colours, say)))
        .mark_area()
        .encode(
            x=x,
            y=y,
            y2="bottom:Q",
            detail="link:N",
            color=colour,
            opacity=alt.condition(over, alt.value(0.8), alt.value(0.38)),
            tooltip=tooltip,
        )
        .add_params(over)
    )
    rows = _node_rows(drawn.nodes, names, colours, say)
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect()
        .encode(
            x=x,
            x2="right:Q",
            y=y,
            y2="bottom:Q",
            color=colour,
            tooltip=[
                alt.Tooltip("name:N", title=say("Zone")),
                alt.Tooltip("people:N", title=say("Moves")),
            ],
        )
    )
    layers = [ribbons, bars]
    sides: tuple[tuple[Side, int], ...] = (("left", 7), ("right", -7))
    for side, shift in sides:
        of_side = alt.InlineData(values=[row for row in rows if row["side"] == side])
        # The page's ground around the letters keeps them legible on a ribbon.
        for look in (
            {"stroke": ground, "strokeWidth": 3.5, "strokeJoin": "round", "color": ground},
            {"color": ink},
        ):
            text = alt.Chart(of_side).mark_text(
                align=side, dx=shift, fontSize=13, tooltip=None, **look
            )
            layers.append(
                text.encode(
                    x=alt.X("anchor:Q", axis=None).scale(domain=[0, 1], nice=False),
                    y=alt.Y("middle:Q", axis=None),
                    text="text:N",
                )
            )
    height = round(drawn.height + 2 * pad)
    return alt.layer(*layers).properties(height=height).configure_view(stroke=None)


def _ribbon_rows(
    ribbons: Sequence[Ribbon], names: Mapping[str, str], colours: Mapping[str, str], say: Words
) -> list[dict[str, Any]]:
    # The widest below, so that a pointer reaches the thin ones.
    rows = []
    for ribbon in sorted(ribbons, key=lambda each: -each.link.people):
        link = ribbon.link
        share = "–" if link.share.value is None else say.percent(link.share.value)
        common = {
            "link": f"{link.origin} {link.destination}",
            "from": place(link.origin, names, say),
            "to": place(link.destination, names, say),
            "people": say.number(link.people),
            "share": share,
            "colour": colours[link.origin],
        }
        for step in range(_STEPS + 1):
            at = step / _STEPS
            eased = at * at * (3 - 2 * at)
            rows.append(
                common
                | {
                    "x": _NODE_WIDTH + at * (1 - 2 * _NODE_WIDTH),
                    "top": ribbon.left[0] + eased * (ribbon.right[0] - ribbon.left[0]),
                    "bottom": ribbon.left[1] + eased * (ribbon.right[1] - ribbon.left[1]),
                }
            )
    return rows


def _node_rows(
    nodes: Sequence[Node], names: Mapping[str, str], colours: Mapping[str, str], say: Words
) -> list[dict[str, Any]]:
    rows = []
    for node in nodes:
        name, people = place(node.end, names, say), say.number(node.people)
        short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
        left = node.side == "left"
        rows.append(
            {
                "x": 0.0 if left else 1 - _NODE_WIDTH,
                "right": _NODE_WIDTH if left else 1.0,
                "anchor": _NODE_WIDTH if left else 1 - _NODE_WIDTH,
                "top": node.top,
                "bottom": max(node.bottom, node.top + 1.5),
                "middle": (node.top + node.bottom) / 2,
                "side": node.side,
                "name": name,
                "people": people,
                "text": f"{short} · {people}",
                "colour": colours[node.end],
            }
        )
    return rows


def describe(links: Sequence[Link], names: Mapping[str, str], say: Words) -> str:
    """The diagram for those who do not see it."""
    widest = max(links, key=lambda link: link.people)
    return say(
        "Ribbons from the zone that people leave to the one they go to next. The widest: {origin} "
        "to {destination}, {people}. The figures are in the table below.",
        origin=place(widest.origin, names, say),
        destination=place(widest.destination, names, say),
        people=say.number(widest.people),
    )
