"""The contract: everything that leaves the box, and nothing else.

Records are aggregates over half-open UTC intervals ``[start, end)``. None holds a person, a
track, a picture or a box. They are sparse: a minute in which nothing happened sends only its
coverage, and a minute without coverage was not observed, which is not the same as empty.
A field that was not measured is ``None``, never 0.

Every record but the box's own names its ``camera``, and each carries a ``rev`` that grows when the
box corrects a record it already sent, so that the order in which batches arrive does not matter.

What is measured on the shop's floor plan, where the tracks of several cameras are joined, is of the
camera ``plan``, a name that no camera has (`vision/plan_records.py`). Of each minute in which the
joined view was watched there is a coverage record of ``plan``, as of a camera.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, model_validator

from vision.journey.step import PLAN
from vision.plan_records import (
    FlowRecord,
    JourneyRecord,
    PathRecord,
    QueueRecord,
    WaitRecord,
)
from vision.record import (
    DWELL_BIN_COUNT,
    DWELL_BIN_EDGES,
    CameraRecord,
    Count,
    Frozen,
    Identifier,
    Instant,
    Minute,
    Seconds,
)
from vision.view import View

__all__ = [
    "CONTRACT_VERSION",
    "DWELL_BIN_COUNT",
    "DWELL_BIN_EDGES",
    "PLAN",
    "PRESENCE_STEP",
    "Batch",
    "CoverageRecord",
    "DeviceRecord",
    "DwellRecord",
    "FlowRecord",
    "HealthRecord",
    "HeatRecord",
    "Identifier",
    "JourneyRecord",
    "LineRecord",
    "PathRecord",
    "QueueRecord",
    "Record",
    "WaitRecord",
    "ZoneRecord",
    "content_hash",
]


CONTRACT_VERSION: Final = 1


class CoverageRecord(CameraRecord):
    """What a camera saw of one minute. Every observed minute has one."""

    kind: Literal["coverage"] = "coverage"
    frames_expected: Count = Field(description="Frames a full minute has at the asked rate.")
    frames_analysed: Count
    frames_damaged: Count = Field(default=0, description="Frames that could not be decoded.")
    status: Literal["ok", "degraded", "blind", "offline"]


class LineRecord(CameraRecord):
    """Crossings of a line in one minute and one direction."""

    kind: Literal["line"] = "line"
    line: Identifier
    direction: Literal["in", "out"]
    people: Count = Field(description="Crossings, U-turns and re-entries left out.")
    u_turns: Count = Field(
        default=0,
        description="Crossings in this direction that were part of an in undone by an out, "
        "staff's too.",
    )
    re_entries: Count = Field(
        default=0,
        description="Crossings in this direction that were part of an out undone by an in, "
        "staff's too. With `people` and `u_turns` they are all that crossed.",
    )
    groups: Count | None = Field(default=None, description="Buying units; None: not measured.")
    staff: Count | None = Field(
        default=None, description="Of `people`, how many were staff; None: not measured."
    )


PRESENCE_STEP: Final = 15
"""Seconds in whole steps of which presence in a zone is told: of one visitor alone in a zone, the
sum over the minutes would else be the exact length of the stay."""


class ZoneRecord(CameraRecord):
    """Presence in a zone in one minute."""

    kind: Literal["zone"] = "zone"
    zone: Identifier
    entries: Count = Field(description="Visits that began in this minute.")
    exits: Count = Field(description="Visits that ended in this minute.")
    passes: Count = Field(default=0, description="Walk-throughs too short to be a visit.")
    person_seconds: Seconds = Field(
        description="Time spent inside, visits and passes alike, in steps of 15 s: rounded up or "
        "down so that it is right on average over many minutes, and of one stay not exact."
    )
    visit_seconds: Seconds | None = Field(
        default=None,
        description="Always empty: only what an older version left in the outbox holds a value, "
        "which the server drops.",
    )
    peak: Count = Field(description="Most people inside at once.")
    stops: Count = Field(description="Visits whose dwell reached the engagement threshold.")
    censored_begin: Count = Field(default=0, description="Visits first seen already inside.")
    censored_end: Count = Field(default=0, description="Visits lost from sight while inside.")


class DwellRecord(CameraRecord):
    """Histogram of the lengths of the visits that ended in ``[start, end)``.

    Quarter-hours are merged until at least k visits are in, so one record never describes
    fewer than k people, and records of a zone never overlap.
    """

    kind: Literal["dwell"] = "dwell"
    zone: Identifier
    end: Minute
    counts: Annotated[
        tuple[Count, ...], Field(min_length=DWELL_BIN_COUNT, max_length=DWELL_BIN_COUNT)
    ] = Field(description="Visits per bin of DWELL_BIN_EDGES.")

    @model_validator(mode="after")
    def _ends_after_start(self) -> DwellRecord:
        if self.end <= self.start:
            raise ValueError("end must be after start")
        return self


class HeatRecord(CameraRecord):
    """Where feet were, in a picture or on the plan, in ``[start, end)``: of at least k tracks.

    Hours are merged until so many are in, within a business day, and records of a camera never
    overlap: the grids of one person alone would be a path and its exact length. Grids are
    row-major, ``rows × cols`` over the whole picture, little-endian uint32, zlib-compressed,
    base64. Camera ``plan``: over the plan's grid as the shop's description has it.
    """

    kind: Literal["heat"] = "heat"
    end: Minute
    rows: Annotated[int, Field(ge=1, le=512)]
    cols: Annotated[int, Field(ge=1, le=512)]
    person_milliseconds: str = Field(max_length=1_000_000)
    passages: str = Field(max_length=1_000_000)

    @model_validator(mode="after")
    def _within_a_day(self) -> HeatRecord:
        # The longest business day, and the hours that it begins and ends in.
        if not timedelta(0) < self.end - self.start <= timedelta(hours=26):
            raise ValueError("end must be within 26 hours after start")
        return self


class HealthRecord(CameraRecord):
    """How a camera's reader did in one minute."""

    kind: Literal["health"] = "health"
    fps: Seconds = Field(description="Frames analysed a second.")
    decode_errors: Count = 0
    detect_milliseconds: Seconds | None = Field(
        default=None, description="Mean time in the detector a frame; None: no frame."
    )
    frames_dropped: Count | None = Field(
        default=None, description="Frames that came too fast to be analysed; None: not measured."
    )
    reconnects: Count | None = Field(
        default=None, description="Times the camera had to be opened again; None: not measured."
    )
    last_frame_age: Seconds | None = Field(
        default=None, description="Seconds from the last frame to the minute's end; None: no frame."
    )
    view: View | None = Field(default=None, description="None: not judged.")


