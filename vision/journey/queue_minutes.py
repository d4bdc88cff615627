"""Events of the plan's queues summed into the records of closed minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from vision.journey.step import PLAN
from vision.minutes import MINUTE, coarse, minute_of, start_of
from vision.plan_records import QueueRecord
from vision.zones.events import Abandoned, Event, Joined, LostWaiting, Served, Waiting


@dataclass(slots=True)
class _Minute:
    joined: int = 0
    served: int = 0
    abandoned: int = 0
    censored: int = 0
    spans: list[tuple[float, float]] = field(default_factory=list)


class QueueBook:
    """The open minutes of all queues. Minutes are counted from the POSIX epoch."""

    def __init__(self) -> None:
        self._open: dict[int, dict[str, _Minute]] = defaultdict(lambda: defaultdict(_Minute))
        self._first: int | None = None

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case Joined():
                    self._at(event.time, event.zone).joined += 1
                case Served():
                    self._at(event.left, event.zone).served += 1
                case Abandoned():
                    self._at(event.left, event.zone).abandoned += 1
                case LostWaiting():
                    self._at(event.left, event.zone).censored += 1
                case Waiting():
                    self._spread(event)

    def close(self, minute: int) -> list[QueueRecord]:
        """The records of a minute, and of what was told late of those before. Nothing is counted in
        it any more: what comes later still is counted in the next."""
        self._first = minute + 1
        return [
            QueueRecord(
                start=start_of(number),
                zone=zone,
                joined=queue.joined,
                served=queue.served,
                abandoned=queue.abandoned,
                censored=queue.censored,
                # Of one person alone the sum over the minutes would else be the exact wait. Rounded
                # as presence in the zone is: two roundings would tell more than one.
                length_seconds=coarse(
                    sum(end - start for start, end in queue.spans), f"{PLAN}/{zone}/{number}"
                ),
                peak=_peak(queue.spans),
            )
            for number in sorted(number for number in self._open if number <= minute)
            for zone, queue in sorted(self._open.pop(number).items())
        ]

    def _at(self, time: float, zone: str) -> _Minute:
        minute = minute_of(time)
        return self._open[minute if self._first is None else max(minute, self._first)][zone]

    def _spread(self, waiting: Waiting) -> None:
        start = waiting.start
        if self._first is not None:
            start = max(start, float(self._first * MINUTE))
        while start < waiting.end:
            end = min(float((minute_of(start) + 1) * MINUTE), waiting.end)
            self._at(start, waiting.zone).spans.append((start, end))
            start = end


def _peak(spans: list[tuple[float, float]]) -> int:
    """Most people at once; one whose waiting ends as another's begins is not with them."""
    # Of one person, spans follow each other without a gap: an end sorts before a beginning.
    edges = sorted([(end, 0, -1) for _, end in spans] + [(start, 1, 1) for start, _ in spans])
    most = inside = 0
    for _, _, change in edges:
        inside += change
        most = max(most, inside)
    return most
