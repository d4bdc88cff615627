"""The views for BI tools beside the API's own answers; on PostgreSQL too."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from api.client import Client
from api.database import Database, open_database
from api.reporting.definitions import views
from api.reporting.dialect import dialect_named
from tests.api.questions import receipts
from tests.api.shop import Box, covered, crossed, description, visited
from tests.reports.conftest import fill


def rows(database: Database, view: str) -> list[dict[str, Any]]:
    prefix = dialect_named(database.dialect).prefix
    with database.engine.connect() as connection:
        found = connection.execute(text(f"SELECT * FROM {prefix}{view}")).mappings()  # noqa: S608
        return [dict(row) | {"business_day": str(row.get("business_day"))} for row in found]


def moment(value: Any) -> datetime:
    """SQLite has no instants: there it is a text."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def test_hours_and_days_are_those_of_the_api(client: Client, database: Database) -> None:
    fill(client)
    database.make_views()
    days = {row["business_day"]: row for row in rows(database, "visitors_by_day")}
    # A day that was not observed has no row.
    assert sorted(days) == ["2026-04-29", "2026-05-06"]
    asked = client.kpis("lyon", start="2026-04-29", end="2026-05-06", grain="day")
    for period in asked.periods:
        if period.footfall.value is not None:
            row = days[period.label]
            assert (row["visitors"], row["departures"]) == (
                period.footfall.value,
                period.exits.value,
            )
            assert row["covered_minutes"] == pytest.approx(period.coverage.minutes_covered)
    hours = {moment(row["hour_start"]): row for row in rows(database, "visitors_by_hour")}
    assert len(hours) == 6
    found = client.kpis("lyon", start="2026-05-06", end="2026-05-06", grain="hour")
    known = [period for period in found.periods if period.footfall.value is not None]
    assert len(known) == 2
    for period in known:
        row = hours[period.start.astimezone(UTC)]
        assert row["visitors"] == period.footfall.value
        assert str(row["local_hour"])[:16] == period.label


def test_tickets_and_conversion_are_those_of_the_api(client: Client, database: Database) -> None:
    fill(client)
    database.make_views()
    (period,) = client.kpis("lyon", start="2026-05-06", end="2026-05-06").periods
    conversion = {row["business_day"]: row for row in rows(database, "conversion_by_day")}
    row = conversion["2026-05-06"]
    assert row["receipts_known"] in (True, 1)
    assert (row["visitors"], row["tickets"], row["currency"]) == (42, 2, "EUR")
    assert float(row["sales"]) == pytest.approx(float(period.sales.value or 0))
    assert float(row["conversion"]) == pytest.approx(period.conversion.value)
    hours = rows(database, "tickets_by_hour")
    assert sum(row["tickets"] for row in hours) == 4
    assert sum(float(row["sales"]) for row in hours) == pytest.approx(75.75)


def test_receipts_that_are_not_known_are_no_zero(client: Client, database: Database) -> None:
    day = 24 * 60
    client.ingest(
        Box().batch(
            *(covered(start + n) for start in (0, day, 3 * day) for n in range(3)),
            *(crossed(start, 6) for start in (0, day, 3 * day)),
        )
    )
    client.import_sales(
        "lyon",
        receipts("1,2026-05-06 10:00,5,1", "2,2026-05-06 10:00,-5,1", "3,2026-05-07 09:00,5,1"),
    )
    client.import_sales("lyon", receipts("9,2026-05-09 09:00,5,1"))
    newest = client.imports("lyon").imports[0].import_id
    client.undo_import("lyon", newest)
    database.make_views()
    found = {row["business_day"]: row for row in rows(database, "conversion_by_day")}
    assert {day: row["tickets"] for day, row in found.items()} == {
        "2026-05-06": 1,
        "2026-05-07": 1,
        "2026-05-09": None,
    }
    assert found["2026-05-09"]["conversion"] is None
    assert found["2026-05-09"]["sales"] is None


def test_zones_and_coverage(client: Client, database: Database) -> None:
    fill(client)
    database.make_views()
    (period,) = client.kpis("lyon", start="2026-05-06", end="2026-05-06").periods
    zone = period.zones[0]
    found = {(row["business_day"], row["zone"]): row for row in rows(database, "zones_by_day")}
    row = found["2026-05-06", "table"]
    assert (row["zone_name"], row["visits"], row["stops"]) == ("Table", zone.visits, zone.stops)
    cameras = {
        row["camera"]: row
        for row in rows(database, "coverage_by_day")
        if row["business_day"] == "2026-05-06"
    }
    assert set(cameras) == {"door", "aisle", "plan"}
    assert cameras["door"]["covered_minutes"] == pytest.approx(140)
    assert cameras["door"]["share_of_span"] == pytest.approx(1)
    assert moment(cameras["door"]["first_minute"]) == datetime(2026, 5, 6, 7, 40, tzinfo=UTC)


