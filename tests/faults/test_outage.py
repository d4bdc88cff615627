"""Weeks without a network, on a fast clock; then everything at once."""

from __future__ import annotations

import logging
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.minutes import CAMERAS, assert_whole, put_minutes
from tests.faults.network import drain, served
from vision.edge.outbox import DEFAULT_CAPACITY, Outbox
from vision.edge.uploader import UploadSettings

_log = logging.getLogger(__name__)
DAY = 24 * 60
ROOM_DAYS = 30


@pytest.mark.parametrize(
    "minutes", [60, pytest.param(14 * DAY, marks=pytest.mark.long, id="14 days")]
)
def test_an_outage_ends_with_every_count_delivered(tmp_path: Path, minutes: int) -> None:
    path, database = tmp_path / "outbox.db", tmp_path / "server.db"
    began = time.monotonic()
    with closing(Outbox(path)) as outbox:
        put_minutes(outbox, range(minutes))
        state = outbox.state()
    written = time.monotonic() - began
    batches = (minutes + minutes // 60) * len(CAMERAS)
    assert (state.waiting, state.heat_discarded) == (batches, 0)
    on_disk = sum(each.stat().st_size for each in tmp_path.glob("outbox.db*"))
    room = state.used_bytes / minutes * DAY * ROOM_DAYS
    assert room < DEFAULT_CAPACITY
    with served(database) as (address, client):
        began = time.monotonic()
        stats = drain(path, address, UploadSettings(idle=0.02))
        drained = time.monotonic() - began
        assert client.gaps("lyon").epochs == []
    assert (stats.sent, stats.set_aside, stats.quarantined) == (batches, 0, 0)
    assert_whole(database, dict.fromkeys(CAMERAS, minutes), batches=batches)
    _log.info(
        "%d batches: %.1f MB on disk, written in %.0f s, drained in %.0f s; %d days take %.0f MB",
        *(batches, on_disk / 1e6, written, drained, ROOM_DAYS, room / 1e6),
    )
