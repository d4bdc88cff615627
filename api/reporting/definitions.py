"""What the views for BI tools hold, in the SQL of either database.

They are sums, for tools that draw sums. What they do not do is said in their comments: intervals,
the counter's own error, opening hours and the refusals of a figure are the API's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analytics.policy import Policy
from api.reporting.dialect import Dialect
from api.reporting.queries import Queries


@dataclass(frozen=True, slots=True)
class View:
    """``columns``: name to comment, in the order of the query."""

    name: str
    comment: str
    columns: dict[str, str]
    query: str


_STORE: Final = {"store_id": "The store."}
_DAY: Final = {
    **_STORE,
    "business_day": "Day of the store's own clocks, from cut-over hour to cut-over hour.",
}
_HOUR: Final = {
    **_DAY,
    "hour_start": "Instant at which the hour began (UTC).",
    "local_hour": "The same as the store's clocks had it; shown twice where they go back.",
}
_COVERED: Final = "Minutes observed, mean over the entrance cameras. Missing is not zero."


def views(dialect: Dialect) -> Iterator[View]:
    """In the order in which they can be made."""
    sql = Queries(dialect)
    yield View(
        "stores",
        "One row a store: what the other views need of its description.",
        {
            **_STORE,
            "name": "As the site file has it.",
            "timezone": "IANA.",
            "currency": "ISO 4217.",
            "cut_over_seconds": "Seconds after midnight at which the business day begins.",
            "minor_units": "Smallest units of the currency in one of it.",
        },
        sql.stores(),
    )
    yield View(
        "entrances",
        "One row a line whose role is entrance; visitors are counted at these alone.",
        {**_STORE, "line": "The line.", "camera": "The camera that sees it."},
        sql.entrances(),
    )
    yield View(
        "coverage_by_day",
        "How much of each day each camera saw. Read every other view beside this one: a day that "
        "is not here was not observed, which is not the same as an empty day.",
        {
            **_DAY,
            "camera": "The camera; `plan` is all of them joined on the floor plan.",
            "covered_minutes": "Minutes, each for the share of its frames that was analysed.",
            "first_minute": "Start of the first observed minute (UTC).",
            "last_minute": "Start of the last observed minute (UTC).",
            "span_minutes": "Minutes from the first observed one to the last.",
            "share_of_span": "covered_minutes / span_minutes. Opening hours are not in it: a late "
            "start or an early end does not show.",
        },
        sql.coverage(),
    )
    for period, head in (("hour", _HOUR), ("day", _DAY)):
        yield View(
            f"visitors_by_{period}",
            f"Visitors by {period}, staff and undone crossings left out, counts of blind minutes "
            f"too. A {period} of which nothing was observed has no row.",
            {
                **head,
                "visitors": "People in through entrances.",
                "departures": "People out through entrances.",
                "covered_minutes": _COVERED,
            },
            sql.visitors(period),
        )
        yield View(
            f"tickets_by_{period}",
            f"Sale tickets by {period}: positive, no void, return, training, gift card alone or "
            + (
                "pick-up. Those without a time of day are in tickets_by_day alone."
                if period == "hour"
                else f"pick-up. A {period} without a row had no sale, or its receipts are not "
                "known: see receipts_known in conversion_by_day."
            ),
            {
                **head,
                "currency": "ISO 4217. Never sum over two.",
                "tickets": "Sale tickets.",
                "sales": "Their sum, in the currency, tax in, returns not deducted.",
                "items": "Items of the tickets that say how many; NULL where none does.",
            },
            sql.tickets(period),
        )
    yield View(
        "conversion_by_day",
        "Visitors and sale tickets of each observed day. For several days recompute the ratio "
        "from the sums, never take the mean of ratios. The API gives it with its interval, which "
        "holds the counter's own error.",
        {
            **_DAY,
            "currency": "ISO 4217.",
            "visitors": "People in through entrances.",
            "receipts_known": "Whether an imported file speaks for this day.",
            "tickets": "Sale tickets; NULL where receipts are not known, 0 where there was none.",
            "sales": "Their sum, in the currency; NULL likewise.",
            "conversion": f"tickets / visitors; NULL below {Policy().min_visitors} visitors. May "
            "be above 1: the counter misses people, or visitors buy more than once.",
            "covered_minutes": _COVERED,
        },
        sql.conversion(),
    )
    yield View(
        "zones_by_day",
        "Visits of each zone, staff left out where the box tells them. A day of which the zone's "
        "camera observed nothing has no row.",
        {
            **_DAY,
            "zone": "The zone.",
            "zone_name": "As the site file has it now.",
            "visits": "Visits that began on this day.",
            "passes": "Walk-throughs, shorter than a visit.",
            "stops": "Visits of at least the zone's engagement threshold.",
            "covered_minutes": "Minutes that the zone's camera observed.",
        },
        sql.zones(),
    )
