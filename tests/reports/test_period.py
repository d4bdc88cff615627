from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from api.client import Client
from reports.period import Days, PeriodReport, figures, gather, holding, latest
from tests.reports.conftest import DAY, LATER


def test_a_day_stands_beside_the_same_weekday_a_week_before(
    shop: Client, daily: PeriodReport
) -> None:
    asked = shop.kpis("lyon", start="2026-05-06", end="2026-05-06").periods[0]
    assert daily.period == asked
    assert daily.before == shop.kpis("lyon", start="2026-04-29", end="2026-04-29").periods[0]
    # 14 times 3 in the 140 minutes seen, 18 times 2 in the 180 of the week before.
    assert daily.differences["footfall"].value == 42 - 36
    assert daily.differences["footfall"].relative == pytest.approx(6 / 36)
    assert daily.differences["sales"].value == Decimal("14.75")
    assert daily.differences["conversion"].relative is None


def test_no_difference_where_one_of_them_is_not_known(shop: Client) -> None:
    before = Days(date(2026, 4, 29), date(2026, 4, 29))
    report = gather(shop, shop.store("lyon"), "daily", before, now=LATER)
    assert report.period.footfall.value == 36
    assert report.before.footfall.value is None
    assert report.differences == {}


def test_no_difference_while_the_day_goes_on(shop: Client) -> None:
    noon = datetime(2026, 5, 6, 10, tzinfo=UTC)
    report = gather(shop, shop.store("lyon"), "daily", DAY, now=noon)
    assert not report.over
    assert report.differences == {}


def test_every_figure_of_the_api_is_in_it(daily: PeriodReport) -> None:
    named = {"footfall", "exits", "conversion", "transactions", "sales", "atv", "upt"}
    assert named <= set(figures(daily.period))


def test_a_week_is_from_monday_to_sunday(shop: Client, weekly: PeriodReport) -> None:
    assert holding("weekly", date(2026, 5, 10)) == Days(date(2026, 5, 4), date(2026, 5, 10))
    assert latest("daily", shop.store("lyon")) == DAY
    assert [slot.label for slot in weekly.days] == [f"2026-05-{day:02}" for day in range(4, 11)]
    assert len(weekly.hours) == 7 * 24
    assert len(PeriodReport.model_validate_json(weekly.model_dump_json()).hours) == 7 * 24


def test_queues_are_there_when_there_is_a_plan(daily: PeriodReport) -> None:
    assert daily.queues is not None
    assert daily.queues.queues[0].joined.value == 14
