"""Records of the floor plan are stored once, corrected, and replaced by a later analysis."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.models import FlowRow, JourneyRow, PathRow, QueueRow, WaitRow
from api.plan_models import StretchTable, path_zones
from api.records import current
from tests.api.shop import (
    NINE,
    Box,
    covered,
    moved,
    visiting,
    waited,
    waiting,
    walked,
)
from vision.records import Record


def rows(database: Database, table: type[StretchTable]) -> list[StretchTable]:
    with database.read() as session:
        return list(session.scalars(select(table).where(current(table)).order_by(table.start)))


def told(scale: int) -> list[Record]:
    return [
        waited(0, 30, served={20: 10 * scale}, abandoned={3: 1}),
        moved(0, 30, ":door", "queue", 10 * scale),
        moved(0, 30, "queue", ":unseen", 10 * scale),
        walked(0, 60, ("queue",), 10 * scale),
        walked(0, 60, (), 11),
        walked(0, 60, None, 12),
        visiting(0, 30, 10 * scale, whole=9, looked=4),
    ]


SEEN = [covered(n, camera="plan") for n in range(3)]


def test_every_kind_is_kept_as_it_was_sent(client: Client, database: Database) -> None:
    batch = Box().batch(*SEEN, waiting(1, 90, joined=3, served=1, peak=2), *told(1))
    client.ingest(batch)
    client.ingest(batch)
    [wait] = rows(database, WaitRow)
    assert isinstance(wait, WaitRow)
    assert (wait.served[20], wait.abandoned[3], sum(wait.censored)) == (10, 1, 0)
    flows = {
        (row.origin, row.destination): row.people
        for row in rows(database, FlowRow)
        if isinstance(row, FlowRow)
    }
    assert flows == {(":door", "queue"): 10, ("queue", ":unseen"): 10}
    paths = {
        path_zones(row.path): row.people
        for row in rows(database, PathRow)
        if isinstance(row, PathRow)
    }
    assert paths == {("queue",): 10, (): 11, None: 12}
    [journey] = rows(database, JourneyRow)
    assert isinstance(journey, JourneyRow)
    assert (journey.visits, journey.whole, journey.looked, journey.passed_by) == (10, 9, 4, None)
    with database.read() as session:
        [queue] = session.scalars(select(QueueRow)).all()
        assert (queue.joined, queue.served, queue.length_seconds, queue.peak) == (3, 1, 90, 2)


@pytest.mark.parametrize("late", [False, True])
def test_a_later_analysis_replaces_an_earlier_one(
    client: Client, database: Database, late: bool
) -> None:
    old, new = Box(), Box(started=NINE + timedelta(days=1))
    batches = [
        old.batch(*SEEN, waiting(1, 90), waiting(2, 80), *told(1)),
        new.batch(*SEEN, waiting(1, 30), *told(2)),
    ]
    for batch in reversed(batches) if late else batches:
        client.ingest(batch)
    [journey] = rows(database, JourneyRow)
    assert isinstance(journey, JourneyRow)
    assert journey.visits == 20
    assert len(rows(database, WaitRow)) == 1
    assert len(rows(database, FlowRow)) == 2
    assert len(rows(database, PathRow)) == 3
    with database.read() as session:
        assert session.scalar(select(func.sum(QueueRow.length_seconds))) == 30


def test_two_analyses_of_other_times_add_up(client: Client, database: Database) -> None:
    one, other = Box(), Box(started=NINE + timedelta(days=1))
    client.ingest(one.batch(*SEEN, *told(1)))
    client.ingest(other.batch(covered(40, camera="plan"), visiting(30, 45, 12)))
    assert len(rows(database, JourneyRow)) == 2


def test_a_correction_stands(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(box.batch(*SEEN, visiting(0, 30, 12, rev=1)))
    client.ingest(box.batch(visiting(0, 30, 11)))
    [journey] = rows(database, JourneyRow)
    assert isinstance(journey, JourneyRow)
    assert journey.visits == 12


def test_a_count_too_large_is_refused(client: Client) -> None:
    with pytest.raises(ApiError, match=r"records\.0 \(wait\): served") as caught:
        client.ingest(Box().batch(waited(0, 30, served={3: 2**40})))
    assert caught.value.status == 422
