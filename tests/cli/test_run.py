"""`chaland run` and what it says of bad input. The detector is a network that sees nobody."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.commands import chaland, environment, warm
from tests.cli.empty_shop import SITE, write_shop
from tests.vision.films import write_film
from tests.vision.models import candidates, write_model
from tests.vision.test_outbox import minute
from vision.edge.outbox import Outbox


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a site, a network that sees nobody, and a film of four seconds."""
    write_shop(tmp_path)
    return tmp_path


def test_an_empty_film_is_covered_and_holds_nobody(shop: Path) -> None:
    result = chaland("run", "site.yaml", "--until-end", "--json", cwd=shop)
    answer = json.loads(result.stdout)
    (camera,) = answer["cameras"]
    assert camera["frames"] == {"decoded": 40, "analysed": 20, "damaged": 0}
    assert camera["tracks"] == 0
    (line,) = camera["lines"]
    assert line == {"name": "gate", "in": 0, "out": 0, "u_turns": 0, "re_entries": 0}
    report = json.loads(chaland("report", "--json", cwd=shop).stdout)
    (period,) = report["stores"][0]["periods"]
    assert period["coverage"]["minutes_covered"] > 0
    assert period["conversion"]["value"] is None


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda shop: (shop / "film.mkv").unlink(), "no such film"),
        (lambda shop: (shop / "film.mkv").write_text("dear diary\n" * 99), "this is a text file"),
        (lambda shop: (shop / "model" / "model.bin").unlink(), "its .bin may be missing"),
        (lambda shop: (shop / "site.yaml").write_text(SITE + "nonsense: 1\n"), "10:1 nonsense"),
        (
            lambda shop: (shop / "site.yaml").write_text(SITE.replace("    starts_at", "    #")),
            "does not say when it was filmed",
        ),
    ],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_bad_input_is_one_clear_error(
    shop: Path, command: str, break_it: object, message: str
) -> None:
    break_it(shop)  # type: ignore[operator]
    result = warm(command, "site.yaml", cwd=shop, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (shop / "chaland.db").exists()


def test_a_cut_film_is_counted_as_far_as_it_goes_and_said_to_be_cut(shop: Path) -> None:
    film = shop / "film.mkv"
    film.write_bytes(film.read_bytes()[: film.stat().st_size * 6 // 10])
    result = chaland("run", "site.yaml", "--json", cwd=shop)
    (camera,) = json.loads(result.stdout)["cameras"]
    assert camera["cut"] is True
    assert 5 <= camera["frames"]["analysed"] < 20
    assert "is cut after" in result.stderr


def test_without_a_server_nothing_is_lost(shop: Path) -> None:
    # Port 9 (discard) of this machine: nothing listens there.
    result = chaland(
        "run", "site.yaml", "--server", "http://127.0.0.1:9/api", cwd=shop, check=False
    )
    assert result.returncode == 2
    assert "Nothing is lost" in result.stderr
    assert "Traceback" not in result.stderr
    waiting = _count(shop / "chaland-outbox.db", "batch")
    assert waiting > 0
    answer = json.loads(chaland("run", "site.yaml", "--json", cwd=shop).stdout)
    assert answer["batches"]["delivered"] == 2 * waiting
    assert _count(shop / "chaland-outbox.db", "batch") == 0


def test_a_batch_that_is_refused_is_set_aside_and_holds_up_no_other(shop: Path) -> None:
    with closing(Outbox(shop / "chaland-outbox.db")) as outbox:
        outbox.put(outbox.begin_epoch("lyon", "films"), minute(0))
        outbox._db.execute("UPDATE batch SET sha256 = ?", ("0" * 64,))
    result = chaland("run", "site.yaml", "--json", cwd=shop, check=False)
    assert result.returncode == 1
    batches = json.loads(result.stdout)["batches"]
    assert batches["delivered"] > 0
    assert (batches["waiting"], batches["set_aside"]) == (0, 1)
    assert "refused 1 batches for what they are (422" in result.stderr
    assert "chaland outbox chaland-outbox.db --retry" in result.stderr


def test_records_can_be_kept_in_the_outbox(shop: Path) -> None:
    answer = json.loads(chaland("run", "site.yaml", "--keep", "--json", cwd=shop).stdout)
    assert answer["batches"]["waiting"] > 0
    assert not (shop / "chaland.db").exists()


def test_ctrl_c_leaves_whole_minutes_in_the_outbox(shop: Path) -> None:
    write_film(shop / "film.mkv", seconds=900, size=(64, 48))
    # A network as large as this takes its time: the film lasts longer than the test waits.
    write_model(
        shop / "model", candidates([(32, 32, 20, 40, [0.0])]), input_shape=(1, 3, 1280, 1280)
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "run", "site.yaml"],
        cwd=shop,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in its background has Ctrl-C ignored, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    outbox = shop / "chaland-outbox.db"
    for _ in range(600):
        time.sleep(0.1)
        if process.poll() is not None or (outbox.exists() and _count(outbox, "batch") >= 1):
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "stopped" in said
    assert "Traceback" not in said
    for (records,) in sqlite3.connect(outbox).execute("SELECT records FROM batch"):
        coverage = [record for record in json.loads(records) if record["kind"] == "coverage"]
        assert [record["frames_analysed"] for record in coverage] == [300]


def _count(path: Path, table: str) -> int:
    try:
        (count,) = sqlite3.connect(path).execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    except sqlite3.OperationalError:
        return 0
    return int(count)


def test_the_doctor_says_what_it_finds(tmp_path: Path) -> None:
    found = json.loads(chaland("doctor", "--json", cwd=tmp_path).stdout)
    assert found["opencv"]["ok"] is True
    assert found["python"]["ok"] is True


def test_a_server_open_to_the_network_needs_a_token(tmp_path: Path) -> None:
    result = warm("serve", "--host", "0.0.0.0", cwd=tmp_path, check=False)  # noqa: S104
    assert result.returncode == 2
    assert "CHALAND_TOKEN" in result.stderr
