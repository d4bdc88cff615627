"""The server's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from api.campaign_models import Campaign
from api.fact_models import FactImport, FactRow, ReplacedFact
from api.hour_models import DirtyHour, HourCoverage, HourLine, HourZone
from api.instant import FineInstant, Instant
from api.plan_models import FlowRow, JourneyRow, PathRow, QueueRow, WaitRow
from api.roster_models import RosterShift
from api.sales_models import ReplacedTicket, SalesImport, SalesMapping, Ticket, TicketCategory
from api.table import (
    Base,
    CameraTable,
    RecordTable,
    Store,
    StoreTable,
    of_store,
)

__all__ = [
    "Base",
    "CameraTable",
    "Campaign",
    "DirtyHour",
    "FactImport",
    "FactRow",
    "FineInstant",
    "FlowRow",
    "HourCoverage",
    "HourLine",
    "HourZone",
    "Instant",
    "JourneyRow",
    "PathRow",
    "QueueRow",
    "RecordTable",
    "ReplacedFact",
    "ReplacedTicket",
    "RosterShift",
    "SalesImport",
    "SalesMapping",
    "Store",
    "StoreTable",
    "Ticket",
    "TicketCategory",
    "WaitRow",
]


BLIND = text("status = 'blind'")


class Epoch(StoreTable):
    """One life of a device's outbox. ``contiguous``: highest seq with no gap below it."""

    __tablename__ = "epochs"
    __table_args__ = of_store()

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(36), primary_key=True)
    epoch_started: Mapped[datetime] = mapped_column(FineInstant)
    contiguous: Mapped[int] = mapped_column(BigInteger)
    highest: Mapped[int] = mapped_column(BigInteger)


class BatchReceipt(StoreTable):
    """That a batch was stored, so that it is stored once."""

    __tablename__ = "batches"
    __table_args__ = of_store()

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    received: Mapped[datetime] = mapped_column(Instant)


class QuarantinedBatch(StoreTable):
    """A batch that was received and is kept apart, because a clock was wrong when it was made or
    sent. ``skew_seconds``: the sender's clock minus the server's; None: it did not say. ``batch``:
    the Batch as JSON; None once ``decision`` (released or discarded) was taken."""

    __tablename__ = "quarantine"
    __table_args__ = of_store()

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    reason: Mapped[str] = mapped_column(String(16))
    skew_seconds: Mapped[float | None]
    first: Mapped[datetime] = mapped_column(Instant)
    last: Mapped[datetime] = mapped_column(Instant)
    received: Mapped[datetime] = mapped_column(Instant)
    batch: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    decision: Mapped[str | None] = mapped_column(String(16))
    decided: Mapped[datetime | None] = mapped_column(Instant)


class CoverageRow(CameraTable):
    __tablename__ = "coverage"
    __table_args__ = of_store(
        Index(None, "store_id", "start"),
        # They are few: what was counted in them is found without reading all the others.
        Index(
            "ix_coverage_blind",
            "store_id",
            "camera",
            "start",
            sqlite_where=BLIND,
            postgresql_where=BLIND,
        ),
    )

    frames_expected: Mapped[int] = mapped_column(BigInteger)
    frames_analysed: Mapped[int] = mapped_column(BigInteger)
    frames_damaged: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))


class LineRow(CameraTable):
    __tablename__ = "line_counts"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    line: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-7)
    direction: Mapped[str] = mapped_column(String(3), primary_key=True, sort_order=-5)
    people: Mapped[int] = mapped_column(BigInteger)
    u_turns: Mapped[int] = mapped_column(BigInteger)
    re_entries: Mapped[int] = mapped_column(BigInteger, server_default="0")
    groups: Mapped[int | None] = mapped_column(BigInteger)
    staff: Mapped[int | None] = mapped_column(BigInteger)


class ZoneRow(CameraTable):
    __tablename__ = "zone_counts"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    zone: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-7)
    entries: Mapped[int] = mapped_column(BigInteger)
    exits: Mapped[int] = mapped_column(BigInteger)
    passes: Mapped[int] = mapped_column(BigInteger)
    person_seconds: Mapped[float]
    peak: Mapped[int] = mapped_column(BigInteger)
    stops: Mapped[int] = mapped_column(BigInteger)
    censored_begin: Mapped[int] = mapped_column(BigInteger)
    censored_end: Mapped[int] = mapped_column(BigInteger)


