"""Events of one camera summed into the records of closed minutes."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil, floor
from typing import Literal

from vision.records import (
    PRESENCE_STEP,
    CoverageRecord,
    HealthRecord,
    LineRecord,
    Record,
    ZoneRecord,
)
from vision.view import View
from vision.zones.events import (
    Crossing,
    Direction,
    Entry,
    Event,
    Party,
    Pass,
    Presence,
    ReEntry,
    Stop,
    UTurn,
    Visit,
)

MINUTE = 60
OK_SHARE = 0.8
"""A minute with a smaller share of its frames is degraded."""
BLIND_SHARE = 0.5
"""A minute of which more was dark or covered is blind: nobody can be counted in it."""


@dataclass(slots=True)
class _LineMinute:
    people: int = 0
    u_turns: int = 0
    re_entries: int = 0
    staff: int = 0
    parties: int = 0


@dataclass(slots=True)
class _ZoneMinute:
    entries: int = 0
    exits: int = 0
    passes: int = 0
    stops: int = 0
    censored_begin: int = 0
    censored_end: int = 0
    spans: list[tuple[float, float]] = field(default_factory=list)

    def person_seconds(self) -> float:
        return sum(end - start for start, end in self.spans)

    def peak(self) -> int:
        """Most spans that overlap; one that ends as another begins does not overlap it."""
        edges = sorted(
            [(start, 1) for start, _ in self.spans] + [(end, -1) for _, end in self.spans]
        )
        most = inside = 0
        for _, change in edges:
            inside += change
            most = max(most, inside)
        return most


@dataclass(slots=True)
class _Minute:
    analysed: int = 0
    damaged: int = 0
    detect_seconds: float = 0.0
    dropped: int = 0
    reconnects: int = 0
    last_frame: float | None = None
    views: Counter[View] = field(default_factory=Counter)
    lines: dict[tuple[str, Direction], _LineMinute] = field(
        default_factory=lambda: defaultdict(_LineMinute)
    )
    zones: dict[str, _ZoneMinute] = field(default_factory=lambda: defaultdict(_ZoneMinute))


def start_of(minute: int) -> datetime:
    """The UTC start of a minute counted from the POSIX epoch."""
    return datetime.fromtimestamp(minute * MINUTE, UTC)


def minute_of(time: float) -> int:
    return floor(time / MINUTE)


def coarse(seconds: float, of: str) -> float:
    """Seconds in whole steps of PRESENCE_STEP, one of the two next to it.

    Which one hangs on where between them it is and on ``of``, by a dither that is even over all
    minutes, so sums of many minutes are right on average: to the nearest, short stays would all
    be none. It is no secret: whoever knows it still knows the seconds to a step only.
    """
    dither = int.from_bytes(hashlib.sha256(of.encode()).digest()[:6]) / 2**48
    return float(floor(seconds / PRESENCE_STEP + dither) * PRESENCE_STEP)


class MinuteBook:
    """One camera's open minutes.

    A minute stays open for ``settle_seconds`` after its end: by then every event in it has been
    said, and undone if it will be.

    Args:
        fps: frames analysed a second; a full minute is expected to have 60 times as many, and one
            in which the camera begins or ends only those of its part.
        staff_known: whether events say who is staff; without, that is not measured.
        parties_known: the same of who came together.
        live: of a camera every minute is expected whole, also those in which the box began or
            ended: what it did not see of them is a gap. A film has only its part.
    """

    def __init__(
        self,
        camera: str,
        *,
        fps: float,
        settle_seconds: float,
        staff_known: bool = False,
        parties_known: bool = False,
        live: bool = False,
    ) -> None:
        self._camera = camera
        self._fps = fps
        self._settle = settle_seconds
        self._staff_known = staff_known
        self._parties_known = parties_known
        self._began: float | None = None
        self._ended: float | None = None
        self._open: dict[int, _Minute] = defaultdict(_Minute)
        self._closed_until: int | None = None
        self._live = live
        self._last_frame: float | None = None

    def expect(self, time: float) -> None:
        """Frames are expected from ``time`` on, whether any comes or not."""
        if self._began is None:
            self._began = time

    def frame(
        self,
        time: float,
        *,
        detect_seconds: float = 0.0,
        damaged: int = 0,
        dropped: int = 0,
        view: View | None = None,
    ) -> None:
        """A frame was analysed. ``damaged`` others could not be decoded since the one before, and
        ``dropped`` were given up. ``view``: None when it was not judged."""
        self.expect(time)
        minute = self._at(time)
        minute.analysed += 1
        minute.damaged += damaged
        minute.dropped += dropped
        minute.detect_seconds += detect_seconds
        minute.last_frame = time
        if view is not None:
            minute.views[view] += 1

    def reconnected(self, time: float, times: int) -> None:
        """The camera had to be opened again, so many times."""
        self._at(time).reconnects += times

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            self._take(event)

    def settled(self, now: float) -> float:
        """The time before which nothing will change any more, as of ``now``."""
        return float(minute_of(now - self._settle) * MINUTE)

    def close(self, now: float) -> list[tuple[int, list[Record]]]:
        """Minutes that have settled by ``now``, in order, with their records."""
        until = minute_of(self.settled(now))
        self._touch(until)
        return self._close([number for number in self._open if number < until])

    def finish(self, end: float) -> list[tuple[int, list[Record]]]:
        """All minutes that are open. The camera stopped at ``end``."""
        self._ended = end
        self._touch(ceil(end / MINUTE))
        return self._close(list(self._open))

    def _touch(self, until: int) -> None:
        """A live camera has a record of every minute since it began: where there was no frame, that
        there was none."""
        if self._live and self._began is not None:
            for number in range(self._first(), until):
                self._open[number]  # made by being asked for

    def _close(self, ready: list[int]) -> list[tuple[int, list[Record]]]:
        closed = []
        for number in sorted(ready):
            minute = self._open.pop(number)
            self._last_frame = minute.last_frame or self._last_frame
            closed.append((number, self._records(number, minute)))
            self._closed_until = number + 1
        return closed

    def _at(self, time: float) -> _Minute:
        return self._open[max(minute_of(time), self._first())]

    def _first(self) -> int:
        """The first minute that anything can be counted in. Before the first frame nothing was
        seen, though who is in it is said to have come a moment earlier. And a minute that is closed
        cannot be asked for while settle_seconds covers every delay; were it to, a count is moved by
        a minute rather than lost."""
        if self._closed_until is not None:
            return self._closed_until
        return -sys.maxsize if self._began is None else minute_of(self._began)

    def _take(self, event: Event) -> None:
        match event:
            case Crossing():
                line = self._at(event.time).lines[event.line, event.direction]
                line.people += 1
                line.staff += event.staff
            case UTurn() | ReEntry():
                for time, direction, staff in event.undone:
                    line = self._at(time).lines[event.line, direction]
                    line.people -= 1
                    line.staff -= staff
                    # Of staff too: with `people` they add up to all that crossed, as a person who
                    # counts by hand sees it.
                    if isinstance(event, UTurn):
                        line.u_turns += 1
                    else:
                        line.re_entries += 1
            case Party():
                self._at(event.time).lines[event.line, event.direction].parties += 1
            case Presence():
                self._spread(event)
            case Entry():
                zone = self._at(event.time).zones[event.zone]
                zone.entries += 1
                zone.censored_begin += event.censored
            case Stop():
                self._at(event.time).zones[event.zone].stops += 1
            case Visit():
                zone = self._at(event.left).zones[event.zone]
                zone.exits += 1
                zone.censored_end += event.censored_end
            case Pass():
                self._at(event.entered).zones[event.zone].passes += 1

    def _spread(self, presence: Presence) -> None:
        start = max(presence.start, float(self._first() * MINUTE))
        while start < presence.end:
            end = min((minute_of(start) + 1) * MINUTE, presence.end)
            self._at(start).zones[presence.zone].spans.append((start, end))
            start = end

    def _expected(self, number: int) -> int:
        start, end = float(number * MINUTE), float((number + 1) * MINUTE)
        if self._live:
            return round(self._fps * MINUTE)
        if self._began is not None:
            start = max(start, self._began)
        if self._ended is not None:
            end = min(end, self._ended)
        return max(0, round(self._fps * (end - start)))

    def _frame_age(self, number: int) -> float | None:
        if not self._live or self._last_frame is None:
            return None
        return round(max(0.0, (number + 1) * MINUTE - self._last_frame), 3)

    def _records(self, number: int, minute: _Minute) -> list[Record]:
        start = start_of(number)
        expected = self._expected(number)
        share = minute.analysed / max(expected, 1)
        status: Literal["ok", "degraded", "blind", "offline"] = (
            "ok" if share >= OK_SHARE else "degraded" if minute.analysed else "offline"
        )
        judged = minute.views.total()
        if minute.views["dark"] + minute.views["covered"] > BLIND_SHARE * judged:
            status = "blind"
        records: list[Record] = [
            CoverageRecord(
                camera=self._camera,
                start=start,
                frames_expected=expected,
                frames_analysed=minute.analysed,
                frames_damaged=minute.damaged,
                status=status,
            ),
            HealthRecord(
                camera=self._camera,
                start=start,
                fps=round(minute.analysed / MINUTE, 3),
                decode_errors=minute.damaged,
                detect_milliseconds=(
                    round(1000 * minute.detect_seconds / minute.analysed, 3)
                    if minute.analysed
                    else None
                ),
                frames_dropped=minute.dropped if self._live else None,
                reconnects=minute.reconnects if self._live else None,
                last_frame_age=self._frame_age(number),
                view=minute.views.most_common(1)[0][0] if judged else None,
            ),
        ]
        for (name, direction), line in sorted(minute.lines.items()):
            if line.people or line.u_turns or line.re_entries:
                records.append(
                    LineRecord(
                        camera=self._camera,
                        start=start,
                        line=name,
                        direction=direction,
                        people=line.people,
                        u_turns=line.u_turns,
                        re_entries=line.re_entries,
                        groups=line.parties if self._parties_known else None,
                        staff=line.staff if self._staff_known else None,
                    )
                )
        for name, zone in sorted(minute.zones.items()):
            records.append(
                ZoneRecord(
                    camera=self._camera,
                    start=start,
                    zone=name,
                    entries=zone.entries,
                    exits=zone.exits,
                    passes=zone.passes,
                    person_seconds=coarse(zone.person_seconds(), f"{self._camera}/{name}/{number}"),
                    peak=zone.peak(),
                    stops=zone.stops,
                    censored_begin=zone.censored_begin,
                    censored_end=zone.censored_end,
                )
            )
        return records
