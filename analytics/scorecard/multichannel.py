"""Multichannel conversion: who bought, in the shop or on the web, of all who came to either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from analytics import conversion, footfall
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure
from analytics.intervals import CounterError
from analytics.scorecard.missing import missing, why_missing
from analytics.scorecard.share import share_of

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.policy import Policy

FORMULA: Final = "(sale tickets + web orders) / (visitors in + web sessions)"
NO_ORDERS: Final = "The web files tell no transactions: export that column too."
ASSUMPTIONS: Final = (
    "A session is not a person: who comes back to the site counts again.",
    "Who looks on the web and buys in the shop is in both, and counts twice below.",
    "The shop's days end at its cut-over hour, those of the web where the platform ends them.",
)


def web_conversion(orders: int | None, sessions: int | None, policy: Policy) -> Figure:
    """None: not imported."""
    method = "web orders / web sessions"
    if sessions is None:
        return missing("share", method, "web")
    if orders is None:
        return Figure(None, "share", method, flags=(NOT_MEASURED,), note=NO_ORDERS)
    return share_of(orders, sessions, "sessions", method, policy)


def store_conversion(
    tickets: int | None,
    visitors: int | None,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
) -> Figure:
    """As `conversion.conversion`; None: not known."""
    return conversion.conversion(
        tickets,
        visitors,
        coverage,
        policy,
        counter_error=counter_error,
        why_no_tickets=why_missing("sales"),
    )


def multichannel_conversion(
    tickets: int | None,
    visitors: int | None,
    orders: int | None,
    sessions: int | None,
    coverage: Coverage,
    policy: Policy,
    *,
    counter_error: CounterError | None = None,
) -> Figure:
    """All four of the same days; None: not known. Wilson interval of the sums. The counter's error
    and the minutes not observed widen it for the visitors' part of the divisor alone."""
    if sessions is None:
        return missing("share", FORMULA, "web")
    if orders is None:
        return Figure(None, "share", FORMULA, flags=(NOT_MEASURED,), note=NO_ORDERS)
    if visitors is None:
        return Figure(None, "share", FORMULA, flags=(NOT_MEASURED,), note=footfall.NO_ENTRANCE)
    refusal = footfall.refused(coverage, policy)
    if refusal is not None:
        return Figure(None, "share", FORMULA, flags=(NOT_ENOUGH_DATA,), note=refusal)
    if tickets is None:
        return missing("share", FORMULA, "sales")
    whole = visitors + sessions
    if whole and counter_error is not None:
        counter_error = CounterError(
            counter_error.relative * visitors / whole, counter_error.audits
        )
    if whole and coverage.share is not None and coverage.share < 1:
        # Had the minutes not observed been as busy as the others, the divisor were this much more.
        coverage = replace(coverage, share=whole / (visitors / coverage.share + sessions))
    return conversion.share(
        tickets + orders,
        whole,
        coverage,
        policy,
        counter_error=counter_error,
        whole_name="visits",
        method=f"{FORMULA}; Wilson 95 %",
        method_above_one=f"{FORMULA}; Poisson ratio 95 %",
    )
