"""Occupancy: people inside at once, from what the entrances counted."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

DRIFT = "People in less people out since the business day began; counting errors add up."


@dataclass(frozen=True, slots=True)
class Flow:
    """Net people through the entrances in the minute that starts at ``minute``: in less out."""

    minute: datetime
    net: int


@dataclass(frozen=True, slots=True)
class Level:
    """So many people inside over a span."""

    span: Span
    people: int


@dataclass(frozen=True, slots=True)
class Occupancy:
    """``mean`` over the time asked, in people; ``peak`` at minute resolution. None: not known."""

    mean: float | None
    peak: int | None
    note: str | None = None


def levels(day: Span, flows: Iterable[Flow]) -> tuple[tuple[Level, ...], int]:
    """People inside through one business day, from an empty store at its start, and how many
    departures had to be ignored because the count was already 0.

    A counter that misses a few people each way drifts, and the drift grows with the day; a count
    below 0 is certainly wrong, so it is held at 0 (and the number of times is the sign of it).
    """
    steps: dict[datetime, int] = {}
    for flow in flows:
        steps[flow.minute] = steps.get(flow.minute, 0) + flow.net
    result: list[Level] = []
    people = ignored = 0
    since = day.start
    for minute in sorted(steps):
        # People who came in this minute were inside at some time in it: the level holds from its
        # start, so that the peak does not miss them.
        if minute > since:
            result.append(Level(Span(since, minute), people))
            since = minute
        people += steps[minute]
        if people < 0:
            ignored -= people
            people = 0
    if since < day.end:
        result.append(Level(Span(since, day.end), people))
    return tuple(result), ignored


def occupancy(
    parts: Iterable[tuple[Sequence[Level], Sequence[Span]]], ignored: int = 0
) -> Occupancy:
    """Mean and peak over, for each business day, its levels during the spans asked."""
    person_minutes = minutes = 0.0
    peak: int | None = None
    for day_levels, during in parts:
        for span in during:
            first = bisect.bisect_right(day_levels, span.start, key=lambda level: level.span.start)
            for level in day_levels[max(0, first - 1) :]:
                if level.span.start >= span.end:
                    break
                part = level.span.overlap(span)
                if part is not None:
                    person_minutes += level.people * part.minutes
                    minutes += part.minutes
                    peak = level.people if peak is None else max(peak, level.people)
    if minutes == 0:
        return Occupancy(None, None, "No minute of this period was observed.")
    note = DRIFT
    if ignored:
        note += f" {ignored} departures more than arrivals were ignored."
    return Occupancy(person_minutes / minutes, peak, note)
