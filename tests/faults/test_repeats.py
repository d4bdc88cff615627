"""Batches that come three times, in any order."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.application import create_app
from api.client import Client
from api.database import open_database
from tests.api.shop import description
from tests.faults.minutes import CAMERAS, assert_whole, put_minutes
from vision.edge.outbox import Outbox


@pytest.mark.parametrize("seed", range(2))
def test_the_same_batch_three_times_in_shuffled_order_counts_once(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        put_minutes(outbox, range(60))
        batches = list(outbox.batches())
    number = len(batches)
    sent = [batch for batch in batches for _ in range(3)]
    chance.shuffle(sent)
    opened = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    with Client.in_process(create_app(opened)) as client:
        client.put_store(description())
        statuses = []
        while sent:
            many = chance.randrange(1, 80)
            answers = client.ingest_batches(sent[:many], sent_at=datetime.now(UTC)).answers
            statuses += [each.acknowledgement.status for each in answers if each.acknowledgement]
            del sent[:many]
        assert Counter(statuses) == {"stored": number, "already stored": 2 * number}
        assert client.gaps("lyon").epochs == []
    opened.close()
    assert_whole(tmp_path / "server.db", dict.fromkeys(CAMERAS, 60), batches=number)
