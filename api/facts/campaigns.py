"""What campaigns cost and brought, by day.

Headers as in published exports of Google Ads (Day, Campaign, Currency code, Cost, Impr., Clicks,
Conversions, Conv. value, below a title and a period) and Meta (Reporting starts, Reporting ends,
Campaign name, Amount spent (EUR), Impressions, Link clicks, Results, Purchases conversion value),
and their plain names.
"""

from __future__ import annotations

import re
from typing import Final

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Row, Sheet, Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.amounts import DecimalChoice
from api.sales.moments import DateOrderChoice

_WANTED: Final[Wanted] = {
    "day": ("day", "date", "reporting starts", "jour"),
    "until": ("reporting ends",),
    "name": ("campaign", "campaign name", "campagne", "nom de la campagne"),
    "cost": ("cost*", "amount spent*", "spend*", "cout*", "depense*", "montant depense*"),
    "currency": ("currency code", "currency", "devise"),
    "impressions": ("impr", "impressions"),
    "clicks": ("clicks", "link clicks", "clicks all", "clics"),
    "conversions": ("conversions", "results", "resultats"),
    "value": (
        *("conv value", "conversion value", "conversions value", "purchases conversion value"),
        *("purchase conversion value", "valeur de conv", "valeur de conversion"),
    ),
}
_IN_HEADER: Final = re.compile(r"\b([A-Z]{3})\)?$")


def read_campaigns(
    data: bytes,
    name: str,
    *,
    currency: str,
    date_order: DateOrderChoice = "auto",
    decimal: DecimalChoice = "auto",
) -> Facts:
    """``currency``: of costs where the file names none. Conversions may have fractions: platforms
    share them out. The value of conversions is what the platform claims of them, in the costs'
    currency. Raises ApiError 422."""
    needed = [("day",), ("name",), ("cost", "impressions", "clicks", "conversions")]
    sheet = read_sheet(data, name, _WANTED, needed, comments=False)
    days = Moments(sheet, ["day"], date_order)
    numbers = Numbers(sheet, ["cost", "conversions", "value"], decimal)
    tally = Tally(sheet, "campaigns")
    in_header = _IN_HEADER.search(sheet.columns.get("cost", ""))
    for row in sheet.rows:
        # Meta's sum of all rows has neither.
        if not {"day", "name"} & row.cells.keys():
            continue
        day = days.day(row)
        with tally.row(day):
            campaign = sheet.named(row, "name")
            if "until" in row.cells and days.day(row, "until") != day:
                raise sheet.wrong(row, "until", "the row is of several days; export it by day")
            money = currency_of(sheet, row, in_header[1] if in_header else currency)
            tally.add(day, campaign, "cost", numbers.amount(row, "cost"), money)
            tally.add(day, campaign, "impressions", numbers.count(row, "impressions"))
            tally.add(day, campaign, "clicks", numbers.count(row, "clicks"))
            tally.add(day, campaign, "conversions", numbers.amount(row, "conversions"))
            tally.add(day, campaign, "value", numbers.amount(row, "value"), money)
    return tally.facts()


def currency_of(sheet: Sheet, row: Row, otherwise: str) -> str:
    """Of the row's money; raises ApiError 422."""
    text = row.cells.get("currency", otherwise).upper()
    if not re.fullmatch("[A-Z]{3}", text):
        raise sheet.wrong(row, "currency", f"{text!r} is not a currency such as EUR")
    return text
