from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure, Money
from analytics.scorecard.campaigns import ATTRIBUTED
from analytics.scorecard.missing import OTHER_CURRENCY, PARTIAL_DAYS, Days
from api.client import Client
from api.errors import ApiError
from api.facts.fact import Kind
from api.scorecard.answers import Entry, Key
from tests.api.questions import receipts
from tests.api.shop import Box, covered, crossed, planned, visiting

DAY = {"start": "2026-05-06", "end": "2026-05-06"}
WEEK = {"start": "2026-05-04", "end": "2026-05-10"}


def load(client: Client, kind: Kind, text: str, **options: str) -> None:
    client.import_facts("lyon", kind, ("facts.csv", text.encode()), **options)  # type: ignore[arg-type]


def entry(client: Client, key: Key, **asked: object) -> Entry:
    [found] = [
        each
        for each in client.scorecard("lyon", **asked).entries  # type: ignore[arg-type]
        if each.key == key
    ]
    return found


def part(found: Entry, name: str) -> Figure | Money:
    [figure] = [each.figure for each in found.parts if each.name == name]
    return figure


@pytest.fixture
def selling(client: Client) -> Client:
    """Half an hour watched: 40 people in, 8 sales of 25.00 and a return of 10.00."""
    records = [covered(number) for number in range(30)]
    client.ingest(Box().batch(*records, crossed(5, 40)))
    rows = [f"{number},2026-05-06 09:{number:02},25.00,1" for number in range(8)]
    client.import_sales("lyon", receipts(*rows, "99,2026-05-06 09:20,-10.00,-1"))
    return client


def test_without_any_import_every_entry_says_what_to_run(client: Client) -> None:
    card = client.scorecard("lyon")
    assert card.start is None
    assert [each.key for each in card.entries] == list(get_args(Key))
    for each in card.entries:
        for one in each.parts:
            assert one.figure.value is None, one
            assert one.figure.flags in ((NOT_MEASURED,), (NOT_ENOUGH_DATA,))
        if each.key != "journey_analysis":
            assert each.imports
            assert all("chaland import" in command for command in each.commands)


def test_what_was_not_imported_is_never_zero(selling: Client) -> None:
    for each in selling.scorecard("lyon", **DAY).entries:
        if each.key in ("product_return_rate", "multichannel_conversion"):
            continue
        assert {one.figure.value for one in each.parts} == {None}, each.key
    found = entry(selling, "multichannel_conversion", **DAY)
    assert (found.imports, part(found, "multichannel").value) == (["web"], None)
    assert found.commands == ["chaland import facts FILE --site SITE --kind web"]
    assert part(found, "store").value == 0.2


def test_multichannel_conversion_is_of_days_known_on_both_sides(selling: Client) -> None:
    load(selling, "web", "Date,Sessions,Purchases\n2026-05-06,160,2\n2026-05-07,900,90\n")
    found = entry(selling, "multichannel_conversion", **WEEK)
    assert part(found, "multichannel").value == (8 + 2) / (40 + 160)
    assert part(found, "store").value == 8 / 40
    assert part(found, "web").value == 2 / 160
    assert found.days == Days(7, 1)
    assert PARTIAL_DAYS in part(found, "multichannel").flags
    assert any("session is not a person" in each for each in found.assumptions)


def test_visitors_of_a_day_without_receipts_are_in_no_conversion(selling: Client) -> None:
    next_day = 24 * 60
    records = [covered(next_day + number) for number in range(30)]
    selling.ingest(Box(device="box-2").batch(*records, crossed(next_day + 5, 500)))
    load(selling, "web", "Date,Sessions,Purchases\n2026-05-06,160,2\n2026-05-07,900,90\n")
    found = entry(selling, "multichannel_conversion", **WEEK)
    assert part(found, "multichannel").value == (8 + 2) / (40 + 160)
    assert part(found, "store").n == 40


def test_web_files_without_transactions_say_so(selling: Client) -> None:
    load(selling, "web", "Date,Sessions\n2026-05-06,160\n")
    figure = part(entry(selling, "multichannel_conversion", **DAY), "web")
    assert (figure.value, figure.flags) == (None, (NOT_MEASURED,))
    assert figure.note == "The web files tell no transactions: export that column too."


