"""Web sessions by day and channel group, as Google Analytics 4 exports them.

Explorations begin with lines of comments (#) and may end with a grand total; dates are YYYYMMDD.
Headers as in published exports: Date, Session default channel group, Sessions, Total users,
Transactions or Ecommerce purchases, Key events, Total revenue.
"""

from __future__ import annotations

from typing import Final

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.amounts import DecimalChoice
from api.sales.moments import DateOrderChoice

_WANTED: Final[Wanted] = {
    "day": ("date", "day", "jour"),
    "name": (
        *("session default channel group", "session primary channel group"),
        *("default channel group", "channel group", "channel"),
    ),
    "sessions": ("sessions",),
    "users": ("total users", "users", "active users"),
    "transactions": ("transactions", "ecommerce purchases", "purchases"),
    "key_events": ("key events", "conversions"),
    "revenue": ("total revenue", "purchase revenue", "revenue"),
}


def read_web(
    data: bytes,
    name: str,
    *,
    currency: str,
    date_order: DateOrderChoice = "auto",
    decimal: DecimalChoice = "auto",
) -> Facts:
    """``currency``: of the property, which the file does not name. Key events may have fractions.
    Raises ApiError 422."""
    needed = [("day",), ("sessions", "users", "transactions", "key_events", "revenue")]
    sheet = read_sheet(data, name, _WANTED, needed, comments=True)
    days = Moments(sheet, ["day"], date_order)
    numbers = Numbers(sheet, ["revenue"], decimal)
    tally = Tally(sheet, "web")
    for row in sheet.rows:
        day = days.day(row)
        with tally.row(day):
            group = sheet.named(row, "name")
            tally.add(day, group, "sessions", numbers.count(row, "sessions"))
            tally.once(row, day, group, "users", numbers.count(row, "users"))
            tally.add(day, group, "transactions", numbers.count(row, "transactions"))
            tally.add(day, group, "key_events", numbers.amount(row, "key_events"))
            tally.add(day, group, "revenue", numbers.amount(row, "revenue"), currency)
    return tally.facts()
