"""A box whose token is changed while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.application import create_app
from api.client import Client
from api.database import Database, open_database
from api.errors import ApiError
from api.models import BatchReceipt
from cli.token_file import replacing
from tests.api.shop import description
from tests.dashboard.conftest import served
from tests.faults.whole_box import FastTime, WholeBox

TOKEN = "s3cret"  # noqa: S105
GIVE_UP = 120.0


@pytest.mark.long
def test_a_box_takes_up_a_token_that_was_rotated(tmp_path: Path) -> None:
    file = tmp_path / "box.token"
    database = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    with served(create_app(database, ingest_token=TOKEN)) as address:
        with Client(address, TOKEN) as owner:
            owner.put_store(description())
            first = owner.enrol(owner.make_enrolment_code("lyon").code, "box").token
            _write(file, first)
            clock = FastTime(datetime.now(UTC) - timedelta(days=2))
            box = WholeBox(tmp_path, address, clock, "--token-file", str(file))
            try:
                box.start()
                _wait(lambda: _received(database) > 0, box)
                with Client(address, first) as old:
                    _write(file, old.rotate_token("lyon", "box").token)
                _wait(lambda: not owner.devices("lyon").devices[0].pending, box)
                before = _received(database)
                _wait(lambda: _received(database) > before, box)
                box.stop()
            finally:
                box.end()
        with Client(address, first) as old, pytest.raises(ApiError) as refused:
            old.rotate_token("lyon", "box")
        assert refused.value.status == 401
    database.close()
    assert TOKEN not in box.log.read_text()
    assert first not in box.log.read_text()


def _write(file: Path, token: str) -> None:
    with replacing(file) as write:
        write(token)


def _received(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(BatchReceipt)) or 0


def _wait(condition: Callable[[], bool], box: WholeBox) -> None:
    give_up = time.monotonic() + GIVE_UP
    while not condition():
        assert time.monotonic() < give_up, box.log.read_text()
        time.sleep(0.05)
