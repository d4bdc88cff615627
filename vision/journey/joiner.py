"""Visits across cameras: whose tracks on the plan are one person's.

By place and time only. Tracks are cut into pieces of a few seconds, pieces of different cameras
that are in one place at one time are gathered into people over a sliding window, and who is lost
from all cameras' sight is joined to who appears near by soon after. The first block of the window
is then settled and told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import floor as whole
from math import inf

from vision.journey.door import Door, nearest
from vision.journey.fusion import fused
from vision.journey.ground import Ground
from vision.journey.meeting import meetings
from vision.journey.person import Person
from vision.journey.settings import JoinSettings
from vision.journey.step import Departure, Edge, PlanUpdate, Shown, Step
from vision.journey.strand import End, Start, successions
from vision.journey.tracklet import TICK, Piece, Tracklet
from vision.journey.window import Block, Strand, gather
from vision.scene import Counted
from vision.track.sighting import Ended, Sighting
from vision.zones.events import Crossing
from vision.zones.floor import Floor

BLOCKS_KEPT = 2
"""Settled blocks that what comes after them is compared with."""


class Joiner:
    """Takes what the cameras count, in any order of cameras, and says who walked where.

    Args:
        floors: by camera, with the size (width, height) of the picture in pixels; one plan for all.
        doors: through which people come and go. Without any, people are everywhere in the shop.
    """

    def __init__(
        self,
        floors: Mapping[str, tuple[Floor, tuple[float, float]]],
        doors: Sequence[Door] = (),
        settings: JoinSettings | None = None,
    ) -> None:
        self._settings = settings or JoinSettings()
        if not doors:
            # People come from everywhere.
            self._settings = replace(self._settings, nowhere_odds=0.0)
        self._grounds = {
            camera: Ground(floor, size, self._settings) for camera, (floor, size) in floors.items()
        }
        self._doors = tuple(doors)
        self._block = round(self._settings.block_seconds / self._settings.step_seconds)
        self._tracklets: dict[tuple[str, int], Tracklet] = {}
        self._blocks: dict[int, Block] = {}
        """By block, as far as they are known."""
        self._whose: dict[Piece, Person | None] = {}
        self._people: list[Person] = []
        self._next = 0
        """The block that is settled next."""
        self._known = 0
        """The first block whose pieces are not known yet."""
        self._begun = inf
        """When the first sighting was captured."""
        self._watching = False
        """Whether it is known which block is the first."""
        self._count = 0

    @property
    def delay_seconds(self) -> float:
        """A step is told within this long of its time; the departure of somebody who is lost
        inside, later by the longest gap."""
        settings = self._settings
        blocks = settings.blocks_ahead + 2
        return settings.late_seconds + settings.bridged_seconds + blocks * settings.block_seconds

    def place(self, camera: str, floor: Floor, size: tuple[float, float]) -> None:
        """A camera's pictures have another size from now on, or it is new."""
        self._grounds[camera] = Ground(floor, size, self._settings)

    def see(self, camera: str, sightings: Sequence[Counted], ended: Sequence[Ended] = ()) -> None:
        """What a camera counted, in capture order for each track, and its tracks that ended.

        Raises:
            ValueError: the camera's floor is not known.
        """
        for sighting, staff in sightings:
            self._tracklet(camera, sighting.track).see(sighting, staff=staff)
            self._begun = min(self._begun, sighting.time)
        for one in ended:
            if (camera, one.track) in self._tracklets:
                self._tracklets[camera, one.track].ended = one.time

    def cross(self, camera: str, crossings: Sequence[Crossing]) -> None:
        """Passages of the shop's entrances."""
        for crossing in crossings:
            tracklet = self._tracklet(camera, crossing.track)
            tracklet.crossings.append(crossing)
            tracklet.crossings.sort(key=lambda one: one.time)

    def advance(self, now: float) -> PlanUpdate:
        """What is final by ``now``: everything captured ``late_seconds`` ago has been told."""
        settings = self._settings
        known = now - settings.late_seconds - settings.bridged_seconds
        update = PlanUpdate()
        # Whoever tells first must not settle where the first block is.
        if known < self._begun:
            return update
        self._watch()
        while (self._known + 1) * settings.block_seconds <= known + TICK:
            self._learn(update)
        return update

    def finish(self) -> PlanUpdate:
        """Nothing more will be told: settle everything."""
        update = PlanUpdate()
        if self._begun == inf:
            return update
        settings = self._settings
        self._watch()
        last = max(
            (tracklet.times[-1] for tracklet in self._tracklets.values() if tracklet.times),
            default=self._begun,
        )
        while self._known * settings.block_seconds <= last:
            self._learn(update)
        while self._next < self._known:
            self._settle(update)
        end = last / settings.step_seconds
        cut = 2 * settings.bridged_seconds / settings.step_seconds
        for person in self._people:
            edge: Edge = "cut" if end - person.last <= cut else "unseen"
            self._depart(person, edge, update)
        self._people = []
        return update

    def _watch(self) -> None:
        if not self._watching:
            self._watching = True
            self._next = self._known = whole(self._begun / self._settings.block_seconds + TICK)

    def _tracklet(self, camera: str, track: int) -> Tracklet:
        if camera not in self._grounds:
            raise ValueError(
                f"camera {camera} has no floor; known: {', '.join(sorted(self._grounds))}"
            )
        key = (camera, track)
        if key not in self._tracklets:
            self._tracklets[key] = Tracklet(
                camera, track, self._grounds[camera], self._doors, self._settings
            )
        return self._tracklets[key]

    def _learn(self, update: PlanUpdate) -> None:
        """Cut the next block's pieces; settle the one that is far enough behind."""
        block, settings = self._known, self._settings
        begin, end = block * self._block, (block + 1) * self._block
        low = (block - 1) * settings.block_seconds
        high = (block + 1) * settings.block_seconds + settings.bridged_seconds
        seen: dict[str, list[Sighting]] = defaultdict(list)
        for tracklet in self._tracklets.values():
            seen[tracklet.camera] += tracklet.between(low, high)
        pieces: list[Piece] = []
        met = {camera: meetings(sightings) for camera, sightings in seen.items()}
        for tracklet in self._tracklets.values():
            pieces += tracklet.pieces(
                begin, end, met.get(tracklet.camera, {}).get(tracklet.track, ())
            )
        pieces.sort(key=lambda one: (one.first, one.camera, *one.places[0]))
        self._blocks[block] = Block.of(pieces, settings)
        self._known += 1
        self._forget(low)
        if self._known - self._next > settings.blocks_ahead:
            self._settle(update)

    def _forget(self, before: float) -> None:
        for key, tracklet in list(self._tracklets.items()):
            if tracklet.times and tracklet.times[-1] < before and tracklet.ended < before:
                del self._tracklets[key]
            else:
                tracklet.forget(before)

    def _settle(self, update: PlanUpdate) -> None:
        """Say who was where in the window's first block."""
        block, settings = self._next, self._settings
        settled = [self._blocks[b] for b in range(block - BLOCKS_KEPT, block) if b in self._blocks]
        ahead = [self._blocks[b] for b in range(block, self._known)]
        strands = gather(settled, ahead, self._whose, settings)
        self._link(strands, block, self._known * self._block)
        mine: dict[int, list[Piece]] = defaultdict(list)
        for strand in strands:
            for piece in strand.pieces:
                if piece in self._whose or piece.first >= (block + 1) * self._block:
                    continue
                self._whose[piece] = person = strand.person
                if person is not None:
                    key = (piece.camera, piece.track)
                    if person.tracks and key not in person.tracks:
                        person.joined(strand.margins.get(piece, 0.0))
                    person.tracks.add(key)
                    mine[person.number].append(piece)
        for person in self._people:
            self._tell(person, mine.get(person.number, []), update)
        self._next += 1
        for old in [b for b in self._blocks if b < self._next - BLOCKS_KEPT]:
            for piece in self._blocks.pop(old).pieces:
                self._whose.pop(piece, None)
        self._see_off(update)

    def _link(self, strands: Sequence[Strand], block: int, horizon: int) -> None:
        """Give strands that are nobody's yet to who was lost, or to somebody new."""
        settings, step = self._settings, self._settings.step_seconds
        margin = settings.bridged_seconds / step
        ends: list[tuple[End, Strand | Person]] = []
        shown = {id(strand.person) for strand in strands if strand.person is not None}
        ends.extend(
            (self._end(person.last, person.place), person)
            for person in self._people
            if id(person) not in shown and person.left is None and person.last >= 0
        )
        ends.extend(
            (self._end(strand.last, strand.place(strand.last)), strand)
            for strand in strands
            if strand.left is None and strand.last < horizon - margin
        )
        starts = [
            (strand, self._start(strand))
            for strand in strands
            if strand.person is None and strand.entered is None
        ]
        found = successions([end for end, _ in ends], [start for _, start in starts], settings)
        before = {one.start: one for one in found}
        followed = {id(ends[one.end][1]) for one in found}
        order = {id(strand): number for number, (strand, _) in enumerate(starts)}
        due = [
            strand
            for strand in strands
            if strand.person is None and strand.first < (block + 1) * self._block
        ]
        for strand in sorted(due, key=lambda one: one.first):
            if strand.entered is not None and strand.entered >= (block + 1) * self._block:
                # Still before the door.
                continue
            link = before.get(order.get(id(strand), -1))
            person: Person | None = None
            if link is not None:
                other = ends[link.end][1]
                person = other if isinstance(other, Person) else other.person
                if person is not None:
                    person.joined(link.margin)
            if person is None:
                brief = strand.seconds(step) < settings.least_seconds
                if brief and strand.entered is None and id(strand) not in followed:
                    continue
                person = self._new(strand)
            strand.person = person

    def _new(self, strand: Strand) -> Person:
        settings = self._settings
        began: Edge = "unseen"
        if strand.entered is not None:
            began = "door"
        elif strand.first * settings.step_seconds - self._begun <= 2 * settings.bridged_seconds:
            began = "cut"
        person = Person(
            self._count, strand.first if strand.entered is None else strand.entered, began
        )
        self._count += 1
        self._people.append(person)
        return person

    def _near_door(self, place: tuple[float, float]) -> bool:
        door = nearest(self._doors, place)
        return door is not None and door.distance(place) <= self._settings.near_door

    def _end(self, last: int, place: tuple[float, float]) -> End:
        expected = self._settings.door_odds if self._near_door(place) else 0.0
        return End(last * self._settings.step_seconds, place, expected)

    def _start(self, strand: Strand) -> Start:
        place = strand.place(strand.first)
        expected = self._settings.door_odds if self._near_door(place) else 0.0
        return Start(strand.first * self._settings.step_seconds, place, expected)

    def _tell(self, person: Person, pieces: Sequence[Piece], update: PlanUpdate) -> None:
        step = self._settings.step_seconds
        person.staff |= any(piece.staff for piece in pieces)
        near = self._settings.at_door / step
        for piece in pieces:
            if piece.entered and person.began != "door" and piece.first - person.since <= near:
                person.began, person.since = "door", piece.first
        gone = [piece.last for piece in pieces if piece.left]
        if gone and person.left is None:
            person.left = max(gone)
        pieces = [piece for piece in pieces if piece.last >= person.since]
        for index in sorted({i for one in pieces for i in range(one.first, one.last + 1)}):
            if index < person.since or (person.left is not None and index > person.left):
                continue
            place = fused(pieces, index, self._settings)
            if place is not None and index > person.last:
                update.steps.append(Step(person.number, index * step, place, person.staff))
                person.last, person.place = index, place
        update.shown.extend(
            Shown(person.number, one.camera, one.track, one.first * step, one.last * step)
            for one in pieces
        )

    def _see_off(self, update: PlanUpdate) -> None:
        oldest = self._next * self._block - self._settings.longest_gap / self._settings.step_seconds
        kept = []
        for person in self._people:
            if person.left is not None:
                self._depart(person, "door", update)
            elif person.last < oldest:
                self._depart(person, "unseen", update)
            else:
                kept.append(person)
        self._people = kept

    def _depart(self, person: Person, ended: Edge, update: PlanUpdate) -> None:
        step = self._settings.step_seconds
        update.departures.append(
            Departure(
                person.number,
                (person.last if person.left is None else person.left) * step,
                person.began,
                ended,
                person.confidence,
                person.since * step,
                person.staff,
            )
        )
