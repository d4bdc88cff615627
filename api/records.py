"""Records in the database: of two versions of a row the newer stands, in whatever order they come.

A camera may be analysed twice: a film run again, a box whose outbox was lost. Each run is an epoch,
and each minute of a camera belongs to the newest epoch that has coverage for it. Rows of an older
epoch in such a minute are deleted, whether the newer epoch sent the same row or not. Dwell, heat
and most of what is told of the floor plan span many minutes, so theirs are kept and `current`
chooses among them when they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from api.database import insert_for
from api.grid import unpacked
from api.models import (
    CameraTable,
    CoverageRow,
    DeviceRow,
    DwellRow,
    FlowRow,
    HealthRow,
    HeatRow,
    JourneyRow,
    LineRow,
    PathRow,
    QueueRow,
    RecordTable,
    WaitRow,
    ZoneRow,
)
from api.plan_models import StretchTable, path_text
from api.rollups.marking import mark
from vision.records import Batch, DeviceRecord, HeatRecord, PathRecord, Record

_MAX_COUNT: Final = 2**31 - 1
_MAY_BE_LARGE: Final = {"disk_free_bytes"}
_YEARS: Final = range(2000, 2200)
_VERSION: Final = ("epoch_started", "epoch", "rev", "seq")
_TABLES: Final[dict[str, type[RecordTable]]] = {
    "coverage": CoverageRow,
    "line": LineRow,
    "zone": ZoneRow,
    "health": HealthRow,
    "dwell": DwellRow,
    "heat": HeatRow,
    "device": DeviceRow,
    "queue": QueueRow,
    "wait": WaitRow,
    "flow": FlowRow,
    "path": PathRow,
    "journey": JourneyRow,
}
_SUMMED_BY_HOUR: Final = frozenset({"coverage", "line", "zone"})
_BY_MINUTE: Final[tuple[type[CameraTable], ...]] = (LineRow, ZoneRow, HealthRow, QueueRow)


class UnfitRecordError(Exception):
    """A record that fits the contract but cannot be stored. The message says which and why."""


def check_fit(batch: Batch) -> None:
    """Raises UnfitRecordError when `store_records` would."""
    for index, record in enumerate(batch.records):
        _row(batch, index, record)


def store_records(session: Session, batch: Batch) -> None:
    """Upserts the batch's records and deletes what they supersede; raises UnfitRecordError."""
    rows: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
    for index, record in enumerate(batch.records):
        row = _row(batch, index, record)
        table = _TABLES[record.kind]
        key = tuple(row[column.name] for column in table.__table__.primary_key)
        of_kind = rows.setdefault(record.kind, {})
        known = of_kind.get(key)
        if known is None or row["rev"] >= known["rev"]:
            of_kind[key] = row
    mark(
        session,
        batch.store,
        (record.start for record in batch.records if record.kind in _SUMMED_BY_HOUR),
    )
    for kind, of_kind in rows.items():
        _upsert(session, _TABLES[kind], list(of_kind.values()))
    _delete_superseded(session, batch)


def _row(batch: Batch, index: int, record: Record) -> dict[str, Any]:
    def unfit(why: str) -> UnfitRecordError:
        return UnfitRecordError(f"records.{index} ({record.kind}): {why}.")

    row = record.model_dump(exclude={"kind", "visit_seconds"})
    if record.start.year not in _YEARS:
        raise unfit(f"start is in the year {record.start.year}; the device's clock is wrong")
    for name, value in row.items():
        values = value if isinstance(value, tuple) else (value,)
        if any(
            isinstance(each, int) and each > _MAX_COUNT and name not in _MAY_BE_LARGE
            for each in values
        ):
            raise unfit(f"{name} is above {_MAX_COUNT}")
    if isinstance(record, HeatRecord):
        for name in ("person_milliseconds", "passages"):
            try:
                row[name] = unpacked(row[name], record.rows, record.cols)
            except ValueError as error:
                raise unfit(f"{name} {error}") from error
    if isinstance(record, PathRecord):
        row["path"] = path_text(row.pop("zones"))
    if isinstance(record, DeviceRecord):
        row["device"] = batch.device
    row.update(
        store_id=batch.store,
        epoch_started=batch.epoch_started,
        epoch=str(batch.epoch),
        seq=batch.seq,
    )
    return row


def _upsert(session: Session, table: type[RecordTable], rows: list[dict[str, Any]]) -> None:
    session.execute(_upsert_into(session.get_bind().dialect.name, table), rows)


@cache
def _upsert_into(dialect: str, table: type[RecordTable]) -> Any:
    """Kept, because to build it takes longer than to run it."""
    statement = insert_for(dialect, table)
    columns = table.__table__.columns
    key = [column.name for column in table.__table__.primary_key]
    newer = _tuple([statement.excluded[name] for name in _VERSION]) > _tuple(
        [columns[name] for name in _VERSION]
    )
    return statement.on_conflict_do_update(
        index_elements=key,
        set_={
            column.name: statement.excluded[column.name]
            for column in columns
            if column.name not in key
        },
        where=newer,
    )


def _tuple(columns: Sequence[Any]) -> Any:
    return tuple_(*columns)


def _delete_superseded(session: Session, batch: Batch) -> None:
    """In the time and of the cameras that the batch touches: both an older epoch's rows that its
    coverage supersedes, and its own rows when they came after a newer epoch's coverage."""
    of_cameras = [record for record in batch.records if not isinstance(record, DeviceRecord)]
    if not of_cameras:
        return
    starts = [record.start for record in of_cameras]
    touched = {
        "store": batch.store,
        "cameras": sorted({record.camera for record in of_cameras}),
        "first": min(starts),
        "last": max(starts),
    }
    for table in _BY_MINUTE:
        session.execute(
            _delete_from(table), touched, execution_options={"synchronize_session": False}
        )


@cache
def _delete_from(table: type[CameraTable]) -> Any:
    """As `_upsert_into`."""
    return delete(table).where(
        table.store_id == bindparam("store"),
        table.camera.in_(bindparam("cameras", expanding=True)),
        table.start.between(bindparam("first"), bindparam("last")),
        exists().where(
            CoverageRow.store_id == table.store_id,
            CoverageRow.camera == table.camera,
            CoverageRow.start == table.start,
            _newer_epoch(CoverageRow, table),
        ),
    )


def _newer_epoch(one: Any, other: Any) -> ColumnElement[bool]:
    newer: ColumnElement[bool] = _tuple([one.epoch_started, one.epoch]) > _tuple(
        [other.epoch_started, other.epoch]
    )
    return newer


def current(table: type[DwellRow | HeatRow | StretchTable]) -> ColumnElement[bool]:
    """Whether a row of a stretch still speaks for its stretch: a minute of it is covered by the
    row's own epoch, or none by a newer one.

    Where two epochs share a stretch (two films of one hour) both stand. Where the newer one covers
    again only a part of what the older one saw, that part is in both; a box never does that, and a
    film analysed again covers the whole.
    """
    minute = aliased(CoverageRow)
    within = and_(
        minute.store_id == table.store_id,
        minute.camera == table.camera,
        minute.start >= table.start,
        minute.start < table.end,
    )
    own = exists(select(1).where(within, minute.epoch == table.epoch))
    newer = exists(select(1).where(within, _newer_epoch(minute, table)))
    return or_(own, ~newer)
