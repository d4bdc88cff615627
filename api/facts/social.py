"""Followers, impressions and engagements by day and network."""

from __future__ import annotations

from typing import Final

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.moments import DateOrderChoice

_WANTED: Final[Wanted] = {
    "day": ("date", "day", "jour"),
    "network": ("network", "platform", "social network", "reseau", "plateforme"),
    "followers": ("followers", "follower count", "total followers", "fans", "abonnes"),
    "impressions": ("impressions", "post impressions"),
    "engagements": ("engagements", "interactions", "engagement", "total engagements"),
}


def read_social(data: bytes, name: str, *, date_order: DateOrderChoice = "auto") -> Facts:
    """Followers are those of the day, and are not to be summed over days. Raises ApiError 422."""
    needed = [("day",), ("network",), ("followers", "impressions", "engagements")]
    sheet = read_sheet(data, name, _WANTED, needed, comments=False)
    days, numbers = Moments(sheet, ["day"], date_order), Numbers(sheet, [], "auto")
    tally = Tally(sheet, "social")
    for row in sheet.rows:
        day = days.day(row)
        with tally.row(day):
            network = sheet.named(row, "network")
            if not network:
                raise sheet.wrong(row, "network", "there is no network")
            tally.once(row, day, network, "followers", numbers.count(row, "followers"))
            tally.add(day, network, "impressions", numbers.count(row, "impressions"))
            tally.add(day, network, "engagements", numbers.count(row, "engagements"))
    return tally.facts()
