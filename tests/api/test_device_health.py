"""What the server says of boxes that told it this and that."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from api.client import Client
from api.database import Database
from api.models import BatchReceipt, QuarantinedBatch
from api.quarantine import Decision
from tests.api.shop import NINE, Box
from tests.api.told import NOW, ago, box_did, codes, device, judged, seen, well


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
