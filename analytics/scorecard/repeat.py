"""Repeat purchase rate: customers of a period who bought twice or more in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from analytics.scorecard.missing import missing
from analytics.scorecard.share import share_of

if TYPE_CHECKING:
    from analytics.figure import Figure
    from analytics.policy import Policy

FORMULA: Final = "customers with two or more purchases in the period / customers of the period"
ASSUMPTIONS: Final = (
    "Only who is known to the customer file is counted, not who pays without a name.",
    "A longer period has a higher rate: compare periods of the same length alone.",
)


def repeat_purchase_rate(
    customers: int | None,
    repeat: int | None,
    period: tuple[date, date] | None,
    policy: Policy,
) -> Figure:
    """``period``: the first and the last day that the counts are of; it is the file's own, since
    counts of customers of several days cannot be summed. None: not imported."""
    if customers is None or repeat is None or period is None:
        return missing("share", FORMULA, "repeat")
    figure = share_of(repeat, customers, "customers", FORMULA, policy)
    return replace(
        figure,
        note=" ".join(each for each in (figure.note, f"Of {period[0]} to {period[1]}.") if each),
    )
