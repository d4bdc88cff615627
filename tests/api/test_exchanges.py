"""An exchange is a sale where more was bought than brought back; else it counts as nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from api.client import Client
from tests.api.questions import only
from tests.api.shop import Box, covered, crossed

HEADER = "Ticket,Date,Time,Amount,Items,Type\n"
SOLD = "1,2026-05-06,09:00,20.00,2,sale\n"


@pytest.mark.parametrize(
    ("exchange", "sales", "amount"),
    [
        ("2,2026-05-06,09:00,0.01,1,exchange\n", 2, "20.01"),
        ("2,2026-05-06,09:00,0.00,1,exchange\n", 1, "20.00"),
        ("2,2026-05-06,09:00,-5.00,1,exchange\n", 1, "20.00"),
        # Told by the lines: 30 bought and 12 brought back, then 30 and 30, then 30 and 31.
        ("2,2026-05-06,09:00,30,1,sale\n2,2026-05-06,09:00,-12,-1,return\n", 2, "38.00"),
        ("2,2026-05-06,09:00,30,1,sale\n2,2026-05-06,09:00,-30,-1,return\n", 1, "20.00"),
        ("2,2026-05-06,09:00,30,1,sale\n2,2026-05-06,09:00,-31,-1,return\n", 1, "20.00"),
    ],
)
def test_imports_and_kpis_count_the_same(
    client: Client, exchange: str, sales: int, amount: str
) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 10)))
    found = client.import_sales("lyon", ("till.csv", (HEADER + SOLD + exchange).encode()))
    assert (found.sales, found.amount) == (sales, Decimal(amount))
    period = only(client)
    assert (period.transactions.value, period.sales.value) == (sales, Decimal(amount))
    assert period.conversion.value == sales / 10
