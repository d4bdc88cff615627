from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from api.errors import ApiError
from api.facts.campaigns import read_campaigns
from api.facts.cohorts import read_cohorts
from api.facts.customers import read_customers
from api.facts.fact import Fact, Facts, Rejected
from api.facts.repeat import read_repeat
from api.facts.responses import BINS, read_responses
from api.facts.reviews import read_reviews
from api.facts.social import read_social
from api.facts.web import read_web

PARIS = ZoneInfo("Europe/Paris")
Read = Callable[[bytes], Facts]


def web(data: bytes) -> Facts:
    return read_web(data, "web.csv", currency="EUR")


def campaigns(data: bytes) -> Facts:
    return read_campaigns(data, "ads.csv", currency="EUR")


def customers(data: bytes) -> Facts:
    return read_customers(data, "crm.csv")


def reviews(data: bytes) -> Facts:
    return read_reviews(data, "nps.csv", zone=PARIS)


def responses(data: bytes) -> Facts:
    return read_responses(data, "mails.csv", zone=PARIS)


def social(data: bytes) -> Facts:
    return read_social(data, "social.csv")


def told(facts: Facts) -> dict[tuple[str, str, str], str]:
    """By day of the month, name and measure: the value, with its currency."""
    return {
        (f"{fact.day:%d}", fact.name, fact.measure): f"{fact.value} {fact.currency or ''}".strip()
        for fact in facts.facts
    }


GA4 = """# ----------------------------------------
# Free form 1
# Start date: 20261024
# End date: 20261025
# ----------------------------------------

Date,Session default channel group,Sessions,Total users,Ecommerce purchases,Key events,Total revenue
20261024,Paid Search,1200,1000,30,41.5,1234.5
20261024,(not set),3,3,0,0,0
20261025,Organic Search,40,38,,,--
,,1243,1041,30,41.5,1234.5,Grand total
"""


def test_google_analytics() -> None:
    text = GA4.replace("Grand total", "").replace("1234.5,\n", "1234.5\n")
    text = text.replace(",,1243", "Grand total,,1243")
    found = web(text.encode())
    assert found.facts[0] == Fact(date(2026, 10, 24), "web", "(not set)", "key_events", Decimal(0))
    assert told(found) == {
        ("24", "Paid Search", "sessions"): "1200",
        ("24", "Paid Search", "users"): "1000",
        ("24", "Paid Search", "transactions"): "30",
        ("24", "Paid Search", "key_events"): "41.5",
        ("24", "Paid Search", "revenue"): "1234.5 EUR",
        ("24", "(not set)", "sessions"): "3",
        ("24", "(not set)", "users"): "3",
        ("24", "(not set)", "transactions"): "0",
        ("24", "(not set)", "key_events"): "0",
        ("24", "(not set)", "revenue"): "0 EUR",
        # What a cell does not say is not zero.
        ("25", "Organic Search", "sessions"): "40",
        ("25", "Organic Search", "users"): "38",
    }


def test_a_grand_total_beside_the_header_is_none_of_the_rows() -> None:
    assert told(web(GA4.encode()))[("25", "Organic Search", "sessions")] == "40"
    assert len(web(GA4.encode()).facts) == 12


def test_a_table_ends_where_another_begins() -> None:
    second = GA4 + "# Free form 2\nDate,Sessions\n20261026,9\n"
    assert web(second.encode()) == web(GA4.encode())


def test_sessions_of_two_rows_add_up_but_users_do_not() -> None:
    text = "Date,Device,Sessions\n20261024,mobile,2\n20261024,desktop,3\n"
    assert told(web(text.encode())) == {("24", "", "sessions"): "5"}
    with pytest.raises(ApiError, match=r"line 3, column 'Users': a second row for 2026-10-24"):
        web(b"Date,Device,Users\n20261024,mobile,2\n20261024,desktop,3\n")


