"""One camera's way from detections to batches in the outbox."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from vision.detect.detections import Detections
from vision.edge.backlog import Backlog
from vision.edge.epoch import Epoch
from vision.edge.outbox import Outbox
from vision.edge.plan import PlanCounter
from vision.heat_release import HeatRelease
from vision.minutes import MinuteBook, minute_of, start_of
from vision.records import CoverageRecord, Record
from vision.release import QUARTER, DwellRelease
from vision.scene import Counted, Scene
from vision.site import CameraPart, Site
from vision.site_floor import build_floor
from vision.track.sighting import Tracker
from vision.track.two_stage import TwoStageTracker
from vision.view import View
from vision.zones.events import Crossing, Event, ReEntry, UTurn, Visit
from vision.zones.geometry import Point, Polygon, Segment
from vision.zones.heat import HeatGrid
from vision.zones.line import LineCounter, LineSettings
from vision.zones.parties import WITHIN_SECONDS, PartyCounter
from vision.zones.staff import StaffJudge, StaffSettings
from vision.zones.zone import ZoneMonitor, ZoneSettings

MARGIN_SECONDS = 2.0
"""Added to the delays that are known, when a minute is left open to settle."""


class CameraCounter:
    """Counts one camera and puts each minute into the outbox as it closes.

    Args:
        size: the picture's (width, height) in pixels.
        fps: frames analysed a second.
        on_events: is shown every event; events must not outlive the process.
        live: whether it is a camera and not a film: see ``MinuteBook``.
        plan: is shown what this camera counts, if the camera is on it.
    """

    def __init__(
        self,
        site: Site,
        camera: CameraPart,
        *,
        size: tuple[int, int],
        fps: float,
        outbox: Outbox | Backlog,
        epoch: Epoch,
        on_events: Callable[[Sequence[Event]], None] = lambda _: None,
        live: bool = False,
        plan: PlanCounter | None = None,
    ) -> None:
        self._camera = camera.id
        self._plan = plan if plan is not None and plan.sees(camera.id, size) else None
        self._zone_info = ZoneInfo(site.store.timezone)
        self._cut_over = site.store.cut_over
        self._outbox = outbox
        self._epoch = epoch
        self._on_events = on_events
        heat = HeatGrid(size)
        staff = site.staff_settings(camera, size)
        self._heat = HeatRelease(camera.id, heat, site.privacy.k, self._business_day)
        tracker = TwoStageTracker(size)
        self._scene = build_scene(camera, size, 1 / fps, tracker, heat, staff)
        floor = build_floor(camera, size)
        self._parties = PartyCounter(floor) if floor is not None and camera.lines else None
        self._release = DwellRelease(camera.id, site.privacy.k)
        self._book = MinuteBook(
            camera.id,
            fps=fps,
            settle_seconds=settle_seconds(camera, tracker, staff),
            staff_known=bool(staff.rules),
            parties_known=self._parties is not None,
            live=live,
        )
        self._lost_after = tracker.lag_seconds + tracker.lifetime_seconds + MARGIN_SECONDS
        self._seen: float | None = None
        self._visits: dict[int, list[Visit]] = {}
        self._last: int | None = None
        self.batches = 0

    @property
    def tracks(self) -> int:
        """People seen, as tracks: somebody who leaves the picture and comes back counts twice."""
        return self._scene.tracks

    @property
    def counted(self) -> Sequence[Counted]:
        """The sightings that the last frame, or the finish, added to the counts."""
        return self._scene.counted

    @property
    def staff_tracks(self) -> int | None:
        """Of ``tracks``, how many were staff; None: no rule finds them here."""
        return None if self._scene.staff is None else self._scene.staff.tracks

    @property
    def withheld(self) -> dict[str, int]:
        """Visits by zone whose distribution may not leave the box, being too few."""
        return self._release.withheld

    @property
    def heat_withheld(self) -> int:
        """Tracks whose heat may not leave the box, being too few."""
        return self._heat.withheld

    def frame(
        self,
        detections: Detections,
        time: float,
        *,
        damaged: int = 0,
        dropped: int = 0,
        view: View | None = None,
    ) -> None:
        """An analysed frame. ``damaged`` and ``dropped``: frames lost since the one before."""
        self._put(self._heat.see(minute_of(time)))
        events = self._scene.update(detections, time)
        self._seen = time
        self._book.frame(
            time, detect_seconds=detections.seconds, damaged=damaged, dropped=dropped, view=view
        )
        if self._plan is not None:
            scene = self._scene
            self._plan.frame(self._camera, time, scene.counted, scene.ended, events, view=view)
        self._take(events)
        self._settle_parties(self._book.settled(time))
        self._write(self._book.close(time))

    def reconnected(self, time: float, times: int) -> None:
        """The camera had to be opened again, so many times."""
        self._book.reconnected(time, times)

    def idle(self, now: float) -> None:
        """No frame may have come for a while: end the stays that nobody has seen since, and close
        the minutes that have settled."""
        if self._seen is None:
            return
        if now - self._seen > self._lost_after:
            self._finish_scene()
        self._put(self._heat.wait(minute_of(now)))
        self._settle_parties(self._book.settled(now))
        self._write(self._book.close(now))

    def finish(self, end: float) -> None:
        """No frame will come any more, the camera stopped at ``end``: close every minute."""
        self._finish_scene()
        self._settle_parties(math.inf)
        self._write(self._book.finish(end))
        records: list[Record] = [*self._heat.finish()]
        if self._last is not None:
            records += self._release.end_day(self._last + 1)
        self._put(records)

    def _finish_scene(self) -> None:
        events = self._scene.finish()
        if self._plan is not None:
            self._plan.add(self._camera, self._scene.counted, self._scene.ended, events)
        self._take(events)

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Visit):
                self._visits.setdefault(minute_of(event.left), []).append(event)
        if self._parties is not None:
            self._follow(self._parties, events)
        self._book.take(events)
        self._on_events(events)

    def _follow(self, parties: PartyCounter, events: Sequence[Event]) -> None:
        """Of visitors alone: staff are nobody's party."""
        for sighting, staff in self._scene.counted:
            if not staff:
                parties.see(sighting.track, sighting.time, sighting.foot)
        for event in events:
            if isinstance(event, UTurn | ReEntry) or (
                isinstance(event, Crossing) and not event.staff
            ):
                parties.take(event)
        for ended in self._scene.last_update.ended:
            parties.end(ended.track, ended.time)

    def _settle_parties(self, until: float) -> None:
        if self._parties is not None:
            told = self._parties.settle(until)
            self._book.take(told)
            self._on_events(told)

    def _write(self, closed: list[tuple[int, list[Record]]]) -> None:
        for minute, records in closed:
            if self._last is None:
                self._release.begin(minute)
            else:
                records += self._dwell_records(self._last, minute)
            blind = any(isinstance(r, CoverageRecord) and r.status == "blind" for r in records)
            for number in sorted(n for n in self._visits if n <= minute):
                for visit in self._visits.pop(number):
                    if blind:  # they ended because nobody could be seen any more
                        self._release.withhold(visit.zone)
                    else:
                        self._release.add(visit.zone, minute, visit.dwell)
            self._last = minute
            self._put(records)

    def _dwell_records(self, last: int, minute: int) -> Sequence[Record]:
        """What is released as ``last`` gives way to ``minute``."""
        quarter = last - last % QUARTER + QUARTER
        if minute < quarter:
            return []
        if self._business_day(last) != self._business_day(minute):
            return self._release.end_day(quarter)
        return self._release.release(quarter)

    def _business_day(self, minute: int) -> date:
        local = start_of(minute).astimezone(self._zone_info)
        cut = timedelta(hours=self._cut_over.hour, minutes=self._cut_over.minute)
        return (local.replace(tzinfo=None) - cut).date()

    def _put(self, records: Sequence[Record]) -> None:
        if records:
            self._outbox.put(self._epoch, list(records))
            self.batches += 1


