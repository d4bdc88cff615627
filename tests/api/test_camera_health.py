"""What the server says of cameras whose boxes told it this and that."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from api.client import Client
from api.database import Database
from tests.api.shop import Box, description
from tests.api.test_audits import PLAN, counted, result, tally
from tests.api.told import ago, box_did, camera, codes, did, judged, seen, well
from vision.description import OpeningSpan, Weekday
from vision.records import HealthRecord, Record

WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def test_an_offline_camera_is_dated_by_its_last_picture(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(
        box.batch(*well(range(20, 60)), *box_did(range(1, 20)), *seen([5], camera="aisle"))
    )
    # The box goes on to say that it has no picture of the door.
    client.ingest(box.batch(*seen(range(1, 20), status="offline")))
    health = judged(database)
    [found] = health.findings
    assert (found.code, found.severity) == ("camera_offline", "critical")
    assert (found.subject.kind, found.subject.id, found.subject.name) == ("camera", "door", "Door")
    assert found.since == ago(19)
    assert (camera(health).state, camera(health).last_minute) == ("offline", ago(20))
    # The rate of its last minute is not that of now.
    assert (camera(health).fps, camera(health).view) == (None, None)
    assert camera(health, "aisle").state == "ok"


def test_a_camera_that_never_sent_is_missed(client: Client, database: Database) -> None:
    client.ingest(Box().batch(*box_did(range(1, 10)), *seen(range(1, 10))))
    health = judged(database)
    assert codes(health) == [("camera_never", "aisle")]
    assert camera(health, "aisle").state == "never"


@pytest.mark.parametrize("view", ["moved", "covered"])
def test_a_view_is_judged_from_its_run(client: Client, database: Database, view: str) -> None:
    box = Box()
    client.ingest(box.batch(*well(range(1, 60)), *did([50], view=view, rev=1)))
    assert judged(database).findings == []
    client.ingest(box.batch(*did(range(1, 13), view=view, rev=1), *did([1, 5], view=None, rev=2)))
    health = judged(database)
    assert codes(health) == [(f"camera_{view}", "door")]
    assert health.findings[0].since == ago(12)
    assert (camera(health).state, camera(health).view) == (view, view)


@pytest.mark.parametrize(("opens", "found"), [(True, [("camera_dark", "door")]), (False, [])])
def test_darkness_is_no_fault_of_a_closed_store(
    client: Client, database: Database, opens: bool, found: list[tuple[str, str]]
) -> None:
    span = (OpeningSpan(opens=time(0), closes=time(0)),)
    hours: dict[Weekday, tuple[OpeningSpan, ...]] = dict.fromkeys(WEEK, span if opens else ())
    client.put_store(description(opening_hours=hours))
    client.ingest(Box().batch(*well(), *did(range(1, 30), view="dark", rev=1)))
    health = judged(database)
    assert codes(health) == found
    assert camera(health).state == "dark"


def test_a_slow_camera_and_its_faults_of_the_last_hour(client: Client, database: Database) -> None:
    client.ingest(
        Box().batch(
            *well(range(1, 120)),
            *did(range(100, 119), reconnects=9, rev=1),
            *did(range(1, 16), fps=1.5, frames_dropped=70, reconnects=1, decode_errors=8, rev=2),
        )
    )
    health = judged(database)
    assert codes(health) == [
        ("camera_slow", "door"),
        ("camera_damaged", "door"),
        ("camera_reconnecting", "door"),
    ]
    assert health.findings[0].since == ago(15)
    assert health.findings[0].params == {"fps": 1.5, "asked": 5.0, "dropped": 15 * 70}
    assert (camera(health).reconnects, camera(health).decode_errors) == (15, 120)


def test_the_cameras_of_a_revoked_box_are_not_judged_by_it(
    client: Client, database: Database
) -> None:
    client.enrol(client.make_enrolment_code("lyon").code, "box-1")
    client.ingest(Box().batch(*well(range(30, 60)), *box_did(range(1, 30))))
    assert {each.state for each in judged(database).cameras} == {"offline"}
    client.revoke_token("lyon", "box-1")
    health = judged(database)
    assert (health.findings, {each.state for each in health.cameras}) == ([], {"unknown"})


def test_coverage_is_of_today(client: Client, database: Database) -> None:
    client.ingest(Box().batch(*seen(range(1, 11)), *seen(range(1440, 1500))))
    coverage = camera(judged(database)).coverage
    # Without opening hours: of the span observed. Midnight may have passed in it.
    assert coverage.basis == "observed span"
    assert coverage.minutes_covered == coverage.minutes_expected
    assert coverage.minutes_covered <= 10
    assert camera(judged(database), "aisle").coverage.minutes_covered == 0


def test_a_camera_that_moved_after_its_audit_makes_one_due(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(*counted()))
    tally(client, client.draw_audit("lyon", PLAN))
    audited = result(client).last
    assert audited is not None

    def moved(minutes: float, camera: str = "door") -> Record:
        start = audited + timedelta(minutes=minutes)
        return HealthRecord(camera=camera, start=start, fps=5.0, view="moved")

    client.ingest(box.batch(moved(-1), moved(3, "aisle")))
    due = result(client).due
    assert due is None or due.reason == "three months passed"
    client.ingest(box.batch(moved(5), moved(0), moved(9)))
    due = result(client).due
    assert due is not None
    assert (due.reason, due.since) == ("camera moved", audited)
