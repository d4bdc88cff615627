"""How a figure is written: its value, its interval, its n, and why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from dashboard.shapes import Figure, Money
from dashboard.words.server import known

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from dashboard.shapes import Coverage, Period
    from dashboard.words import Words

# Said once for the page, above the cards.
COUNTER_ERROR: Final = "counter error not measured"
PARTIAL: Final = "partial coverage"
STAFF: Final = "staff not excluded"
SEEN_IN_PART: Final = "visits seen in part"
NOT_ENOUGH: Final = "not enough data"
NOT_MEASURED: Final = "not measured"
_SAID_ABOVE: Final = frozenset({COUNTER_ERROR, PARTIAL, STAFF, SEEN_IN_PART})
_NOTES_SAID_ABOVE: Final = frozenset(
    {
        "{share} of the expected minutes were not observed.",
        "{share} of the expected minutes were not observed; none are made up.",
        "{share} of the visits were seen from door to door.",
    }
)
# A missing value says these itself.
_SAID_BY_ABSENCE: Final = frozenset({NOT_ENOUGH, NOT_MEASURED})

Needs = Literal["counts", "sales"]


@dataclass(frozen=True)
class Written:
    """A figure in words. ``value`` is None when there is none; ``missing`` then says so in short
    and ``note`` why or what to do."""

    value: str | None
    missing: str = ""
    interval: str = ""
    basis: str = ""
    flags: tuple[str, ...] = ()
    note: str = ""


def write(
    quantity: Figure | Money, say: Words, needs: Needs, currency: str, basis: str = ""
) -> Written:
    """``needs`` is what is missing when the figure is: counts, or receipts to import.
    ``basis`` is what the value rests on, already in words."""
    shown = tuple(flag for flag in quantity.flags if flag not in _SAID_ABOVE)
    note = say.server(quantity.note) if quantity.note else ""
    if quantity.value is None:
        return _absent(quantity, shown, note, say, needs)
    number = _number(quantity, say, currency)
    return Written(
        value=number(quantity.value),
        interval=_interval(quantity, number, say),
        basis=basis,
        flags=tuple(say.server(flag) for flag in shown),
        note=" ".join(say.server(each) for each in sentences(quantity.note) if not _is_said(each)),
    )


def sentences(note: str | None) -> list[str]:
    """Those of a note of the API."""
    return re.split(r"(?<=[.!?]) (?=[A-Z0-9])", note) if note else []


def _is_said(sentence: str) -> bool:
    found = known(sentence)
    return found is not None and found[0] in _NOTES_SAID_ABOVE


def _absent(
    quantity: Figure | Money, flags: tuple[str, ...], note: str, say: Words, needs: Needs
) -> Written:
    others = tuple(say.server(flag) for flag in flags if flag not in _SAID_BY_ABSENCE)
    if needs == "sales" and NOT_ENOUGH not in quantity.flags:
        todo = say("Bring them with {command}", command="chaland import sales")
        return Written(None, say("no data: import sales"), flags=others, note=f"{note} {todo}")
    missing = say("not enough data") if NOT_ENOUGH in quantity.flags else say("not measured")
    return Written(None, missing, flags=others, note=note)


def _number(
    quantity: Figure | Money, say: Words, currency: str
) -> Callable[[float | Decimal], str]:
    if isinstance(quantity, Money):
        unit = quantity.currency or currency
        return lambda value: say.money(value, unit)  # type: ignore[arg-type]
    if quantity.unit == "share":
        return lambda value: say.percent(float(value))
    if quantity.unit == "seconds":
        return lambda value: say.seconds(float(value))
    # People and tickets are whole; a mean such as items a ticket is not.
    whole = (
        quantity.value is not None
        and float(quantity.value).is_integer()
        and ("/" not in quantity.unit)
    )
    return lambda value: say.number(value, 0 if whole else 2)


def _interval(
    quantity: Figure | Money, number: Callable[[float | Decimal], str], say: Words
) -> str:
    if quantity.low is None or quantity.high is None:
        return ""
    return say("{low} to {high}", low=number(quantity.low), high=number(quantity.high))


def all_flags(period: Period) -> frozenset[str]:
    """All flags of the period's figures."""
    figures = (
        period.footfall,
        period.conversion,
        period.transactions,
        period.sales,
        period.atv,
        period.upt,
        period.sales_per_visitor,
    )
    return frozenset(flag for figure in figures for flag in figure.flags)


def coverage_sentence(coverage: Coverage, say: Words) -> str:
    """The share of time counted, once for everything on the page."""
    if coverage.share is None:
        return say("no coverage reported")
    share = say.coverage(coverage.share)
    if coverage.basis == "opening hours":
        return say("{share} of opening hours counted", share=share)
    return say("{share} of the observed span counted", share=share)


def counter_sentence(period: Period, say: Words) -> str:
    """What the intervals hold of the counter's own error."""
    if COUNTER_ERROR in all_flags(period):
        return say("counter error not measured: intervals show chance alone")
    return say("intervals include the counter’s measured error")
