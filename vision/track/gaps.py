"""Where somebody was while hidden: straight lines between the sightings on both sides of a gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from vision.track.sighting import Box, Point, Sighting

Numbered = tuple[int, Sighting]
"""(frame, sighting)"""


def fill_gaps(sightings: Sequence[Numbered]) -> list[Numbered]:
    """Every track's sightings with one for each frame between its first and its last.

    What is filled in has the lower confidence of the two sightings beside the gap.
    """
    by_track: dict[int, list[Numbered]] = {}
    for number, sighting in sightings:
        by_track.setdefault(sighting.track, []).append((number, sighting))
    filled = []
    for track in by_track.values():
        track.sort(key=lambda pair: pair[0])
        for (first, before), (last, after) in pairwise(track):
            filled.append((first, before))
            filled += [
                (number, _between(before, after, (number - first) / (last - first)))
                for number in range(first + 1, last)
            ]
        filled.append(track[-1])
    return filled


def _between(before: Sighting, after: Sighting, part: float) -> Sighting:
    def middle(a: float, b: float) -> float:
        return a + part * (b - a)

    box: Box = (
        middle(before.box[0], after.box[0]),
        middle(before.box[1], after.box[1]),
        middle(before.box[2], after.box[2]),
        middle(before.box[3], after.box[3]),
    )
    foot: Point = (middle(before.foot[0], after.foot[0]), middle(before.foot[1], after.foot[1]))
    return replace(
        before,
        time=middle(before.time, after.time),
        box=box,
        foot=foot,
        body_width=middle(before.body_width, after.body_width),
        confidence=min(before.confidence, after.confidence),
        at_edge=False,
    )