GOOGLE_ADS = """Campaign report
"October 24, 2026 - October 25, 2026"
Day,Campaign,Campaign ID,Currency code,Cost,Impr.,Clicks,Conversions
2026-10-24,Brand,111,USD,"1,204.50","48,210","1,930",96.25
2026-10-24,Brand,112,USD,10.00,100,10,1.00
2026-10-25,"Total, bags",222,USD,0.00,5, --,0.00
Total: Campaigns,,,,"1,214.50","48,315","1,940",97.25
"""
META = """Reporting starts,Reporting ends,Campaign name,Reach,Impressions,Amount spent (EUR),\
Link clicks,Clicks (all),Results
,,,9000,12000,130.20,840,900,12
2026-10-24,2026-10-24,Autumn,8000,11000,128.70,830,880,10
2026-10-25,2026-10-25,Autumn,1000,1000,1.50,10,20,2
"""
PLAIN = "Jour;Campagne;Coût (CHF);Impressions;Clics\n24/10/2026;Été;1 204,50;48 210;7\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            GOOGLE_ADS,
            {
                ("24", "Brand", "cost"): "1214.50 USD",
                ("24", "Brand", "impressions"): "48310",
                ("24", "Brand", "clicks"): "1940",
                ("24", "Brand", "conversions"): "97.25",
                ("25", "Total, bags", "cost"): "0.00 USD",
                ("25", "Total, bags", "impressions"): "5",
                ("25", "Total, bags", "conversions"): "0.00",
            },
        ),
        (
            META,
            {
                ("24", "Autumn", "cost"): "128.70 EUR",
                ("24", "Autumn", "impressions"): "11000",
                ("24", "Autumn", "clicks"): "830",
                ("24", "Autumn", "conversions"): "10",
                ("25", "Autumn", "cost"): "1.50 EUR",
                ("25", "Autumn", "impressions"): "1000",
                ("25", "Autumn", "clicks"): "10",
                ("25", "Autumn", "conversions"): "2",
            },
        ),
        (
            PLAIN,
            {
                ("24", "Été", "cost"): "1204.50 CHF",
                ("24", "Été", "impressions"): "48210",
                ("24", "Été", "clicks"): "7",
            },
        ),
        ("date,campaign,cost\n2026-10-24,A,2\n", {("24", "A", "cost"): "2 EUR"}),
    ],
)
def test_campaigns(text: str, expected: dict[tuple[str, str, str], str]) -> None:
    assert told(campaigns(text.encode())) == expected


def test_customers_by_store_and_day() -> None:
    text = (
        "Date,Store,New customers,Active customers,Repeat customers,Orders,E-mail\n"
        "2026-10-24,Lyon,3,40,37,42,camille@canari.example\n"
        "2026-10-24,Nice,0,,,1,camille@canari.example\n"
    )
    found = customers(text.encode())
    assert told(found) == {
        ("24", "Lyon", "new_customers"): "3",
        ("24", "Lyon", "active_customers"): "40",
        ("24", "Lyon", "repeat_customers"): "37",
        ("24", "Lyon", "orders"): "42",
        ("24", "Nice", "new_customers"): "0",
        ("24", "Nice", "orders"): "1",
    }
    assert found.ignored == ("E-mail",)
    assert "canari" not in repr(found)


def test_a_row_a_person_is_no_count_by_store_and_day() -> None:
    with pytest.raises(ApiError, match="no column 'new customers' or") as caught:
        customers(b"Date,Store,Name,E-mail\n2026-10-24,Lyon,Camille,camille@canari.example\n")
    assert "canari" not in str(caught.value)


def test_opinions() -> None:
    text = (
        "Submitted at;Source;Score;Rating;Comment;Name\n"
        "2026-10-24T22:30:00Z;Google;10;4,5;Camille est super;Camille\n"
        "2026-10-25 10:00;Google;9;5;;\n2026-10-25 10:01;Google;7;;;\n"
        "2026-10-25 02:30;Google;6;;;\n2026-10-25 10:03;Google;0;1;;\n"
    )
    found = reviews(text.encode())
    assert told(found) == {
        ("25", "Google", "promoters"): "2",
        ("25", "Google", "passives"): "1",
        ("25", "Google", "detractors"): "2",
        ("25", "Google", "ratings"): "3",
        ("25", "Google", "ratings_sum"): "10.5",
    }
    assert found.ignored == ("Comment", "Name")
    assert "Camille" not in repr(found)


def test_answers_between_two_times_over_the_change_of_the_clocks() -> None:
    text = (
        "Received at,Answered at,Channel,From\n"
        "2026-10-25 01:00,2026-10-25 04:00,mail,camille@canari.example\n"
        "2026-10-25 09:00,2026-10-25 09:04:59,mail,x\n"
        "2026-10-25 09:00,2026-10-25T08:05:00Z,mail,x\n"
        "2026-10-25 09:00,,mail,x\n2026-10-24 09:00,2026-10-28 09:00,mail,x\n"
    )
    assert told(responses(text.encode())) == {
        ("25", "mail", "answered"): "3",
        ("25", "mail", "unanswered"): "1",
        ("25", "mail", "answer_seconds"): f"{4 * 3600 + 299 + 300}",
        ("25", "mail", "seconds_0_300"): "1",
        ("25", "mail", "seconds_300_900"): "1",
        ("25", "mail", "seconds_14400_86400"): "1",
        ("24", "mail", "answered"): "1",
        ("24", "mail", "unanswered"): "0",
        ("24", "mail", "answer_seconds"): f"{97 * 3600}",
        ("24", "mail", "seconds_259200_up"): "1",
    }


