from __future__ import annotations

from datetime import date

import pytest

from api.client import Client
from api.errors import ApiError
from api.tidy_tables import tidy
from tests.api.questions import receipts
from tests.api.shop import description


def test_two_currencies_are_named_and_not_mixed(client: Client) -> None:
    client.import_sales("lyon", receipts("1,2026-05-06 10:00,5,1"))
    client.put_store(description(store="bern", currency="CHF"))
    client.import_sales("bern", receipts("1,2026-05-06 10:00,7,1"))
    found = tidy(client, "tickets")
    assert {column.name: column.unit for column in found.columns}["amount"] == (
        "amount in `currency`"
    )
    assert {row[4] for batch in found.batches for row in batch} == {"EUR", "CHF"}


def test_money_of_one_currency_has_its_name(client: Client) -> None:
    client.import_sales("lyon", receipts("1,2026-05-06 10:00,5,1"))
    found = tidy(client, "kpis", start=date(2026, 5, 6), end=date(2026, 5, 6))
    units = {column.name: column.unit for column in found.columns}
    assert (units["sales"], units["atv_low"]) == ("EUR", "EUR/ticket")


def test_long_stretches_are_asked_some_weeks_at_a_time_and_no_day_twice(client: Client) -> None:
    found = tidy(client, "kpis", start=date(2026, 1, 1), end=date(2026, 3, 31))
    batches = [[row[3] for row in batch] for batch in found.batches]
    assert [len(batch) for batch in batches] == [28, 28, 28, 6]
    days = [day for batch in batches for day in batch]
    assert len(set(days)) == len(days) == 90


def test_a_store_that_is_not_known(client: Client) -> None:
    with pytest.raises(ApiError, match="no store 'paris'"):
        tidy(client, "kpis", stores=["paris"])
