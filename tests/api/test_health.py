"""What the server says of the health of cameras and boxes that told it this and that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.health.answers import CameraAnswer, DeviceAnswer, StoreHealth
from api.health.route import POLICY, store_health
from api.models import BatchReceipt, QuarantinedBatch
from api.quarantine import Decision
from api.stores import described
from tests.api.shop import NINE, Box, description
from tests.api.test_audits import PLAN, counted, result, tally
from vision.description import OpeningSpan, Weekday
from vision.records import CoverageRecord, DeviceRecord, HealthRecord, Record

NOW = datetime.now(UTC).replace(second=0, microsecond=0)
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def seen(minutes: Iterable[int], *, camera: str = "door", status: str = "ok") -> list[Record]:
    return [
        CoverageRecord.model_validate(
            {
                "camera": camera,
                "start": ago(each),
                "frames_expected": 300,
                "frames_analysed": 0 if status == "offline" else 300,
                "status": status,
            }
        )
        for each in minutes
    ]


def did(minutes: Iterable[int], *, camera: str = "door", **how: Any) -> list[Record]:
    well = {"fps": 5.0, "reconnects": 0, "frames_dropped": 0, "view": "ok"}
    return [
        HealthRecord.model_validate({"camera": camera, "start": ago(each), **(well | how)})
        for each in minutes
    ]


def box_did(minutes: Iterable[int], **how: Any) -> list[Record]:
    well: dict[str, Any] = {"outbox_batches": 0, "disk_free_bytes": 2**34}
    return [DeviceRecord.model_validate({"start": ago(each), **(well | how)}) for each in minutes]


def well(minutes: range = range(1, 31)) -> list[Record]:
    """Half an hour in which nothing went wrong."""
    return [
        *box_did(minutes),
        *(
            each
            for camera in ("door", "aisle")
            for each in [*seen(minutes, camera=camera), *did(minutes, camera=camera)]
        ),
    ]


def judged(database: Database) -> StoreHealth:
    """As of NOW, however long ago that is."""
    with database.read() as session:
        return store_health(session, described(session, "lyon"), NOW, POLICY)


def codes(health: StoreHealth) -> list[tuple[str, str]]:
    return [(each.code, each.subject.id) for each in health.findings]


def camera(health: StoreHealth, name: str = "door") -> CameraAnswer:
    return next(each for each in health.cameras if each.camera == name)


def device(health: StoreHealth, name: str = "box-1") -> DeviceAnswer:
    return next(each for each in health.devices if each.device == name)


def test_a_store_whose_boxes_never_reported_says_so_and_judges_nothing(
    client: Client, database: Database
) -> None:
    client.ingest(Box(device="films").batch(*seen(range(900, 960))))
    health = judged(database)
    assert not health.reported
    assert codes(health) == [("never_reported", "lyon")]
    assert [each.state for each in health.cameras] == ["unknown", "unknown"]
    assert (device(health, "films").state, device(health, "films").last_minute) == ("unknown", None)
    door = camera(health)
    # Missing is never zero.
    assert (door.last_minute, door.fps, door.decode_errors, door.reconnects) == (
        ago(900),
        None,
        None,
        None,
    )


def test_a_store_that_does_well_has_no_findings(client: Client, database: Database) -> None:
    client.ingest(Box().batch(*well()))
    health = judged(database)
    assert (health.reported, health.findings) == (True, [])
    assert [(each.state, each.device) for each in health.cameras] == [("ok", "box-1")] * 2
    door = camera(health)
    assert (door.last_minute, door.fps, door.decode_errors, door.reconnects) == (ago(1), 5.0, 0, 0)
    box = device(health)
    assert (box.state, box.last_minute, box.outbox_batches, box.disk_free_bytes) == (
        "ok",
        ago(1),
        0,
        2**34,
    )
    assert (box.temperature_celsius, box.enrolled, box.missing_batches) == (None, False, 0)
    assert health.policy.offline_minutes == 5


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


def test_of_a_silent_box_the_cameras_have_no_news(client: Client, database: Database) -> None:
    client.ingest(Box().batch(*well(range(60, 90))))
    with database.write() as session:
        session.execute(update(BatchReceipt).values(received=ago(59)))
    health = judged(database)
    assert codes(health) == [("device_silent", "box-1")]
    assert health.findings[0].since == ago(59)
    assert [each.state for each in health.cameras] == ["no news", "no news"]


def test_a_box_that_catches_up_is_late_and_not_silent(client: Client, database: Database) -> None:
    client.ingest(Box().batch(*well(range(600, 630))))
    health = judged(database)
    assert codes(health) == [("device_late", "box-1")]
    assert device(health).state == "late"
    assert {each.state for each in health.cameras} == {"no news"}


def test_what_a_box_says_of_itself(client: Client, database: Database) -> None:
    trouble = {
        "disk_free_bytes": 2**27,
        "clock_skew_seconds": -8.0,
        "temperature_celsius": 84.5,
        "outbox_batches": 40,
        "outbox_oldest_seconds": 2400.0,
        "heat_discarded": 3,
        "rev": 1,
    }
    client.ingest(Box().batch(*well(), *box_did(range(1, 11), **trouble)))
    health = judged(database)
    assert codes(health) == [
        ("disk_short", "box-1"),
        ("clock_wrong", "box-1"),
        ("device_hot", "box-1"),
        ("device_late", "box-1"),
        ("heat_discarded", "box-1"),
    ]
    assert [each.since for each in health.findings] == [ago(10)] * 4 + [None]
    params = {each.code: each.params for each in health.findings}
    assert params["disk_short"] == {"bytes": 2**27}
    assert params["clock_wrong"] == {"seconds": -8.0}
    assert params["device_late"] == {"batches": 40, "oldest_seconds": 2400}
    assert params["heat_discarded"] == {"count": 3}


def test_heat_given_up_before_today_is_past(client: Client, database: Database) -> None:
    day = 24 * 60
    box = Box()
    client.ingest(box.batch(*box_did(range(day, day + 40), heat_discarded=5)))
    client.ingest(box.batch(*well(), *box_did([1], heat_discarded=5, rev=1)))
    assert codes(judged(database)) == []
    client.ingest(box.batch(*box_did([1], heat_discarded=7, rev=2)))
    health = judged(database)
    assert (device(health).heat_discarded, device(health).heat_discarded_day) == (7, 2)


def test_a_new_outbox_counts_the_heat_it_gives_up_anew(client: Client, database: Database) -> None:
    client.ingest(Box().batch(*box_did(range(2000, 2010), heat_discarded=9)))
    new = Box(started=NINE + timedelta(days=1))
    client.ingest(new.batch(*box_did(range(1, 10), heat_discarded=2)))
    assert device(judged(database)).heat_discarded_day == 2


def test_batches_that_never_came_are_told(client: Client, database: Database) -> None:
    box = Box()
    client.ingest(box.batch(*well(), seq=1))
    for number in (4, 5, 8):
        client.ingest(box.batch(*seen([number]), seq=number))
    # They may still come.
    assert codes(judged(database)) == []
    with database.write() as session:
        session.execute(update(BatchReceipt).values(received=ago(14)))
        session.execute(update(BatchReceipt).where(BatchReceipt.seq == 4).values(received=ago(20)))
    health = judged(database)
    assert codes(health) == [("batches_missing", "box-1")]
    assert (health.findings[0].since, health.findings[0].params) == (ago(20), {"count": 4})
    assert device(health).missing_batches == 4


def test_both_routes_tell_the_same_gaps(client: Client, database: Database) -> None:
    one, other = Box(), Box(started=NINE + timedelta(days=1))
    for box, numbers in ((one, (2, 5, 9)), (other, (1, 2, 4))):
        for number in numbers:
            client.ingest(box.batch(*seen([number]), seq=number))
    with database.write() as session:
        session.execute(update(BatchReceipt).values(received=ago(40)))
    gaps = client.gaps("lyon").epochs
    assert [each.missing for each in gaps] == [1, 6]
    for each in gaps:
        assert each.missing == sum(hole.last - hole.first + 1 for hole in each.gaps)
    health = judged(database)
    [found] = [each for each in health.findings if each.code == "batches_missing"]
    assert device(health).missing_batches == found.params["count"] == 7
    assert {found.since} == {each.since for each in gaps} == {ago(40)}


def test_batches_in_quarantine_are_told_until_they_are_decided_about(
    client: Client, database: Database
) -> None:
    box = Box()
    client.ingest(box.batch(*well()))
    bad = [box.batch(*seen([number])) for number in (40, 41)]
    client.ingest_batches(bad, sent_at=NOW - timedelta(hours=2))
    with database.write() as session:
        session.execute(update(QuarantinedBatch).values(received=ago(20)))
    health = judged(database)
    assert codes(health) == [("batches_held", "box-1")]
    assert (health.findings[0].since, health.findings[0].params) == (ago(20), {"count": 2})
    assert (device(health).held_batches, device(health).missing_batches) == (2, 0)
    client.decide_quarantine("lyon", Decision(decision="discard", device="box-1"))
    health = judged(database)
    assert (health.findings, device(health).held_batches) == ([], 0)


def test_an_enrolled_box_that_was_never_heard_and_one_that_was_revoked(
    client: Client, database: Database
) -> None:
    for name in ("box-1", "box-2"):
        client.enrol(client.make_enrolment_code("lyon").code, name)
    client.ingest(Box().batch(*well()))
    assert codes(judged(database)) == [("device_never", "box-2")]
    client.revoke_token("lyon", "box-2")
    health = judged(database)
    assert (codes(health), device(health, "box-2").state) == ([], "revoked")
    assert device(health).enrolled


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


def test_the_server_answers_as_of_now(client: Client) -> None:
    before = datetime.now(UTC)
    client.ingest(Box().batch(*box_did([1])))
    answer = client.store_health("lyon")
    assert before <= answer.now <= datetime.now(UTC)
    assert (answer.store, answer.reported) == ("lyon", True)
    assert device(answer).last_batch is not None


def test_an_unknown_store(client: Client) -> None:
    with pytest.raises(ApiError, match="no store 'nice'"):
        client.store_health("nice")


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