def test_acquisition_cost_is_of_days_with_costs_and_customers(client: Client) -> None:
    load(client, "campaigns", "Day,Campaign,Cost\n2026-05-04,A,100.50\n2026-05-06,A,99.50\n")
    load(
        client,
        "customers",
        "Date,Store,New customers\n2026-05-05,Lyon,4\n2026-05-06,Lyon,4\n2026-05-09,Lyon,99\n",
    )
    found = entry(client, "acquisition_cost", **WEEK)
    # Of the 5th and the 6th: no row of a campaign is no cost within its file, but not after it.
    assert part(found, "acquisition_cost").value == Decimal("12.44")
    assert found.days == Days(7, 2)


def test_costs_of_another_currency_are_left_out_and_said(client: Client) -> None:
    rows = "2026-05-06,A,100,USD\n2026-05-06,B,50,EUR\n"
    load(client, "campaigns", f"Day,Campaign,Cost,Currency\n{rows}")
    load(client, "customers", "Date,Store,New customers\n2026-05-06,Lyon,5\n")
    figure = part(entry(client, "acquisition_cost", **DAY), "acquisition_cost")
    assert figure.value == Decimal("10.00")
    assert figure.flags == (OTHER_CURRENCY,)
    client.undo_fact_import("lyon", 1)
    load(client, "campaigns", "Day,Campaign,Cost,Currency\n2026-05-06,A,100,USD\n")
    assert part(entry(client, "acquisition_cost", **DAY), "acquisition_cost").value is None


def test_a_second_source_must_know_the_day_too(client: Client) -> None:
    load(client, "campaigns", "Day,Campaign,Cost\n2026-05-05,A,10\n2026-05-06,A,10\n")
    load(client, "campaigns", "Day,Campaign,Cost\n2026-05-06,M,30\n", source="Meta")
    found = entry(client, "campaign_performance", **WEEK)
    assert part(found, "spend").value == Decimal("40.00")
    assert found.days == Days(7, 1)


def test_campaigns_say_whose_claim_their_revenue_is(client: Client) -> None:
    load(client, "campaigns", "Day,Campaign,Cost,Conv. value\n2026-05-06,A,100.00,400.00\n")
    without = part(entry(client, "campaign_performance", **DAY), "return_on_investment")
    assert without.note == "The gross margin is not known: give it with the assumptions."
    found = entry(client, "campaign_performance", **DAY, margin=0.5)
    assert part(found, "return_on_investment").value == 1
    assert part(found, "return_on_investment").flags == (ATTRIBUTED,)
    tried = entry(client, "campaign_performance", **DAY, margin=0.5, incremental_revenue="100")
    assert part(tried, "return_on_investment").value == -0.5
    assert part(tried, "return_on_investment").flags == ()


def test_claims_of_one_platform_are_not_set_against_the_costs_of_two(client: Client) -> None:
    load(client, "campaigns", "Day,Campaign,Cost,Conv. value\n2026-05-06,A,100.00,400.00\n")
    load(client, "campaigns", "Day,Campaign,Cost\n2026-05-06,M,300.00\n", source="Meta")
    found = entry(client, "campaign_performance", **DAY, margin=0.5)
    assert part(found, "spend").value == Decimal("400.00")
    assert part(found, "return_on_investment").flags == (NOT_MEASURED,)
    assert part(found, "revenue").value is None
    load(client, "customers", "Date,Store,New customers\n2026-05-06,Lyon,8\n")
    load(client, "campaigns", "Day,Campaign,Clicks\n2026-05-06,M,9\n", source="Meta")
    assert part(entry(client, "acquisition_cost", **DAY), "acquisition_cost").value is None


COHORTS = """Cohort month,Months since,Customers,Revenue
2026-01,0,100,5000.00
2026-01,1,20,1000.00
2026-01,3,10,400.00
2026-02,0,300,12000.00
2026-02,1,40,2000.00
"""


def test_cohorts_are_censored_at_the_last_month_of_their_file(client: Client) -> None:
    load(client, "cohorts", COHORTS)
    figure = part(entry(client, "lifetime_value", months=4), "lifetime_value")
    # Seen to April: January for four months, February for three; what has no row brought nothing.
    assert figure.value == Decimal("54.00")
    assert figure.n == 400
    assert figure.note == "Revenue, not margin: the gross margin is not known."
    halved = entry(client, "lifetime_value", months=2, margin=0.5)
    assert part(halved, "lifetime_value").value == Decimal("25.00")