@pytest.mark.parametrize(
    ("seconds", "place"), [("0", 0), ("299.5", 0), ("300", 1), ("259199", -2), ("259200", -1)]
)
def test_answers_in_seconds_and_the_edges_of_bins(seconds: str, place: int) -> None:
    found = responses(f"Date,Response seconds\n2026-10-24,{seconds}\n".encode())
    assert [fact.measure for fact in found.facts if fact.measure in BINS] == [BINS[place]]


def test_social_networks() -> None:
    text = (
        "Date\tPlatform\tFollowers\tImpressions\tEngagements\n"
        "2026-10-24\tInstagram\t1000\t5\t2\n2026-10-24\tTikTok\t\t7\t0\n"
    )
    assert told(social(text.encode("utf-16"))) == {
        ("24", "Instagram", "followers"): "1000",
        ("24", "Instagram", "impressions"): "5",
        ("24", "Instagram", "engagements"): "2",
        ("24", "TikTok", "impressions"): "7",
        ("24", "TikTok", "engagements"): "0",
    }


def repeat(data: bytes) -> Facts:
    return read_repeat(data, "repeat.csv", stores={"lyon"})


def cohorts(data: bytes) -> Facts:
    return read_cohorts(data, "cohorts.csv", currency="EUR", stores={"lyon"})


def test_customers_of_a_period() -> None:
    text = (
        "Period start,Period end,Store,Customers,Repeat customers,Names\n"
        "2026-10-01,2026-10-31,LYON,400,90,Camille\n2026-10-01,2026-10-31,Nice,7,7,Camille\n"
    )
    found = repeat(text.encode())
    assert told(found) == {
        ("01", "2026-10-31", "customers"): "400",
        ("01", "2026-10-31", "repeat_customers"): "90",
    }
    assert (found.rows_read, found.rows_kept, found.rows_of_other_stores) == (2, 1, 1)
    assert "Camille" not in repr(found)


def test_cohorts_by_age() -> None:
    text = (
        "Cohort month;Months since;Customers;Orders;Revenue (EUR)\n"
        "2026-01;0;100;110;5 000,50\n01/2026;1;20;21;900,00\n2026-02-01;0;80;80;\n"
    )
    found = cohorts(text.encode())
    assert [(fact.day.isoformat()[:7], fact.name) for fact in found.facts] == [
        *[("2026-01", "000")] * 3,
        *[("2026-01", "001")] * 3,
        *[("2026-02", "000")] * 2,
    ]
    assert [str(fact.value) for fact in found.facts][:3] == ["100", "110", "5000.50"]
    assert {fact.currency for fact in found.facts if fact.measure == "revenue"} == {"EUR"}


def test_what_platforms_claim_is_read() -> None:
    text = "Day,Campaign,Cost,Conv. value,Currency code\n2026-10-24,A,2,30.50,USD\n"
    assert told(campaigns(text.encode()))["24", "A", "value"] == "30.50 USD"


def test_a_wrong_row_leaves_its_day_out_and_all_rows_are_accounted_for() -> None:
    text = (
        "Date,Channel,Sessions\n20261024,Paid,5\n20261024,Direct,many\n20261024,Mail,1\n"
        "20261025,Paid,7\n20261026,Paid,-1\n"
    )
    found = web(text.encode())
    assert told(found) == {("25", "Paid", "sessions"): "7"}
    assert [day.day for day in found.days] == [25]
    assert [day.day for day in found.left_out] == [24, 26]
    assert found.rejected == (
        Rejected(3, "Sessions", "'many' is not an amount with '.' for decimals"),
        Rejected(6, "Sessions", "'-1' is not a count"),
    )
    assert (found.rows_read, found.rows_kept, found.rows_left_out) == (5, 1, 2)


def test_rows_of_another_store_are_not_kept() -> None:
    text = "Date,Store,Orders\n2026-10-24,Nice,4\n2026-10-24,lyon,3\n2026-10-25,Nice,a@b.example\n"
    found = read_customers(text.encode(), "crm.csv", stores={"lyon", "lyon part dieu"})
    assert told(found) == {("24", "", "orders"): "3"}
    assert (found.rows_read, found.rows_kept, found.rows_of_other_stores) == (3, 1, 2)


