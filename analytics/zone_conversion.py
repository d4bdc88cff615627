"""Zone conversion: tickets that hold what a zone's shelf sells, for each visit of the zone."""

from __future__ import annotations

from dataclasses import replace

from analytics.figure import NOT_MEASURED, Figure
from analytics.rates import Sight, ratio

METHOD = (
    "sale tickets with the zone's categories / visits of the zone, a ratio of two aggregates that "
    "follows nobody"
)
NO_CATEGORY = "No data: name the receipt `categories` that the zone sells in the site file."
NONE_TOLD = "No sale ticket of this period says a category."


def zone_conversion(
    tickets: int | None,
    visits: int,
    sight: Sight,
    *,
    uncategorised: int = 0,
    why: str = NO_CATEGORY,
) -> Figure:
    """Who bought may have taken it elsewhere, or come back to the zone three times: it compares a
    zone with itself over time. ``tickets``: None when not known, for the reason ``why``;
    ``uncategorised``: sale tickets that say no category, which are not among them."""
    if tickets is None:
        return Figure(None, "share", METHOD, flags=(NOT_MEASURED,), note=why)
    figure = ratio(tickets, visits, sight, "visits", METHOD)
    if figure.value is None or not uncategorised:
        return figure
    note = f"{uncategorised} sale tickets say no category."
    return replace(figure, note=f"{figure.note} {note}" if figure.note else note)
