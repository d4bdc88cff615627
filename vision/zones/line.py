"""Counting over a line: for each track, by the side on which its feet surely are."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from vision.zones.events import Crossing, LineEvent, ReEntry, UTurn
from vision.zones.geometry import Point, Segment


@dataclass(frozen=True, slots=True)
class LineSettings:
    """What a crossing is. Nothing here is in frames or pixels."""

    band_widths: float = 0.25
    """Feet further than this from the line, in body widths, are surely on that side."""
    confirm_seconds: float = 0.8
    """Feet on one side for this long, however near, are surely there."""
    refund_seconds: float = 10.0
    """An in undone by an out of the same person within this time is a U-turn. 0 switches it off."""
    reentry_seconds: float = 0.0
    """An out undone by an in of the same person within this time is a re-entry, as long as the
    person stays in view, and nobody else comes so near meanwhile that it may be another who comes
    in. 0 switches it off."""


@dataclass(slots=True)
class _Walker:
    """One track before one line."""

    side: int = 0
    """The last side that was sure: -1 left, +1 right, 0 not known yet."""
    path: list[tuple[float, Point]] = field(default_factory=list)
    """Feet since that side was last sure, its last sure point first."""
    since: float = 0.0
    """When the feet came to the side where they are now."""
    last: Crossing | None = None
    """The last crossing, unless it was undone or undid another."""
    met: float | None = None
    """When somebody else was last so near that the track may have gone over to them."""


class LineCounter:
    """Counts tracks over one line.

    A side is sure by distance or by time beyond the line, and stays so for the track's whole life.
    Going from one sure side to the other is a crossing if the path between went over the segment
    itself an odd number of times; going round its end changes the side and counts nothing. Gaps in
    sight need no care: the path goes straight over them.
    """

    def __init__(self, name: str, segment: Segment, settings: LineSettings | None = None) -> None:
        self.name = name
        self._segment = segment
        self._settings = settings or LineSettings()
        self._walkers: dict[int, _Walker] = {}

    def see(
        self,
        track: int,
        time: float,
        foot: Point,
        body_width: float,
        *,
        staff: bool = False,
        met: bool = False,
    ) -> list[LineEvent]:
        """A foot point of a track, in capture order for each track.

        Args:
            staff: whether this is known to be one of the shop's staff.
            met: whether somebody else is so near that the track may go over to them.
        """
        walker = self._walkers.setdefault(track, _Walker())
        if met:
            walker.met = time
        offset = self._segment.offset(foot)
        here = 1 if offset > 0 else -1
        before = self._segment.offset(walker.path[-1][1]) if walker.path else None
        if before is None or (before > 0) != (offset > 0):
            walker.since = time
        walker.path.append((time, foot))

        sure = (
            abs(offset) >= self._settings.band_widths * body_width
            or time - walker.since >= self._settings.confirm_seconds
        )
        if not sure:
            return []
        events: list[LineEvent] = []
        if walker.side not in (0, here):
            over = self._over_segment(walker.path)
            if len(over) % 2:
                crossing = Crossing(self.name, track, over[-1], "in" if here > 0 else "out", staff)
                events = self._cross(walker, crossing)
        walker.side = here
        walker.path = walker.path[-1:]
        return events

    def end(self, track: int) -> None:
        """Forget a track."""
        self._walkers.pop(track, None)

    def _cross(self, walker: _Walker, crossing: Crossing) -> list[LineEvent]:
        """A crossing undoes at most one, the last before it, and is undone at most once."""
        undoing = self._undoing(walker, crossing)
        if undoing is None:
            walker.last = crossing
            return [crossing]
        walker.last = None
        return [crossing, undoing]

    def _undoing(self, walker: _Walker, crossing: Crossing) -> UTurn | ReEntry | None:
        """What the crossing and the last one are together, if anything."""
        last = walker.last
        # Who went round the line's end may cross twice the same way.
        if last is None or last.direction == crossing.direction:
            return None
        kind, window = (
            (UTurn, self._settings.refund_seconds)
            if last.direction == "in"
            else (ReEntry, self._settings.reentry_seconds)
        )
        if not 0 < crossing.time - last.time <= window:
            return None
        # People who leave meet people who come in, and a track that goes over from one to the other
        # would cost a visitor. Who turns back inside mostly does so beside a companion.
        if kind is ReEntry and walker.met is not None and walker.met >= last.time:
            return None
        return kind(self.name, crossing.track, last.time, crossing.time, last.staff, crossing.staff)

    def _over_segment(self, path: list[tuple[float, Point]]) -> list[float]:
        """The times at which the path went over the segment."""
        times = []
        for (t1, p1), (t2, p2) in pairwise(path):
            a, b = self._segment.offset(p1), self._segment.offset(p2)
            if (a > 0) == (b > 0):
                continue
            part = a / (a - b)
            where = (p1[0] + part * (p2[0] - p1[0]), p1[1] + part * (p2[1] - p1[1]))
            if self._segment.spans(where):
                times.append(t1 + part * (t2 - t1))
        return times
