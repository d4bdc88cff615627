"""Typed cells as the text that the same file would hold as a CSV."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

_FINEST: Final = 6


def text_of(value: Any, *, day_only: bool = False) -> str:
    """``day_only``: a moment is of a day that says no time. What is no number, date or text is
    empty: a picture or a list is nothing that is read."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if day_only else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    return ""


def _number(value: float | Decimal) -> str:
    """Always with a point, and never with three decimals, which could be thousands."""
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not exact.is_finite():
        return ""
    # What a workbook computed has the noise of binary fractions.
    text = f"{exact:.{_FINEST}f}".rstrip("0").rstrip(".")
    whole, _, decimals = text.partition(".")
    return f"{text}0" if len(decimals) == 3 else f"{whole}.{decimals}" if decimals else whole
