"""The clock goes back an hour, with the box running and while it sends."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.quarantine import Decision
from tests.faults.minutes import (
    CAMERAS,
    DEVICE,
    STORE,
    assert_whole,
    people,
    put_minutes,
    records_of,
    start_of,
)
from tests.faults.network import drain, served
from vision.edge import uploader
from vision.edge.outbox import Outbox, WrittenMinuteError


def test_a_clock_that_goes_back_replaces_nothing_and_the_gap_shows(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        put_minutes(outbox, range(60), ["door"])
    with closing(Outbox(path)) as again:
        epoch = again.resume_epoch(STORE, DEVICE)
        last = again.last_minute("door")
        assert last == start_of(59)
        # It is 60 to 119; the clock says 0 to 59.
        for number in range(60):
            with pytest.raises(WrittenMinuteError):
                again.put(epoch, records_of("door", number))
        # It was set right.
        for number in range(120, 150):
            again.put(epoch, records_of("door", number))
    with served(tmp_path / "server.db") as (address, client):
        drain(path, address)
        assert client.gaps(STORE).epochs == []
        kpis = client.kpis(
            STORE, start=start_of(0).isoformat(), end=start_of(150).isoformat(), grain="total"
        )
        [period] = kpis.periods
        seen = [*range(60), *range(120, 150)]
        assert period.footfall.value == sum(people("door", n) for n in seen)
        assert period.coverage.minutes_expected == 150
        assert period.coverage.minutes_covered == len(seen)


@pytest.mark.parametrize("hours", [-1, 1])
def test_what_is_sent_under_a_wrong_clock_is_kept_apart_and_can_be_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(hours=hours)

    path = tmp_path / "outbox.db"
    with closing(Outbox(path)) as outbox:
        put_minutes(outbox, range(30))
        epoch = outbox.resume_epoch(STORE, DEVICE)
    with served(tmp_path / "server.db") as (address, client):
        monkeypatch.setattr(uploader, "datetime", Wrong)
        stats = drain(path, address)
        assert (stats.sent, stats.quarantined) == (120, 120)
        monkeypatch.undo()
        with closing(Outbox(path)) as outbox:
            put_minutes(outbox, range(30, 60))
        assert drain(path, address).quarantined == 0
        held = client.quarantine(STORE)
        assert held.total == 120
        assert client.store(STORE).first == start_of(30)
        assert client.gaps(STORE).epochs == []
        release = Decision(decision="release", device=DEVICE, epoch=str(epoch.id))
        assert client.decide_quarantine(STORE, release).decided == 120
        assert client.store(STORE).first == start_of(0)
    batches = 60 * len(CAMERAS) + len(CAMERAS)
    assert_whole(tmp_path / "server.db", dict.fromkeys(CAMERAS, 60), batches=batches)
