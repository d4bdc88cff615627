"""Customers of a period, and those of them who bought twice or more in it.

Counts of days cannot be summed to this: who buys on two days is one customer. So the period is the
file's own, and nothing about a customer is read.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.moments import DateOrderChoice

_WANTED: Final[Wanted] = {
    "day": ("period start", "start", "from", "debut de periode", "debut", "du"),
    "until": ("period end", "end", "to", "fin de periode", "fin", "au"),
    "store": ("store", "store id", "shop", "location", "magasin", "boutique"),
    "customers": ("customers", "active customers", "clients", "clients actifs"),
    "repeat_customers": (
        *("repeat customers", "customers with two or more purchases"),
        *("clients recurrents", "clients avec deux achats ou plus"),
    ),
}


def read_repeat(
    data: bytes,
    name: str,
    *,
    stores: Collection[str] | None = None,
    date_order: DateOrderChoice = "auto",
) -> Facts:
    """``stores``: as `Sheet.store`, where the file has stores. A fact's day is its period's first,
    its name the last. Raises ApiError 422."""
    needed = [("day",), ("until",), ("customers",), ("repeat_customers",)]
    sheet = read_sheet(data, name, _WANTED, needed, comments=False)
    days, numbers = Moments(sheet, ["day", "until"], date_order), Numbers(sheet, [], "auto")
    tally = Tally(sheet, "repeat")
    for row in sheet.rows:
        day = days.day(row)
        if "store" in sheet.columns and stores and sheet.store(row, stores) is None:
            tally.of_another_store()
            continue
        with tally.row(day):
            last = days.day(row, "until")
            if last < day:
                raise sheet.wrong(row, "until", f"{last} is before {day}")
            customers = numbers.count(row, "customers")
            repeat = numbers.count(row, "repeat_customers")
            if customers is not None and repeat is not None and repeat > customers:
                raise sheet.wrong(row, "repeat_customers", f"{repeat} of {customers} customers")
            period = last.isoformat()
            tally.once(row, day, period, "customers", customers)
            tally.once(row, day, period, "repeat_customers", repeat)
    return tally.facts()
