"""Money in the smallest unit of its currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

EXPONENTS: Final = {
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"),
            *("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""Of the currencies that have not two decimals."""


def exponent(currency: str) -> int:
    """Decimals of the currency (ISO 4217, list one); 2 for all that are not exceptions."""
    return EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Raises ValueError when the amount is finer than the currency's smallest unit."""
    scaled = amount.scaleb(exponent(currency))
    whole = scaled.to_integral_value()
    if scaled != whole:
        raise ValueError(f"{amount} has more decimals than the {exponent(currency)} of {currency}")
    return int(whole)


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit, halves away from zero, as tills round."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP)
