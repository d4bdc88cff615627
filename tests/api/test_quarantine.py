"""Batches of a wrong clock: received, in no figure, and decided about by the operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.quarantine import Decision
from tests.api.shop import NINE, Box, covered, crossed, minute
from tests.api.test_ingest_batches import people
from vision.records import Batch, CoverageRecord, HeatRecord


def ahead(minutes: int) -> CoverageRecord:
    """A minute that begins so long from now."""
    start = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return covered(0).model_copy(update={"start": start})


def statuses(client: Client, *batches: Batch, sent_at: datetime | None = None) -> list[str]:
    answers = client.ingest_batches(batches, sent_at=sent_at).answers
    return [answer.acknowledgement.status for answer in answers if answer.acknowledgement]


def decide(client: Client, batch: Batch, decision: Any, **seqs: int) -> int:
    return client.decide_quarantine(
        "lyon",
        Decision(decision=decision, device=batch.device, epoch=str(batch.epoch), **seqs),
    ).decided


def test_records_of_the_future_are_kept_apart(client: Client, database: Database) -> None:
    box = Box()
    good, bad = box.batch(covered(0), crossed(0, 3)), box.batch(ahead(60), crossed(1, 4))
    assert statuses(client, good, bad) == ["stored", "quarantined"]
    assert client.ingest(bad).status == "quarantined"
    assert people(database) == 3
    [held] = client.quarantine("lyon").batches
    assert (held.device, held.seq, held.reason, held.skew_seconds) == ("box-1", 2, "future", None)
    assert (held.first, held.last) == (minute(1), bad.records[0].start)


def test_the_minute_that_is_closing_is_not_the_future(client: Client) -> None:
    assert statuses(client, Box().batch(ahead(2))) == ["stored"]


def test_a_heatmap_that_ends_in_the_future_is_kept_apart(client: Client) -> None:
    start = datetime.now(UTC).replace(second=0, microsecond=0)
    heat = HeatRecord(
        camera="door",
        start=start,
        end=start + timedelta(minutes=40),
        rows=1,
        cols=1,
        person_milliseconds="eNpjYGBgAAAABAAB",
        passages="eNpjYGBgAAAABAAB",
    )
    assert statuses(client, Box().batch(heat)) == ["quarantined"]


@pytest.mark.parametrize("off", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_sender_with_a_wrong_clock_is_not_believed(client: Client, off: timedelta) -> None:
    batch = Box().batch(covered(0))
    assert statuses(client, batch, sent_at=datetime.now(UTC) + off) == ["quarantined"]
    [held] = client.quarantine("lyon").batches
    assert held.reason == "clock"
    assert held.skew_seconds == pytest.approx(off.total_seconds(), abs=60)


def test_it_was_received_so_there_is_no_gap(client: Client) -> None:
    box = Box()
    batches = [box.batch(covered(0)), box.batch(ahead(60)), box.batch(covered(1))]
    contiguous = [client.ingest(batch).contiguous for batch in batches]
    assert contiguous == [1, 2, 3]
    assert client.gaps("lyon").epochs == []


def test_other_content_under_its_number_is_a_conflict(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(ahead(60)))
    with pytest.raises(ApiError, match="other content"):
        client.ingest(box.batch(ahead(61), seq=1))


def test_released_it_counts_once(client: Client, database: Database) -> None:
    batch = Box().batch(covered(0), crossed(0, 5))
    late = datetime.now(UTC) - timedelta(hours=2)
    assert statuses(client, batch, sent_at=late) == ["quarantined"]
    assert people(database) == 0
    assert decide(client, batch, "release") == 1
    assert people(database) == 5
    assert client.quarantine("lyon").total == 0
    # Decided again, and sent again.
    assert decide(client, batch, "release") == 0
    assert decide(client, batch, "discard") == 0
    assert statuses(client, batch, sent_at=late) == ["already stored"]
    assert people(database) == 5


def test_released_late_it_brings_nothing_old_back(client: Client, database: Database) -> None:
    old, new = Box(), Box(started=NINE + timedelta(days=1))
    held = old.batch(covered(0), crossed(0, 5))
    statuses(client, held, sent_at=datetime.now(UTC) - timedelta(hours=2))
    client.ingest(new.batch(covered(0), crossed(0, 4)))
    decide(client, held, "release")
    assert people(database) == 4


def test_discarded_it_never_counts(client: Client, database: Database) -> None:
    batch = Box().batch(covered(0), crossed(0, 5))
    late = datetime.now(UTC) - timedelta(hours=2)
    statuses(client, batch, sent_at=late)
    assert decide(client, batch, "discard") == 1
    assert statuses(client, batch) == ["already stored"]
    assert decide(client, batch, "release") == 0
    assert people(database) == 0


def test_some_of_a_device_s_batches_are_decided_about(client: Client, database: Database) -> None:
    box = Box()
    batches = [box.batch(covered(n), crossed(n, 1)) for n in range(5)]
    statuses(client, *batches, sent_at=datetime.now(UTC) - timedelta(hours=2))
    assert decide(client, batches[0], "release", first_seq=2, last_seq=3) == 2
    assert [held.seq for held in client.quarantine("lyon").batches] == [1, 4, 5]
    assert people(database) == 2
    assert decide(client, batches[0], "release") == 3
    assert people(database) == 5


def test_all_of_a_device_are_decided_about_at_once(client: Client, database: Database) -> None:
    late = datetime.now(UTC) - timedelta(hours=2)
    one, new, other = Box(), Box(started=NINE + timedelta(days=1)), Box(device="box-2")
    held = [box.batch(covered(n), crossed(n, 1)) for n, box in enumerate((one, new, other))]
    statuses(client, *held, sent_at=late)
    decided = client.decide_quarantine("lyon", Decision(decision="release", device="box-1"))
    assert (decided.decided, people(database)) == (2, 2)
    assert [each.device for each in client.quarantine("lyon").batches] == ["box-2"]


def test_numbers_without_their_epoch_mean_nothing() -> None:
    with pytest.raises(ValueError, match="name it too"):
        Decision(decision="release", device="box-1", last_seq=3)


def test_the_list_is_cut_and_says_how_many_there_are(client: Client) -> None:
    box = Box()
    batches = [box.batch(covered(n)) for n in range(5)]
    statuses(client, *batches, sent_at=datetime.now(UTC) - timedelta(hours=2))
    listed = client.quarantine("lyon", limit=2)
    assert (listed.total, [held.seq for held in listed.batches]) == (5, [1, 2])


def test_what_is_not_there_cannot_be_decided_about(client: Client) -> None:
    with pytest.raises(ApiError, match="None of these") as caught:
        decide(client, Box().batch(covered(0)), "release")
    assert caught.value.status == 404
    with pytest.raises(ApiError, match="no store 'nice'"):
        client.quarantine("nice")
