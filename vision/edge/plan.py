"""The way from what a shop's cameras count to the batches of what is counted on its plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from vision.edge.epoch import Epoch
from vision.heat_release import HeatRelease
from vision.journey.door import Door
from vision.journey.joiner import Joiner
from vision.journey.journey import Diary, Journey, JourneySettings
from vision.journey.plan_scene import PlanScene
from vision.journey.queue_minutes import QueueBook
from vision.journey.release import JourneyRelease, WaitRelease
from vision.journey.settings import JoinSettings
from vision.journey.step import PLAN, PlanUpdate
from vision.minutes import MINUTE, MinuteBook, minute_of, start_of
from vision.records import HealthRecord, Record
from vision.release import QUARTER, DwellRelease
from vision.scene import Counted
from vision.site import Site
from vision.site_floor import build_floor
from vision.site_plan import PlanZonePart
from vision.track.sighting import Ended
from vision.view import View
from vision.zones.events import Abandoned, Crossing, Event, LostWaiting, Served, Visit
from vision.zones.geometry import Polygon, Segment
from vision.zones.plan_heat import PlanHeat
from vision.zones.queue import QueueMonitor, QueueSettings
from vision.zones.zone import ZoneMonitor, ZoneSettings


class Batches(Protocol):
    """Where records go: an outbox or a backlog before it."""

    def put(self, epoch: Epoch, records: list[Record]) -> object: ...


class PlanCounter:
    """Joins what the cameras count on the shop's plan, and puts each minute into the outbox.

    A minute closes some minutes after its end: who was lost from sight may yet be found again.

    Args:
        site: with a plan.
        fps: frames analysed a second, of all cameras on the plan together.
        opens: the first minute that may be written; what was seen before is in the outbox already.
        on_update, on_counted: are shown what was joined and what came of it; nothing of either may
            outlive the process.
        live: see ``MinuteBook``.
    """

    def __init__(
        self,
        site: Site,
        *,
        fps: float,
        outbox: Batches,
        epoch: Epoch,
        opens: int | None = None,
        on_update: Callable[[PlanUpdate], None] = lambda _: None,
        on_counted: Callable[[Sequence[Event], Sequence[Journey]], None] = lambda *_: None,
        live: bool = False,
    ) -> None:
        plan = site.plan
        if plan is None:
            raise ValueError("the site has no plan")
        self._site = site
        self._zone_info = ZoneInfo(site.store.timezone)
        self._outbox, self._epoch = outbox, epoch
        self._on_update, self._on_counted = on_update, on_counted
        cameras = [camera for camera in site.cameras if camera.floor]
        self._cameras = {camera.id: camera for camera in cameras}
        self._floors = {
            camera.id: floor for camera in cameras if (floor := build_floor(camera)) is not None
        }
        doors = [
            (Segment(line.start, line.end), self._floors[camera.id], line.refund_seconds)
            for camera in cameras
            for line in camera.lines
            if line.role == "entrance"
        ]
        settings = JoinSettings()
        self._joiner = Joiner(
            self._floors, [Door.of(line, floor) for line, floor, _ in doors], settings
        )
        self._entrances = {
            line.id for camera in cameras for line in camera.lines if line.role == "entrance"
        }
        queues = [zone for zone in plan.zones if zone.type == "queue"]
        heat = PlanHeat(plan.grid)
        types = {zone.type for zone in plan.zones}
        self._scene = PlanScene(
            settings.step_seconds,
            Diary(
                Polygon(tuple(plan.outline)),
                {zone.id: (zone.type, _area(zone)) for zone in plan.measured_zones},
                JourneySettings(
                    turn_back_seconds=max([refund for *_, refund in doors], default=0.0)
                ),
            ),
            zones=[_monitor(zone) for zone in plan.measured_zones],
            queues=[_queue(zone, plan.zones) for zone in queues],
            heat=heat,
        )
        self._heat = HeatRelease(PLAN, heat, site.privacy.k, self._business_day)
        self._book = MinuteBook(
            PLAN, fps=fps, settle_seconds=self._settle_seconds(plan.zones, settings), live=live
        )
        self._queue_book = QueueBook()
        k = site.privacy.k
        self._dwell = DwellRelease(PLAN, k)
        self._waits = WaitRelease(k)
        self._journeys = JourneyRelease(
            k,
            street="street" in types,
            window=bool(types & {"window", "connected_window"}),
            queue=bool(queues),
        )
        self._opens = opens
        self._pending: list[tuple[int, Callable[[int], None]]] = []
        self._last: int | None = None
        self._began: float | None = None
        self._last_seen = 0.0
        self.batches = 0

    @property
    def delay_seconds(self) -> float:
        """A step is told within this long of its time."""
        return self._joiner.delay_seconds

    @property
    def waiting(self) -> dict[str, int]:
        """How many wait in each queue, as of ``delay_seconds`` ago."""
        return {queue.name: queue.length for queue in self._scene.queues}

    @property
    def withheld(self) -> int:
        """Visits that no record tells of, being too few."""
        return self._journeys.withheld

    def sees(self, camera: str, size: tuple[float, float]) -> bool:
        """A camera's pictures have this (width, height) in pixels from now on; whether it is on the
        plan."""
        part = self._cameras.get(camera)
        floor = None if part is None else build_floor(part, size)
        if floor is None:
            return False
        self._floors[camera] = floor
        return True

    def frame(
        self,
        camera: str,
        time: float,
        counted: Sequence[Counted],
        ended: Sequence[Ended],
        events: Sequence[Event],
        *,
        view: View | None = None,
    ) -> None:
        """A camera's frame was analysed, and this came of it."""
        if self._opens is None or minute_of(time) >= self._opens:
            self._book.frame(time, view=view)
            self._began = time if self._began is None else self._began
            self._last_seen = time
            self._watch(time - self.delay_seconds)
        self.add(camera, counted, ended, events)

    def add(
        self,
        camera: str,
        counted: Sequence[Counted],
        ended: Sequence[Ended],
        events: Sequence[Event],
    ) -> None:
        """A camera counted something, without a new frame."""
        self._joiner.see(camera, counted, ended)
        self._joiner.cross(
            camera,
            [
                event
                for event in events
                if isinstance(event, Crossing) and event.line in self._entrances
            ],
        )

    def expect(self, now: float) -> None:
        """Frames are expected from ``now`` on, whether any comes or not."""
        self._book.expect(now if self._opens is None else max(now, float(self._opens * MINUTE)))

    def advance(self, now: float) -> None:
        """Count what is final by ``now`` and close the minutes that have settled."""
        self._take(self._joiner.advance(now))
        self._write(self._book.close(now))
        self._put([*self._heat.wait(minute_of(now - self.delay_seconds))])

    def finish(self, end: float) -> None:
        """Nothing more will be seen, the cameras stopped at ``end``: close every minute."""
        if self._began is not None:
            self._watch(self._last_seen)
        self._take(self._joiner.finish())
        self._write(self._book.finish(end))
        if self._last is not None:
            self._add_until(self._last)
            until = self._last + 1
            self._put(
                [
                    *self._heat.finish(),
                    *self._dwell.end_day(until),
                    *self._waits.end_day(until),
                    *self._journeys.end_day(until),
                ]
            )

    def _watch(self, time: float) -> None:
        """Heat of ``time`` is about to be told."""
        if self._began is not None and time >= self._began:
            self._put([*self._heat.see(minute_of(time))])

    def _take(self, update: PlanUpdate) -> None:
        events, journeys = self._scene.update(update)
        self._book.take(events)
        self._queue_book.take(events)
        for event in events:
            self._wait_for(event)
        for journey in journeys:
            self._wait_for(journey)
        self._on_update(update)
        self._on_counted(events, journeys)

    def _wait_for(self, what: Event | Journey) -> None:
        """Have it added to what is released, when its minute closes."""
        match what:
            case Visit():
                zone, seconds = what.zone, what.dwell
                self._later(what.left, lambda at: self._dwell.add(zone, at, seconds))
            case Served():
                zone, seconds = what.zone, what.wait
                self._later(what.left, lambda at: self._waits.add(zone, at, seconds, "served"))
            case Abandoned():
                zone, seconds = what.zone, what.wait
                self._later(what.left, lambda at: self._waits.add(zone, at, seconds, "abandoned"))
            case LostWaiting():
                zone, seconds = what.zone, what.wait
                self._later(what.left, lambda at: self._waits.add(zone, at, seconds, "censored"))
            case Journey(visit=None, passed_by=True, looked=looked):
                self._later(what.end, lambda at: self._journeys.add_passer(at, looked=looked))
            case Journey(visit=visit) if visit is not None:
                self._later(what.end, lambda at: self._journeys.add(at, visit))

    def _later(self, time: float, add: Callable[[int], None]) -> None:
        self._pending.append((minute_of(time), add))

    def _add_until(self, minute: int) -> None:
        pending, self._pending = self._pending, []
        for number, add in pending:
            if number <= minute:
                add(minute)
            else:
                self._pending.append((number, add))

    def _write(self, closed: list[tuple[int, list[Record]]]) -> None:
        for minute, told in closed:
            # How its cameras do is told by the cameras.
            records: list[Record] = [one for one in told if not isinstance(one, HealthRecord)]
            records += self._queue_book.close(minute)
            if self._last is None:
                self._dwell.begin(minute)
                self._waits.begin(minute)
                self._journeys.begin(minute)
            else:
                records += self._released(self._last, minute)
            self._add_until(minute)
            self._last = minute
            self._put(records)

    def _released(self, last: int, minute: int) -> list[Record]:
        """What may go as ``last`` gives way to ``minute``."""
        quarter = last - last % QUARTER + QUARTER
        if minute < quarter:
            return []
        if self._business_day(last) != self._business_day(minute):
            return [
                *self._dwell.end_day(quarter),
                *self._waits.end_day(quarter),
                *self._journeys.end_day(quarter),
            ]
        return [
            *self._dwell.release(quarter),
            *self._waits.release(quarter),
            *self._journeys.release(quarter),
        ]

    def _business_day(self, minute: int) -> date:
        local = start_of(minute).astimezone(self._zone_info)
        cut_over = self._site.store.cut_over
        cut = timedelta(hours=cut_over.hour, minutes=cut_over.minute)
        return (local.replace(tzinfo=None) - cut).date()

    def _put(self, records: list[Record]) -> None:
        if records:
            self._outbox.put(self._epoch, records)
            self.batches += 1

    def _settle_seconds(self, zones: Sequence[PlanZonePart], settings: JoinSettings) -> float:
        stays = [max(zone.visit_seconds, zone.exit_grace) for zone in zones]
        queues = [QueueSettings().delay_seconds for zone in zones if zone.type == "queue"]
        return self.delay_seconds + settings.longest_gap + max([*stays, *queues], default=0)


def _area(zone: PlanZonePart) -> Polygon:
    return Polygon(tuple(zone.polygon))


def _monitor(zone: PlanZonePart) -> ZoneMonitor:
    return ZoneMonitor(
        zone.id,
        _area(zone),
        ZoneSettings(
            entry_delay=zone.entry_delay,
            exit_grace=zone.exit_grace,
            visit_seconds=zone.visit_seconds,
            engagement_seconds=zone.engagement_seconds,
        ),
    )


def _queue(zone: PlanZonePart, zones: Sequence[PlanZonePart]) -> QueueMonitor:
    tills = [_area(other) for other in zones if other.id in zone.tills]
    return QueueMonitor(zone.id, _area(zone), tills)
