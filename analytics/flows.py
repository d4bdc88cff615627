"""Flows: from which zone people go to which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.figure import Figure
from analytics.rates import Sight, proportion

if TYPE_CHECKING:
    from collections.abc import Iterable

METHOD = "moves from the origin to the destination / moves from the origin"


@dataclass(frozen=True, slots=True)
class Link:
    """``people``: times that somebody went from ``origin`` to ``destination`` without a zone
    between. ``share``: transition share, of all moves from the origin. Ends are zones, `:door`,
    `:unseen` and, of all rarer moves, `:other`."""

    origin: str
    destination: str
    people: int
    share: Figure


def links(moves: Iterable[tuple[str, str, int]], sight: Sight) -> tuple[Link, ...]:
    """The links of a Sankey diagram, the widest first. Moves of one visit are not independent, so
    the interval of a share is a little narrow where visits go back and forth."""
    total: Counter[tuple[str, str]] = Counter()
    leaving: Counter[str] = Counter()
    for origin, destination, people in moves:
        total[origin, destination] += people
        leaving[origin] += people
    return tuple(
        Link(
            origin,
            destination,
            people,
            proportion(people, leaving[origin], sight, f"moves from {origin}", METHOD),
        )
        for (origin, destination), people in sorted(
            total.items(), key=lambda each: (-each[1], each[0])
        )
    )
