"""Sums of hours say what their minutes say, whenever they are made."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from analytics.business_day import WEEKDAYS, BusinessCalendar
from analytics.span import Span
from api import measures
from api.client import Client
from api.database import Database
from api.hour_models import DirtyHour, HourCoverage, HourLine, HourZone
from api.observation import grid_of
from api.rollups import rolling
from api.rollups.marking import mark
from api.rollups.reach import Reach, minutes_only, reach
from api.rollups.rolling import roll_up
from api.time_grid import TimeGrid
from tests.api.shop import NINE, Box, covered, crossed, visited

LATER = NINE + timedelta(days=30)
DAY = Span(NINE - timedelta(hours=9), NINE + timedelta(hours=15))


def read(database: Database, grid: TimeGrid, hours: Reach | None = None) -> tuple[object, ...]:
    with database.read() as session:
        return tuple(
            {key: dict(pieces) for key, pieces in found.items()}
            for found in (
                measures.coverage(session, "lyon", grid, hours),
                measures.crossings(session, "lyon", grid, hours),
                measures.zones(session, "lyon", grid, hours),
            )
        )


def by_minute(database: Database, grid: TimeGrid) -> tuple[object, ...]:
    return read(database, grid, minutes_only([grid.span]))


def dirty(database: Database) -> list[datetime]:
    with database.read() as session:
        return list(session.scalars(select(DirtyHour.start).order_by(DirtyHour.start)))


def hourly(step: timedelta = timedelta(hours=1)) -> TimeGrid:
    return TimeGrid(DAY.start + step * n for n in range(int((DAY.end - DAY.start) / step) + 1))


minutes = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.sampled_from(["ok", "degraded", "blind", "offline"]),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    batches=st.lists(st.tuples(minutes, st.booleans()), min_size=1, max_size=5),
    step=st.sampled_from([60, 30, 15, 720]),
)
def test_hours_and_minutes_tell_the_same(
    client: Client,
    database: Database,
    batches: list[tuple[list[tuple[int, str, int]], bool]],
    step: int,
) -> None:
    """Whatever was summed between which batches, and however the grid lies."""
    box = Box()
    for told, rolled in batches:
        client.ingest(
            box.batch(
                *(
                    record
                    for number, status, people in told
                    for record in (
                        covered(number, status=status),
                        crossed(number, people),
                        visited(number, people, 15.0),
                    )
                )
            )
        )
        if rolled:
            roll_up(database, LATER)
    grid = hourly(timedelta(minutes=step))
    assert read(database, grid) == by_minute(database, grid)
    roll_up(database, LATER)
    assert dirty(database) == []
    assert read(database, grid) == by_minute(database, grid)


def test_what_is_clean_is_read_from_the_sums(client: Client, database: Database) -> None:
    client.ingest(
        Box().batch(covered(3), crossed(3, 2), visited(3, 1, 15.0), covered(70), crossed(70, 5))
    )
    assert dirty(database) == [NINE, NINE + timedelta(hours=1)]
    assert roll_up(database, LATER) == 2
    found = read(database, hourly())
    with database.write() as session:
        session.execute(delete(measures.LineRow))
    assert read(database, hourly()) == found
    assert by_minute(database, hourly()) != found


def test_an_hour_is_summed_when_it_is_over(client: Client, database: Database) -> None:
    client.ingest(Box().batch(covered(3), crossed(3, 2), covered(70), crossed(70, 5)))
    assert roll_up(database, NINE + timedelta(minutes=63)) == 0
    assert roll_up(database, NINE + timedelta(minutes=65)) == 1
    assert dirty(database) == [NINE + timedelta(hours=1)]


def test_what_comes_late_makes_its_hour_dirty_again(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(box.batch(covered(3), crossed(3, 2)))
    roll_up(database, LATER)
    client.ingest(box.batch(covered(4), crossed(4, 7)))
    assert dirty(database) == [NINE]
    assert read(database, hourly()) == by_minute(database, hourly())
    roll_up(database, LATER)
    assert read(database, hourly()) == by_minute(database, hourly())


def test_what_is_stored_while_an_hour_is_summed_is_not_lost(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another server does: after the sums were taken, before the mark goes."""
    box = Box()
    client.ingest(box.batch(covered(3), crossed(3, 2)))
    summed = rolling._write

    def and_marked(session: Session, store: str, hours: list[datetime]) -> None:
        summed(session, store, hours)
        mark(session, store, [NINE])

    monkeypatch.setattr(rolling, "_write", and_marked)
    roll_up(database, LATER)
    assert dirty(database) == [NINE]
    monkeypatch.setattr(rolling, "_write", summed)
    roll_up(database, LATER)
    assert dirty(database) == []


@pytest.mark.parametrize(
    ("zone", "opens", "stretches"),
    [
        pytest.param("Europe/Paris", time(9), 0, id="hours that no cut divides"),
        pytest.param("Europe/Paris", time(9, 30), 20, id="opens at half past"),
        pytest.param("Asia/Kolkata", time(9), 61, id="days that begin at half past of UTC"),
    ],
)
def test_hours_that_a_cut_divides_are_read_by_the_minute(
    client: Client, database: Database, zone: str, opens: time, stretches: int
) -> None:
    hours = dict.fromkeys(WEEKDAYS, ((opens, time(20)),))
    calendar = BusinessCalendar(ZoneInfo(zone), time(0), hours)
    first = calendar.start_of(datetime(2026, 5, 1, tzinfo=UTC).date())
    span = Span(first, calendar.start_of(datetime(2026, 5, 21, tzinfo=UTC).date()))
    grid = grid_of(calendar, span, [span])
    with database.read() as session:
        found = reach(session, "lyon", grid)
    assert len(found.by_minute) == stretches
    assert found.by_hour == span


def test_nothing_of_a_store_stays_when_it_goes(client: Client, database: Database) -> None:
    client.ingest(Box().batch(covered(3), crossed(3, 2), visited(3, 1, 15.0)))
    roll_up(database, LATER)
    client.ingest(Box().batch(covered(70)))
    with database.write() as session:
        session.execute(delete(measures.CoverageRow.metadata.tables["stores"]))
        for table in (DirtyHour, HourCoverage, HourLine, HourZone):
            assert session.scalar(select(func.count()).select_from(table)) == 0
