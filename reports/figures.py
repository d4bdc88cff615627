"""Figures in words: their names, units, values, intervals and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from analytics.figure import NOT_ENOUGH_DATA, Figure, Money
from reports.document import Cell
from reports.period import Difference
from reports.words import ReportWords


def label(name: str, say: ReportWords) -> str:
    """Of a period's figure, by its name in the API; one of a newer version has that name."""
    known = {
        "footfall": say("Footfall"),
        "exits": say("Exits"),
        "u_turns": say("U-turns"),
        "re_entries": say("Re-entries"),
        "conversion": say("Conversion rate"),
        "conversion_by_groups": say("Conversion rate of groups"),
        "capture_rate_of_passers_by": say("Capture rate of passers-by"),
        "capture_rate_of_traffic": say("Capture rate of traffic"),
        "transactions": say("Tickets"),
        "sales": say("Sales"),
        "atv": say("Basket (ATV)"),
        "upt": say("Items per ticket (UPT)"),
        "aur": say("Price of an item (AUR)"),
        "return_rate_by_value": say("Return rate by value"),
        "return_rate_by_ticket": say("Return rate by ticket"),
        "sales_per_m2": say("Sales per m²"),
        "sales_per_m2_per_day": say("Sales per m² and day"),
        "staff_hours": say("Staff hours"),
        "star_by_visitors": say("Visitors per staff hour (STAR)"),
        "star_by_occupancy": say("Shoppers per member of staff (STAR)"),
        "sales_per_visitor": say("Sales per visitor"),
    }
    return known.get(name) or name.replace("_", " ").capitalize()


def unit(quantity: Figure | Money, say: ReportWords) -> str:
    """As the head of a column has it."""
    if isinstance(quantity, Money):
        shown = quantity.unit.replace("amount", quantity.currency)
        return "/".join(_unit(part, say) for part in shown.split("/"))
    return "/".join(_unit(part.strip(), say) for part in quantity.unit.split("/"))


def _unit(text: str, say: ReportWords) -> str:
    known = {
        "people": say("people"),
        "visitor": say("visitor"),
        "visitors": say("visitors"),
        "staff": say("member of staff"),
        "staff hour": say("staff hour"),
        "hours": say("hours"),
        "day": say("day"),
        "ticket": say("ticket"),
        "tickets": say("tickets"),
        "items": say("items"),
        "item": say("item"),
        "share": say("share"),
        "seconds": say("seconds"),
        "U-turns": say("U-turns").lower(),
        "re-entries": say("Re-entries").lower(),
    }
    return known.get(text, text)


def value(quantity: Figure | Money, say: ReportWords) -> Cell:
    """With its interval; without a value what is missing, and why."""
    if quantity.value is None:
        short = say("not enough data") if NOT_ENOUGH_DATA in quantity.flags else say("not measured")
        return Cell(say("no figure"), short, missing=True)
    write = number(quantity, say)
    interval = ""
    if quantity.low is not None and quantity.high is not None:
        interval = say("{low} to {high}", low=write(quantity.low), high=write(quantity.high))
    return Cell(write(quantity.value), interval)


def remarks(quantity: Figure | Money, say: ReportWords) -> str:
    """Its flags and its note."""
    texts = [say.server(flag) for flag in quantity.flags if quantity.value is not None]
    if quantity.note:
        texts.append(say.server(quantity.note))
    return " · ".join(texts)


def number(quantity: Figure | Money, say: ReportWords) -> Callable[[float | Decimal], str]:
    if isinstance(quantity, Money):
        currency = quantity.currency
        return lambda shown: say.money(Decimal(shown), currency)
    if quantity.unit == "share":
        return lambda shown: say.percent(float(shown))
    if quantity.unit == "seconds":
        return lambda shown: say.seconds(float(shown))
    whole = "/" not in quantity.unit and (quantity.value is None or quantity.value % 1 == 0)
    return lambda shown: say.number(shown, 0 if whole else 2)


MINUS: Final = "−"


def difference(quantity: Figure | Money, found: Difference | None, say: ReportWords) -> Cell:
    """Signed, in the figure's unit, with its share of what it was."""
    if found is None:
        return Cell(say("no figure"), missing=True)
    write = number(quantity, say)
    size = found.value if found.value >= 0 else -found.value
    if quantity.unit == "share":
        text = say("{points} points", points=say.number(100 * float(size), 1))
    else:
        text = write(size)
    relative = ""
    if found.relative is not None:
        relative = _signed(found.relative, say.percent(abs(found.relative)))
    return Cell(_signed(found.value, text), relative)


def _signed(size: float | Decimal, text: str) -> str:
    if size == 0:
        return f"±{text}"
    return f"{'+' if size > 0 else MINUS}{text}"
