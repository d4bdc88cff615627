"""The whole path: real film and a receipts file to the conversion, on the API and on the page."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.commands import chaland, environment

CHROMIUM = Path("/usr/bin/chromium")
SALES = 2

SITE = """\
version: 1
store: {{id: lyon, name: Lyon Part-Dieu, timezone: Europe/Paris, currency: EUR}}
privacy: {{controller: Chaland SARL, contact: privacy@example.com, notice: at the door}}
detector: {{model: "{model}", threads: 1}}
cameras:
  - id: table
    source: "{film}"
    starts_at: 2026-11-21T10:00:00+01:00
    analysis_fps: 3
    lines:
      - {{id: gate, role: entrance, start: {start}, end: {end}}}
    zones:
      - {{id: table, name: Round table, polygon: {zone}}}
"""

# A BOM, semicolons, decimal commas, a name that must be dropped, and a row without an amount.
RECEIPTS = """\
\ufeffticket;date;heure;montant TTC;articles;nom du client
A1;21/11/2026;10:01;12,50;1;Camille Canary
A2;21/11/2026;10:02;1 007,00;3;Camille Canary
A3;21/11/2026;10:02;;2;Camille Canary
"""


def wilson(sales: int, visitors: int) -> tuple[float, float]:
    """Wilson (1927), equation by hand, so that nothing of the product is used to check it."""
    z = 1.959963984540054
    share = sales / visitors
    middle = (share + z * z / (2 * visitors)) / (1 + z * z / visitors)
    half = (
        z
        * math.sqrt(share * (1 - share) / visitors + z * z / (4 * visitors**2))
        / (1 + z * z / visitors)
    )
    return middle - half, middle + half


@pytest.fixture(scope="module")
def truth(evaluation: Path) -> dict[str, Any]:
    text = (evaluation / "footage" / "one-by-one.truth.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, evaluation: Path, yolo: Path, truth: dict[str, Any]
) -> Path:
    """A folder in which the film was counted and the receipts were imported, both twice."""
    folder = tmp_path_factory.mktemp("shop")
    width, height = truth["size"]

    def shares(points: list[list[float]]) -> str:
        return json.dumps([[x / width, y / height] for x, y in points])

    (folder / "site.yaml").write_text(
        SITE.format(
            model=yolo,
            film=evaluation / "footage" / truth["file"],
            start=shares([truth["line"]["start"]])[1:-1],
            end=shares([truth["line"]["end"]])[1:-1],
            zone=shares(truth["table_zone_feet"]),
        ),
        "utf-8",
    )
    (folder / "receipts.csv").write_text(RECEIPTS, "utf-8")
    for _ in range(2):
        answer = json.loads(chaland("run", "site.yaml", "--json", cwd=folder).stdout)
        assert answer["batches"]["delivered"] > 0
        assert answer["batches"]["waiting"] == 0
        chaland("import", "sales", "receipts.csv", "--site", "site.yaml", cwd=folder)
    return folder


@contextmanager
def served(folder: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", "0"],
        cwd=folder,
        env=environment() | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+?:\d+", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@pytest.fixture(scope="module")
def period(shop: Path) -> dict[str, Any]:
    report = json.loads(chaland("report", "--json", cwd=shop).stdout)
    (store,) = report["stores"]
    (period,) = store["periods"]
    loaded: dict[str, Any] = period
    return loaded


def test_counted_and_imported_twice_is_counted_once(
    period: dict[str, Any], truth: dict[str, Any]
) -> None:
    assert period["footfall"]["value"] == truth["line"]["left_to_right"]
    assert period["exits"]["value"] == truth["line"]["right_to_left"]
    assert period["transactions"]["value"] == SALES
    assert period["sales"]["value"] == "1019.50"
    (zone,) = period["zones"]
    assert zone["visits"] == truth["table_zone_visits"]


def test_conversion_and_its_interval_are_what_hand_arithmetic_gives(
    period: dict[str, Any], truth: dict[str, Any]
) -> None:
    visitors = truth["line"]["left_to_right"]
    low, high = wilson(SALES, visitors)
    assert period["conversion"]["value"] == pytest.approx(SALES / visitors)
    assert period["conversion"]["n"] == visitors
    assert period["conversion"]["low"] == pytest.approx(low)
    assert period["conversion"]["high"] == pytest.approx(high)
    assert "counter error not measured" in period["conversion"]["flags"]
    assert period["atv"]["value"] == "509.75"
    assert period["upt"]["value"] == 2.0
    assert float(period["sales_per_visitor"]["value"]) == pytest.approx(1019.5 / visitors, abs=0.01)


def test_the_whole_film_is_covered(period: dict[str, Any]) -> None:
    coverage = period["coverage"]
    assert coverage["basis"] == "observed span"
    assert coverage["share"] == pytest.approx(1, abs=0.005)


def test_what_became_of_every_receipt_is_told(shop: Path) -> None:
    result = chaland("import", "sales", "receipts.csv", "--site", "site.yaml", "--json", cwd=shop)
    told = json.loads(result.stdout)
    assert (told["rows_read"], told["rows_kept"], told["rows_rejected"]) == (3, 2, 1)
    assert told["rows_unchanged"] == 2
    assert [(r["line"], r["reason"]) for r in told["rejected"]] == [(4, "no amount")]
    assert told["amount"] == "1019.50"
    assert told["ignored_columns"] == ["nom du client"]


def test_nobodys_name_is_anywhere(shop: Path) -> None:
    written = [path for path in shop.iterdir() if path.name != "receipts.csv"]
    assert any(path.suffix == ".db" for path in written)
    for path in written:
        assert b"Canary" not in path.read_bytes(), path.name


def test_the_api_and_the_page_show_the_same_conversion(
    shop: Path, truth: dict[str, Any], tmp_path: Path
) -> None:
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is missing: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright

    low, high = wilson(SALES, truth["line"]["left_to_right"])
    with served(shop) as address:
        answer = httpx.get(f"{address}/api/v1/stores/lyon/kpis", timeout=30).json()
        (period,) = answer["periods"]
        assert period["conversion"]["value"] == pytest.approx(SALES / 6)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            page = browser.new_page(viewport={"width": 1440, "height": 1200}, locale="en-GB")
            page.goto(f"{address}/?store=lyon&lang=en")
            for text in (
                f"{SALES / 6:.1%}",
                f"{low * 100:.1f}",
                f"{high * 100:.1f}",
            ):
                expect(page.get_by_text(text).first).to_be_visible(timeout=60_000)
            page.screenshot(path=tmp_path / "overview.png")
            browser.close()
