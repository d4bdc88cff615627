"""A shop with two Wednesdays: one whole, and one a week later of which a part was not seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from api.application import create_app
from api.client import Client
from api.database import open_database
from reports.period import Days, PeriodReport, gather
from tests.api.questions import receipts
from tests.api.shop import Box, covered, crossed, planned, visited, waiting
from vision.description import OpeningSpan
from vision.records import Record

WEEK = 7 * 24 * 60
OPEN = OpeningSpan(opens=time(9), closes=time(12))
LATER = datetime(2026, 5, 20, tzinfo=UTC)
DAY = Days(date(2026, 5, 6), date(2026, 5, 6))
THIS_WEEK = Days(date(2026, 5, 4), date(2026, 5, 10))
NAME = "=cmd|' /C calc'!A1 <b>&"


def wednesday(start: int, minutes: range, people: int) -> list[Record]:
    """One person or so every ten minutes of those seen, which begin ``start`` after 6 May, 9:00."""
    records: list[Record] = []
    for number in minutes:
        cameras = ("door", "aisle", "plan")
        records += [covered(start + number, camera=camera) for camera in cameras]
        if number % 10 == 0:
            records.append(crossed(start + number, people))
            records.append(visited(start + number, people, 15.0 * people, stops=1))
            records.append(waiting(start + number, 30, joined=1, served=1))
    return records


def fill(client: Client, *, name: str = "Lyon") -> None:
    hours = {"wed": (OPEN,)}
    client.put_store(planned(opening_hours=hours).model_copy(update={"name": name}))  # type: ignore[arg-type]
    box = Box()
    client.ingest(box.batch(*wednesday(-WEEK, range(180), 2)))
    client.ingest(box.batch(*wednesday(0, range(40, 180), 3)))
    client.import_sales(
        "lyon",
        receipts(
            "1,2026-04-29 09:30,20.00,2",
            "2,2026-04-29 10:30,10.50,1",
            "3,2026-05-06 10:05,30.00,3",
            "4,2026-05-06 11:40,15.25,1",
        ),
    )


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of its database."""
    file = tmp_path_factory.mktemp("filled") / "chaland.db"
    database = open_database(f"sqlite:///{file}")
    with Client.in_process(create_app(database)) as client:
        fill(client, name=NAME)
    database.close()
    return file


@pytest.fixture(scope="session")
def shop(filled: Path) -> Iterator[Client]:
    database = open_database(f"sqlite:///{filled}")
    with Client.in_process(create_app(database)) as client:
        yield client
    database.close()


@pytest.fixture(scope="session")
def daily(shop: Client) -> PeriodReport:
    return gather(shop, shop.store("lyon"), "daily", DAY, now=LATER)


@pytest.fixture(scope="session")
def weekly(shop: Client) -> PeriodReport:
    return gather(shop, shop.store("lyon"), "weekly", THIS_WEEK, now=LATER)
