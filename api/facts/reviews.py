"""Opinions by day: answers to "how likely are you to recommend us", 0 to 10, and stars, 1 to 5.

Promoters give 9 or 10, passives 7 or 8, detractors 0 to 6 (F. Reichheld, "The One Number You Need
to Grow", 2003); the net promoter score is made of their sums, never averaged. What people wrote,
and who they are, is dropped unread.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.moments import DateOrderChoice

_WANTED: Final[Wanted] = {
    "day": (
        *("date", "day", "submitted", "submitted at", "review date", "response date"),
        *("created at", "date reviewed", "date de l avis", "date de reponse", "jour"),
    ),
    "name": ("source", "platform", "survey", "store", "plateforme", "enquete", "magasin"),
    "score": ("nps score", "nps", "score", "likelihood to recommend"),
    "rating": ("rating", "star rating", "stars", "etoiles"),
}
_GROUPS: Final = (("detractors", 0, 6), ("passives", 7, 8), ("promoters", 9, 10))


def read_reviews(
    data: bytes, name: str, *, zone: ZoneInfo, date_order: DateOrderChoice = "auto"
) -> Facts:
    """``zone``: of the days, and of times that do not say their own. Raises ApiError 422."""
    sheet = read_sheet(data, name, _WANTED, [("day",), ("score", "rating")], comments=False)
    days = Moments(sheet, ["day"], date_order)
    numbers = Numbers(sheet, ["rating"], "auto")
    tally = Tally(sheet, "reviews")
    for row in sheet.rows:
        day = days.day(row, zone=zone)
        with tally.row(day):
            source = sheet.named(row, "name")
            score = numbers.count(row, "score")
            if score is not None:
                if score > 10:
                    raise sheet.wrong(row, "score", f"{row.cells['score']!r} is not from 0 to 10")
                for group, lowest, highest in _GROUPS:
                    tally.add(day, source, group, int(lowest <= score <= highest))
            rating = numbers.amount(row, "rating")
            if rating is not None:
                if not Decimal(1) <= rating <= Decimal(5):
                    raise sheet.wrong(row, "rating", f"{row.cells['rating']!r} is not from 1 to 5")
                tally.add(day, source, "ratings", 1)
                tally.add(day, source, "ratings_sum", rating)
    return tally.facts()
