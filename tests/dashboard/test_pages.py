"""The pages run by Streamlit itself, without a browser, over the small API."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import httpx
import pyarrow.ipc
import pytest

from dashboard import heat
from tests.dashboard import fake_api
from tests.dashboard.conftest import served

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def html(test: AppTest) -> str:
    return "\n".join(element.body for element in test.html)


def text(test: AppTest) -> str:
    """All that is read on the page."""
    shown = [re.sub(r"<style>.*?</style>|<[^>]+>", " ", html(test), flags=re.DOTALL)]
    for kind in ("title", "header", "markdown", "info", "error", "warning", "caption"):
        shown += [element.value for element in test.get(kind)]
    return unescape(" ".join(shown))


def figure(test: AppTest, name: str) -> str:
    found = re.search(rf'data-figure="{name}">(.*?)<', html(test))
    assert found, f"no figure {name} on the page"
    return unescape(found[1])


def table(test: AppTest, name: str) -> list[list[str]]:
    found = re.search(rf'data-table="{name}".*?<tbody>(.*?)</tbody>', html(test), re.DOTALL)
    assert found, f"no table {name} on the page"
    rows = re.findall(r"<tr>(.*?)</tr>", found[1])
    return [
        [
            unescape(re.sub(r"<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        ]
        for row in rows
    ]


def total(api: str) -> dict[str, Any]:
    answer = httpx.get(f"{api}/v1/stores/lyon/kpis?grain=total").json()
    period: dict[str, Any] = answer["periods"][0]
    return period


def test_the_cards_show_the_figures_of_the_api_in_english(opened: Open, fake: str) -> None:
    page = opened(fake, lang="en", period="all")
    period = total(fake)
    assert not page.exception
    assert page.title[0].value == "Overview"
    assert figure(page, "footfall") == f"{period['footfall']['value']:,}"
    assert figure(page, "conversion") == f"{period['conversion']['value']:.1%}"
    assert figure(page, "sales") == f"€{float(period['sales']['value']):,.2f}"
    assert figure(page, "atv") == "€31.40"
    assert figure(page, "upt") == "2.13"
    assert figure(page, "sales_per_visitor") == "€4.74"
    low, high = period["conversion"]["low"], period["conversion"]["high"]
    assert f"{low:.1%} to {high:.1%}" in text(page)


def test_the_cards_show_the_figures_of_the_api_in_french(opened: Open, fake: str) -> None:
    page = opened(fake, lang="fr", period="all")
    period = total(fake)
    assert not page.exception
    assert page.title[0].value == "Vue d’ensemble"
    visitors = f"{period['footfall']['value']:,}".replace(",", "\u202f")
    assert figure(page, "footfall") == visitors
    share = f"{100 * period['conversion']['value']:.1f}".replace(".", ",")
    assert figure(page, "conversion") == f"{share}\u202f%"
    assert figure(page, "atv") == "31,40\u00a0€"
    assert "erreur du compteur non mesurée" in text(page)


def test_coverage_and_counter_error_are_said_once(opened: Open, fake: str) -> None:
    words = text(opened(fake, lang="en", period="all"))
    assert words.count("95.0% of opening hours counted") == 1
    assert words.count("counter error not measured") == 1


def test_the_zones_show_dwell_or_why_not(opened: Open, fake: str) -> None:
    page = opened(fake, lang="en", period="all")
    rows = table(page, "zones")
    assert rows[0][1:3] == ["812", "377"]
    assert rows[0][5:] == ["41.3 s", "23.5 s", "2 min 08 s"]
    assert rows[1][6:] == ["not enough data", "not enough data"]
    assert "the boxes release it for 10 visits or more" in text(page)


def test_names_from_outside_are_escaped(opened: Open, fake: str) -> None:
    for page in (opened(fake, lang="en"), opened(fake, "heatmap", lang="en")):
        assert "Rayon &lt;promo&gt;" in html(page)
        assert "<promo>" not in html(page)


def test_without_receipts_sales_are_missing_and_not_zero(opened: Open) -> None:
    with served(fake_api.application(sales=False)) as api:
        page = opened(api, lang="en", period="all")
    for name in ("conversion", "sales", "atv", "upt", "sales_per_visitor"):
        assert figure(page, name) == "no data: import sales"
    assert "chaland import sales" in text(page)
    assert figure(page, "footfall") == "5,700"


def layers(page: AppTest) -> list[list[dict[str, Any]]]:
    """The rows of each layer of the chart: grounds and hatch of the gaps, and the bars."""
    drawn = page.get("vega_lite_chart")[0].proto
    sent = {
        one.name: pyarrow.ipc.open_stream(one.data.data).read_all().to_pylist()
        for one in drawn.datasets
    }
    return [sent[layer["data"]["name"]] for layer in json.loads(drawn.spec)["layer"]]


def test_uncovered_hours_are_hatched_and_not_zero(opened: Open, fake: str) -> None:
    page = opened(fake, lang="en", period="all", grain="hour")
    gaps, hatch, drawn = layers(page)
    assert [row["label"] for row in gaps] == [f"Wed 18 Nov, {hour}:00" for hour in (13, 14, 15)]
    assert {row["text"] for row in gaps} == {"not counted"}
    assert hatch
    assert len(drawn) == 67
    assert all(row["value"] > 0 for row in drawn)
    assert [row["label"] for row in drawn if row["state"] == "partly"] == ["Thu 19 Nov, 10:00"]
    assert "Hatched: 3 periods" in text(page)
    rows = {row[0]: row[1:] for row in table(page, "periods")}
    assert rows["Wed 18 Nov, 13:00"] == ["not counted", "0.0%"]
    assert "Periods not counted: 3." in page.get("vega_lite_chart")[0].proto.alt


def test_the_chart_has_the_days_of_the_api(opened: Open, fake: str) -> None:
    page = opened(fake, lang="fr", period="all", grain="day")
    values = [row["value"] for row in layers(page)[2]]
    days = httpx.get(f"{fake}/v1/stores/lyon/kpis?grain=day").json()["periods"]
    assert values == [day["footfall"]["value"] for day in days]
    assert table(page, "periods")[0][0] == "lun. 16 nov."


def test_what_is_chosen_is_in_the_address(opened: Open, fake: str) -> None:
    page = opened(fake, lang="fr")
    assert page.query_params["lang"] == "fr"
    assert page.query_params["store"] == "lyon"
    period = next(box for box in page.selectbox if box.label == "Période")
    period.select("day").run()
    assert page.query_params["period"] == "day"
    assert table(page, "lines")[0][1] == str(
        sum(fake_api.people(fake_api.LAST, hour) for hour in fake_api.HOURS)
    ).replace("1", "1\u202f", 1)


def test_a_nonsense_address_falls_back(opened: Open, fake: str) -> None:
    page = opened(fake, lang="de", store="nowhere", period="decade", grain="minute")
    assert not page.exception
    assert page.query_params["store"] == "lyon"
    assert page.query_params["period"] == "week"
    page = opened(fake, "heatmap", lang="en", day="yesterday", hour="25", palette="jet")
    assert not page.exception
    assert page.query_params["day"] == "2026-11-22"
    assert page.query_params["palette"] == "inferno"


def test_dates_come_from_the_address(opened: Open, fake: str) -> None:
    query = {"period": "dates", "from": "2026-11-17", "to": "2026-11-18"}
    page = opened(fake, lang="en", **query)
    assert "17–18 Nov 2026" in text(page)


@pytest.mark.parametrize(("lang", "title"), [("en", "Heatmap"), ("fr", "Carte de chaleur")])
def test_the_heatmap_prints_its_scale_and_unit(
    opened: Open, fake: str, lang: str, title: str
) -> None:
    page = opened(fake, "heatmap", lang=lang)
    assert not page.exception
    assert page.title[0].value == title
    answer = httpx.get(
        f"{fake}/v1/stores/lyon/heatmap?camera=door&from=2026-11-22&to=2026-11-22&measure=dwell"
    ).json()
    assert figure(page, "hottest") == f"{answer['max']:.0f}"
    unit = {"en": "person-seconds per cell", "fr": "personnes-secondes par cellule"}[lang]
    assert unit in text(page)
    alt = re.search(r'alt="(.*?)"', html(page))
    assert alt
    assert "Porte" in unescape(alt[1])


def test_the_scale_stays_while_the_hour_moves(opened: Open, fake: str) -> None:
    tops = {
        figure(opened(fake, "heatmap", lang="en", hour=hour), "hottest")
        for hour in ("09:00", "13:00", "18:00")
    }
    assert tops == {"60"}
    page = opened(fake, "heatmap", lang="en", hour="13:00")
    assert "13:00–14:00" in text(page)
    assert "scale fixed over the day" in text(page)


def test_a_camera_without_heat_says_what_to_do(opened: Open, fake: str) -> None:
    page = opened(fake, "heatmap", lang="fr", camera="hall")
    assert "La caméra 'hall' n’a pas de chaleur" in page.info[0].value
    assert "chaland run" in page.info[0].value
    assert "<img" not in html(page)


@pytest.mark.parametrize(
    ("lang", "unit"),
    [
        ("en", "person-seconds per m² per hour"),
        ("fr", "personnes-secondes par m² et par heure"),
    ],
)
def test_the_plan_stands_beside_the_cameras(opened: Open, fake: str, lang: str, unit: str) -> None:
    page = opened(fake, "heatmap", lang=lang, camera="plan")
    assert not page.exception
    assert "Plan" in page.selectbox[0].options
    assert figure(page, "hottest") == "24"
    assert figure(page, "quarter") == "6"
    assert unit in text(page)
    alt = re.search(r'alt="(.*?)"', html(page))
    assert alt
    assert "Trottoir" in unescape(alt[1])
    # The scale is the day's, and the slider compares hour with hour.
    assert (
        figure(opened(fake, "heatmap", lang=lang, camera="plan", hour="09:00"), "hottest") == "28"
    )


def test_two_periods_are_compared_on_the_plan(opened: Open, fake: str) -> None:
    query = {"camera": "plan", "view": "difference", "day": "2026-11-20", "hour": "11:00"}
    page = opened(
        fake, "heatmap", lang="en", **query, against_day="2026-11-19", against_hour="16:00"
    )
    assert not page.exception
    assert (figure(page, "less"), figure(page, "same"), figure(page, "more")) == ("−5", "0", "+5")
    words = text(page)
    assert "Fri 20 Nov 2026, 11:00–12:00" in words
    assert "compared with Thu 19 Nov 2026, 16:00–17:00" in words
    assert "50.0% of the time counted" in words
    page = opened(
        fake, "heatmap", lang="fr", **query, against_day="2026-11-20", against_hour="11:00"
    )
    assert "Les deux sont la même période" in page.info[0].value
    assert "<img" not in html(page)


@pytest.mark.parametrize("page", ["", "heatmap", "journey", "queues", "campaigns", "scorecard"])
def test_an_empty_installation_says_what_to_do(opened: Open, page: str) -> None:
    with served(fake_api.application([])) as api:
        words = text(opened(api, page, lang="en"))
    assert "Nothing here yet" in words
    for command in ("chaland check", "chaland run", "chaland import sales"):
        assert command in words


@pytest.mark.parametrize("page", ["", "heatmap", "journey", "queues", "campaigns"])
def test_a_store_without_counts_says_what_to_do(opened: Open, page: str) -> None:
    with served(fake_api.application([fake_api.NEW_STORE])) as api:
        test = opened(api, page, lang="en")
    assert not test.exception
    assert "Nice has no counted minute yet" in test.info[0].value


def test_failures_are_sentences(opened: Open) -> None:
    with served(fake_api.application([fake_api.SILENT_STORE])) as api:
        page = opened(api, lang="fr")
    assert page.error[0].value == "L’API a refusé\u00a0: the database is locked. Try again."
    # The port was free a moment ago and nothing listens on it.
    page = opened(api, lang="en")
    assert "does not answer" in page.error[0].value
    page = opened(api.replace("://", "://gate:s3cret@"), lang="en")
    assert f"at {api} does not answer" in page.error[0].value
    page = opened(None, lang="en")
    assert "CHALAND_API" in page.error[0].value
    with served(other_version()) as api:
        page = opened(api, lang="en")
    assert "cannot read" in page.error[0].value


def other_version() -> Any:
    async def answer(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b'[{"shop": 1}]'})

    return answer


def test_every_palette_is_offered(opened: Open, fake: str) -> None:
    for palette in heat.PALETTES:
        page = opened(fake, "heatmap", lang="en", palette=palette)
        assert heat.gradient(palette) in html(page)
