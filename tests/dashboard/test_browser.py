"""The real process in a real browser: its pages, wide and narrow, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.dashboard.test_server import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

WIDTHS = (1440, 390)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running("--port", "0") as (_, address):
        yield address


class Visitor:
    """A page, and what went wrong on it."""

    def __init__(self, browser: Browser, site: str, width: int) -> None:
        self.site = site
        self.faults: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.set_default_timeout(60_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        ours = (self.site, self.site.replace("http", "ws"), "data:", "blob:")
        if not request.url.startswith(ours):
            self.faults.append(f"foreign request: {request.url}")

    def open(self, path: str, done: str) -> None:
        """Until ``done``, the last thing of the page, is there."""
        self.page.goto(self.site + path)
        self.page.wait_for_selector(done, state="attached")
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")

    def figure(self, name: str) -> str:
        return self.page.inner_text(f"[data-figure={name}]")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate(
            "Math.max(...[...document.querySelectorAll('[data-testid=stMain], body')]"
            ".map(element => element.scrollWidth)) - window.innerWidth"
        )
        return wide


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_overview_equals_the_api(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/?lang={lang}&period=all&grain=hour", "[data-table=methods]")
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"{site}/api/v1/stores/lyon/kpis?grain=total").json()
    period = answer["periods"][0]
    visitors, share = period["footfall"]["value"], period["conversion"]["value"]
    if lang == "en":
        assert visitor.figure("footfall") == f"{visitors:,}"
        assert visitor.figure("conversion") == f"{share:.1%}"
    else:
        assert visitor.figure("footfall") == f"{visitors:,}".replace(",", "\u202f")
        assert visitor.figure("conversion") == f"{share:.1%}".replace(".", ",").replace(
            "%", "\u202f%"
        )
    visitor.page.wait_for_selector("[data-testid=stVegaLiteChart] canvas, .vega-embed svg")
    titles = {"en": "Overview", "fr": "Vue d’ensemble"}
    assert visitor.page.inner_text("h1") == titles[lang]
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "overview.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("view", "last"), [("heat", "hottest"), ("difference", "more")])
def test_the_plan_is_drawn(
    browser: Browser, site: str, view: str, last: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/heatmap?lang=en&camera=plan&view={view}&hour=11:00", f"[data-figure={last}]")
    picture = visitor.page.locator(".ch-picture img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1024
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(16 / 20, rel=0.02)
    assert visitor.page.inner_text(".ch-picture span") == "Trottoir"
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "plan.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_heatmap_equals_the_api(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/heatmap?lang={lang}&measure=passages&day=2026-11-20", "[data-figure=hottest]")
    with httpx.Client(trust_env=False) as client:
        query = {"camera": "door", "from": "2026-11-20", "to": "2026-11-20", "measure": "passages"}
        answer = client.get(f"{site}/api/v1/stores/lyon/heatmap", params=query).json()
    assert visitor.figure("hottest") == f"{answer['max']:.0f}"
    picture = visitor.page.locator(".ch-picture img")
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1024
    assert "Porte" in (picture.get_attribute("alt") or "")
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(1280 / 720, rel=0.02)
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "heatmap.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_audits_equal_the_api(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/audit?lang={lang}", "[data-table=audit-5e1f2a90c3d4]")
    with httpx.Client(trust_env=False) as client:
        [line] = client.get(f"{site}/api/v1/stores/lyon/audit-results").json()["lines"]
    share = f"{line['accuracy']['value']:.1%}"
    if lang == "fr":
        share = share.replace(".", ",").replace("%", "\u202f%")
    assert visitor.figure("accuracy-door") == share
    link = visitor.page.locator("a[href*='/tally']")
    assert (link.get_attribute("href") or "").startswith("/api/v1/stores/lyon/audits/")
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "audit.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_health_equals_the_api(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/health?lang={lang}", "[data-table=boxes]")
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"{site}/api/v1/stores/lyon/health").json()
    shown = visitor.page.locator("[data-finding]").evaluate_all(
        "found => found.map(each => each.dataset.finding)"
    )
    assert shown == [found["code"] for found in answer["findings"]]
    assert visitor.page.locator("[data-table=cameras] tbody tr").count() == len(answer["cameras"])
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "health.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_journey_equals_the_api(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/journey?lang={lang}&period=all", "[data-table=methods]")
    days = {"from": "2026-11-16", "to": "2026-11-22"}
    with httpx.Client(trust_env=False) as client:
        answer = client.get(f"{site}/api/v1/stores/lyon/journeys", params=days).json()
    [period] = answer["periods"]
    stages = visitor.page.locator("[data-stage]")
    assert stages.count() == len(period["funnel"])
    lengths = visitor.page.locator(".ch-track").evaluate_all(
        "tracks => tracks.map(track => track.firstElementChild.offsetWidth / track.offsetWidth)"
    )
    most = max(stage["people"]["value"] for stage in period["funnel"])
    assert lengths == pytest.approx(
        [stage["people"]["value"] / most for stage in period["funnel"]], abs=0.01
    )
    drawn = visitor.page.locator("[data-testid=stVegaLiteChart] canvas, .vega-embed svg")
    drawn.first.wait_for()
    box = drawn.first.bounding_box()
    assert box is not None
    assert box["width"] <= width
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "journey.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_queues_equal_the_api(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/queues?lang={lang}&period=all", "[data-table=methods]")
    with httpx.Client(trust_env=False) as client:
        days = {"from": "2026-11-16", "to": "2026-11-22"}
        answer = client.get(f"{site}/api/v1/stores/lyon/queues", params=days).json()
    [queue] = answer["periods"][0]["queues"]
    assert visitor.figure("joined-queue") == f"{queue['joined']['value']:.0f}"
    drawn = visitor.page.locator("[data-testid=stVegaLiteChart]")
    drawn.nth(1).wait_for()
    assert drawn.count() == 2
    assert visitor.page.locator("[data-table=outcomes-queue] tbody tr").count() == 3
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "queues.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_campaign_is_drawn(
    browser: Browser, site: str, lang: str, width: int, tmp_path: Path
) -> None:
    visitor = Visitor(browser, site, width)
    visitor.open(f"/campaigns?lang={lang}", "[data-table=methods]")
    assert visitor.figure("turnover") == ("+12.3%" if lang == "en" else "+12,3\u202f%")
    drawn = visitor.page.locator("[data-testid=stVegaLiteChart]")
    drawn.wait_for()
    assert drawn.count() == 1
    assert visitor.overflow() <= 0
    visitor.page.screenshot(path=tmp_path / "campaigns.png", full_page=True)
    assert visitor.faults == []
    visitor.page.close()


def test_language_and_page_change_without_losing_the_choice(browser: Browser, site: str) -> None:
    visitor = Visitor(browser, site, 1440)
    page = visitor.page
    visitor.open("/?lang=en&period=day", "[data-table=methods]")
    page.get_by_role("radio", name="Français").click()
    page.wait_for_selector("h1:has-text('Vue d’ensemble')")
    page.wait_for_url("**lang=fr**")
    assert "period=day" in page.url
    page.get_by_role("link", name="Carte de chaleur").click()
    page.wait_for_selector("[data-figure=hottest]")
    page.wait_for_url("**/heatmap?**lang=fr**")
    page.get_by_role("radio", name="Passages").click()
    page.wait_for_url("**measure=passages**")
    page.get_by_role("link", name="Vue d’ensemble").click()
    page.wait_for_selector("[data-table=methods]", state="attached")
    page.wait_for_url("**period=day**")
    assert visitor.faults == []
    page.close()


def test_pages_ask_the_api_of_their_own_process_at_once(browser: Browser, site: str) -> None:
    """A page waits for the API in a thread of the process that answers; many at once still end."""
    visitors = [Visitor(browser, site, 1440) for _ in range(6)]
    for visitor in visitors:
        visitor.page.goto(f"{site}/heatmap?hour=12:00", wait_until="commit")
    for visitor in visitors:
        visitor.page.wait_for_selector("[data-figure=hottest]")
        assert visitor.faults == []
        visitor.page.close()


def test_a_fault_of_ours_is_a_sentence_without_its_insides(browser: Browser) -> None:
    with running("--port", "0", "--broken") as (_, site):
        visitor = Visitor(browser, site, 390)
        visitor.open("/?lang=fr", "[data-testid=stAlert]")
        words = visitor.page.inner_text("[data-testid=stMain]")
        assert "Cette page a échoué" in words
        assert "Mars" not in words
        assert visitor.page.locator("[data-testid=stMain] a[href^=http]").count() == 0
        assert visitor.faults == []
        visitor.page.close()