def test_the_month_of_the_import_is_not_whole(client: Client) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    before = now.year * 12 + now.month - 2
    earlier = f"{before // 12}-{before % 12 + 1:02}"
    rows = f"{earlier},0,100,1000\n{earlier},1,50,7\n"
    load(client, "cohorts", f"Cohort,Months since,Customers,Revenue\n{rows}")
    figure = part(entry(client, "lifetime_value", months=2), "lifetime_value")
    assert figure.value == Decimal("10.00")
    assert figure.note is not None
    assert "Over 1 months" in figure.note


def test_repeat_purchases_are_of_the_latest_period_inside(client: Client) -> None:
    rows = (
        "2026-05-01,2026-05-31,500,100\n2026-05-06,2026-05-20,70,7\n"
        "2026-05-04,2026-05-05,50,1\n2026-05-05,2026-05-10,60,6\n"
    )
    load(client, "repeat", f"Start,End,Customers,Repeat customers\n{rows}")
    figure = part(entry(client, "repeat_purchase_rate", **WEEK), "repeat_purchase_rate")
    assert (figure.value, figure.n) == (0.1, 60)
    assert figure.note == "Of 2026-05-05 to 2026-05-10."


def test_response_time_and_the_promise(client: Client) -> None:
    seconds = (10, 10, 10, 10, 10, 10, 5000, 5000)
    load(
        client, "responses", "Date,Seconds\n" + "".join(f"2026-05-06,{each}\n" for each in seconds)
    )
    found = entry(client, "response_time", **DAY, promised_seconds=3600)
    assert part(found, "median").value == 200
    assert part(found, "within_promise").value == 0.75
    with pytest.raises(ApiError, match="promised_seconds: 1000 is no edge"):
        entry(client, "response_time", promised_seconds=1000)


def test_engagement_is_of_networks_that_tell_both(client: Client) -> None:
    load(
        client,
        "social",
        "Date,Network,Followers,Impressions,Engagements\n2026-05-05,X,100,1000,20\n"
        "2026-05-06,X,100,1000,40\n2026-05-06,Y,,,500\n",
    )
    found = entry(client, "social_engagement", **WEEK)
    assert part(found, "per_impression").value == 0.03
    assert part(found, "per_follower").value == 60 / 200


def test_returns_are_of_the_receipts(selling: Client) -> None:
    found = entry(selling, "product_return_rate", **WEEK)
    assert part(found, "by_value").value == 10 / 200
    assert part(found, "by_ticket").value == 1 / 8
    assert found.days == Days(7, 1)


def test_opinions(client: Client) -> None:
    scores = (10, 9, 9, 8, 3)
    rows = "".join(f"2026-05-06,{score},4\n" for score in scores)
    load(client, "reviews", f"Date,NPS,Rating\n{rows}")
    found = entry(client, "satisfaction", **DAY)
    assert part(found, "net_promoter_score").value == pytest.approx(40)
    assert part(found, "mean_rating").value == 4
    # A day of the file's stretch without an opinion had none; that is no missing day.
    load(client, "reviews", "Date,NPS,Rating\n2026-05-08,9,4\n2026-05-06,9,4\n")
    assert entry(client, "satisfaction", start="2026-05-06", end="2026-05-08").days == Days(3, 3)


def test_a_day_that_a_rejected_row_left_out_is_not_known(client: Client) -> None:
    rows = "2026-05-05,9\n2026-05-06,11\n2026-05-07,9\n"
    load(client, "reviews", f"Date,NPS\n{rows}")
    assert entry(client, "satisfaction", **WEEK).days == Days(7, 2)
    load(client, "reviews", "Date,NPS\n2026-05-06,10\n")
    assert entry(client, "satisfaction", **WEEK).days == Days(7, 3)


def test_the_journey_names_the_step_of_the_biggest_loss(client: Client) -> None:
    client.put_store(planned())
    records = [covered(number, camera="plan") for number in range(30)]
    visits = visiting(0, 30, 50, whole=30, reached=40, stopped=10)
    client.ingest(Box().batch(*records, visits))
    found = entry(client, "journey_analysis", **DAY)
    assert found.link == "stopped"
    assert part(found, "biggest_loss").value == 0.75
    assert part(found, "seen_whole").value == 0.6


def test_an_undone_import_is_missing_again(client: Client) -> None:
    load(client, "reviews", "Date,NPS\n2026-05-06,9\n")
    assert entry(client, "satisfaction", **DAY).imports == ["reviews"]
    assert entry(client, "satisfaction", **DAY).days == Days(1, 1)
    client.undo_fact_import("lyon", 1)
    assert entry(client, "satisfaction", **DAY).days == Days(1, 0)
