from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from api.client import Client
from api.errors import ApiError
from tests.api.questions import receipts


def sold(client: Client, *rows: str) -> None:
    client.import_sales("lyon", receipts(*rows))


def test_tickets_come_without_number_and_to_the_quarter_hour(client: Client) -> None:
    sold(
        client,
        "A17,2026-05-06 10:44,20.00,2",
        "A16,2026-05-06 10:31,5.50,",
        "A18,2026-05-06 09:59,-3,1",
    )
    answer = client.tickets("lyon")
    first, second, third = answer.tickets
    assert first.quarter == datetime(2026, 5, 6, 7, 45, tzinfo=UTC)
    assert (first.kind, first.amount) == ("return", Decimal("-3.00"))
    # Both of 10:30: the cheaper first, whichever came first.
    assert second.quarter == third.quarter == datetime(2026, 5, 6, 8, 30, tzinfo=UTC)
    assert [(each.amount, each.items) for each in (second, third)] == [
        (Decimal("5.50"), None),
        (Decimal("20.00"), 2),
    ]
    assert "A17" not in answer.model_dump_json()
    assert answer.next is None


def test_a_ticket_without_a_time_has_no_quarter_hour(client: Client) -> None:
    client.import_sales(
        "lyon", ("days.csv", b"Ticket,Date,Amount\n1,2026-05-06,4\n2,2026-05-06,5\n")
    )
    assert [each.quarter for each in client.tickets("lyon").tickets] == [None, None]


def test_years_are_told_week_by_week_and_empty_time_is_passed_over(client: Client) -> None:
    days = ("2024-01-05", "2024-01-11", "2024-01-12", "2026-05-06")
    sold(client, *(f"{number},{day} 12:00,1,1" for number, day in enumerate(days)))
    told, asked, follows = [], 0, None
    while True:
        answer = client.tickets("lyon", start=follows)
        asked += 1
        told += [each.day.isoformat() for each in answer.tickets]
        if answer.next is None:
            break
        follows = answer.next.isoformat()
    assert tuple(told) == days
    assert asked == 3


def test_only_the_days_asked(client: Client) -> None:
    sold(client, *(f"{day},2026-05-{day:02} 12:00,1,1" for day in (4, 5, 6)))
    answer = client.tickets("lyon", start="2026-05-05", end="2026-05-05")
    assert [each.day for each in answer.tickets] == [date(2026, 5, 5)]
    assert answer.next is None
    assert client.tickets("lyon", start="2026-06-01").tickets == []


def test_no_tickets_and_no_store(client: Client) -> None:
    assert client.tickets("lyon").tickets == []
    with pytest.raises(ApiError, match="no store 'paris'"):
        client.tickets("paris")
