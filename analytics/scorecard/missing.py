"""What a figure says that has no data: which import it waits for, and how many days are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from analytics.figure import NOT_MEASURED, Figure, Money

Import = Literal[
    "web", "campaigns", "customers", "repeat", "cohorts", "reviews", "responses", "social", "sales"
]

PARTIAL_DAYS: Final = "some days without data"
OTHER_CURRENCY: Final = "other currencies left out"
_WHAT: Final[dict[Import, str]] = {
    "web": "No web sessions were imported for these days.",
    "campaigns": "No campaign costs were imported for these days.",
    "customers": "No counts of customers were imported for these days.",
    "repeat": "No period of customers within these days was imported.",
    "cohorts": "No cohorts of customers were imported.",
    "reviews": "No opinions were imported for these days.",
    "responses": "No answers to customers were imported for these days.",
    "social": "No figures of social networks were imported for these days.",
    "sales": "No receipts were imported for this period.",
}
_Shown = TypeVar("_Shown", bound=Figure | Money)


@dataclass(frozen=True, slots=True)
class Days:
    """``known``: of the ``asked`` business days, those that the figure is of, on which all of its
    parts are known."""

    asked: int
    known: int


def command(wanted: Import) -> str:
    if wanted == "sales":
        return "chaland import sales FILE --site SITE"
    return f"chaland import facts FILE --site SITE --kind {wanted}"


def why_missing(wanted: Import) -> str:
    return f"{_WHAT[wanted]} Run: `{command(wanted)}`."


def missing(unit: str, method: str, wanted: Import) -> Figure:
    return Figure(None, unit, method, flags=(NOT_MEASURED,), note=why_missing(wanted))


def missing_money(currency: str, unit: str, method: str, wanted: Import) -> Money:
    return Money(None, currency, unit, method, flags=(NOT_MEASURED,), note=why_missing(wanted))


def of_days(figure: _Shown, days: Days) -> _Shown:
    """The figure, saying on how many of the days it rests when it is not all of them."""
    if figure.value is None or days.known >= days.asked:
        return figure
    note = f"Of {days.known} of the {days.asked} days: the others have no data."
    return replace(
        figure,
        flags=(*figure.flags, PARTIAL_DAYS),
        note=note if figure.note is None else f"{figure.note} {note}",
    )


def without_currencies(figure: _Shown, others: tuple[str, ...]) -> _Shown:
    """``others``: currencies of amounts that are not in the figure: two are never summed."""
    if not others:
        return figure
    note = f"Amounts in {', '.join(others)} are left out."
    return replace(
        figure,
        flags=(*figure.flags, OTHER_CURRENCY),
        note=note if figure.note is None else f"{figure.note} {note}",
    )
