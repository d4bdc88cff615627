"""`chaland edge` as it runs in a shop, on a film played as a camera."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import chaland, environment
from tests.cli.empty_shop import write_shop
from tests.vision.test_metrics import free_port
from vision.edge.outbox import Outbox


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a site whose one camera is a film played again and again."""
    write_shop(tmp_path)
    site = tmp_path / "site.yaml"
    lines = [line for line in site.read_text("utf-8").splitlines() if "starts_at" not in line]
    text = "\n".join(lines).replace("source: film.mkv", "source: loop:film.mkv")
    assert "loop:" in text
    site.write_text(text, "utf-8")
    return tmp_path


@contextmanager
def running(shop: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "edge", "site.yaml", "--trust-clock", *options],
        cwd=shop,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def health(port: int) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            told: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        told = json.load(error)
    except OSError:
        return {"healthy": None}
    return told


def test_a_box_counts_until_it_is_told_to_stop_and_leaves_its_minute(shop: Path) -> None:
    port = free_port()
    with running(shop, "--listen", f"127.0.0.1:{port}") as process:
        until = time.monotonic() + 120
        while health(port)["healthy"] is not True:
            assert time.monotonic() < until, health(port)
            assert process.poll() is None, process.stdout and process.stdout.read()
            time.sleep(0.2)
        second = chaland("edge", "site.yaml", "--listen", "off", cwd=shop, check=False)
        assert second.returncode != 0
        assert "another box is at work in this folder" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    with closing(Outbox(shop / "chaland-state" / "outbox.db")) as outbox:
        records = [record for batch in outbox.batches() for record in batch.records]
        assert outbox.last_minute("door") is not None
    coverage = [record for record in records if record.kind == "coverage"]
    assert coverage
    assert coverage[0].frames_analysed > 0
    assert coverage[0].frames_expected == 300, "a camera's minute is expected whole"
    assert coverage[0].status == "degraded"


def test_a_film_is_no_live_camera(shop: Path) -> None:
    site = shop / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("loop:film.mkv", "film.mkv"), "utf-8")
    refused = chaland("edge", "site.yaml", cwd=shop, check=False)
    assert refused.returncode != 0
    assert "is a film" in refused.stderr
    assert "loop:film.mkv" in refused.stderr
