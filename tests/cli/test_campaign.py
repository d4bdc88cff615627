"""`chaland campaign` on a database file with weeks of two made-up shops."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from api.application import create_app
from api.client import Client
from api.database import open_database
from tests.api.campaign_shop import MONDAY, fill
from tests.api.shop import description
from tests.cli.commands import chaland

WEEKS = 12
FIRST = MONDAY + timedelta(weeks=WEEKS)
DATES = ("--from", str(FIRST), "--to", str(FIRST + timedelta(days=6)))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the database of two shops; in Lyon a week brought a third more."""
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    with Client.in_process(create_app(database)) as client:
        for seed, store in enumerate(("lyon", "nice")):
            client.put_store(description(store=store))
            lifted = 1.35 if store == "lyon" else 1.0
            fill(
                database,
                7 * WEEKS + 7,
                store=store,
                factor=lambda day, lifted=lifted: lifted if day >= 7 * WEEKS else 1.0,  # type: ignore[misc]
                seed=seed,
            )
    database.close()
    return tmp_path


def test_add_list_report_and_remove(shop: Path) -> None:
    lyon = ("--store", "lyon")
    added = chaland(
        "campaign", "add", "spring", *DATES, "--control", "nice", "--spend", "200",
        "--uplift", "0.1", "--name", "Spring", *lyon, cwd=shop,
    )  # fmt: skip
    assert "Spring (spring): 2026-03-30 to 2026-04-05, kept" in added.stdout
    listed = json.loads(chaland("campaign", "list", "--json", *lyon, cwd=shop).stdout)
    assert [each["controls"] for each in listed["campaigns"]] == [["nice"]]
    assert "nice" in chaland("campaign", "list", *lyon, cwd=shop).stdout
    told = chaland("campaign", "report", "spring", *lyon, cwd=shop).stdout
    assert "Effect on turnover: +" in told
    assert "EUR" in told
    assert "plan, uplift: +10.0% planned" in told
    assert "stretches before, in which nothing was done" in told
    assert "(extra turnover - spend) / spend" in told
    report = json.loads(chaland("campaign", "report", "spring", "--json", *lyon, cwd=shop).stdout)
    assert report["verdict"]["low"] < 0.35 < report["verdict"]["high"]
    french = ("--html", "spring.html", "--language", "fr")
    chaland("campaign", "report", "spring", *french, *lyon, cwd=shop)
    page = (shop / "spring.html").read_text("utf-8")
    assert '<html lang="fr">' in page
    assert "Mesuré, à côté de ce qui était attendu sans elle" in page
    assert not re.search(r"https?:|//[a-z]|\bnot conclusive\b|\bmeasured\b", page)
    chaland("campaign", "remove", "spring", *lyon, cwd=shop)
    assert "has no campaign" in chaland("campaign", "list", *lyon, cwd=shop).stderr


def test_without_a_control_the_word_effect_is_not_used(shop: Path) -> None:
    added = chaland(
        "campaign", "add", "s", *DATES, "--control", "none", "--store", "lyon", cwd=shop
    )
    assert "no effect" in added.stderr
    told = chaland("campaign", "report", "s", "--store", "lyon", cwd=shop)
    assert "Difference with the weeks before in turnover: +" in told.stdout
    assert "effect" not in told.stdout.lower()
    assert "no effect can be told: There is no control" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "s", "--from", "2026-04-02", "--to", "2026-04-01"), "before from"),
        (("add", "s", "--from", "soon", "--to", "2026-04-01"), "--from: "),
        (("add", "S!", *DATES), "campaign"),
        (("add", "s", *DATES, "--zone", "cellar"), "no zone 'cellar'"),
        (("add", "s", *DATES, "--control", "paris"), "no store 'paris'"),
        (("report", "s"), "no campaign 's'"),
        (("remove", "s"), "no campaign 's'"),
    ],
)
def test_bad_input_is_one_clear_error(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    control = ("--control", "nice") if arguments[0] == "add" else ()
    result = chaland("campaign", *arguments, *control, "--store", "lyon", cwd=shop, check=False)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
