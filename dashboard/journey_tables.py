"""The tables of journeys: moves from zone to zone, and the paths taken most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard import markup
from dashboard.figures import write
from dashboard.journey_words import place
from dashboard.markup import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.plan_shapes import Link, PathShare
    from dashboard.shapes import Figure
    from dashboard.words import Words

MOST_PATHS: Final = 12
"""Of those taken most, before the rest of those that were released."""


def cell(figure: Figure, say: Words) -> Cell:
    """A figure with its interval; why there is none is said beside the table."""
    written = write(figure, say, "counts", "")
    if written.value is None:
        return Cell(written.missing, withheld=True)
    return Cell(written.value, written.interval)


def draw_links(links: Sequence[Link], names: Mapping[str, str], say: Words) -> None:
    head = [say("Where from"), say("Where to"), say("Moves"), say("Of all moves from there")]
    rows = [
        [
            Cell(place(link.origin, names, say)),
            Cell(place(link.destination, names, say)),
            Cell(say.number(link.people)),
            cell(link.share, say),
        ]
        for link in links
    ]
    st.html(markup.table(say("Moves from zone to zone"), head, rows, "flows"))


def draw_paths(taken: Sequence[PathShare], names: Mapping[str, str], say: Words) -> None:
    told = [path for path in taken if path.zones is not None]
    others = [path for path in taken if path.zones is None]
    head = [say("Path"), say("Visits"), say("Of the visits on a path")]

    def draw(paths: Sequence[PathShare], name: str) -> None:
        rows = [
            [
                Cell(_path(path, names, say)),
                Cell(say.number(path.visits)),
                cell(path.share, say),
            ]
            for path in paths
        ]
        st.html(markup.table(say("Paths through the shop"), head, rows, name))

    draw([*told[:MOST_PATHS], *others], "paths")
    rest = told[MOST_PATHS:]
    if rest:
        with st.expander(say.many("{count} more path", "{count} more paths", len(rest))):
            draw(rest, "more-paths")


def _path(path: PathShare, names: Mapping[str, str], say: Words) -> str:
    if path.zones is None:
        return say("All other paths")
    if not path.zones:
        return say("No zone")
    return " → ".join(place(zone, names, say) for zone in path.zones)
