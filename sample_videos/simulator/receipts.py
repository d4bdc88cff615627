"""Receipts of a film's sales and pick-ups, as a till's export has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from numpy.random import Generator

from sample_videos.simulator.truth import Sale, Truth

CURRENCY = "EUR"
COLUMNS = ("ticket", "datetime", "type", "category", "quantity", "amount", "currency")

PRICES: dict[str, tuple[str, ...]] = {
    "promotion": ("4.99", "9.99", "12.90"),
    "books": ("7.90", "9.50", "14.90", "21.00"),
    "home": ("6.50", "12.90", "19.90", "34.00"),
    "clothes": ("14.99", "24.99", "39.90", "59.00"),
    "beauty": ("5.90", "8.95", "13.50", "27.00"),
}
OTHER_PRICES = ("5.00", "11.90", "18.50")


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of goods on a receipt."""

    category: str
    quantity: int
    amount: Decimal
    """Of all pieces together, tax included."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One ticket."""

    ticket: str
    moment: datetime
    kind: Literal["sale", "pick_up"]
    lines: tuple[Line, ...]
    currency: str = CURRENCY

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


def receipts_of(truth: Truth, start: datetime, rng: Generator) -> list[Receipt]:
    """A receipt for each sale and each pick-up, printed a few seconds after its end; by time."""
    receipts = []
    for sale in (*truth.sales, *truth.pick_ups):
        printed = start + timedelta(seconds=round(sale.time + float(rng.uniform(1, 3))))
        kind: Literal["sale", "pick_up"] = "sale" if sale.till else "pick_up"
        receipts.append(Receipt(sale.ticket, printed, kind, _lines(sale, rng)))
    return sorted(receipts, key=lambda receipt: (receipt.moment, receipt.ticket))


def write_receipts(receipts: Iterable[Receipt], path: Path) -> None:
    """One row a line, as CSV; times with their offset from UTC."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for receipt in receipts:
            for line in receipt.lines:
                rows.writerow(
                    (
                        receipt.ticket,
                        receipt.moment.isoformat(),
                        receipt.kind,
                        line.category,
                        line.quantity,
                        line.amount,
                        receipt.currency,
                    )
                )


def _lines(sale: Sale, rng: Generator) -> tuple[Line, ...]:
    """Goods of some of the areas that the buyer was in; an order made online is of anything."""
    categories = list(sale.categories) or [sorted(PRICES)[int(rng.integers(len(PRICES)))]]
    kept = [category for category in categories if rng.random() < 0.7] or categories[-1:]
    lines = []
    for category in kept:
        prices = PRICES.get(category, OTHER_PRICES)
        quantity = int(rng.choice([1, 2, 3], p=[0.72, 0.2, 0.08]))
        price = Decimal(prices[int(rng.integers(len(prices)))])
        lines.append(Line(category, quantity, price * quantity))
    return tuple(lines)
