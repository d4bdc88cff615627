"""The health of a store as a whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.shop import Box
from tests.api.told import ago, box_did, camera, codes, device, judged, seen, well


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
