"""`chaland quarantine` on a local database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.application import create_app
from api.client import Client
from api.database import open_database
from tests.api.shop import Box, covered, description
from tests.cli.commands import chaland, warm


def test_batches_are_listed_and_decided_about(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    box = Box()
    with Client.in_process(create_app(database)) as api:
        api.put_store(description())
        batches = [box.batch(covered(number)) for number in range(3)]
        api.ingest_batches(batches, sent_at=datetime.now(UTC) - timedelta(hours=2))
    database.close()

    shown = chaland("quarantine", "list", "lyon", "--limit", "2", cwd=tmp_path)
    assert "2026-05-06 07:01" in shown.stdout
    assert "s behind" in shown.stdout
    assert "2 of 3" in shown.stderr

    unnamed = warm("quarantine", "discard", "lyon", "box-1", "--to", "2", cwd=tmp_path, check=False)
    assert unnamed.returncode == 2
    assert "--epoch" in unnamed.stderr

    one = ("--epoch", str(box.epoch), "--from", "2", "--to", "2")
    discarded = chaland("quarantine", "discard", "lyon", "box-1", *one, cwd=tmp_path)
    assert "1 batch of box-1 discarded" in discarded.stdout
    released = chaland("quarantine", "release", "lyon", "box-1", cwd=tmp_path)
    assert "2 batches of box-1 released" in released.stdout
    left = warm("quarantine", "list", "lyon", "--json", cwd=tmp_path)
    assert json.loads(left.stdout) == {"total": 0, "batches": []}
