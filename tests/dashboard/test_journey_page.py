"""The page Journey over the small API: the funnel with what is missing, rates, moves and paths."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pyarrow.ipc
import pytest

from analytics.journeys import JourneySums, funnel, rates
from dashboard import journey_words
from dashboard.words import words
from tests.analytics.sights import sight
from tests.dashboard import fake_api, fake_journeys
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, html, table, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

LANGUAGES = (words("en"), words("fr"))


def stage(page: AppTest, name: str) -> tuple[str, str, str]:
    """The classes of a stage, its bar's style ("" without one), and its words."""
    found = re.search(rf'<li class="([^"]*)" data-stage="{name}">(.*?)</li>', html(page), re.DOTALL)
    assert found, f"no stage {name} on the page"
    bar = re.search(r'style="(.*?)"', found[2])
    written = unescape(re.sub(r"<[^>]+>", " ", found[2]))
    return found[1], bar[1] if bar else "", " ".join(written.split())


def ribbons(page: AppTest) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The points of each ribbon."""
    drawn = page.get("vega_lite_chart")[0].proto
    sent = {
        one.name: pyarrow.ipc.open_stream(one.data.data).read_all().to_pylist()
        for one in drawn.datasets
    }
    rows = sent[json.loads(drawn.spec)["layer"][0]["data"]["name"]]
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["from"], row["to"]), []).append(row)
    return found


def test_the_funnel_has_people_shares_and_intervals(opened: Open, fake: str) -> None:
    page = opened(fake, "journey", lang="en", period="all")
    assert not page.exception
    assert page.title[0].value == "Journey"
    kinds, bar, words_of = stage(page, "stopped")
    assert (kinds, bar) == ("", "width:max(9.26%, 3px)")
    assert words_of == (
        "Stopped there 200 62.5% of those who reached a zone 61.5% to 63.5% "
        "50.0% of the visits 49.0% to 51.0%"
    )
    assert stage(page, "outside")[1] == "width:max(100.00%, 3px)"
    # The share of the visits is not said twice.
    assert stage(page, "queued")[2] == "Queued 160 40.0% of the visits 39.0% to 41.0%"


def test_how_much_was_seen_stands_beside_everything(opened: Open, fake: str) -> None:
    said = "62% of the visits were seen from door to door"
    words_of = text(opened(fake, "journey", lang="en", period="all"))
    # Above all, funnel, two groups of rates, moves and paths; in no card besides.
    assert words_of.count(said) == 6
    assert "visits seen in part" not in words_of


def test_what_is_not_measured_is_greyed_with_its_reason(opened: Open) -> None:
    known = {"journeys": fake_journeys.journey(street=False)}
    with served(fake_api.application(journeys=known)) as api:
        page = opened(api, "journey", lang="en", period="all")
        french = opened(api, "journey", lang="fr", period="all")
    for name in ("outside", "looked"):
        kinds, bar, words_of = stage(page, name)
        assert "ch-unmeasured" in kinds
        assert bar == ""
        assert "not measured" in words_of
        assert "draw a zone of the type `street`" in words_of
    assert stage(page, "entered")[2] == "Came in 360"
    for name in ("capture_rate_of_passers_by", "capture_rate_of_traffic"):
        assert figure(page, name) == "not measured"
    assert "Aucune rue n’est vue" in stage(french, "outside")[2]


def test_nobody_is_not_what_was_not_told(opened: Open) -> None:
    zero = fake_journeys.journey() | {"funnel": [fake_journeys.stage("visits", 0)]}
    for known, shown in ((zero, "0"), (fake_journeys.untold(), "not enough data")):
        with served(fake_api.application(journeys={"journeys": known})) as api:
            page = opened(api, "journey", lang="en", period="all")
        assert not page.exception
        assert figure(page, "visits") == shown
        assert stage(page, "visits")[1] == ""
    assert page.info[0].value == fake_journeys.UNTOLD
    # Said once above, not at each stage.
    assert "No visits" not in stage(page, "visits")[2]


RATES = {
    "en": (
        "Capture rate of passers-by 20.0% 19.0% to 21.0% people who came in / people who passed by "
        "and did not · n = 1,800 Capture rate of traffic 16.7% 15.7% to 17.7% people who came in / "
        "people who passed by or came in · n = 2,160"
    ),
    "fr": (
        "Taux de captation des passants 20,0 % de 19,0 % à 21,0 % personnes entrées / personnes "
        "passées sans entrer · n = 1 800 Taux de captation du flux 16,7 % de 15,7 % à 17,7 % "
        "personnes entrées / personnes passées ou entrées · n = 2 160"
    ),
}


@pytest.mark.parametrize("lang", RATES)
def test_both_capture_rates_have_name_and_definition(opened: Open, fake: str, lang: str) -> None:
    # split() also takes the spaces that do not break.
    said = " ".join(text(opened(fake, "journey", lang=lang, period="all")).split())
    assert RATES[lang] in said


def test_rates_that_the_data_do_not_bear_say_why(opened: Open, fake: str) -> None:
    page = opened(fake, "journey", lang="fr", period="all")
    assert figure(page, "window_entry_rate") == "données insuffisantes"
    assert "3 personnes à la vitrine\u00a0; il en faut au moins 5." in text(page)
    assert figure(page, "turn_back_rate") == "5,0\u202f%"
    assert figure(page, "backtracking_rate") == "11,0\u202f%"
    assert figure(page, "hesitation_rate") == "7,5\u202f%"


def test_moves_to_and_fro_are_two_ribbons(opened: Open, fake: str) -> None:
    page = opened(fake, "journey", lang="en", period="all")
    drawn = ribbons(page)
    assert len(drawn) == len(fake_journeys.LINKS)
    there = drawn["Table de démonstration", "Rayon <promo>"]
    back = drawn["Rayon <promo>", "Table de démonstration"]
    wide, thin = (points[0]["bottom"] - points[0]["top"] for points in (there, back))
    assert wide == pytest.approx(2 * thin)
    assert drawn["Door", "Table de démonstration"][0]["share"] == "62.5%"
    assert ("Rayon <promo>", "Out of sight") in drawn
    alt = page.get("vega_lite_chart")[0].proto.alt
    assert "Door to Table de démonstration, 200" in alt
    rows = table(page, "flows")
    assert rows[0] == ["Door", "Table de démonstration", "200", "62.5% 61.5% to 63.5%"]
    assert len(rows) == len(fake_journeys.LINKS)


def test_paths_end_with_the_others(opened: Open, fake: str) -> None:
    page = opened(fake, "journey", lang="fr", period="all")
    rows = table(page, "paths")
    assert rows[0][:2] == ["Table de démonstration → File → Caisse", "90"]
    assert rows[-1][:2] == ["Tous les autres parcours", "118"]
    assert len(rows) == 13
    assert len(table(page, "more-paths")) == 2
    assert "au moins 10 visites d’un jour" in text(page)
    assert "<promo>" not in html(page)


def test_without_moves_and_paths_it_says_so(opened: Open) -> None:
    known = {
        "journeys": fake_journeys.journey() | {"paths": []},
        "flows": fake_journeys.flow() | {"links": []},
    }
    with served(fake_api.application(journeys=known)) as api:
        page = opened(api, "journey", lang="en", period="all")
    assert not page.exception
    assert not page.get("vega_lite_chart")
    assert "No move from zone to zone is told" in text(page)
    assert "No path was taken by enough visits" in text(page)


@pytest.mark.parametrize("page", ["journey", "queues"])
def test_without_a_plan_it_says_what_to_do(opened: Open, page: str) -> None:
    with served(fake_api.application([fake_api.STORE | {"plan": None}])) as api:
        test = opened(api, page, lang="en")
    assert not test.exception
    assert "`plan:`" in test.info[0].value


def test_every_stage_and_rate_of_the_api_has_its_words() -> None:
    sums = JourneySums(visits=40, entered=40, passed_by=10)
    for say in LANGUAGES:
        for each in funnel(sums, sight()):
            assert each.stage in journey_words.stages(say)
            if each.of is not None:
                assert "/" not in journey_words.share_of(each.of, "5%", say)
        named = {name for name in dir(rates(sums, sight())) if "rate" in name}
        assert named == set(journey_words.rates(say))
    assert named == {*journey_words.AT_THE_DOOR, *journey_words.IN_THE_SHOP}
