"""A period beside an earlier one, and a store beside others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analytics.figure import NOT_ENOUGH_DATA
from api.client import Client
from api.comparison import NO_STORE, Against, Comparison
from api.errors import ApiError
from tests.api.questions import receipts
from tests.api.shop import NINE, Box, covered, crossed, description

DAY = {"start": "2026-05-06", "end": "2026-05-06"}


def changes(found: Comparison) -> dict[str, float | None]:
    return {each.figure: each.change.value for each in found.figures}


def counted(client: Client, at: int, people: int, sales: int, store: str = "lyon") -> None:
    """Ten minutes from ``at``, minutes after nine of 6 May 2026."""
    box = Box(store=store, device=f"box{at}")
    client.ingest(box.batch(*(covered(at + n) for n in range(10)), crossed(at, people)))
    local = NINE + timedelta(minutes=at, hours=2)
    rows = (f"{at}-{n},{local:%Y-%m-%d %H:%M},10.00,2" for n in range(sales))
    client.import_sales(store, receipts(*rows))


@pytest.mark.parametrize(("against", "days"), [("last_week", 7), ("last_year", 364)])
def test_the_same_weekday_before(client: Client, against: Against, days: int) -> None:
    counted(client, 0, 60, 12)
    # A year before it was summer time as well, or not: the hours are those of the clock.
    counted(client, -1440 * days, 50, 5)
    found = client.comparison("lyon", against, **DAY)
    assert found.this is not None
    assert found.other is not None
    assert found.other.start.date() == found.this.start.date() - timedelta(days=days)
    assert found.other.start.weekday() == found.this.start.weekday()
    assert changes(found) == pytest.approx(
        {
            "footfall": 0.2,
            "transactions": 1.4,
            "sales": 1.4,
            "conversion": 1.0,
            "atv": 0.0,
            "upt": 0.0,
            "sales_per_visitor": 1.0,
        }
    )
    assert (found.this.coverage.share, found.other.coverage.share) == (1, 1)
    split = found.sales_change
    assert split is not None
    assert split.change == 70
    # All baskets are alike.
    assert split.basket == 0
    assert split.traffic is not None
    assert 0 < split.traffic < 70


def test_a_week_that_was_not_counted_is_not_zero(client: Client) -> None:
    counted(client, 0, 60, 12)
    found = client.comparison("lyon", "last_week", **DAY)
    assert set(changes(found).values()) == {None}
    assert all(each.change.flags == (NOT_ENOUGH_DATA,) for each in found.figures)


def test_days_when_the_clocks_change_are_whole_days(client: Client) -> None:
    client.put_store(description())
    sunday = {"start": "2026-03-29", "end": "2026-03-29"}
    first = (datetime(2026, 3, 29, 8, tzinfo=UTC) - NINE) // timedelta(minutes=1)
    counted(client, first, 60, 12)
    counted(client, first - 7 * 1440, 50, 5)
    found = client.comparison("lyon", "last_week", **sunday)
    assert found.this is not None
    assert found.other is not None
    hours = [(side.end - side.start).total_seconds() / 3600 for side in (found.this, found.other)]
    assert hours == [23, 24]
    assert changes(found)["footfall"] == pytest.approx(0.2)


def test_other_stores_are_summed_and_those_that_bear_nothing_named(client: Client) -> None:
    for name in ("nice", "lille", "brest"):
        client.put_store(description(store=name))
    client.put_store(description(store="geneva", currency="CHF"))
    counted(client, 0, 60, 12)
    counted(client, 0, 100, 10, "nice")
    counted(client, 0, 20, 14, "lille")
    client.ingest(Box(store="brest").batch(covered(0), crossed(0, 10)))
    found = client.comparison("lyon", "stores", **DAY)
    assert found.other is not None
    assert found.other.stores == ["lille", "nice"]
    assert found.other.left_out == {"brest": "Receipts are missing for 1 of the 1 observed days."}
    # Of the sums, 24 of 120: the mean of 10 % and 70 % would be 40 %.
    assert changes(found)["conversion"] == pytest.approx(0.0)
    assert changes(found)["footfall"] == pytest.approx(0.0)


def test_a_store_alone_has_nobody_to_be_compared_with(client: Client) -> None:
    counted(client, 0, 60, 12)
    found = client.comparison("lyon", "stores", **DAY)
    assert (found.figures, found.note) == ([], NO_STORE)
    nothing = client.comparison("lyon", "stores", start="2026-05-06")
    assert nothing.this is not None


def test_today_is_compared_with_the_hours_that_are_over(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.comparison._now", lambda: NINE + timedelta(minutes=30))
    counted(client, 0, 60, 12)
    counted(client, -7 * 1440, 50, 5)
    counted(client, 120 - 7 * 1440, 500, 5)
    between = (covered(n - 7 * 1440) for n in range(10, 120))
    client.ingest(Box(device="all-day").batch(*between))
    found = client.comparison("lyon", "last_week", **DAY)
    assert found.this is not None
    assert found.other is not None
    assert found.this.end == NINE + timedelta(minutes=30)
    assert found.other.end == NINE + timedelta(days=-7, minutes=30)
    assert changes(found)["footfall"] == pytest.approx(0.2)


def test_only_whole_days_are_compared(client: Client) -> None:
    with pytest.raises(ApiError, match="whole business days") as caught:
        client.comparison("lyon", "last_week", start="2026-05-06T09:00", end="2026-05-06T12:00")
    assert caught.value.status == 422
