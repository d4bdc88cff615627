"""A window's pieces, gathered into people as far as they are seen without a break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

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
        if place is None:
            raise ValueError(f"nobody is seen at {index}")
        return place

    def seconds(self, step: float) -> float:
        return step * len({i for one in self.pieces for i in range(one.first, one.last + 1)})


@dataclass(frozen=True, slots=True)
class Block:
    """A block's pieces, and of the pairs that are seen at once the odds to be one person; minus
    infinity for two of one camera. Pieces of different blocks are never seen at once."""

    pieces: list[Piece]
    odds: dict[tuple[int, int], float]
    """By indices, the smaller first."""

    @classmethod
    def of(cls, pieces: list[Piece], settings: JoinSettings) -> Block:
        odds: dict[tuple[int, int], float] = {}
        for j, piece in enumerate(pieces):
            for i, other in enumerate(pieces[:j]):
                common = min(piece.last, other.last) - max(piece.first, other.first) + 1
                if common < FEWEST:
                    continue
                if piece.camera == other.camera:
                    if common * settings.step_seconds > settings.doubled_seconds:
                        odds[i, j] = -inf
                else:
                    odds[i, j] = overlap_odds(other, piece, settings)
        return cls(pieces, odds)


def gather(
    settled: Sequence[Block],
    ahead: Sequence[Block],
    whose: Mapping[Piece, Person | None],
    settings: JoinSettings,
) -> list[Strand]:
    """Strands of all pieces but those that are settled as nobody's.

    Args:
        settled: the last blocks whose pieces were given to people.
        ahead: the blocks after them.
    """
    pieces: list[Piece] = []
    odds: dict[tuple[int, int], float] = {}
    latest: dict[tuple[str, int], int] = {}
    clashes: list[set[int]] = []
    for block in (*settled, *ahead):
        index: dict[int, int] = {}
        for number, piece in enumerate(block.pieces):
            if piece in whose and whose[piece] is None:
                continue
            at = index[number] = len(pieces)
            pieces.append(piece)
            clashes.append(set())
            key = (piece.camera, piece.track)
            if piece.follows is not None and key in latest:
                odds[latest[key], at] = piece.follows
            latest[key] = at
        for (i, j), value in block.odds.items():
            if i not in index or j not in index:
                continue
            a, b = index[i], index[j]
            if value == -inf:
                clashes[a].add(b)
                clashes[b].add(a)
            else:
                odds[a, b] = value
    owner = [whose.get(piece) for piece in pieces]
    near = round(settings.at_door / settings.step_seconds)

    def forbidden(one: list[int], other: list[int]) -> bool:
        if len(other) < len(one):
            one, other = other, one
        if any(not clashes[i].isdisjoint(other) for i in one):
            return True
        both = [*one, *other]
        people = {id(person): person for i in both if (person := owner[i]) is not None}
        if len(people) > 1:
            return True
        entered = [pieces[i].first for i in both if pieces[i].entered]
        left = [pieces[i].last for i in both if pieces[i].left]
        if not entered and not left:
            return False
        first = min(pieces[i].first for i in both)
        last = max(pieces[i].last for i in both)
        for person in people.values():
            first = min(first, person.since)
        return bool((entered and first < max(entered) - near) or (left and last > min(left) + near))

    groups: dict[int, list[int]] = {}
    for at, person in enumerate(owner):
        if person is not None:
            groups.setdefault(id(person), []).append(at)
    strands = []
    found = partition(len(pieces), odds, forbidden, list(groups.values()))
    known = [group for group in found if any(owner[i] is not None for i in group)]
    for group in [group for group in found if group not in known]:
        if any(pieces[i].entered for i in group):
            continue
        sums = [
            (
                sum(odds.get((min(i, j), max(i, j)), 0.0) for i in group for j in other)
                if not forbidden(group, other)
                and any((min(i, j), max(i, j)) in odds for i in group for j in other)
                else -inf
            )
            for other in known
        ]
        best = max(sums, default=-inf)
        if best > -settings.nowhere_odds:
            known[sums.index(best)].extend(group)
            found.remove(group)
    for group in found:
        person = next((owner[i] for i in group if owner[i] is not None), None)
        members = sorted((pieces[i] for i in group), key=lambda one: one.first)
        strands.append(Strand(members, person, settings))
    return strands
