from __future__ import annotations

from datetime import timedelta

import pytest

from api.client import Client
from api.errors import ApiError
from tests.api.shop import NINE, Box, covered


def test_a_whole_epoch_has_no_gap(client: Client) -> None:
    box = Box()
    for number in range(3):
        client.ingest(box.batch(covered(number)))
    assert client.gaps("lyon").epochs == []


def test_what_never_came_is_told_by_number(client: Client) -> None:
    box = Box()
    batches = [box.batch(covered(number)) for number in range(12)]
    for seq in (1, 2, 5, 6, 8, 12):
        client.ingest(batches[seq - 1])
    [epoch] = client.gaps("lyon").epochs
    assert (epoch.device, epoch.epoch) == (box.device, str(box.epoch))
    assert (epoch.contiguous, epoch.highest, epoch.missing) == (2, 12, 6)
    assert [(gap.first, gap.last) for gap in epoch.gaps] == [(3, 4), (7, 7), (9, 11)]
    for seq in (3, 4, 7, 9, 10, 11):
        client.ingest(batches[seq - 1])
    assert client.gaps("lyon").epochs == []


def test_a_first_batch_that_never_came_is_a_gap(client: Client) -> None:
    client.ingest(Box().batch(covered(0), seq=3))
    [epoch] = client.gaps("lyon").epochs
    assert [(gap.first, gap.last) for gap in epoch.gaps] == [(1, 2)]


def test_devices_and_epochs_have_their_own(client: Client) -> None:
    one, other = Box(device="box-1"), Box(device="box-2", started=NINE + timedelta(days=1))
    client.ingest(one.batch(covered(0), seq=1))
    client.ingest(one.batch(covered(1), seq=3))
    client.ingest(other.batch(covered(2), seq=2))
    found = [(epoch.device, epoch.missing) for epoch in client.gaps("lyon").epochs]
    assert found == [("box-2", 1), ("box-1", 1)]


def test_many_gaps_are_counted_and_some_shown(client: Client) -> None:
    box = Box()
    for seq in range(2, 302, 2):
        client.ingest(box.batch(covered(seq), seq=seq))
    [epoch] = client.gaps("lyon").epochs
    assert (epoch.missing, len(epoch.gaps)) == (150, 100)


def test_a_store_that_is_not_known(client: Client) -> None:
    with pytest.raises(ApiError, match="no store 'nice'"):
        client.gaps("nice")