FILES: dict[str, tuple[Read, str]] = {
    "web": (web, GA4),
    "google ads": (campaigns, GOOGLE_ADS),
    "meta": (campaigns, META),
    "plain": (campaigns, PLAIN),
    "customers": (customers, "Date,Store,Orders\n2026-10-24,Lyon,3\n"),
    "reviews": (reviews, "Date,Rating\n2026-10-24,3\n"),
    "responses": (responses, "Date,Seconds\n2026-10-24,3\n"),
    "repeat": (repeat, "Du,Au,Clients,Clients récurrents\n2026-10-01,2026-10-02,3,1\n"),
    "cohorts": (cohorts, "Cohorte,Mois depuis,Clients,Commandes\n2026-10,0,3,1\n"),
    "social": (social, "Date,Network,Fans\n2026-10-24,X,3\n"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", FILES)
def test_any_encoding_and_line_end(name: str, encoding: str) -> None:
    read, text = FILES[name]
    assert read(text.replace("\n", "\r\n").encode(encoding)) == read(text.encode())


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (web, "", ["'web.csv' is empty"]),
        (web, "Date,Pages\n20261024,3\n", ["no column 'sessions' or", "'Pages'"]),
        (web, "Sessions\n3\n", ["no column 'date'"]),
        (web, "Date,Sessions\n20261024,many\n", ["line 2, column 'Sessions'", "'many'"]),
        (web, "Date,Sessions\n20261024,-3\n", ["line 2, column 'Sessions'", "not a count"]),
        (web, "# x\nDate,Sessions\n20261344,3\n", ["line 3, column 'Date'", "20261344"]),
        (web, "Date,Sessions\n,3\n", ["line 2, column 'Date'", "no date"]),
        (web, "Date,Sessions,Sessions\n20261024,3,3\n", ["2 columns like 'Sessions'"]),
        (web, "Date,Sessions\n20261024,3,4\n", ["line 2", "more cells"]),
        (web, 'Date,Sessions\n20261024,"3\n', ["line 2", "cannot be read"]),
        (campaigns, "Day,Campaign,Cost\n03/04/2026,A,1\n", ["'03/04/2026'", "date_order"]),
        (campaigns, 'Day,Campaign,Cost\n2026-04-03,A,"1,234"\n', ["'1,234'", "decimal="]),
        (
            campaigns,
            "Reporting starts,Reporting ends,Campaign name,Cost\n2026-10-01,2026-10-31,A,1\n",
            ["line 2, column 'Reporting ends'", "several days"],
        ),
        (
            campaigns,
            "Day,Campaign,Cost,Currency\n2026-10-01,A,1,euros\n",
            ["line 2, column 'Currency'", "'EUROS'"],
        ),
        (campaigns, "Day,Campaign,Cost per result\n2026-10-01,A,1\n", ["no column 'cost*'"]),
        (customers, "Date,Store,Orders\n2026-10-24,,3\n", ["line 2, column 'Store'"]),
        (
            customers,
            "Date,Store,Orders\n2026-10-24,Lyon,3\n2026-10-24,Lyon,3\n",
            ["line 3, column 'Orders'", "second row", "'Lyon'"],
        ),
        (reviews, "Date,NPS\n2026-10-24,11\n", ["line 2, column 'NPS'", "from 0 to 10"]),
        (reviews, "Date,NPS\n2026-10-24,9.5\n", ["line 2, column 'NPS'", "not a count"]),
        (reviews, "Date,Stars\n2026-10-24,0\n", ["line 2, column 'Stars'", "from 1 to 5"]),
        (
            responses,
            "Received,Answered\n2026-10-24 10:00,2026-10-24 09:00\n",
            ["line 2, column 'Answered'", "before the question"],
        ),
        (
            responses,
            "Received,Answered\n2026-10-24,2026-10-24 09:00\n",
            ["line 2, column 'Received'", "no time of day"],
        ),
        (responses, "Date,Seconds\n2026-10-24,-1\n", ["line 2, column 'Seconds'", "below zero"]),
        (social, "Date,Network,Fans\n2026-10-24,a@b.example,1\n", ["line 2", "mail address"]),
        (
            repeat,
            "Start,End,Customers,Repeat customers\n2026-10-01,2026-10-02,3,4\n",
            ["line 2, column 'Repeat customers'", "4 of 3"],
        ),
        (
            repeat,
            "Start,End,Customers,Repeat customers\n2026-10-03,2026-10-02,3,3\n",
            ["line 2, column 'End'", "before"],
        ),
        (cohorts, "Cohort,Months since,Customers,Orders\nMay,0,1,1\n", ["line 2", "'May'"]),
        (
            cohorts,
            "Cohort,Months since,Customers,Orders\n2026-05,,1,1\n",
            ["line 2, column 'Months since'", "no number of months"],
        ),
        (social, f"Date,Network,Fans\n2026-10-24,{'x' * 201},1\n", ["line 2", "200 characters"]),
        (web, "x" * 200_000, ["no column 'date'"]),
        (social, "Date,Network,Fans\n2026-10-24,,1\n", ["line 2, column 'Network'"]),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(
    read: Read, text: str, words: list[str]
) -> None:
    with pytest.raises(ApiError) as caught:
        read(text.encode())
    assert caught.value.status == 422
    for word in words:
        assert word in str(caught.value)