def test_blind_minutes_and_staff_are_left_out(client: Client, database: Database) -> None:
    client.ingest(
        Box().batch(
            *(covered(0), covered(1, status="blind"), covered(2, frames=150)),
            *(crossed(0, 9, staff=2), crossed(1, 50), crossed(2, 1)),
            *(covered(n, camera="aisle", status="blind" if n == 1 else "ok") for n in range(3)),
            *(visited(0, 3, 30), visited(1, 8, 30)),
        )
    )
    database.make_views()
    (row,) = rows(database, "visitors_by_day")
    assert row["visitors"] == client.kpis("lyon").periods[0].footfall.value == 8
    assert row["covered_minutes"] == pytest.approx(1.5)
    assert rows(database, "zones_by_day")[0]["visits"] == 3


@pytest.mark.parametrize(
    ("zone", "instant", "day", "hour"),
    [
        # Clocks go back at 01:00 UTC on 25 October 2026: 02:30 is shown twice.
        ("Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-24", "02:00"),
        ("Europe/Paris", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-24", "02:00"),
        ("Europe/Paris", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "2026-03-28", "03:00"),
        ("Asia/Kolkata", datetime(2026, 5, 6, 7, 15, tzinfo=UTC), "2026-05-06", "12:00"),
        ("America/St_Johns", datetime(2026, 5, 6, 2, 0, tzinfo=UTC), "2026-05-05", "23:00"),
        ("Pacific/Apia", datetime(2026, 5, 6, 16, 0, tzinfo=UTC), "2026-05-07", "05:00"),
    ],
)
def test_days_and_hours_are_on_the_stores_clocks(
    client: Client, database: Database, zone: str, instant: datetime, day: str, hour: str
) -> None:
    check_clocks(client, database, zone, instant, day, hour)


def test_the_night_of_the_clocks_and_half_hour_zones(client: Client, database: Database) -> None:
    """One of the above, without parameters, for PostgreSQL."""
    instant = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    check_clocks(client, database, "Europe/Paris", instant, "2026-10-24", "02:00")


def check_clocks(
    client: Client, database: Database, zone: str, instant: datetime, day: str, hour: str
) -> None:
    shop = description(store="far", cut_over=time(4)).model_copy(update={"timezone": zone})
    client.put_store(shop)
    minute = int((instant - datetime(2026, 5, 6, 7, tzinfo=UTC)) / timedelta(minutes=1))
    box = Box(store="far", device="box-2")
    client.ingest(box.batch(covered(minute), crossed(minute, 7)))
    database.make_views()
    (row,) = rows(database, "visitors_by_hour")
    assert (row["business_day"], row["visitors"]) == (day, 7)
    assert str(row["local_hour"])[11:16] == hour
    asked = client.kpis("far", start=day, end=day, grain="hour").periods
    (start,) = [each.start for each in asked if each.footfall.value]
    assert moment(row["hour_start"]) == start.astimezone(UTC)


def test_made_again_they_are_the_same(client: Client, database: Database) -> None:
    fill(client)
    names = database.make_views()
    before = rows(database, "visitors_by_day")
    assert database.make_views() == names
    assert rows(database, "visitors_by_day") == before
    assert database.drop_views()
    assert not database.drop_views()


def test_every_view_has_the_columns_that_it_tells(client: Client, database: Database) -> None:
    fill(client)
    database.make_views()
    dialect = dialect_named(database.dialect)
    for view in views(dialect):
        assert view.comment
        with database.engine.connect() as connection:
            statement = text(f"SELECT * FROM {dialect.prefix}{view.name}")  # noqa: S608
            assert list(connection.execute(statement).keys()) == list(view.columns), view.name
        if dialect.name == "postgresql":
            with database.engine.connect() as connection:
                told = connection.execute(
                    text(
                        "SELECT obj_description(CAST(:name AS regclass)), "
                        "count(col_description(attrelid, attnum)) FROM pg_attribute "
                        "WHERE attrelid = CAST(:name AS regclass) AND attnum > 0"
                    ),
                    {"name": f"reporting.{view.name}"},
                ).one()
            assert told == (view.comment, len(view.columns))


def test_a_store_that_comes_later_in_another_zone_is_in_them(
    client: Client, database: Database
) -> None:
    database.make_views()
    shop = description(store="far").model_copy(update={"timezone": "Asia/Tokyo"})
    client.put_store(shop)
    client.ingest(Box(store="far", device="box-2").batch(covered(0), crossed(0, 7)))
    (row,) = rows(database, "visitors_by_day")
    assert (row["store_id"], row["visitors"]) == ("far", 7)


def test_without_a_store_they_are_empty(database: Database) -> None:
    database.make_views()
    assert rows(database, "visitors_by_day") == []


def test_a_migration_does_not_meet_them_and_they_come_back(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(client)
    database.make_views()
    before = rows(database, "conversion_by_day")
    assert before
    views_then: list[str] = []

    def upgrade(config: Any, _: str) -> None:
        connection = config.attributes["connection"]
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'view'"))
        views_then.extend(found.scalars())
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})

    with database.engine.begin() as connection:
        head = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    monkeypatch.setattr(command, "upgrade", upgrade)
    open_database(str(database.engine.url)).close()
    assert views_then == []
    assert rows(database, "conversion_by_day") == before
