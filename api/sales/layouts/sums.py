"""Amounts of a vendor's columns added up. What cannot be read is handed on as it is written, so
that the import rejects the row with its own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from api.sales.amounts import DecimalMark, amount_of


def mark_of(columns: Iterable[Sequence[str]]) -> DecimalMark:
    """The decimal mark of the columns; a point where they do not tell."""
    for column in columns:
        if any("," in text and _is_decimal_comma(text) for text in column):
            return ","
    return "."


def _is_decimal_comma(text: str) -> bool:
    """1,50 and 1.234,500 yes; 1,234 may be thousands."""
    head, _, tail = text.rpartition(",")
    decimals = sum(each.isdigit() for each in tail)
    return "." not in tail and decimals > 0 and (decimals != 3 or "." in head)


@lru_cache(maxsize=65536)
def number(text: str, mark: DecimalMark) -> Decimal:
    """Raises ValueError."""
    return amount_of(text, mark)


def added(texts: Iterable[str], mark: DecimalMark, minus: Iterable[str] = ()) -> str:
    """The sum as plain text. Empty cells are left out; the sum of none is empty, not zero."""
    total: Decimal | None = None
    for sign, cells in ((1, texts), (-1, minus)):
        for text in cells:
            if not text:
                continue
            try:
                total = (total or Decimal(0)) + sign * number(text, mark)
            except ValueError:
                return text
    return "" if total is None else plain(total)


def negative(text: str, mark: DecimalMark) -> str:
    """Minus the size of the amount, whichever sign the vendor wrote."""
    try:
        return plain(-abs(number(text, mark))) if text else ""
    except ValueError:
        return text


def sign_of(text: str, mark: DecimalMark) -> int:
    """-1, 0 or 1; 0 also for what is no number."""
    try:
        value = number(text, mark)
    except ValueError:
        return 0
    return (value > 0) - (value < 0)


def plain(value: Decimal) -> str:
    """Two decimals or four, never three: nobody could tell them from thousands."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and (exponent > -2 or exponent == -3):
        value = value.quantize(Decimal("0.01" if exponent > -2 else "0.0001"))
    return f"{value:f}"
