"""`chaland audit` on a database file with two hours of a made-up shop."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.application import create_app
from api.client import Client
from api.database import open_database
from cli.tally_file import read_tally
from tests.api.shop import Box, description, minute
from tests.api.test_audits import counted, seen
from tests.cli.commands import chaland, warm
from vision.errors import InputError

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the database of a shop."""
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    with Client.in_process(create_app(database)) as client:
        client.put_store(description())
        client.ingest(Box().batch(*counted()))
    database.close()
    return tmp_path


def test_plan_tally_and_report(shop: Path) -> None:
    drawn = json.loads(chaland("audit", "plan", "--seed", "1", "--json", cwd=shop).stdout)
    lines = ["time,direction"]
    for quarter in drawn["quarters"]:
        start = datetime.fromisoformat(quarter["start"])
        for second, way in seen(start):
            when = datetime.fromtimestamp(start.timestamp() + second, PARIS)
            lines.append(f"{when:%Y-%m-%dT%H:%M:%S},{way}")
    (shop / "counted.csv").write_text("\n".join(lines), "utf-8")
    dry = warm("audit", "tally", "counted.csv", "--audit", drawn["audit"], "--dry-run", cwd=shop)
    assert "nothing was written" in dry.stdout
    before = json.loads(warm("audit", "report", "--json", cwd=shop).stdout)
    assert before["lines"][0]["quarters"] == 0
    assert before["counter_errors"][0]["relative"] is None
    sent = chaland("audit", "tally", "counted.csv", "--audit", drawn["audit"], cwd=shop)
    assert "2026-05-06 09:00: 32 in, 17 out" in sent.stdout
    assert "not counted yet" not in sent.stderr
    after = json.loads(chaland("audit", "report", "--json", cwd=shop).stdout)
    [line] = after["lines"]
    assert (line["quarters"], line["gross_error"]) == (8, 0)
    assert after["counter_errors"][0]["relative"] > 0
    shown = warm("audit", "report", cwd=shop)
    assert "100.0%" in shown.stdout
    assert "98% of crossings are counted rightly" in shown.stdout
    assert "off-peak" in shown.stdout


def test_a_tally_is_withdrawn(shop: Path) -> None:
    drawn = json.loads(
        warm("audit", "plan", "--quarters", "8", "--seed", "1", "--json", cwd=shop).stdout
    )
    (shop / "counted.csv").write_text("2026-05-06T09:00,none\n2026-05-06T09:15,none\n", "utf-8")
    warm("audit", "tally", "counted.csv", "--audit", drawn["audit"], cwd=shop)
    for run in (chaland, warm):
        told = run("audit", "withdraw", "2026-05-06T09:15", "--audit", drawn["audit"], cwd=shop)
        assert "2026-05-06 09:15: to be counted again" in told.stdout
    report = json.loads(warm("audit", "report", "--json", cwd=shop).stdout)
    assert (report["lines"][0]["quarters"], report["lines"][0]["waiting"]) == (1, 7)
    other = warm("audit", "withdraw", "2026-05-06T09:07", "--audit", drawn["audit"], cwd=shop,
                    check=False)  # fmt: skip
    assert other.returncode == 2
    assert "has no quarter-hour" in other.stderr


def test_a_plan_says_where_to_count(shop: Path) -> None:
    shown = warm("audit", "plan", "--quarters", "2", "--seed", "3", cwd=shop).stdout
    assert "2 of 8 quarter-hours, seed 3" in shown
    assert "/v1/stores/lyon/audits/" in shown
    assert "Wed 2026-05-06" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "--line", "gate"), "has no line 'gate'"),
        (("plan", "--store", "paris"), "no store 'paris'"),
        (("plan", "--to", "2026-05-05", "--from", "2026-05-05"), "seen whole"),
        (("tally", "none.csv", "--audit", "x"), "no audit 'x'"),
        (("withdraw", "2026-05-06T09:00", "--audit", "x"), "no audit 'x'"),
        (("withdraw", "yesterday", "--audit", "x"), "TIME: 'yesterday' is not a time"),
        (("report", "--store", "paris"), "no store 'paris'"),
    ],
)
def test_bad_input_is_one_clear_error(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    result = warm("audit", *arguments, cwd=shop, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_with_mistakes_is_refused_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "counted.csv"
    path.write_text(
        "time,direction\n"
        "2026-05-06T09:03:17,in\n"
        "yesterday,in\n"
        "2026-05-06T09:03:17,sideways\n"
        "2026-05-06T12:00:00,in\n"
        "2026-10-25T02:30:00,in\n"
        "2026-05-06,in\n",
        "utf-8",
    )
    with pytest.raises(InputError) as caught:
        read_tally(path, PARIS, [minute(0)])
    lines = str(caught.value).splitlines()
    assert [line.removeprefix(f"{path}:").split(":")[0] for line in lines] == list("34567")
    for line, word in zip(
        lines,
        ("not a time", "no direction", "in no quarter-hour", "happened twice", "without a time"),
        strict=True,
    ):
        assert word in line


def test_what_a_file_says(tmp_path: Path) -> None:
    path = tmp_path / "counted.csv"
    path.write_text(
        "heure;sens\n"
        "2026-05-06T09:00:00.900;entrée\n"
        "2026-05-06T07:14:59Z;sortie\n"
        "\n"
        # Two seconds after the first quarter-hour, and in the second.
        "2026-05-06T09:15:02;in\n"
        "2026-05-06T09:30:00;rien\n",
        "utf-8-sig",
    )
    starts = [minute(0), minute(15), minute(30), minute(45)]
    assert read_tally(path, PARIS, starts) == {
        minute(0): [(0, "in"), (899, "out"), (902, "in")],
        # Tapped a second before it began: only beside what was counted in it.
        minute(15): [(-1, "out"), (2, "in")],
        minute(30): [],
    }


def test_a_time_at_the_edge_does_not_say_that_the_neighbour_was_counted(tmp_path: Path) -> None:
    path = tmp_path / "counted.csv"
    path.write_text("2026-05-06T09:14:58,in\n", "utf-8")
    assert read_tally(path, PARIS, [minute(0), minute(15)]) == {minute(0): [(898, "in")]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"time,direction\n", "no line is of a quarter-hour"),
        (b"2026-05-06T09:00:00,in,3\n", "3 columns"),
        (b"\xff\xfe2\x000", "not UTF-8"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "counted.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_tally(path, PARIS, [minute(0)])
