from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.vision.sample_records import heat, minute
from vision.edge.backlog import Backlog
from vision.edge.outbox import Outbox, WrittenMinuteError
from vision.edge.outbox_file import NotKeptError


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.db")) as box:
        yield box


def test_a_backlog_keeps_what_the_disk_refuses_and_puts_it_in_order(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    backlog = Backlog(outbox)
    backlog.put(epoch, minute(0))
    # As many pages as it has now.
    outbox._db.execute("PRAGMA max_page_count=1")
    number = 0
    while not backlog.held:
        number += 1
        backlog.put(epoch, minute(number))
    with pytest.raises(NotKeptError, match="full"):
        outbox.put(epoch, minute(number))
    for later in range(1, 30):
        backlog.put(epoch, minute(number + later))
    assert backlog.held == 30
    assert backlog.last_error is not None
    outbox._db.execute("PRAGMA max_page_count=1000000")
    assert backlog.flush() == 0
    assert (backlog.lost, backlog.last_error) == (0, None)
    assert [batch.records for batch in outbox.batches()] == [
        tuple(minute(n)) for n in range(number + 30)
    ]
    assert [batch.seq for batch in outbox.batches()] == list(range(1, number + 31))


def test_a_backlog_is_bounded_and_counts_what_it_gives_up(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    backlog = Backlog(outbox, limit=10)
    outbox._db.execute("PRAGMA query_only=1")
    for number in range(8):
        backlog.put(epoch, minute(number))
    backlog.put(epoch, [heat(8)])
    for number in range(9, 13):
        backlog.put(epoch, minute(number))
    assert (backlog.held, backlog.lost) == (10, 3)
    outbox._db.execute("PRAGMA query_only=0")
    backlog.flush()
    # First the heatmap, then the oldest minutes.
    kept = [batch.records[0].start for batch in outbox.batches()]
    assert kept == [minute(n)[0].start for n in (2, 3, 4, 5, 6, 7, 9, 10, 11, 12)]


def test_a_backlog_does_not_hold_what_can_never_be_put(outbox: Outbox) -> None:
    epoch = outbox.begin_epoch("lyon", "box")
    backlog = Backlog(outbox)
    backlog.put(epoch, minute(5))
    with pytest.raises(WrittenMinuteError):
        backlog.put(epoch, minute(4))
    backlog.put(epoch, minute(6))
    assert (backlog.held, outbox.pending()) == (0, 2)
