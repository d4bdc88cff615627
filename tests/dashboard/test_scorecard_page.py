"""The page Scorecard over the small API, and over the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import httpx
import pytest

from analytics.scorecard.missing import Import
from api.application import create_app
from api.database import open_database
from api.scorecard.answers import Key
from dashboard.scorecard_words import part_title, title, wanted
from dashboard.words import words
from tests.api.shop import Box, covered, crossed, planned, visiting
from tests.dashboard import fake_api
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, html, table, text
from tests.dashboard.test_real_api import readable, unknown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

FACTS = {
    "web": "Date,Sessions,Purchases\n2026-05-06,160,2\n",
    "campaigns": "Day,Campaign,Cost,Conv. value\n2026-05-06,A,100.00,400.00\n",
    "customers": "Date,Store,New customers\n2026-05-06,Lyon,8\n",
    "repeat": "Start,End,Customers,Repeat customers\n2026-05-06,2026-05-06,40,4\n",
    "cohorts": "Cohort,Months since,Customers,Revenue\n2026-01,0,40,900.00\n",
    "reviews": "Date,NPS,Rating\n" + "2026-05-06,9,5\n" * 6,
    "responses": "Date,Seconds\n" + "2026-05-06,100\n" * 6,
    "social": "Date,Network,Followers,Impressions,Engagements\n2026-05-06,X,100,1000,20\n",
}


def test_cards_have_value_interval_n_and_definition(opened: Open, fake: str) -> None:
    page = opened(fake, "scorecard", lang="en", period="week")
    assert not page.exception
    assert page.title[0].value == "Scorecard"
    assert figure(page, "multichannel") == "5.0%"
    assert figure(page, "store") == "15.0%"
    assert figure(page, "acquisition_cost") == "€125.00"
    said = text(page)
    for words_of in (
        "4.0% to 6.6%",
        "€63.44 to €289.54",
        "n = 1,000",
        "(sale tickets + web orders) / (visitors in + web sessions) · 5 of 7 days known",
        "most are lost before “Stopped there”",
        "counter error not measured",
        "visits seen in part",
        "A session is not a person",
    ):
        assert words_of in said, words_of


def test_what_was_not_imported_says_the_command_in_either_language(opened: Open, fake: str) -> None:
    page = opened(fake, "scorecard", lang="en", period="week")
    assert figure(page, "per_impression") == "no data: import social networks"
    assert "chaland import facts FILE --site SITE --kind social" in text(page)
    page = opened(fake, "scorecard", lang="fr", period="week")
    assert page.title[0].value == "Tableau de bord phygital"
    shown = figure(page, "per_impression")
    assert shown == "pas de données\u00a0: importez les réseaux sociaux"
    command = "chaland import facts FILE --site SITE --kind social"
    assert f"Lancez\u00a0: <code>{command}</code>." in html(page)


def test_a_margin_that_is_given_is_kept_in_the_address(opened: Open, fake: str) -> None:
    page = opened(fake, "scorecard", lang="en", period="week")
    assert figure(page, "return_on_investment") == "not measured"
    page = opened(fake, "scorecard", lang="en", period="week", margin="40")
    assert figure(page, "return_on_investment") == "-10.0%"
    assert "attributed by the platform: not incremental" in text(page)
    page.number_input[0].set_value(75).run()
    assert figure(page, "return_on_investment") == "25.0%"
    assert page.query_params["margin"] == "75"
    page = opened(fake, "scorecard", lang="en", period="week", margin="much", promised="7")
    assert figure(page, "return_on_investment") == "not measured"


def test_a_store_without_counts_has_its_scorecard(opened: Open) -> None:
    with served(fake_api.application([fake_api.NEW_STORE])) as api:
        page = opened(api, "scorecard", lang="en")
    assert not page.exception
    assert "Nice · no data yet" in text(page)
    assert figure(page, "multichannel") == "5.0%"


@pytest.mark.parametrize("filled", [False, True])
def test_over_the_real_api_every_sentence_has_its_french(
    opened: Open, tmp_path: Path, filled: bool
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    with served(create_app(database)) as address, httpx.Client(trust_env=False) as client:
        store = f"{address}/v1/stores/lyon"
        client.put(store, content=planned().model_dump_json()).raise_for_status()
        if filled:
            fill(client, address)
        answers = [
            client.get(f"{store}/scorecard", params=query).raise_for_status().json()
            for query in ({}, {"margin": "0.4"}, {"from": "2026-05-01", "to": "2026-05-06"})
        ]
        page = opened(address, "scorecard", lang="fr", period="all")
    database.close()
    assert not page.exception
    said = [text for answer in answers for text in readable(answer["entries"])]
    for entry in (entry for answer in answers for entry in answer["entries"]):
        said += [entry["formula"], *entry["assumptions"]]
    assert len(set(said)) > 30
    assert unknown(said) == []
    if filled:
        assert figure(page, "multichannel") == "6,0\u202f%"
        assert figure(page, "acquisition_cost") == "12,50\u00a0€"
        assert figure(page, "seen_whole") == "60,0\u202f%"
        assert figure(page, "median") == "2 min 30 s"
    else:
        assert figure(page, "multichannel").startswith("pas de données")
        assert "importez" in figure(page, "net_promoter_score")
    assert len(table(page, "methods")) >= 15


def fill(client: httpx.Client, address: str) -> None:
    store = f"{address}/v1/stores/lyon"
    cameras = [covered(number, camera=each) for number in range(30) for each in ("door", "plan")]
    visits = visiting(0, 30, 50, whole=30, reached=40, stopped=10)
    batch = Box().batch(*cameras, crossed(5, 40), visits)
    client.post(f"{address}/v1/ingest", content=batch.model_dump_json()).raise_for_status()
    rows = "".join(f"{number},2026-05-06 09:{number:02},25.00\n" for number in range(10))
    till = {"file": ("till.csv", f"Ticket,Datetime,Amount\n{rows}".encode())}
    client.post(f"{store}/sales", files=till).raise_for_status()
    for kind, content in FACTS.items():
        files: Any = {"file": ("facts.csv", content.encode())}
        client.post(f"{store}/facts?kind={kind}", files=files).raise_for_status()


def test_every_key_has_its_words() -> None:
    english, french = words("en"), words("fr")
    for key in get_args(Key):
        assert title(key, english) != key
        assert title(key, french) != title(key, english) or key == "satisfaction"
    for imported in get_args(Import):
        assert wanted(imported, french).startswith("pas de données")
    assert part_title("by_value", french) == "En valeur"
