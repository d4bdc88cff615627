"""The page on which a phone tallies, on the real API, in a browser of a phone's size whose
clock the test moves."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.application import create_app
from api.database import open_database
from tests.api.shop import Box, covered, description
from tests.dashboard.conftest import served
from vision.description import OpeningSpan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ALWAYS = (OpeningSpan(opens=time(0), closes=time(0)),)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TOKEN = "s3cret"  # noqa: S105
QUARTER = 15 * 60


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop with an hour that was counted, and a token."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('api') / 'chaland.db'}")
    with served(create_app(database, ingest_token=TOKEN)) as address:
        store = description(opening_hours=dict.fromkeys(DAYS, ALWAYS))  # type: ignore[arg-type]
        batch = Box().batch(*(covered(number) for number in range(240)))
        with owner(address) as client:
            client.put("/v1/stores/lyon", content=store.model_dump_json()).raise_for_status()
            client.post("/v1/ingest", content=batch.model_dump_json()).raise_for_status()
        yield address
    database.close()


def owner(address: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return httpx.Client(base_url=address, headers=headers, trust_env=False)


def drawn(address: str, **plan: Any) -> dict[str, Any]:
    with owner(address) as client:
        answer = client.post("/v1/stores/lyon/audits", json={"line": "entrance"} | plan)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def counted(address: str, audit: dict[str, Any]) -> list[dict[str, Any]]:
    with owner(address) as client:
        path = f"/v1/stores/lyon/audits/{audit['audit']}"
        found: list[dict[str, Any]] = client.get(path).json()["quarters"]
        return found


class Phone:
    """The page of an audit on a phone, and what went wrong on it."""

    def __init__(
        self, browser: Browser, address: str, audit: dict[str, Any], locale: str = "fr-FR"
    ) -> None:
        self.faults: list[str] = []
        self.context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale=locale, has_touch=True, is_mobile=True
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._console)
        self.page.clock.install()
        self.page.goto(f"{address}{audit['page']}#key={audit['key']}")

    def _console(self, message: Any) -> None:
        # A request that the test refuses is logged by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def tap(self, *ids: str) -> None:
        for each in ids:
            self.page.tap(f"#{each}")

    def says(self, text: str) -> None:
        """The sentence begins so: `Envoyé` is also in `Non envoyé`."""
        self.page.wait_for_function(
            "text => document.getElementById('state').textContent.startsWith(text)", arg=text
        )

    def numbers(self) -> tuple[str, str]:
        return self.page.inner_text("#in-count"), self.page.inner_text("#out-count")

    def pass_seconds(self, seconds: float) -> None:
        self.page.clock.fast_forward(int(seconds * 1000))

    def live_seconds(self, seconds: int) -> None:
        """Time in which the page is awake."""
        self.page.clock.run_for(seconds * 1000)

    def to_the_end(self) -> None:
        """Until the quarter-hour is over, and not much longer: the page gives a request twelve
        seconds of the clock that the test moves."""
        while self.page.is_hidden("#end") and "good" not in self.state():
            self.live_seconds(5)

    def state(self) -> str:
        return self.page.get_attribute("#state", "class") or ""

    def close(self) -> None:
        assert self.faults == []
        self.context.close()


def test_a_recording_is_tallied_and_sent(
    browser: Browser,
    api: str,
    tmp_path: Path,
) -> None:
    audit = drawn(api, quarters=1, seed=1)
    phone = Phone(browser, api, audit)
    phone.page.screenshot(path=tmp_path / "list.png")
    assert phone.page.inner_text("#line") == "Entrance"
    phone.page.tap("#quarters button")
    phone.says("Placez l’enregistrement sur")
    assert phone.page.is_disabled("#in")
    phone.tap("run")
    phone.says("Touchez pour chaque passage")
    phone.live_seconds(61)
    phone.tap("in", "in", "out", "in", "undo")
    assert phone.numbers() == ("2", "1")
    phone.page.screenshot(path=tmp_path / "count.png")
    # What was tapped is still there after a reload, and the pause before it took no time.
    phone.tap("run")
    phone.pass_seconds(3000)
    phone.page.reload()
    assert "Non envoyé, gardé sur ce téléphone\u00a0: 3" in phone.page.inner_text("#quarters")
    phone.page.tap("#quarters button")
    assert phone.numbers() == ("2", "1")
    phone.tap("run")
    phone.live_seconds(60)
    phone.tap("out")
    phone.to_the_end()
    phone.says("Envoyé")
    phone.page.screenshot(path=tmp_path / "sent.png")
    [quarter] = counted(api, audit)
    assert (quarter["in"], quarter["out"], quarter["source"]) == (2, 2, "recording")
    phone.tap("back")
    assert "Envoyé à" in phone.page.inner_text("#quarters")
    # What the server no longer has was withdrawn there, and the phone may count it again.
    with owner(api) as client:
        path = f"/v1/stores/lyon/audits/{audit['audit']}/quarters/{quarter['start']}"
        client.delete(path).raise_for_status()
    phone.page.reload()
    assert "À compter, sur l’enregistrement" in phone.page.inner_text("#quarters")
    phone.page.tap("#quarters button")
    assert phone.numbers() == ("0", "0")
    phone.close()


def test_without_a_network_nothing_is_lost_and_it_is_said(
    browser: Browser,
    api: str,
    tmp_path: Path,
) -> None:
    audit = drawn(api, quarters=1, seed=2)
    phone = Phone(browser, api, audit, "en-GB")
    phone.page.tap("#quarters button")
    phone.tap("run")
    phone.tap("in")
    phone.context.set_offline(True)
    phone.tap("out")
    phone.to_the_end()
    phone.says("Not sent: no network")
    phone.page.screenshot(path=tmp_path / "offline.png")
    assert counted(api, audit)[0]["tallied"] is None
    phone.context.set_offline(False)
    phone.says("Sent. The server has all of it: 2.")
    assert (counted(api, audit)[0]["in"], counted(api, audit)[0]["out"]) == (1, 1)
    phone.close()


def test_nobody_must_be_said_with_a_finger(browser: Browser, api: str) -> None:
    audit = drawn(api, quarters=1, seed=3)
    phone = Phone(browser, api, audit, "en-GB")
    phone.page.tap("#quarters button")
    phone.tap("run")
    phone.to_the_end()
    phone.says("The quarter-hour is over.")
    phone.pass_seconds(600)
    assert counted(api, audit)[0]["tallied"] is None
    assert phone.page.inner_text("#send") == "Send: nobody crossed"
    phone.tap("send")
    phone.says("Sent")
    assert (counted(api, audit)[0]["in"], counted(api, audit)[0]["out"]) == (0, 0)
    phone.close()


def test_a_link_without_its_key_keeps_what_was_tapped(
    browser: Browser,
    api: str,
) -> None:
    audit = drawn(api, quarters=1, seed=4)
    phone = Phone(browser, api, audit | {"key": "wrong"}, "en-GB")
    phone.page.tap("#quarters button")
    phone.tap("run", "in")
    phone.to_the_end()
    phone.says("Not sent: this link is no longer valid")
    assert counted(api, audit)[0]["tallied"] is None
    phone.page.goto(f"{api}{audit['page']}?again#key={audit['key']}")
    phone.page.tap("#quarters button")
    # It tries again fifteen seconds after the last time.
    phone.live_seconds(16)
    phone.says("Sent")
    phone.close()


def upcoming(api: str, seed: int) -> tuple[dict[str, Any], float]:
    """One quarter-hour of the hour to come, and the seconds until it begins."""
    now = datetime.now(UTC)
    # Two days ahead: no two tests draw from the same hours.
    day = now + timedelta(days=1 + seed)
    span = {"from": f"{day:%Y-%m-%dT%H:00Z}", "to": f"{day + timedelta(hours=1):%Y-%m-%dT%H:00Z}"}
    audit = drawn(api, quarters=1, upcoming=True, seed=seed, **span)
    start = datetime.fromisoformat(audit["quarters"][0]["start"])
    return audit, (start - datetime.now(UTC)).total_seconds()


def test_on_the_spot_the_clock_runs_by_itself(
    browser: Browser,
    api: str,
    tmp_path: Path,
) -> None:
    audit, wait = upcoming(api, 1)
    phone = Phone(browser, api, audit)
    sent: list[Any] = []

    def take(route: Any) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(json={})

    # The server's own clock has not come so far.
    phone.page.route("**/quarters/**", take)
    phone.page.tap("#quarters button")
    phone.says("Départ automatique")
    assert phone.page.is_disabled("#in")
    phone.pass_seconds(wait - 30)
    phone.page.screenshot(path=tmp_path / "before.png")
    phone.live_seconds(40)
    phone.tap("in")
    phone.live_seconds(60)
    phone.tap("out")
    phone.to_the_end()
    phone.says("Envoyé")
    [body] = sent
    assert body["source"] == "on the spot"
    [(first, way), (second, other)] = body["crossings"]
    assert (way, other) == ("in", "out")
    # The test's own seconds pass too.
    assert 5 <= first <= 40
    assert 55 <= second - first <= 90
    phone.close()


def test_who_comes_late_cannot_count_the_whole(browser: Browser, api: str) -> None:
    audit, wait = upcoming(api, 2)
    phone = Phone(browser, api, audit, "en-GB")
    phone.pass_seconds(wait + 120)
    phone.page.tap("#quarters button")
    phone.says("You came after the beginning")
    assert phone.page.is_disabled("#in")
    phone.pass_seconds(QUARTER)
    assert not phone.page.is_visible("#send")
    phone.close()


def test_a_page_that_slept_does_not_send_by_itself(
    browser: Browser,
    api: str,
    tmp_path: Path,
) -> None:
    audit, wait = upcoming(api, 3)
    phone = Phone(browser, api, audit, "en-GB")
    sent: list[Any] = []
    phone.page.route("**/quarters/**", lambda route: sent.append(route.request.url))
    phone.page.tap("#quarters button")
    phone.pass_seconds(wait - 5)
    phone.live_seconds(20)
    phone.tap("in")
    # The phone was locked for five minutes, then awake to the end.
    phone.pass_seconds(300)
    phone.to_the_end()
    phone.says("This page was asleep for 05:")
    phone.page.screenshot(path=tmp_path / "asleep.png")
    assert sent == []
    assert phone.page.is_visible("#send")
    assert phone.page.is_visible("#drop")
    phone.close()


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_a_thumb_finds_the_buttons(browser: Browser, api: str, locale: str) -> None:
    with owner(api) as client:
        [audit, *_] = client.get("/v1/stores/lyon/audits").json()["audits"]
    phone = Phone(browser, api, audit, locale)
    phone.page.tap("#quarters button")
    for name in ("in", "out"):
        box = phone.page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert box["width"] >= 150
        assert box["height"] >= 250
        assert box["y"] + box["height"] <= 844
    for name in ("undo", "back"):
        box = phone.page.locator(f"#{name}").bounding_box()
        assert box is not None
        assert box["height"] >= 48
    wide, high = phone.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert wide <= 390
    assert high <= 844
    phone.close()
