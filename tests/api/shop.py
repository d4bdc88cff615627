"""A shop made for the tests of the server, and batches as a box sends them."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np

from vision.description import (
    CameraDescription,
    LineDescription,
    OpeningSpan,
    PlanDescription,
    StoreDescription,
    Weekday,
    ZoneDescription,
)
from vision.records import (
    DWELL_BIN_COUNT,
    Batch,
    CoverageRecord,
    FlowRecord,
    HeatRecord,
    JourneyRecord,
    LineRecord,
    PathRecord,
    QueueRecord,
    Record,
    WaitRecord,
    ZoneRecord,
    content_hash,
)
from vision.zones.staff import Rule

NINE = datetime(2026, 5, 6, 7, 0, tzinfo=UTC)
"""09:00 of a Wednesday in Paris."""


def minute(number: int) -> datetime:
    return NINE + timedelta(minutes=number)


def description(
    *,
    store: str = "lyon",
    currency: str = "EUR",
    entrance: bool = True,
    opening_hours: dict[Weekday, tuple[OpeningSpan, ...]] | None = None,
    cut_over: time = time(0),
    staff_rules: tuple[Rule, ...] = (),
) -> StoreDescription:
    return StoreDescription(
        store=store,
        name="Lyon",
        timezone="Europe/Paris",
        currency=currency,
        cut_over=cut_over,
        opening_hours=opening_hours,
        cameras=(
            CameraDescription(camera="door", name="Door", analysis_fps=5, staff_rules=staff_rules),
            CameraDescription(camera="aisle", name="Aisle", analysis_fps=5),
        ),
        lines=(
            LineDescription(
                line="entrance",
                camera="door",
                name="Entrance",
                role="entrance" if entrance else "passage",
                start=(0.1, 0.5),
                end=(0.9, 0.5),
                refund_seconds=5,
            ),
        ),
        zones=(
            ZoneDescription(
                zone="table",
                camera="aisle",
                name="Table",
                polygon=((0, 0), (1, 0), (1, 1)),
                engagement_seconds=5,
                visit_seconds=2,
            ),
        ),
    )


def planned(**more: Any) -> StoreDescription:
    """The shop with a floor plan, on which a queue is drawn. ``more``: as for `description`."""
    plain = description(**more)
    queue = ZoneDescription(
        zone="queue",
        camera="plan",
        name="Queue",
        type="queue",
        polygon=((0, 0), (0.3, 0), (0.3, 0.125)),
        metres=((0, 0), (3, 0), (3, 1)),
        engagement_seconds=5,
        visit_seconds=2,
    )
    plan = PlanDescription(
        outline=((0, 0), (10, 0), (10, 8)),
        cell=1,
        rows=8,
        cols=10,
        seen=base64.b64encode(bytes(10)).decode(),
    )
    return plain.model_copy(update={"zones": (*plain.zones, queue), "plan": plan})


def covered(
    number: int, *, camera: str = "door", status: str = "ok", frames: int = 300, rev: int = 0
) -> CoverageRecord:
    """A minute of which 300 frames were expected."""
    return CoverageRecord.model_validate(
        {
            "camera": camera,
            "start": minute(number),
            "frames_expected": 300,
            "frames_analysed": 0 if status == "offline" else frames,
            "status": status,
            "rev": rev,
        }
    )


def crossed(number: int, people: int, direction: str = "in", **more: int) -> LineRecord:
    return LineRecord.model_validate(
        {
            "camera": "door",
            "start": minute(number),
            "line": "entrance",
            "direction": direction,
            "people": people,
            **more,
        }
    )


def visited(number: int, entries: int, seconds: float, stops: int = 0) -> ZoneRecord:
    return ZoneRecord(
        camera="aisle",
        start=minute(number),
        zone="table",
        entries=entries,
        exits=entries,
        person_seconds=seconds,
        peak=1,
        stops=stops,
    )


def packed(values: Sequence[Sequence[int]]) -> str:
    return base64.b64encode(zlib.compress(np.array(values, "<u4").tobytes())).decode()


def heated(
    start: int, end: int, seconds: Sequence[Sequence[int]], camera: str = "aisle"
) -> HeatRecord:
    return HeatRecord(
        camera=camera,
        start=minute(start),
        end=minute(end),
        rows=len(seconds),
        cols=len(seconds[0]),
        person_milliseconds=packed([[each * 1000 for each in row] for row in seconds]),
        passages=packed([[1 if each else 0 for each in row] for row in seconds]),
    )


def waiting(number: int, seconds: float, *, peak: int = 1, **ends: int) -> QueueRecord:
    """``ends``: joined, served, abandoned, censored."""
    known = {"joined": 0, "served": 0, "abandoned": 0} | ends
    return QueueRecord.model_validate(
        {"zone": "queue", "start": minute(number), "length_seconds": seconds, "peak": peak, **known}
    )


def waited(start: int, end: int, **bins: dict[int, int]) -> WaitRecord:
    """``bins``: for served, abandoned and censored, the bin to its count."""
    counts = {
        how: [bins.get(how, {}).get(index, 0) for index in range(DWELL_BIN_COUNT)]
        for how in ("served", "abandoned", "censored")
    }
    return WaitRecord.model_validate(
        {"zone": "queue", "start": minute(start), "end": minute(end), **counts}
    )


def moved(start: int, end: int, origin: str, destination: str, people: int) -> FlowRecord:
    return FlowRecord(
        start=minute(start), end=minute(end), origin=origin, destination=destination, people=people
    )


def walked(start: int, end: int, zones: tuple[str, ...] | None, people: int) -> PathRecord:
    return PathRecord(start=minute(start), end=minute(end), zones=zones, people=people)


def visiting(start: int, end: int, visits: int, **more: int | None) -> JourneyRecord:
    """All of them came in by a door; of the rest nothing is known but what ``more`` says."""
    counts = dict.fromkeys(
        ("whole", "turned_back", "reached", "stopped", "backtracked", "hesitated"), 0
    )
    return JourneyRecord.model_validate(
        {
            "start": minute(start),
            "end": minute(end),
            "visits": visits,
            "entered": visits,
            "confidence_sum": visits * 0.8,
            **counts,
            **more,
        }
    )


@dataclass
class Box:
    """A device with its outbox: numbers its batches within an epoch."""

    started: datetime = NINE
    device: str = "box-1"
    store: str = "lyon"
    epoch: UUID = field(default_factory=uuid4)
    seq: int = 0

    def batch(self, *records: Record, seq: int | None = None) -> Batch:
        self.seq = self.seq + 1 if seq is None else seq
        return Batch(
            store=self.store,
            device=self.device,
            epoch=self.epoch,
            epoch_started=self.started,
            seq=self.seq,
            sha256=content_hash(records),
            records=records,
        )
