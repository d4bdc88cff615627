"""The way from what a shop's cameras count to the batches of what is counted on its plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from vision.edge.epoch import Epoch
from vision.edge.plan_monitors import area_of, queue_monitor, zone_monitor
from vision.heat_release import HeatRelease
from vision.journey.door import Door
from vision.journey.ground import Ground
from vision.journey.joiner import Joiner
from vision.journey.journey import Diary, Journey, JourneySettings
from vision.journey.plan_release import PlanRelease
from vision.journey.plan_scene import PlanScene
from vision.journey.queue_camera import QueueCamera
from vision.journey.queue_minutes import QueueBook
from vision.journey.settings import JoinSettings
from vision.journey.step import PLAN, PlanUpdate
from vision.journey.street import Passer, Street
from vision.minutes import MINUTE, MinuteBook, minute_of, start_of
from vision.records import HealthRecord, Record
from vision.scene import Counted
from vision.site import Site
from vision.site_floor import build_floor
from vision.site_plan import OUTDOORS, PlanZonePart, camera_of_queue
from vision.track.sighting import Ended
from vision.view import View
from vision.zones.events import Crossing, Event
from vision.zones.floor import Floor
from vision.zones.geometry import Segment
from vision.zones.plan_heat import PlanHeat
from vision.zones.queue import QueueMonitor, QueueSettings

Joining = Callable[
    [Mapping[str, tuple[Floor, tuple[float, float]]], Sequence[Door], JoinSettings], Joiner
]
"""Makes a joiner; the class itself is one."""


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
        joining: makes the joiner; an evaluation watches it at work.
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
        on_counted: Callable[
            [Sequence[Event], Sequence[Journey], Sequence[Passer]], None
        ] = lambda *_: None,
        live: bool = False,
        joining: Joining = Joiner,
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
        floors = {
            camera.id: floor for camera in cameras if (floor := build_floor(camera)) is not None
        }
        entrances = [
            (line, floors[camera.id])
            for camera in cameras
            for line in camera.lines
            if line.role == "entrance"
        ]
        doors = [Door.of(Segment(line.start, line.end), floor) for line, floor in entrances]
        self._entrances = {line.id for line, _ in entrances}
        settings = JoinSettings()
        self._joiner = joining({}, doors, settings)
        heat = PlanHeat(plan.grid)
        # Without a door nobody can tell the street from the shop.
        outdoors = [zone for zone in plan.measured_zones if doors and zone.type in OUTDOORS]
        indoors = [zone for zone in plan.measured_zones if zone.type not in OUTDOORS]
        streets = [zone for zone in outdoors if zone.type == "street"]
        windows = [zone for zone in outdoors if zone.type != "street"]
        queues = [zone for zone in indoors if zone.type == "queue"]
        self._street = (
            Street(
                {},
                doors,
                street=[zone_monitor(zone) for zone in streets],
                windows=[zone_monitor(zone) for zone in windows],
                heat=heat,
                settings=settings,
            )
            if outdoors
            else None
        )
        watched: dict[str, list[QueueMonitor]] = defaultdict(list)
        joined = []
        for zone in queues:
            watching = camera_of_queue(zone, plan, cameras)
            if watching is None:
                joined.append(zone)
            else:
                watched[watching].append(queue_monitor(zone, plan.zones))
        self._queue_cameras = {
            camera: QueueCamera(monitors, settings.step_seconds)
            for camera, monitors in watched.items()
        }
        self._settings = settings
        self._scene = PlanScene(
            settings.step_seconds,
            Diary(
                {zone.id: (zone.type, area_of(zone)) for zone in indoors},
                JourneySettings(
                    turn_back_seconds=max([line.refund_seconds for line, _ in entrances], default=0)
                ),
            ),
            zones=[zone_monitor(zone) for zone in indoors],
            queues=[queue_monitor(zone, plan.zones) for zone in joined],
            elsewhere=[queue_monitor(zone, plan.zones) for zone in queues if zone not in joined],
            heat=heat,
        )
        self._heat = HeatRelease(PLAN, heat, site.privacy.k, self._business_day)
        self._book = MinuteBook(
            PLAN, fps=fps, settle_seconds=self._settle_seconds(plan.zones, settings), live=live
        )
        self._queue_book = QueueBook()
        self._release = PlanRelease(
            site.privacy.k,
            self._business_day,
            street=bool(streets),
            window=bool(windows),
            queue=bool(queues),
        )
        self._opens = self._heat_opens = opens
        self.batches = 0

    @property
    def delay_seconds(self) -> float:
        """A step is told within this long of its time."""
        return self._joiner.delay_seconds

    def sees(self, camera: str, size: tuple[float, float]) -> bool:
        """A camera's pictures have this (width, height) in pixels from now on; whether it is on the
        plan."""
        part = self._cameras.get(camera)
        floor = None if part is None else build_floor(part, size)
        if floor is None:
            return False
        self._joiner.place(camera, floor, size)
        if camera in self._queue_cameras:
            self._queue_cameras[camera].place(Ground(floor, size, self._settings))
        if self._street is not None:
            self._street.place(camera, floor, size)
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
        self.add(camera, counted, ended, events)

    def add(
        self,
        camera: str,
        counted: Sequence[Counted],
        ended: Sequence[Ended],
        events: Sequence[Event],
    ) -> None:
        """A camera counted something, without a new frame."""
        crossings = [
            event
            for event in events
            if isinstance(event, Crossing) and event.line in self._entrances
        ]
        for one in (self._joiner, self._street):
            if one is not None:
                one.see(camera, counted, ended)
                one.cross(camera, crossings)
        if camera in self._queue_cameras:
            said = self._queue_cameras[camera].see(counted, ended)
            self._queue_book.take(said)
            for event in said:
                self._release.take(event)
            self._on_counted(said, [], [])

    def expect(self, now: float) -> None:
        """Frames are expected from ``now`` on, whether any comes or not."""
        self._book.expect(now if self._opens is None else max(now, float(self._opens * MINUTE)))

    def advance(self, now: float) -> None:
        """Count what is final by ``now`` and close the minutes that have settled."""
        self._take(self._joiner.advance(now))
        if self._street is not None:
            self._take_street(*self._street.advance(now))
        self._write(self._book.close(now))
        self._put([*self._heat.wait(minute_of(now - self.delay_seconds))])

    def finish(self, end: float) -> None:
        """Nothing more will be seen, the cameras stopped at ``end``: close every minute."""
        self._take(self._joiner.finish())
        if self._street is not None:
            self._take_street(*self._street.finish())
        self._write(self._book.finish(end))
        self._put([*self._heat.finish(), *self._release.finish()])

    def _take(self, update: PlanUpdate) -> None:
        self._turn_heat(update)
        events, journeys = self._scene.update(update)
        self._book.take(events)
        self._queue_book.take(events)
        for what in (*events, *journeys):
            self._release.take(what)
        self._on_update(update)
        self._on_counted(events, journeys, [])

    def _turn_heat(self, update: PlanUpdate) -> None:
        """An hour ends with the first steps of the next: a few seconds of them may be in it."""
        if not update.steps:
            return
        minute = minute_of(min(step.time for step in update.steps))
        if self._heat_opens is not None:
            if minute < self._heat_opens:
                return
            self._heat.forget()
            self._heat_opens = None
        self._put([*self._heat.see(minute)])

    def _take_street(self, events: Sequence[Event], passers: Sequence[Passer]) -> None:
        self._book.take(events)
        for what in (*events, *passers):
            self._release.take(what)
        self._on_counted(events, [], passers)

    def _write(self, closed: list[tuple[int, list[Record]]]) -> None:
        for minute, told in closed:
            # How its cameras do is told by the cameras.
            records: list[Record] = [one for one in told if not isinstance(one, HealthRecord)]
            records += self._queue_book.close(minute)
            records += self._release.close(minute)
            self._put(records)

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
