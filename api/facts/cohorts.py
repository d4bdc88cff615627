"""What the customers who first bought in a month bought since, month by month: sums alone.

A row is a cohort (the month of its first purchase) and an age (months since, 0 is that month):
customers who bought at that age, their orders and revenue. Age 0 has the whole cohort.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from api.facts.campaigns import currency_of
from api.facts.cells import Numbers
from api.facts.fact import Facts
from api.facts.sheet import Row, Sheet, Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.amounts import DecimalChoice

_WANTED: Final[Wanted] = {
    "day": (
        *("cohort month", "cohort", "month of first purchase", "first purchase month"),
        *("first order month", "cohorte", "mois du premier achat"),
    ),
    "age": (
        *("months since", "months since first purchase", "months since first order"),
        *("mois depuis", "mois depuis le premier achat"),
    ),
    "store": ("store", "store id", "shop", "location", "magasin", "boutique"),
    "customers": ("customers", "active customers", "clients", "clients actifs"),
    "orders": ("orders", "order count", "number of orders", "commandes", "nombre de commandes"),
    "revenue": ("revenue*", "net sales*", "total sales*", "sales*", "ca*", "chiffre d affaires*"),
    "currency": ("currency code", "currency", "devise"),
}
_MAX_AGE: Final = 600
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?")
_MONTH_FIRST: Final = re.compile(r"(\d{1,2})/(\d{4})")


def read_cohorts(
    data: bytes,
    name: str,
    *,
    currency: str,
    stores: Collection[str] | None = None,
    decimal: DecimalChoice = "auto",
) -> Facts:
    """``currency``: of revenue where the file names none; ``stores``: as `Sheet.store`, where the
    file has stores. A fact's day is the first of its cohort's month, its name the age in months as
    three digits. Raises ApiError 422."""
    needed = [("day",), ("age",), ("customers",), ("orders", "revenue")]
    sheet = read_sheet(data, name, _WANTED, needed, comments=False)
    numbers = Numbers(sheet, ["revenue"], decimal)
    tally = Tally(sheet, "cohorts")
    for row in sheet.rows:
        month = _month(sheet, row)
        if "store" in sheet.columns and stores and sheet.store(row, stores) is None:
            tally.of_another_store()
            continue
        with tally.row(month):
            age = numbers.count(row, "age")
            if age is None or age > _MAX_AGE:
                raise sheet.wrong(row, "age", "there is no number of months")
            of = f"{int(age):03}"
            tally.once(row, month, of, "customers", numbers.count(row, "customers"))
            tally.once(row, month, of, "orders", numbers.count(row, "orders"))
            revenue = numbers.amount(row, "revenue")
            tally.once(row, month, of, "revenue", revenue, currency_of(sheet, row, currency))
    return tally.facts()


def _month(sheet: Sheet, row: Row) -> date:
    text = row.cells.get("day", "")
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), 1)
        if found := _MONTH_FIRST.fullmatch(text):
            return date(int(found[2]), int(found[1]), 1)
    except ValueError:
        pass
    raise sheet.wrong(row, "day", f"{text!r} is not a month such as 2026-01")
