"""The pages over the real API: what they show is what hand arithmetic gives, and every sentence
that the API says has its French."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.application import create_app
from api.database import open_database
from dashboard.words import words
from dashboard.words.server import known, parts
from tests.api.shop import Box, covered, crossed, description, heated, visited
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, html, table, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

RECEIPTS = """ticket;date;montant;articles
1;06/05/2026 09:10;10,00;1
2;06/05/2026 09:20;20,50;3
3;06/05/2026 09:40;30,00;2
"""
DAY = {"from": "2026-05-06", "to": "2026-05-06"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop that was open for an hour: 20 people in, 3 receipts."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('api') / 'chaland.db'}")
    with served(create_app(database)) as address, httpx.Client(trust_env=False) as client:
        for store in (description(), description(store="nice")):
            body = store.model_dump_json()
            client.put(f"{address}/v1/stores/{store.store}", content=body).raise_for_status()
        records = [
            *(
                covered(number, camera=camera)
                for number in range(60)
                for camera in ("door", "aisle")
            ),
            crossed(5, 12),
            crossed(30, 8, u_turns=1),
            crossed(45, 17, "out", re_entries=2),
            crossed(46, 0, re_entries=2),
            visited(10, 6, 90.0, stops=4),
            heated(0, 60, [[0, 0, 4], [0, 8, 0]]),
        ]
        batch = Box().batch(*records)
        client.post(f"{address}/v1/ingest", content=batch.model_dump_json()).raise_for_status()
        client.post(
            f"{address}/v1/stores/lyon/sales?date_order=dmy",
            files={"file": ("till.csv", RECEIPTS.encode())},
        ).raise_for_status()
        yield address
    database.close()


def test_the_cards_are_what_hand_arithmetic_gives(opened: Open, api: str) -> None:
    page = opened(api, lang="en", store="lyon")
    assert not page.exception
    assert figure(page, "footfall") == "20"
    assert figure(page, "conversion") == "15.0%"
    assert figure(page, "sales") == "€60.50"
    assert figure(page, "atv") == "€20.17"
    assert figure(page, "upt") == "2.00"
    # 60.50 ÷ 20 = 3.025, the half cent up.
    assert figure(page, "sales_per_visitor") == "€3.03"
    # Wilson, 3 of 20, 95 %.
    assert "5.2% to 36.0%" in text(page)
    assert table(page, "zones")[0][1:3] == ["6", "4"]
    assert table(page, "zones")[0][5:] == ["not enough data"] * 3, "no histogram was released"
    assert table(page, "lines")[0][1:] == ["20", "17", "not measured", "1", "2"]


def test_the_chart_has_the_watched_hour(opened: Open, api: str) -> None:
    rows = table(opened(api, lang="en", store="lyon", grain="hour"), "periods")
    assert rows == [["Wed 6 May, 09:00", "20", "100%"]]


def test_the_heatmap_is_the_recorded_one(opened: Open, api: str) -> None:
    page = opened(api, "heatmap", lang="en", store="lyon", camera="aisle")
    assert not page.exception
    assert figure(page, "hottest") == "8"
    page = opened(api, "heatmap", lang="fr", store="lyon", camera="door")
    assert "La caméra 'door' n’a pas de chaleur" in page.info[0].value


@pytest.mark.parametrize("page", ["", "heatmap"])
def test_a_store_that_was_only_described_says_what_to_do(opened: Open, api: str, page: str) -> None:
    test = opened(api, page, lang="fr", store="nice")
    assert "n’a encore aucune minute comptée" in test.info[0].value


def test_a_store_without_receipts_says_so(opened: Open, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    with served(create_app(database)) as address, httpx.Client(trust_env=False) as client:
        body = description().model_dump_json()
        client.put(f"{address}/v1/stores/lyon", content=body).raise_for_status()
        batch = Box().batch(*(covered(number) for number in range(60)), crossed(5, 12))
        client.post(f"{address}/v1/ingest", content=batch.model_dump_json()).raise_for_status()
        page = opened(address, lang="en")
        said = list(sentences(client, address))
    database.close()
    assert figure(page, "footfall") == "12"
    assert figure(page, "sales") == "no data: import sales"
    assert unknown(said) == []


def test_the_health_of_a_store_counted_from_films_is_not_judged(opened: Open, api: str) -> None:
    page = opened(api, "health", lang="en", store="lyon")
    assert not page.exception
    assert not page.success
    assert "Lyon: no box has ever said how it does" in text(page)
    assert {row[1] for row in table(page, "cameras")} == {"not watched over"}
    # Of May, and today is later: the day is told too.
    assert table(page, "cameras")[0][2] == "Wed 6 May, 09:59"


def sentences(client: httpx.Client, address: str) -> Iterator[str]:
    """Every text that the API gives to be read."""
    for grain in ("total", "day", "hour"):
        query = {"grain": grain, **DAY}
        answer = client.get(f"{address}/v1/stores/lyon/kpis", params=query).json()
        yield from readable(answer["periods"])
        for key in ("conversion", "staff", "opening_hours", "re_entry"):
            yield answer["policy"][key]
        yield from answer["policy"]["staff_rules"].values()
    yield from readable(client.get(f"{address}/v1/stores/lyon/audit-results").json())
    for camera in ("door", "aisle"):
        for measure in ("dwell", "passages"):
            query = {"camera": camera, "measure": measure, **DAY}
            heat = client.get(f"{address}/v1/stores/lyon/heatmap", params=query).json()
            yield heat["unit"]
            yield from readable(heat)


def test_every_sentence_about_audits_has_its_french(api: str) -> None:
    said: list[str] = []
    with httpx.Client(trust_env=False, base_url=f"{api}/v1/stores/lyon") as client:

        def draw(**plan: Any) -> dict[str, Any]:
            answer = client.post("/audits", json={"line": "entrance", **plan})
            found: dict[str, Any] = answer.json()
            if "error" in found:
                said.extend(
                    found["error"][key] for key in ("message", "hint") if found["error"][key]
                )
            return found

        draw(**{"from": "2026-05-01", "to": "2026-05-01"})
        draw(upcoming=True, **{"from": "2126-05-01", "to": "2126-05-01"})
        draw(upcoming=True, **{"from": "2026-05-01", "to": "2026-05-01"})
        draw(**{"from": "2026-05-02", "to": "2026-05-01"})
        draw(**{"from": "2024-05-02", "to": "2026-05-01"})
        audit = draw(quarters=4, seed=1)
        draw()
        path = f"/audits/{audit['audit']}/quarters"
        for quarter in audit["quarters"]:
            for taps in ([], [[5, "in"]] * 12, [[5, "in"]] * 60):
                body = {"source": "recording", "crossings": taps}
                client.put(f"{path}/{quarter['start']}", json=body).raise_for_status()
                said += readable(client.get("/audit-results").json())
    assert len(set(said)) >= 10
    assert unknown(said) == []


def readable(answer: Any) -> Iterator[str]:
    if isinstance(answer, list):
        for part in answer:
            yield from readable(part)
    elif isinstance(answer, dict):
        for key, value in answer.items():
            if key in ("note", "method", "why", "reason") and value:
                yield value
            elif key == "flags":
                yield from value
            else:
                yield from readable(value)


def unknown(said: list[str]) -> list[str]:
    def lost(text: str) -> list[str]:
        if known(text):
            return []
        pieces = parts(text)[::2]
        return [text] if pieces == [text] else [each for piece in pieces for each in lost(piece)]

    return sorted({each for text in said for each in lost(text)})


def test_every_sentence_of_the_api_has_its_french(opened: Open, api: str) -> None:
    with httpx.Client(trust_env=False) as client:
        said = list(sentences(client, api))
    assert len(said) > 50
    assert unknown(said) == []
    page = opened(api, lang="fr", store="lyon")
    french, english = words("fr"), text(page)
    for sentence in set(said):
        if french.server(sentence) != sentence:
            assert not re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", english), sentence
    assert "données insuffisantes" in html(page)
