"""How long answers to customers took, by the day their question came.

Bins are fixed, so that days and channels can be summed. What was asked, and by whom, is dropped
unread.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from api.facts.cells import Moments, Numbers
from api.facts.fact import Facts
from api.facts.sheet import Row, Sheet, Wanted, read_sheet
from api.facts.tally import Tally
from api.sales.moments import DateOrderChoice

EDGES: Final = (0, 300, 900, 3600, 14_400, 86_400, 259_200)
"""Seconds: 5 and 15 minutes, 1 and 4 hours, 1 and 3 days. A bin holds its lower edge; the last has
no upper one."""
BINS: Final = (
    *(f"seconds_{low}_{high}" for low, high in pairwise(EDGES)),
    f"seconds_{EDGES[-1]}_up",
)
_WANTED: Final[Wanted] = {
    "day": (
        *("received", "received at", "created", "created at", "opened at", "date", "day"),
        *("recu", "recu le", "jour"),
    ),
    "answered": (
        *("answered", "answered at", "first response at", "first reply at", "replied at"),
        *("repondu", "repondu le"),
    ),
    "seconds": (
        *("response seconds", "response time seconds", "first response time seconds"),
        *("response time s", "seconds", "secondes"),
    ),
    "name": ("channel", "inbox", "source", "canal"),
}


def read_responses(
    data: bytes, name: str, *, zone: ZoneInfo, date_order: DateOrderChoice = "auto"
) -> Facts:
    """``zone``: whose days are meant, and of times that do not say their own. Questions without an
    answer are counted as ``unanswered``. Raises ApiError 422."""
    sheet = read_sheet(data, name, _WANTED, [("day",), ("answered", "seconds")], comments=False)
    keys = ["day", "answered"] if "answered" in sheet.columns else ["day"]
    times, numbers = Moments(sheet, keys, date_order), Numbers(sheet, ["seconds"], "auto")
    tally = Tally(sheet, "responses")
    for row in sheet.rows:
        day = times.day(row, zone=zone)
        with tally.row(day):
            channel = sheet.named(row, "name")
            if "seconds" in sheet.columns:
                seconds = numbers.amount(row, "seconds")
                if seconds is not None and seconds < 0:
                    raise sheet.wrong(row, "seconds", f"{row.cells['seconds']!r} is below zero")
            else:
                seconds = _between(sheet, row, times, zone)
            tally.add(day, channel, "unanswered", int(seconds is None))
            tally.add(day, channel, "answered", int(seconds is not None))
            if seconds is not None:
                tally.add(day, channel, "answer_seconds", seconds)
                tally.add(day, channel, _bin(seconds), 1)
    return tally.facts()


def _between(sheet: Sheet, row: Row, times: Moments, zone: ZoneInfo) -> Decimal | None:
    if "answered" not in row.cells:
        return None
    received, answered = times.moment(row, "day", zone), times.moment(row, "answered", zone)
    for key, moment in (("day", received), ("answered", answered)):
        if not moment.timed:
            raise sheet.wrong(row, key, f"{row.cells[key]!r} has no time of day")
    seconds = int((answered.instant - received.instant).total_seconds())
    if seconds < 0:
        raise sheet.wrong(row, "answered", f"{row.cells['answered']!r} is before the question")
    return Decimal(seconds)


def _bin(seconds: Decimal) -> str:
    return BINS[sum(seconds >= edge for edge in EDGES) - 1]
