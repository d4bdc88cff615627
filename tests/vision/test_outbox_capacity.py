from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.vision.sample_records import heat, many, minute
from vision.edge.epoch import Epoch
from vision.edge.outbox import Outbox
from vision.edge.outbox_file import OutboxFullError


def full_of_heat(path: Path) -> tuple[Outbox, Epoch]:
    """An outbox of 300 kB, in which 20 minutes and their heatmaps of 10 kB lie."""
    outbox = Outbox(path, capacity_bytes=300_000)
    epoch = outbox.begin_epoch("lyon", "box")
    for number in range(20):
        outbox.put(epoch, [*minute(number), heat(number, 10_000)])
    assert outbox.state().heat_discarded == 0
    return outbox, epoch


def test_when_full_the_oldest_heat_goes_first_and_is_counted(tmp_path: Path) -> None:
    outbox, epoch = full_of_heat(tmp_path / "outbox.db")
    with closing(outbox):
        for number in range(20, 40):
            outbox.put(epoch, [*minute(number), heat(number, 10_000)])
        state = outbox.state()
        assert state.used_bytes <= 300_000
        batches = list(outbox.batches())
        heats = [each for batch in batches for each in batch.records if each.kind == "heat"]
        assert 0 < len(heats) < 40
        assert state.heat_discarded == 40 - len(heats)
        # The youngest are left, no count is missing, and there is no gap.
        assert [each.start for each in heats] == [heat(n).start for n in range(40)][-len(heats) :]
        assert [batch.records for batch in batches][:40] == [tuple(minute(n)) for n in range(40)]
        assert [batch.seq for batch in batches] == list(range(1, len(batches) + 1))
        assert all(batch.is_intact() for batch in batches)
    with closing(Outbox(tmp_path / "outbox.db")) as again:
        assert again.state().heat_discarded == state.heat_discarded


def test_heat_that_a_server_may_have_goes_after_what_none_has(tmp_path: Path) -> None:
    outbox, epoch = full_of_heat(tmp_path / "outbox.db")
    with closing(outbox):
        offered = [offer for offer, _ in zip(outbox.offers(), range(22), strict=False)]
        for number in range(20, 30):
            outbox.put(epoch, [*minute(number), heat(number, 10_000)])
        left = {offer.seq: offer.sha256 for offer in outbox.offers()}
        assert outbox.state().heat_discarded > 0
        assert {offer.seq: offer.sha256 for offer in offered}.items() <= left.items()


def test_counts_are_never_discarded_for_room(tmp_path: Path) -> None:
    outbox, epoch = full_of_heat(tmp_path / "outbox.db")
    with closing(outbox):
        number = 20
        while outbox.state().heat_discarded < 20 or outbox.state().used_bytes < 295_000:
            outbox.put(epoch, minute(number))
            number += 1
        assert outbox.put(epoch, [heat(0, 10_000)]) is None
        with pytest.raises(OutboxFullError, match="no heatmap is left"):
            outbox.put(epoch, many(number, 100))
        assert outbox.state().heat_discarded == 21
        batches = list(outbox.batches())
        assert [batch.records for batch in batches] == [tuple(minute(n)) for n in range(number)]
        assert outbox.last_minute("door") == minute(number - 1)[0].start
        # There is room again once a server took some.
        outbox.acknowledge(*batches[:100])
        assert outbox.put(epoch, minute(number)) == number + 1
