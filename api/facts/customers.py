"""Counts of customers by store and day, from a customer file's reports.

Nothing about a customer is read: a file with a row a person has no such counts and is refused, and
names, mails or phones beside the counts are dropped unread and told as ignored.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.moments import DateOrderChoice

_COUNTS: Final = ("new_customers", "active_customers", "repeat_customers", "orders")
_WANTED: Final[Wanted] = {
    "day": ("date", "day", "jour"),
    "store": ("store", "store id", "shop", "location", "magasin", "boutique"),
    "new_customers": ("new customers", "nouveaux clients"),
    "active_customers": ("active customers", "clients actifs"),
    "repeat_customers": ("repeat customers", "returning customers", "clients recurrents"),
    "orders": ("orders", "order count", "number of orders", "commandes", "nombre de commandes"),
}


def read_customers(
    data: bytes,
    name: str,
    *,
    stores: Collection[str] | None = None,
    date_order: DateOrderChoice = "auto",
) -> Facts:
    """``stores``: as `Sheet.store`. Raises ApiError 422."""
    sheet = read_sheet(data, name, _WANTED, [("day",), ("store",), _COUNTS], comments=False)
    days, numbers = Moments(sheet, ["day"], date_order), Numbers(sheet, [], "auto")
    tally = Tally(sheet, "customers")
    for row in sheet.rows:
        day = days.day(row)
        store = sheet.store(row, stores)
        if store is None:
            tally.of_another_store()
            continue
        with tally.row(day):
            for measure in _COUNTS:
                if measure in sheet.columns:
                    tally.once(row, day, store, measure, numbers.count(row, measure))
    return tally.facts()
