"""What the till and the floor give beside conversion and basket."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, PARTIAL_RECEIPTS, STAFF_NOT_EXCLUDED
from api.client import Client
from tests.api.questions import only, receipts
from tests.api.shop import Box, covered, crossed, description, planned, visiting
from vision.description import OpeningSpan, ZoneDescription

HEADER = "Ticket,Datetime,Amount,Items,Type\n"


def till(client: Client, *rows: str) -> None:
    client.import_sales("lyon", ("till.csv", (HEADER + "\n".join(rows) + "\n").encode()))


def test_average_unit_retail_is_of_tickets_that_say_their_items(client: Client) -> None:
    client.import_sales(
        "lyon",
        receipts("1,2026-05-06 09:00,30.00,3", "2,2026-05-06 09:05,10.00,1", "3,2026-05-06,99,"),
    )
    period = only(client, start="2026-05-06", end="2026-05-06")
    assert (period.aur.value, period.aur.n) == (Decimal("10.00"), 4)
    assert period.aur.note == "1 tickets do not say how many items they hold."


def test_return_rates_equal_hand_arithmetic(client: Client) -> None:
    till(
        client,
        *(f"{n},2026-05-06 09:0{n},20.00,1,sale" for n in range(8)),
        "20,2026-05-06 10:00,-12.00,-1,return",
        # Some tills write what they paid back without a sign.
        "21,2026-05-06 10:00,8.00,1,return",
        "22,2026-05-06 10:00,-4.00,0,exchange",
        "23,2026-05-06 10:00,5.00,0,exchange",
        "24,2026-05-06 10:00,-7.00,0,void",
    )
    period = only(client, start="2026-05-06", end="2026-05-06")
    assert period.transactions.value == 9
    assert period.return_rate_by_ticket.value == pytest.approx(3 / 9)
    assert period.return_rate_by_value.value == pytest.approx(24 / 165)


def test_receipts_that_never_tell_a_return_have_no_rate(client: Client) -> None:
    till(client, *(f"{n},2026-05-06 09:0{n},20.00,1,sale" for n in range(8)))
    assert only(client).return_rate_by_value.flags == (NOT_MEASURED,)
    till(client, "30,2026-05-07 09:00,-20.00,1,return")
    assert only(client, start="2026-05-06", end="2026-05-06").return_rate_by_value.value == 0


def test_sales_per_square_metre_take_the_area_told_before_the_plan_s(client: Client) -> None:
    client.import_sales("lyon", receipts("1,2026-05-06 09:00,80.00,1", "2,2026-05-07 09:00,40,1"))
    question = {"start": "2026-05-06", "end": "2026-05-07"}
    assert only(client, **question).sales_per_m2.flags == (NOT_MEASURED,)
    # A triangle of 10 m by 8 m.
    client.put_store(planned())
    assert only(client, **question).sales_per_m2.value == Decimal("3.00")
    client.put_store(planned().model_copy(update={"area_m2": 20.0}))
    period = only(client, **question)
    assert period.sales_per_m2.value == Decimal("6.00")
    assert (period.sales_per_m2_per_day.value, period.sales_per_m2_per_day.n) == (Decimal(3), 2)
    hour = only(client, start="2026-05-06T09:00", end="2026-05-06T10:00")
    assert hour.sales_per_m2.value == Decimal("4.00")
    assert hour.sales_per_m2_per_day.flags == (NOT_ENOUGH_DATA,)


def test_a_closed_day_is_no_business_day(client: Client) -> None:
    hours = {"wed": (OpeningSpan(opens=time(9), closes=time(19)),)}
    client.put_store(description(opening_hours=hours).model_copy(update={"area_m2": 10.0}))  # type: ignore[arg-type]
    # Wednesday open, Thursday closed, Friday closed but it sold.
    client.import_sales("lyon", receipts("1,2026-05-06 09:00,80.00,1", "2,2026-05-08 09:00,40,1"))
    figure = only(client, start="2026-05-06", end="2026-05-08").sales_per_m2_per_day
    assert (figure.value, figure.n) == (Decimal("6.00"), 2)


def test_days_without_receipts_are_said_of_the_density(client: Client) -> None:
    client.put_store(description().model_copy(update={"area_m2": 10.0}))
    client.ingest(Box().batch(*(covered(1440 * day) for day in range(2))))
    client.import_sales("lyon", receipts("1,2026-05-06 09:00,80.00,1"))
    period = only(client)
    assert PARTIAL_RECEIPTS in period.sales_per_m2.flags
    assert (period.sales_per_m2_per_day.value, period.sales_per_m2_per_day.n) == (Decimal(8), 1)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_when_the_clocks_change_is_one_day(client: Client, day: str, hours: int) -> None:
    client.put_store(description().model_copy(update={"area_m2": 10.0}))
    rows = (f"{hour},{day} {hour:02}:00,10.00,1" for hour in range(4, 24))
    client.import_sales("lyon", receipts(*rows))
    period = only(client, start=day, end=day)
    assert (period.end - period.start).total_seconds() == hours * 3600
    assert (period.sales_per_m2_per_day.value, period.sales_per_m2_per_day.n) == (Decimal(20), 1)


def test_conversion_by_groups_needs_groups_at_every_entrance(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(covered(0), covered(1), crossed(0, 20, groups=8)))
    client.import_sales("lyon", receipts("1,2026-05-06 09:00,5.00,1", "2,2026-05-06 09:01,5.00,1"))
    period = only(client)
    assert (period.conversion.value, period.conversion_by_groups.value) == (0.1, 0.25)
    assert period.conversion_by_groups.n == 8
    # The line does not say how many of them were staff.
    assert STAFF_NOT_EXCLUDED in period.conversion_by_groups.flags
    client.ingest(box.batch(crossed(1, 4)))
    assert only(client).conversion_by_groups.flags == (NOT_MEASURED,)


def test_capture_rates_are_the_plan_s(client: Client) -> None:
    plain = only(client, start="2026-05-06", end="2026-05-06")
    assert plain.capture_rate_of_traffic.flags == (NOT_MEASURED,)
    shop = planned()
    street = ZoneDescription(
        zone="street",
        camera="plan",
        name="Street",
        type="street",
        polygon=((0, 0), (1, 0), (1, 1)),
        metres=((0, -2), (10, -2), (10, 0)),
        engagement_seconds=5,
        visit_seconds=2,
    )
    client.put_store(shop.model_copy(update={"zones": (*shop.zones, street)}))
    seen = visiting(0, 15, 30, passed_by=80, looked=0, looked_entered=0)
    client.ingest(Box().batch(*(covered(n, camera="plan") for n in range(15)), seen))
    period = only(client)
    assert period.capture_rate_of_passers_by.value == pytest.approx(0.375)
    assert period.capture_rate_of_traffic.value == pytest.approx(30 / 110)
    [answer] = client.journeys("lyon").periods
    assert answer.rates.capture_rate_of_traffic == period.capture_rate_of_traffic