def build_scene(
    camera: CameraPart,
    size: tuple[int, int],
    interval: float,
    tracker: Tracker,
    heat: HeatGrid | None = None,
    staff: StaffSettings | None = None,
) -> Scene:
    """The scene that a camera's part of the site file describes, in pixels of ``size``."""

    def pixels(point: Point) -> Point:
        return point[0] * size[0], point[1] * size[1]

    return Scene(
        size,
        interval,
        tracker,
        lines=[
            LineCounter(
                line.id,
                Segment(pixels(line.start), pixels(line.end)).opened(size),
                LineSettings(
                    refund_seconds=line.refund_seconds, reentry_seconds=line.reentry_seconds
                ),
            )
            for line in camera.lines
        ],
        zones=[
            ZoneMonitor(
                zone.id,
                Polygon(tuple(pixels(corner) for corner in zone.polygon)),
                ZoneSettings(
                    entry_delay=zone.entry_delay,
                    exit_grace=zone.exit_grace,
                    visit_seconds=zone.visit_seconds,
                    engagement_seconds=zone.engagement_seconds,
                ),
            )
            for zone in camera.measured_zones
        ],
        heat=heat,
        staff=StaffJudge(staff) if staff is not None and staff.rules else None,
    )


def settle_seconds(camera: CameraPart, tracker: Tracker, staff: StaffSettings) -> float:
    """How long after its end a minute may still change: all the delays one after the other."""
    return (
        MARGIN_SECONDS
        + tracker.lag_seconds
        + tracker.lifetime_seconds
        + (staff.delay_seconds if staff.rules else 0)
        + max([max(line.refund_seconds, line.reentry_seconds) for line in camera.lines], default=0)
        + (WITHIN_SECONDS if camera.floor and camera.lines else 0)
        + max(
            [max(zone.visit_seconds, zone.exit_grace) for zone in camera.measured_zones], default=0
        )
    )
