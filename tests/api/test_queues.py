from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, PARTIAL_COVERAGE
from api.application import create_app
from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.queues import LiveQueue, QueueAnswer, live
from api.transport import InProcessTransport
from tests.api.shop import Box, covered, minute, planned, waited, waiting


def only(client: Client, **question: str) -> QueueAnswer:
    [period] = client.queues("lyon", **question).periods  # type: ignore[arg-type]
    [queue] = period.queues
    return queue


def seen(minutes: range) -> list[object]:
    return [covered(number, camera="plan") for number in minutes]


def test_lengths_and_counts_by_hand(client: Client) -> None:
    client.put_store(planned())
    client.ingest(
        Box().batch(
            *seen(range(10)),  # type: ignore[arg-type]
            waiting(2, 90, joined=3, peak=2),
            waiting(3, 60, served=2, joined=1, peak=3),
            waiting(7, 30, abandoned=1, censored=1),
        )
    )
    queue = only(client)
    assert (queue.zone, queue.name) == ("queue", "Queue")
    figures = (queue.joined, queue.served, queue.abandoned, queue.censored, queue.peak_length)
    assert [figure.value for figure in figures] == [4, 2, 1, 1, 3]
    # 180 person-seconds in ten minutes.
    assert queue.mean_length.value == pytest.approx(0.3)
    assert queue.mean_length.n == 4
    # No wait was released: that is not a wait of 0.
    assert (queue.wait_p50_seconds.value, queue.abandonment_rate.value) == (None, None)
    assert queue.note == "No waits: the boxes release them for 10 or more."


def test_waits_are_of_the_released_stretches_inside_the_period(client: Client) -> None:
    client.put_store(planned())
    client.ingest(
        Box().batch(
            *seen(range(90)),  # type: ignore[arg-type]
            waited(0, 30, served={20: 8}, abandoned={13: 2}),
            waited(30, 45, served={20: 6}, abandoned={13: 4}),
            waited(45, 75, served={25: 12}),
        )
    )
    nine = only(client, start="2026-05-06T09:00", end="2026-05-06T10:00")
    # Bin 20 runs from 38.312 to 46.416 s; six of 20 walked away before it.
    assert nine.wait_p50_seconds.value == pytest.approx(42.170, abs=0.001)
    assert nine.wait_p50_seconds.n == 20
    assert nine.abandonment_rate.value == pytest.approx(0.3)
    last = nine.outcomes[-1]
    assert last.seconds == pytest.approx(46.416, abs=0.001)
    assert (last.served.share, last.abandoned.share) == pytest.approx((0.7, 0.3))
    assert nine.wait_p90_seconds.value is None
    assert nine.wait_p90_seconds.flags == (NOT_ENOUGH_DATA,)
    assert nine.note == "12 waits are in stretches that reach beyond the period."
    assert only(client).wait_p50_seconds.n == 32


def test_by_hour(client: Client) -> None:
    client.put_store(planned())
    client.ingest(
        Box().batch(
            *seen(range(90)),  # type: ignore[arg-type]
            waiting(10, 360, joined=2),
            waiting(70, 60, joined=5),
        )
    )
    answer = client.queues("lyon", start="2026-05-06T09:00", end="2026-05-06T12:00", by="hour")
    found = {period.label[-5:]: period.queues[0] for period in answer.periods}
    assert [found[hour].joined.value for hour in ("09:00", "10:00", "11:00")] == [2, 5, None]
    assert found["09:00"].mean_length.value == pytest.approx(0.1)
    assert found["11:00"].mean_length.flags == (NOT_ENOUGH_DATA,)


def test_minutes_that_were_not_seen_are_said(client: Client) -> None:
    client.put_store(planned())
    lost = [covered(n, camera="plan", status="offline") for n in range(8, 10)]
    client.ingest(Box().batch(*seen(range(8)), *lost, covered(10, camera="plan"), waiting(2, 540)))  # type: ignore[arg-type]
    length = only(client).mean_length
    assert length.value == pytest.approx(1)
    assert PARTIAL_COVERAGE in length.flags


def test_coverage_of_a_camera_is_not_that_of_the_plan(client: Client) -> None:
    client.put_store(planned())
    client.ingest(Box().batch(covered(0), waiting(0, 60, joined=1)))
    queue = only(client)
    assert (queue.joined.value, queue.mean_length.value) == (None, None)


def live_queue(database: Database, now: datetime) -> LiveQueue:
    [zone] = [zone for zone in planned().zones if zone.zone == "queue"]
    with database.read() as session:
        return live(session, "lyon", zone, now)


def test_what_somebody_who_joins_now_can_expect(client: Client, database: Database) -> None:
    client.put_store(planned())
    client.ingest(
        Box().batch(
            *seen(range(30)),  # type: ignore[arg-type]
            waiting(5, 600, served=9),  # too long ago to tell of now
            *(waiting(number, 120, served=1) for number in range(20, 29)),
            waiting(29, 180, served=1),
        )
    )
    found = live_queue(database, minute(31))
    assert (found.waiting, found.as_of) == (3, minute(30))
    # Ten served in ten busy minutes: one a minute, and three stand before.
    assert found.wait_seconds.value == 240
    assert found.wait_seconds.n == 10
    assert live_queue(database, minute(39)).wait_seconds.value == 240
    stale = live_queue(database, minute(45))
    assert (stale.waiting, stale.as_of, stale.wait_seconds.value) == (None, minute(30), None)
    assert stale.wait_seconds.flags == (NOT_MEASURED,)
    assert "2026-05-06 07:30" in str(stale.wait_seconds.note)


def test_a_minute_without_anybody_has_no_record(client: Client, database: Database) -> None:
    client.put_store(planned())
    client.ingest(
        Box().batch(*seen(range(30)), *(waiting(n, 60, served=1) for n in range(16, 26)))  # type: ignore[arg-type]
    )
    found = live_queue(database, minute(30))
    assert (found.waiting, found.wait_seconds.value) == (0, 0)


def test_a_queue_that_was_never_seen(client: Client, database: Database) -> None:
    client.put_store(planned())
    found = live_queue(database, minute(0))
    assert (found.as_of, found.waiting, found.wait_seconds.value) == (None, None, None)
    answer = client.queues("lyon")
    assert (answer.start, answer.periods) == (None, [])
    assert [queue.zone for queue in answer.live] == ["queue"]


def test_a_store_without_queues_says_so(client: Client) -> None:
    client.ingest(Box().batch(covered(0)))
    answer = client.queues("lyon")
    assert answer.periods[0].queues == answer.live == []
    assert "`queue`" in str(answer.note)


def test_bad_questions(client: Client, database: Database) -> None:
    client.put_store(planned())
    with pytest.raises(ApiError, match="no store 'nice'") as caught:
        client.queues("nice")
    assert caught.value.status == 404
    with pytest.raises(ApiError, match="after from"):
        client.queues("lyon", start="2026-05-07", end="2026-05-05")
    http = httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )
    assert http.get("/v1/stores/lyon/queues", params={"by": "week"}).status_code == 422