class DeviceRecord(Frozen):
    """How the box did in one minute. Of no camera."""

    kind: Literal["device"] = "device"
    start: Minute = Field(description="Start of the interval, UTC, on a minute.")
    rev: Count = 0
    outbox_batches: Count = Field(description="Batches that wait for the server.")
    outbox_oldest_seconds: Seconds | None = Field(
        default=None, description="Age of the oldest of them; None: none waits."
    )
    heat_discarded: Count = Field(
        default=0, description="Heatmaps given up for want of room since the outbox was made."
    )
    disk_free_bytes: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    clock_skew_seconds: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        default=None, description="System clock minus the box's own; None: not known."
    )
    temperature_celsius: Annotated[float, Field(allow_inf_nan=False)] | None = None


Record = Annotated[
    CoverageRecord
    | LineRecord
    | ZoneRecord
    | DwellRecord
    | HeatRecord
    | HealthRecord
    | DeviceRecord
    | QueueRecord
    | WaitRecord
    | FlowRecord
    | PathRecord
    | JourneyRecord,
    Field(discriminator="kind"),
]


_LATER: Final = {
    "line": ("re_entries",),
    "zone": ("visit_seconds",),
    "health": ("frames_dropped", "reconnects", "last_frame_age", "view"),
}
"""Fields that a kind of record did not have at first, or has no more."""


def content_hash(records: tuple[Record, ...]) -> str:
    """SHA-256, in hex, of the records' canonical JSON (sorted keys, no spaces, UTF-8).

    A field that a kind of record did not have at first, or has no more, is left out where it has
    its default: what an older box sent, or left in its outbox, keeps its hash.
    """
    body = [_canonical(record) for record in records]
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(record: Record) -> dict[str, object]:
    values = record.model_dump(mode="json")
    for name in _LATER.get(record.kind, ()):
        if values[name] == type(record).model_fields[name].default:
            del values[name]
    return values


class Batch(Frozen):
    """What one POST carries. ``(device, epoch, seq)`` names it; the same name with the same
    hash was already received, the same name with another hash is a fault."""

    contract: Literal[1] = CONTRACT_VERSION
    store: Identifier
    device: Identifier
    epoch: UUID = Field(description="Made with the outbox file, so a lost file shows.")
    epoch_started: Instant = Field(
        description="When the epoch was made: a later epoch's record replaces an earlier one's."
    )
    seq: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    records: Annotated[tuple[Record, ...], Field(min_length=1, max_length=50_000)]

    def is_intact(self) -> bool:
        """Whether the hash is that of the records."""
        return self.sha256 == content_hash(self.records)
