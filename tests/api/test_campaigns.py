from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from api.application import create_app
from api.campaigns.answers import CampaignAsked, CampaignResult, MeasureAnswer
from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.campaign_shop import MONDAY, fill
from tests.api.shop import description

WEEKS, DAYS = 16, 14
START = 7 * WEEKS


def asked(**more: Any) -> CampaignAsked:
    first = MONDAY + timedelta(days=START)
    base = {"name": "Spring", "from": first, "to": first + timedelta(days=DAYS - 1)}
    return CampaignAsked.model_validate({**base, "controls": "none", **more})


def lifted(day: int) -> float:
    return 1.25 if START <= day < START + DAYS else 1.0


def chain_of(client: Client, database: Database) -> Client:
    """Lyon, where something was done, and Nice, where nothing was."""
    client.put_store(description(store="nice"))
    fill(database, START + DAYS, factor=lifted)
    fill(database, START + DAYS, store="nice", seed=2)
    return client


def measure(result: CampaignResult, name: str) -> MeasureAnswer:
    return next(each for each in result.measures if each.measure == name)


def test_a_campaign_is_kept_replaced_and_deleted(client: Client) -> None:
    assert client.campaigns("lyon").campaigns == []
    more = {"budget": "500.50", "lever": "window", "zone": "table"}
    put = client.put_campaign("lyon", "spring", asked(**more))
    assert (put.campaign, put.store, put.currency) == ("spring", "lyon", "EUR")
    again = client.put_campaign("lyon", "spring", asked(name="Spring again"))
    assert again.created == put.created
    [kept] = client.campaigns("lyon").campaigns
    assert (kept.name, kept.budget, kept.controls) == ("Spring again", None, "none")
    client.delete_campaign("lyon", "spring")
    assert client.campaigns("lyon").campaigns == []
    with pytest.raises(ApiError, match="no campaign 'spring'"):
        client.delete_campaign("lyon", "spring")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"zone": "cellar"}, "zone: this store has no zone 'cellar'. Zones: table."),
        ({"controls": ["lyon"]}, "'lyon' is the campaign's own store"),
        ({"controls": ["paris"]}, "there is no store 'paris'"),
        ({"controls": ["zone:cellar"]}, "this store has no zone 'cellar'"),
        ({"controls": ["zone:table"], "zone": "table"}, "'table' is the campaign's own zone"),
        ({"currency": "USD"}, "the store's is EUR, not USD"),
        ({"budget": "1.005"}, "budget: 1.005 has more decimals"),
        ({"planned": {"turnover": "1.005"}}, "planned.turnover: 1.005 has more decimals"),
    ],
)
def test_what_cannot_be_is_refused(client: Client, more: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError) as caught:
        client.put_campaign("lyon", "spring", asked(**more))
    assert caught.value.status == 422
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": " "}, "name"),
        ({"to": "2026-01-01"}, "is before from"),
        ({"to": "2029-01-01"}, "at most 92 days"),
        ({"controls": []}, "controls"),
        ({"controls": ["Nice!"]}, "controls"),
        ({"margin": 1.2}, "margin"),
        ({"spend": -1}, "spend"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_body_that_is_none_is_one_clear_error(
    client: Client, body: dict[str, Any], words: str
) -> None:
    whole = {**asked().model_dump(mode="json", by_alias=True), **body}
    with pytest.raises(ApiError, match=words) as caught:
        client._send("PUT", "v1/stores/lyon/campaigns/spring", json=whole)
    assert caught.value.status == 422


def test_who_may_not_write_may_read(database: Database) -> None:
    application = create_app(database, ingest_token="s3cret")  # noqa: S106
    with Client.in_process(application) as client:
        client.put_store(description())
        client.put_campaign("lyon", "spring", asked())
    with Client.in_process(application) as stranger:
        stranger._http.headers.pop("Authorization")
        listed = stranger.campaigns("lyon")
        assert not listed.writable
        assert len(listed.campaigns) == 1
        for call in (
            lambda: stranger.put_campaign("lyon", "spring", asked()),
            lambda: stranger.delete_campaign("lyon", "spring"),
        ):
            with pytest.raises(ApiError) as caught:
                call()
            assert caught.value.status == 401


def test_what_it_brought_against_a_control(client: Client, database: Database) -> None:
    chain = chain_of(client, database)
    chain.put_campaign("lyon", "spring", asked(controls=["nice"], spend="500", margin=0.4))
    result = chain.campaign_result("lyon", "spring")
    assert result.over
    for name in ("footfall", "orders", "turnover", "zone_visits"):
        found = measure(result, name)
        assert (found.kind, found.why, found.sign) == ("effect", [], "more"), name
        assert found.size.value == pytest.approx(0.25, abs=0.06), name
        assert found.controls == ["nice"]
        assert (found.days_used, found.weeks_before) == (14, WEEKS)
        assert found.placebos is not None
        assert found.placebos.as_large == 0
        assert found.contrast is not None
        assert found.contrast.low < 0.25 < found.contrast.high
    heard = result.verdict
    assert heard is not None
    assert (heard.measure, heard.kind, heard.conclusive) == ("turnover", "effect", True)
    assert heard.low < 0.25 < heard.high
    extra = measure(result, "turnover").extra
    assert heard.extra == extra
    roi = result.returns.roi
    assert roi.value == pytest.approx((0.4 * float(extra.value or 0) - 500) / 500, abs=1e-3)
    assert (roi.low or 0) < (roi.value or 0) < (roi.high or 0)
    assert "margin" in result.returns.definition


def test_the_parts_of_the_extra_turnover_sum_to_it(client: Client, database: Database) -> None:
    chain = chain_of(client, database)
    chain.put_campaign("lyon", "spring", asked(controls=["nice"]))
    result = chain.campaign_result("lyon", "spring")
    parts = result.explained
    assert parts is not None
    extra = measure(result, "turnover").extra.value
    assert abs(parts.traffic + parts.conversion + parts.basket - Decimal(extra or 0)) <= Decimal(
        "0.02"
    )
    # A fifth of those who come buy, before as after.
    assert parts.traffic > 10 * abs(parts.conversion)


def test_without_a_control_it_is_a_difference_and_says_why(
    client: Client, database: Database
) -> None:
    chain = chain_of(client, database)
    chain.put_campaign("lyon", "spring", asked())
    found = measure(chain.campaign_result("lyon", "spring"), "footfall")
    assert found.kind == "difference"
    assert "There is no control" in found.why[0]
    assert found.contrast is None
    assert "counter error not measured" in found.size.flags


def test_the_plan_is_compared_with_what_was_counted(client: Client, database: Database) -> None:
    chain = chain_of(client, database)
    plan = {"uplift": 0.1, "turnover": "9000", "visitors": 5000, "orders": 400}
    chain.put_campaign("lyon", "spring", asked(controls=["nice"], planned=plan))
    result = chain.campaign_result("lyon", "spring")
    gaps = {gap.measure: gap for gap in result.gaps}
    assert gaps["uplift"].reached is True
    assert gaps["visitors"].reached is False
    people = measure(result, "footfall").measured.value
    assert gaps["visitors"].measured == people
    assert gaps["visitors"].gap == pytest.approx(float(people or 0) - 5000)
    assert gaps["turnover"].measured == float(measure(result, "turnover").measured.value or 0)
    assert gaps["orders"].measured == measure(result, "orders").measured.value
    parts = result.gap_explained
    assert parts is not None
    made = (parts.traffic, parts.conversion, parts.basket)
    assert float(sum(filter(None, made))) == pytest.approx(gaps["turnover"].gap, abs=0.02)
    assert parts.sales_per_visitor is None
    assert parts.traffic < 0


def test_days_that_the_cameras_did_not_see_are_left_out(database: Database, client: Client) -> None:
    fill(database, START + DAYS, factor=lifted, seen=lambda day: not START <= day < START + 5)
    client.put_campaign("lyon", "spring", asked())
    result = client.campaign_result("lyon", "spring")
    footfall = measure(result, "footfall")
    assert (footfall.days_used, footfall.days_left_out) == (9, 5)
    assert footfall.size.value == pytest.approx(0.25, abs=0.08)
    assert measure(result, "turnover").days_used == 14


def test_a_campaign_hardly_seen_is_refused(database: Database, client: Client) -> None:
    fill(database, START + DAYS, seen=lambda day: day < START + 2, sales=False)
    client.put_campaign("lyon", "spring", asked())
    result = client.campaign_result("lyon", "spring")
    assert result.verdict is None
    assert measure(result, "footfall").size.note == (
        "2 of the campaign's 14 days are known; at least 50% are needed."
    )
    assert measure(result, "turnover").size.note == "No receipts were imported for this period."
    assert measure(result, "customers").size.flags == ("not measured",)
    assert result.returns.roi.value is None


def test_customers_are_those_that_another_system_counted(
    database: Database, client: Client
) -> None:
    chain_of(client, database)
    for store in ("lyon", "nice"):
        rows = ["date,store,active customers"]
        for number in range(START + DAYS):
            more = lifted(number) if store == "lyon" else 1.0
            count = round(more * (400 + 7 * (number * 13 % 11)))
            rows.append(f"{MONDAY + timedelta(days=number)},{store},{count}")
        client.import_facts(store, "customers", ("crm.csv", "\n".join(rows).encode()))
    client.put_campaign("lyon", "spring", asked(controls=["nice"]))
    found = measure(client.campaign_result("lyon", "spring"), "customers")
    assert found.kind == "effect"
    assert found.controls == ["nice"]
    assert found.size.value == pytest.approx(0.25, abs=0.02)


def test_a_control_with_a_campaign_of_its_own_is_none(client: Client, database: Database) -> None:
    chain = chain_of(client, database)
    chain.put_campaign("nice", "own", asked())
    chain.put_campaign("lyon", "spring", asked(controls=["nice"]))
    result = chain.campaign_result("lyon", "spring")
    assert any("nice had a campaign of its own" in note for note in result.notes)
    assert measure(result, "footfall").kind == "difference"


def test_days_of_other_campaigns_are_no_usual_days(client: Client, database: Database) -> None:
    chain = chain_of(client, database)
    before = MONDAY + timedelta(days=START - 14)
    chain.put_campaign(
        "lyon", "winter", asked(**{"from": before, "to": before + timedelta(days=6)})
    )
    chain.put_campaign("lyon", "spring", asked(controls=["nice"]))
    result = chain.campaign_result("lyon", "spring")
    assert "Days before that other campaigns ran in are left out." in result.notes
    days = {day.day: day.measured for day in measure(result, "footfall").days}
    assert days[before] is None
    assert days[before + timedelta(days=7)] is not None


def test_other_zones_can_be_the_control_of_a_zone(database: Database, client: Client) -> None:
    shop = description()
    shelf = shop.zones[0].model_copy(update={"zone": "shelf", "name": "Shelf"})
    client.put_store(shop.model_copy(update={"zones": (*shop.zones, shelf)}))
    fill(database, START + DAYS, factor=lifted)
    client.put_campaign("lyon", "spring", asked(zone="table", controls=["zone:shelf"]))
    result = client.campaign_result("lyon", "spring")
    zones = [each for each in result.measures if each.measure == "zone_visits"]
    # The control itself was not touched, and is not asked of.
    assert [each.zone for each in zones] == ["table"]
    assert (zones[0].controls, zones[0].kind, zones[0].sign) == (["zone:shelf"], "effect", "more")
    assert zones[0].contrast is None
    assert measure(result, "footfall").controls == []


def test_a_campaign_to_come_has_no_result_yet(client: Client) -> None:
    ahead = date.today() + timedelta(days=30)  # noqa: DTZ011
    client.put_campaign("lyon", "next", asked(**{"from": ahead, "to": ahead}))
    result = client.campaign_result("lyon", "next")
    assert (result.over, result.measures, result.verdict) == (False, [], None)
    assert result.notes == ["No day of the campaign is over: come back when one is."]


def test_what_is_not_known_is_404(client: Client) -> None:
    for call in (
        lambda: client.campaigns("paris"),
        lambda: client.campaign_result("lyon", "spring"),
    ):
        with pytest.raises(ApiError) as caught:
            call()
        assert caught.value.status == 404
