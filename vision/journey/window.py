"""A window's pieces, gathered into people as far as they are seen without a break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vision.journey.contraction import partition
from vision.journey.fusion import fused
from vision.journey.overlap import FEWEST, overlap_odds
from vision.journey.person import Person
from vision.journey.settings import JoinSettings
from vision.journey.tracklet import Piece
from vision.zones.geometry import Point


@dataclass(eq=False, slots=True)
class Strand:
    """Pieces of one person, by time. ``person``: None while nobody knows whose they are."""

    pieces: list[Piece]
    person: Person | None
    settings: JoinSettings
    margins: dict[Piece, float] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return min(piece.first for piece in self.pieces)

    @property
    def last(self) -> int:
        return max(piece.last for piece in self.pieces)

    @property
    def entered(self) -> int | None:
        """Grid index of the passage in by a door."""
        return min((piece.first for piece in self.pieces if piece.entered), default=None)

    @property
    def left(self) -> int | None:
        return max((piece.last for piece in self.pieces if piece.left), default=None)

    def place(self, index: int) -> Point:
        place = fused(self.pieces, index, self.settings)
        assert place is not None
        return place

    def seconds(self, step: float) -> float:
        return step * len({i for one in self.pieces for i in range(one.first, one.last + 1)})


def gather(
    settled: Sequence[Piece],
    ahead: Sequence[Piece],
    whose: Mapping[Piece, Person | None],
    settings: JoinSettings,
) -> list[Strand]:
    """Strands of all pieces: those of people who are known first.

    Args:
        settled: pieces whose person is known, of the last blocks.
        ahead: pieces to be given to somebody; some may be settled as nobody's.
    """
    pieces = [*settled, *(one for one in ahead if one not in whose)]
    count = len(pieces)
    odds: dict[tuple[int, int], float] = {}
    clash = np.zeros((count, count), np.bool_)
    latest: dict[tuple[str, int], int] = {}
    order = sorted(range(count), key=lambda index: pieces[index].first)
    for at, j in enumerate(order):
        piece = pieces[j]
        key = (piece.camera, piece.track)
        if piece.follows is not None and key in latest:
            i = latest[key]
            odds[min(i, j), max(i, j)] = piece.follows
        latest[key] = j
        for i in order[:at]:
            other = pieces[i]
            common = min(piece.last, other.last) - max(piece.first, other.first) + 1
            if common < FEWEST:
                continue
            if piece.camera == other.camera:
                clash[i, j] = clash[j, i] = True
                continue
            value = overlap_odds(other, piece, settings)
            if value is not None:
                odds[min(i, j), max(i, j)] = value
    owner = [whose.get(piece) for piece in pieces]
    near = round(settings.at_door / settings.step_seconds)

    def forbidden(one: list[int], other: list[int]) -> bool:
        if clash[np.ix_(one, other)].any():
            return True
        both = [*one, *other]
        people = {id(person): person for i in both if (person := owner[i]) is not None}
        if len(people) > 1:
            return True
        first = min(pieces[i].first for i in both)
        last = max(pieces[i].last for i in both)
        for person in people.values():
            first = min(first, person.since)
        entered = [pieces[i].first for i in both if pieces[i].entered]
        left = [pieces[i].last for i in both if pieces[i].left]
        return bool(
            (entered and first < max(entered) - near) or (left and last > min(left) + near)
        )

    groups: dict[int, list[int]] = {}
    for index in range(len(settled)):
        groups.setdefault(id(owner[index]), []).append(index)
    strands = []
    for group in partition(count, odds, forbidden, list(groups.values())):
        person = next((owner[i] for i in group if owner[i] is not None), None)
        members = sorted((pieces[i] for i in group), key=lambda one: one.first)
        strands.append(Strand(members, person, settings))
    return strands
