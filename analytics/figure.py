"""A figure as it is shown: the value with its interval, its n, how it was had and what to doubt."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

ABOVE_ONE: Final = "above 100 %"
COUNTER_ERROR_NOT_MEASURED: Final = "counter error not measured"
PARTIAL_COVERAGE: Final = "partial coverage"
NOT_ENOUGH_DATA: Final = "not enough data"
NOT_MEASURED: Final = "not measured"
STAFF_NOT_EXCLUDED: Final = "staff not excluded"
PARTIAL_RECEIPTS: Final = "partial receipts"
BLIND_LEFT_OUT: Final = "counts of blind minutes left out"
SEEN_IN_PART: Final = "visits seen in part"
CLOCK_ERROR: Final = "clock or time zone error"
ALIGNED: Final = "aligned by the visitor-to-ticket lag"
SALES_OUTSIDE_COVERAGE: Final = "sales outside the covered time"


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` is None exactly when it was not measured or the data do not bear it; ``note``
    then says why. ``low`` and ``high`` are the ends of the 95 % interval, None where none is
    known. ``n`` is the count the value rests on."""

    value: float | None
    unit: str
    method: str
    n: int | None = None
    low: float | None = None
    high: float | None = None
    flags: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A figure in a currency (ISO 4217), exact to its smallest unit."""

    value: Decimal | None
    currency: str
    unit: str
    method: str
    n: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    flags: tuple[str, ...] = ()
    note: str | None = None
