"""Association in two stages, sure detections first, then doubtful ones.

Y. Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV 2022,
with the buffered overlap of F. Yang et al., WACV 2023, and seven changes that a slow shop camera
needs: every threshold is in seconds; a track's first sightings are kept and given once it is
confirmed; boxes cut by the picture's edge, or whose feet somebody nearer or furniture hides, are
completed before they are filtered; overlaps are weighed by how well the motion explains them, so
that a hidden person's track does not take who walks before, and none is taken that it does not
explain; who was seen twice is associated beside who is confirmed, so that nobody takes the boxes of
who appears beside them; who was lost and comes back is rejoined once enough is seen of how the
person moves; a track ends with the time it was last seen, not the time it was given up.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from vision.detect.detections import Detections
from vision.track.body import Cut, feet_covered
from vision.track.border import Border
from vision.track.kalman import surprise
from vision.track.overlap import buffered_iou, height_ratio
from vision.track.person import Person
from vision.track.rejoin import beginning, join
from vision.track.sighting import Ended, Sighting, TrackUpdate
from vision.track.stature import Stature
from vision.track.two_stage_settings import TwoStageSettings

Vector = npt.NDArray[np.float64]

TICK = 1e-6
"""Seconds: what differences of large times are off by."""


class TwoStageTracker:
    """One camera's tracker. ``size`` is the picture's (width, height) in pixels."""

    def __init__(self, size: tuple[float, float], settings: TwoStageSettings | None = None) -> None:
        self._size = size
        self._settings = settings or TwoStageSettings()
        self._tracks: list[Person] = []
        self._time = -np.inf
        self._covered = np.zeros(0, np.bool_)
        self._stature = Stature(size[1])
        self._border = Border(size)

    @property
    def lag_seconds(self) -> float:
        return self._settings.unconfirmed_seconds * self._settings.confirm_sightings

    @property
    def lifetime_seconds(self) -> float:
        return self._settings.rejoin_seconds + self._settings.rejoin_after

    def update(self, detections: Detections, time: float) -> TrackUpdate:
        """Raises ValueError when ``time`` is not after the last one."""
        if time <= self._time:
            raise ValueError(f"capture times must grow: {time} after {self._time}")
        self._time = time
        update = TrackUpdate()
        for track in self._tracks:
            track.advance(time)

        settings = self._settings
        boxes = detections.xyxy.astype(np.float64)
        self._covered = feet_covered(boxes)
        sure = np.flatnonzero(detections.confidence >= settings.sure_confidence)
        doubtful = np.flatnonzero(
            (detections.confidence >= settings.doubtful_confidence)
            & (detections.confidence < settings.sure_confidence)
        )
        confirmed = [
            track
            for track in self._tracks
            if track.confirmed and time - track.seen <= settings.lifetime_seconds
        ]
        fresh = [
            track
            for track in self._tracks
            if not track.confirmed and time - track.seen <= settings.unconfirmed_seconds
        ]

        # Somebody hidden is not to take the boxes of who appears beside them. Who was seen once may
        # be a second box on one person and waits.
        moving = [track for track in fresh if track.sightings > 1]
        left, sure = self._associate(confirmed + moving, sure, boxes, detections, update)
        confirmed = [track for track in left if track.confirmed]
        _, doubtful = self._associate(confirmed, doubtful, boxes, detections, update)
        fresh = [track for track in fresh if track.seen < time]
        fresh, sure = self._associate(fresh, sure, boxes, detections, update)
        self._associate(fresh, doubtful, boxes, detections, update)
        unseen = frozenset(track.number for track in confirmed if track.seen < time)
        for index in sure:
            track = Person(boxes[index], time, float(detections.confidence[index]))
            track.perhaps = unseen
            self._tracks.append(track)
            self._take(track, int(index), boxes, detections, update)
        self._rejoin(time, update)
        # Not before: who is new may have been watched for long enough only now.
        self._retire(time, update)
        return update

    def finish(self) -> TrackUpdate:
        update = TrackUpdate()
        self._rejoin(np.inf, update)
        self._retire(np.inf, update)
        return update

    def _associate(
        self,
        tracks: list[Person],
        candidates: npt.NDArray[np.intp],
        boxes: Vector,
        detections: Detections,
        update: TrackUpdate,
    ) -> tuple[list[Person], npt.NDArray[np.intp]]:
        """Match and take; returns the tracks and candidates left over."""
        if not tracks or not len(candidates):
            return tracks, candidates
        settings = self._settings
        limits = np.array([*self._size, *self._size])
        visible = np.array([track.visible for track in tracks])
        expected = np.clip(visible, 0, limits)
        buffers = np.array([self._buffer(track) for track in tracks])
        found = boxes[candidates]
        overlap = buffered_iou(expected, found, buffers)
        # Too small an overlap counts as none, so that no good match is given up for two bad ones.
        sides = np.array([Cut.of(box, self._size).sides for box in found])
        cut = sides.any(axis=1)
        least = np.where(cut, settings.minimum_overlap_at_edge, settings.minimum_overlap)
        overlap[overlap < least] = 0
        covered = self._covered[candidates]
        off = surprise([track.filter for track in tracks], visible, found, sides, covered)
        # Who comes in grows into the picture, and to what size is not known yet.
        unknown = np.array([not track.body.known for track in tracks])
        off[unknown[:, None] & cut] = 0
        # The motion of somebody seen once is not known.
        off[[track.sightings < 2 for track in tracks]] = 0
        overlap[off > settings.largest_surprise] = 0
        overlap[_claimed(tracks, overlap > 0)] = 0
        likeness = overlap * height_ratio(expected, found) ** settings.height_power
        likeness *= np.exp(-off / settings.surprise_scale)
        likeness[[not track.confirmed for track in tracks]] *= settings.unconfirmed_weight
        rows, columns = linear_sum_assignment(likeness, maximize=True)
        taken_rows, taken_columns = set(), set()
        for row, column in zip(rows, columns, strict=True):
            if not overlap[row, column]:
                continue
            index = int(candidates[column])
            self._take(tracks[row], index, boxes, detections, update)
            taken_rows.add(int(row))
            taken_columns.add(int(column))
        return (
            [track for i, track in enumerate(tracks) if i not in taken_rows],
            np.array([c for i, c in enumerate(candidates) if i not in taken_columns], np.intp),
        )

    def _buffer(self, track: Person) -> float:
        settings = self._settings
        rate = (
            settings.buffer_per_second
            if track.sightings > 1
            else settings.newborn_buffer_per_second
        )
        return min(rate * (self._time - track.seen), settings.largest_buffer)

    def _take(
        self,
        track: Person,
        index: int,
        boxes: Vector,
        detections: Detections,
        update: TrackUpdate,
    ) -> None:
        box, confidence = boxes[index], float(detections.confidence[index])
        cut = Cut.of(box, self._size, hidden=bool(self._covered[index]))
        track.body.learn(box, cut)
        head = float(track.filter.position[1])
        hidden = track.standing.hidden > 0
        whole = track.standing.complete(
            box, track.body.complete(box, cut), cut, head, self._time, self._stature
        )
        if track.sightings:
            if hidden != (track.standing.hidden > 0):
                track.filter.put_feet(float(whole[3]))
            track.filter.correct(whole, confidence)
        track.sightings += 1
        track.seen = self._time
        track.at_edge = cut.any
        # Filtered: a side that shakes for a frame is no step over a line.
        steady = track.filter.position
        bottom = self._size[1] if cut.bottom and track.body.height is None else steady[3]
        sighting = Sighting(
            track=track.number,
            time=self._time,
            box=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
            confidence=confidence,
            foot=(float((steady[0] + steady[2]) / 2), float(bottom)),
            body_width=float(whole[2] - whole[0]),
            at_edge=cut.any,
            uniform=None if detections.uniform is None else float(detections.uniform[index]),
        )
        if track.given:
            update.sightings.append(sighting)
            return
        track.waiting.append(sighting)
        track.head.append((self._time, whole, confidence))
        if (
            track.sightings >= self._settings.confirm_sightings
            and self._time - track.first >= self._settings.confirm_seconds
        ):
            track.confirmed = True
            track.perhaps = frozenset()

    def _rejoin(self, time: float, update: TrackUpdate) -> None:
        """Give whoever is new, under the number of who was lost if it is the same person."""
        settings = self._settings
        fresh = [track for track in self._tracks if track.confirmed and not track.given]
        if not fresh:
            return
        lost = [track for track in self._tracks if track.given and track.seen < self._time]
        begins = [beginning(track.head) for track in fresh]
        pairs = join(
            [track.tail for track in lost],
            begins,
            settings.rejoin_seconds,
            settings.rejoin_distance,
            self._border,
        )
        before = {j: lost[i] for i, j in pairs}
        for j, track in enumerate(fresh):
            if j in before:
                if time - track.first < settings.rejoin_after - TICK:
                    continue
                track.number = before[j].number
                self._tracks.remove(before[j])
            track.given = True
            update.sightings.extend(replace(one, track=track.number) for one in track.waiting)
            track.waiting, track.head = [], []

    def _retire(self, time: float, update: TrackUpdate) -> None:
        settings = self._settings
        kept = []
        for track in self._tracks:
            limit = self.lifetime_seconds if track.confirmed else settings.unconfirmed_seconds
            if time - track.seen <= limit:
                kept.append(track)
            elif track.confirmed:
                update.ended.append(Ended(track.number, track.seen, track.at_edge))
        self._tracks = kept


def _claimed(tracks: list[Person], possible: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(n, m) boxes that tracks which are not confirmed leave to the one whose person they may
    show."""
    perhaps = np.array([[other.number in one.perhaps for other in tracks] for one in tracks])
    claimed: npt.NDArray[np.bool_] = np.any(perhaps[:, :, None] & possible, axis=1)
    return claimed
