"""`chaland outbox`: what waits, what was refused, and letting it wait again."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import chaland, warm
from tests.vision.test_outbox import minute
from vision.edge.outbox import Outbox


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A box's, in whose outbox one batch waits and two were refused."""
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        epoch = outbox.begin_epoch("lyon", "box")
        for number in range(3):
            outbox.put(epoch, minute(number))
        first, second, _ = outbox.batches()
        outbox.set_aside(first, 409, "batch_conflict")
        outbox.set_aside(second, 422, "invalid")
    return tmp_path


def test_it_says_what_was_refused_and_lets_it_wait_again(folder: Path) -> None:
    said = chaland("outbox", folder, cwd=folder).stdout
    assert "1 batches wait" in said
    assert "1 batches were refused: 409 batch_conflict" in said
    assert "1 batches were refused: 422 invalid" in said
    again = warm("outbox", "outbox.db", "--retry", cwd=folder).stdout
    assert "3 batches wait" in again
    assert "2 of those that wait had been refused" in again
    answer = json.loads(warm("outbox", folder, "--json", cwd=folder).stdout)
    assert (answer["waiting"], answer["set_aside"], answer["refusals"]) == (3, 0, {})


def test_it_makes_no_outbox_where_there_is_none(tmp_path: Path) -> None:
    refused = warm("outbox", "else.db", cwd=tmp_path, check=False)
    assert refused.returncode == 2
    assert "else.db: there is no outbox" in refused.stderr
    assert list(tmp_path.iterdir()) == []