class HealthRow(CameraTable):
    __tablename__ = "health"
    __table_args__ = of_store()

    fps: Mapped[float]
    decode_errors: Mapped[int] = mapped_column(BigInteger)
    detect_milliseconds: Mapped[float | None]
    frames_dropped: Mapped[int | None] = mapped_column(BigInteger)
    reconnects: Mapped[int | None] = mapped_column(BigInteger)
    last_frame_age: Mapped[float | None]
    view: Mapped[str | None] = mapped_column(String(16))


class DeviceRow(RecordTable):
    __tablename__ = "device_health"
    __table_args__ = of_store()

    device: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-8)
    outbox_batches: Mapped[int] = mapped_column(BigInteger)
    outbox_oldest_seconds: Mapped[float | None]
    heat_discarded: Mapped[int] = mapped_column(BigInteger)
    disk_free_bytes: Mapped[int | None] = mapped_column(BigInteger)
    clock_skew_seconds: Mapped[float | None]
    temperature_celsius: Mapped[float | None]


class DwellRow(CameraTable):
    """Longer than a minute, so the versions of several epochs are kept (``epoch`` is in the key)
    and the current ones are chosen when they are read."""

    __tablename__ = "dwell"
    __table_args__ = of_store(Index(None, "store_id", "start"))

    zone: Mapped[str] = mapped_column(String(64), primary_key=True, sort_order=-7)
    epoch: Mapped[str] = mapped_column(String(36), primary_key=True, sort_order=-5)
    end: Mapped[datetime] = mapped_column(Instant)
    counts: Mapped[list[int]] = mapped_column(JSON)


class HeatRow(CameraTable):
    """As DwellRow. Grids are kept as they came, zlib of little-endian uint32."""

    __tablename__ = "heat"
    __table_args__ = of_store()

    epoch: Mapped[str] = mapped_column(String(36), primary_key=True, sort_order=-5)
    end: Mapped[datetime] = mapped_column(Instant)
    rows: Mapped[int] = mapped_column(Integer)
    cols: Mapped[int] = mapped_column(Integer)
    person_milliseconds: Mapped[bytes] = mapped_column(LargeBinary)
    passages: Mapped[bytes] = mapped_column(LargeBinary)


class Audit(StoreTable):
    """Quarter-hours of a line drawn to be counted by hand. ``fingerprint``: how the line and its
    camera were described then. ``sizes``: stratum to the quarter-hours it had to draw from.
    ``unobserved``: quarter-hours that could not be drawn, for the camera did not see them whole."""

    __tablename__ = "audits"
    __table_args__ = of_store()

    audit: Mapped[str] = mapped_column(String(32), primary_key=True)
    line: Mapped[str] = mapped_column(String(64))
    drawn: Mapped[datetime] = mapped_column(Instant)
    start: Mapped[datetime] = mapped_column(Instant)
    end: Mapped[datetime] = mapped_column(Instant)
    upcoming: Mapped[bool]
    seed: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[str] = mapped_column(String(64))
    sizes: Mapped[dict[str, int]] = mapped_column(JSON)
    unobserved: Mapped[int] = mapped_column(Integer)


class AuditQuarter(StoreTable):
    """One of them. ``taps``: pairs (second, direction) as they were tapped; None while nobody has
    counted it, which is not the same as nobody seen."""

    __tablename__ = "audit_quarters"
    __table_args__ = of_store()

    audit: Mapped[str] = mapped_column(String(32), primary_key=True)
    start: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    stratum: Mapped[str] = mapped_column(String(16))
    source: Mapped[str | None] = mapped_column(String(16))
    tallied: Mapped[datetime | None] = mapped_column(Instant)
    taps: Mapped[list[tuple[int, str]] | None] = mapped_column(JSON(none_as_null=True))


class EnrolmentCode(StoreTable):
    """A code that serves once, by its SHA-256; a code names its store, so that it is found within
    it. ``device``: the only one that may use it; None: any that is not enrolled."""

    __tablename__ = "enrolment_codes"
    __table_args__ = of_store()

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    device: Mapped[str | None] = mapped_column(String(64))
    made: Mapped[datetime] = mapped_column(Instant)
    expires: Mapped[datetime] = mapped_column(Instant)
    used: Mapped[datetime | None] = mapped_column(Instant)


class Device(StoreTable):
    """An enrolled device and the SHA-256 of its token. ``next_sha256``: of the one that it was
    given last, while that was not used."""

    __tablename__ = "devices"
    __table_args__ = of_store()

    device: Mapped[str] = mapped_column(String(64), primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    next_sha256: Mapped[str | None] = mapped_column(String(64))
    enrolled: Mapped[datetime] = mapped_column(Instant)
    rotated: Mapped[datetime | None] = mapped_column(Instant)
    revoked: Mapped[datetime | None] = mapped_column(Instant)
