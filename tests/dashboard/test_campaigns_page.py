"""The page Campaigns over the small API: what it says, what it draws, and its form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from api.application import create_app
from api.campaigns.answers import CampaignAsked
from api.client import Client
from api.database import open_database
from dashboard.campaign_form import new_id
from dashboard.campaign_words import signed
from dashboard.words import words
from tests.api.campaign_shop import MONDAY, fill
from tests.api.shop import description
from tests.dashboard import fake_api
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, table, text
from tests.dashboard.test_queues_page import rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def test_the_result_is_a_sentence_with_its_interval(opened: Open, fake: str) -> None:
    page = opened(fake, "campaigns", lang="en")
    assert not page.exception
    assert page.title[0].value == "Campaigns"
    assert page.success[0].value == (
        "Turnover: an effect of +12.3% (+5.2% to +19.3%), that is €3,000.00 (€1,350.00 to "
        "€4,380.00)."
    )
    shown = {
        "footfall": "+12.3%",
        "turnover": "+12.3%",
        "customers": "not measured",
        "zone_visits-shelf": "+12.3%",
        "roi": "140.0%",
    }
    assert {name: figure(page, name) for name in shown} == shown
    said = text(page)
    assert "9 Nov – Sun 15 Nov 2026 · Table de démonstration · against nice · vitrine" in said
    assert "receipts are imported without them" in said
    assert "(extra turnover x margin - spend) / spend" in said
    assert "the budget is taken for it" in said
    assert "Days before that other campaigns ran in are left out." in said


def test_how_sure_it_is_is_said(opened: Open, fake: str) -> None:
    said = text(opened(fake, "campaigns", lang="en"))
    assert "of 8 stretches of the weeks before" in said
    assert "2 deviated from their forecast at least as much" in said
    assert "They deviated 1.21 times as much as the model thought" in said
    assert "on 10 stretches before: +11.0% (+2.0% to +20.0%)" in said
    assert "1 day is left out" in said
    assert "Measured 910, expected 810 without the campaign: 100 (45 to 146)." in said


def test_the_plan_and_what_the_change_is_made_of(opened: Open, fake: str) -> None:
    page = opened(fake, "campaigns", lang="en")
    assert table(page, "gaps") == [
        ["Turnover more", "+6.0%", "+12.3% +5.2% to +19.3%", "+6.3%", "cannot be told"]
    ]
    assert table(page, "gap-parts") == [["Traffic", "-€500.00"], ["Sales per visitor", "€700.00"]]
    assert table(page, "parts") == [
        ["Traffic", "€2,000.00"],
        ["Conversion", "€1,200.00"],
        ["Basket", "-€200.00"],
    ]


def test_the_same_in_french(opened: Open, fake: str) -> None:
    page = opened(fake, "campaigns", lang="fr")
    assert not page.exception
    assert page.title[0].value == "Opérations"
    assert page.success[0].value.startswith("Chiffre d’affaires\u00a0: un effet de +12,3\u202f%")
    said = text(page)
    assert "les tickets sont importés sans eux" in said
    assert "élargi par les placebos" in said
    assert "(chiffre d’affaires en plus × marge − dépense) / dépense" in said


def test_the_series_has_the_campaign_shaded_and_the_band_in_it(opened: Open, fake: str) -> None:
    page = opened(fake, "campaigns", lang="en", series="footfall")
    shade, band, expected, measured = rows(page, 0)
    assert shade == [{"from": "2026-11-09T00:00", "to": "2026-11-16T00:00"}]
    assert len(band) == len(expected) == 7
    assert {(row["low"], row["high"]) for row in band} == {(95.0, 125.0)}
    # Eight weeks before and the campaign; a day that is not known is a gap, not a zero.
    assert len(measured) == 63
    assert [row["day"] for row in measured if row["measured"] is None] == ["2026-10-30T00:00"]
    assert "Of its 7 known days 7 lie above the band" in page.get("vega_lite_chart")[0].proto.alt
    shown = table(page, "days")
    assert len(shown) == 7
    assert shown[0] == ["Mon 9 Nov", "130", "110", "95 to 125"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_without_a_control_no_effect_is_spoken_of(opened: Open, lang: str) -> None:
    with served(fake_api.application(campaigns={"effect": False})) as api:
        page = opened(api, "campaigns", lang=lang)
    assert not page.exception
    said = page.success[0].value
    assert ("difference with the weeks before" if lang == "en" else "différence avec les") in said
    assert "effe" not in said
    reason = "There is no control" if lang == "en" else "Il n’y a pas de témoin"
    assert reason in text(page)


def test_what_cannot_be_told_from_chance_is_no_success(opened: Open) -> None:
    with served(fake_api.application(campaigns={"clear": False})) as api:
        page = opened(api, "campaigns", lang="en")
    assert not page.success
    assert page.info[0].value.startswith("Turnover: no effect can be told from chance.")
    assert "effect not conclusive" in text(page)


def test_a_store_without_campaigns_says_what_to_do(opened: Open) -> None:
    with served(fake_api.application(campaigns={"campaigns": []})) as api:
        page = opened(api, "campaigns", lang="fr")
    assert not page.exception
    assert page.info[0].value.startswith("Pas encore d’opération.")
    assert "chaland campaign add" in page.info[0].value
    assert page.text_input(key="campaign_name").value == ""


def test_adding_one_sends_what_was_written(opened: Open) -> None:
    stores = [fake_api.STORE, fake_api.NEW_STORE]
    app = fake_api.application(stores, campaigns={"campaigns": []})
    with served(app) as api, httpx.Client(trust_env=False) as client:
        page = opened(api, "campaigns", lang="en", store="lyon")
        page.button[0].click().run()
        assert page.error[0].value == "Give a name, a first day and a last day."
        page.text_input(key="campaign_name").set_value("Soldes d’été")
        page.date_input(key="campaign_from").set_value(date(2026, 11, 19))
        page.date_input(key="campaign_to").set_value(date(2026, 11, 17))
        page.button[0].click().run()
        assert page.error[0].value == "The last day is before the first."
        page.date_input(key="campaign_to").set_value(date(2026, 11, 20))
        page.multiselect(key="campaign_controls").set_value(["nice", "zone:shelf"])
        page.number_input(key="campaign_spend").set_value(1234.5)
        page.number_input(key="campaign_margin").set_value(40.0)
        page.number_input(key="campaign_visitors").set_value(900.0)
        page.button[0].click().run()
        assert not page.exception
        [kept] = client.get(f"{api}/v1/stores/lyon/campaigns").json()["campaigns"]
    assert kept["campaign"] == "soldes-dete-2026-11-19"
    assert (kept["from"], kept["to"], kept["zone"]) == ("2026-11-19", "2026-11-20", None)
    assert kept["controls"] == ["nice", "zone:shelf"]
    assert (kept["budget"], kept["spend"], kept["margin"]) == (None, "1234.50", 0.4)
    assert kept["planned"] == {
        "uplift": None,
        "turnover": None,
        "orders": None,
        "visitors": 900,
    }
    assert page.success[0].value.startswith("Turnover: an effect")


def test_what_the_api_refuses_is_told_and_the_form_stays(opened: Open) -> None:
    with served(fake_api.application()) as api:
        page = opened(api, "campaigns", lang="fr")
        page.text_input(key="campaign_name").set_value("Soldes")
        page.text_input(key="campaign_lever").set_value("refuse")
        for end in ("from", "to"):
            page.date_input(key=f"campaign_{end}").set_value(date(2026, 11, 19))
        page.button[-1].click().run()
        assert "Le magasin 'lyon' n’a pas d’opération" in page.error[0].value
        assert page.text_input(key="campaign_name").value == "Soldes"


def test_a_campaign_is_removed(opened: Open) -> None:
    with served(fake_api.application()) as api:
        page = opened(api, "campaigns", lang="en")
        page.button(key="remove:autumn").click().run()
        assert not page.exception
        assert page.info[0].value.startswith("No campaign yet.")


def test_a_server_with_a_token_asks_for_it(opened: Open) -> None:
    with served(fake_api.application(token="s3cret")) as api:  # noqa: S106
        page = opened(api, "campaigns", lang="en")
        assert len(page.button) == 0
        page.text_input(key="campaign_token").set_value("wrong").run()
        assert page.error[0].value == "This is not the server’s token."
        page.text_input(key="campaign_token").set_value("s3cret").run()
        assert not page.error
        page.button(key="remove:autumn").click().run()
        assert page.info[0].value.startswith("No campaign yet.")


@pytest.mark.parametrize(
    ("name", "taken", "found"),
    [
        ("Été !", set(), "ete-2026-11-19"),
        ("", set(), "campaign-2026-11-19"),
        ("夏", {"campaign-2026-11-19"}, "campaign-2026-11-19-2"),
        ("x" * 120, set(), "x" * 49 + "-2026-11-19"),
    ],
)
def test_an_id_is_made_of_the_name(name: str, taken: set[str], found: str) -> None:
    made = new_id(name, date(2026, 11, 19), taken)
    assert made == found
    assert len(made) <= 64


def test_over_the_real_api(opened: Open, tmp_path: Path) -> None:
    """What it shows is what the API answers."""
    first = MONDAY + timedelta(weeks=10)
    asked = {
        "name": "Spring",
        "from": first.isoformat(),
        "to": (first + timedelta(days=6)).isoformat(),
        "controls": ["nice"],
        "spend": "300",
        "planned": {"uplift": 0.1, "turnover": "5000", "visitors": 1000},
    }
    database = open_database(f"sqlite:///{tmp_path / 'chaland.db'}")
    app = create_app(database)
    with Client.in_process(app) as client:
        for seed, store in enumerate(("lyon", "nice")):
            client.put_store(description(store=store))
            fill(database, 77, store=store, factor=lambda day: 1 + 0.3 * (day >= 70), seed=seed)
        client.put_campaign("lyon", "spring", CampaignAsked.model_validate(asked))
        told = {each.measure: each for each in client.campaign_result("lyon", "spring").measures}
    with served(app) as api:
        page = opened(api, "campaigns", lang="en", store="lyon")
    database.close()
    assert not page.exception
    assert not page.error
    for name in ("footfall", "orders", "turnover"):
        assert figure(page, name) == signed(told[name].size.value or 0, words("en"))
    assert figure(page, "zone_visits-table") != ""
    assert len(table(page, "days")) == 7
    # Nice had as much more in these days: nothing was the campaign's.
    assert page.info[0].value.startswith("Turnover: no effect can be told from chance.")
    assert {row[0] for row in table(page, "gaps")} == {"Turnover more", "Turnover", "Visitors"}
    assert len(table(page, "gap-parts")) == 2
