"""A shop to audit: what its camera counted, and what a person counts of it."""

from __future__ import annotations

from datetime import datetime, time

from api.audits.answers import AuditAnswer, Plan, Tally
from api.client import Client
from tests.api.shop import covered, crossed, minute
from vision.description import OpeningSpan
from vision.records import Record

HOURS = {"wed": (OpeningSpan(opens=time(9), closes=time(11)),)}
PLAN = Plan(line="entrance", quarters=4, seed=1)


def counted(quarters: int = 8, *, skip: frozenset[int] = frozenset()) -> list[Record]:
    """From 9:00, quarter-hours of 30 crossings in and 15 out, every other one with half of that;
    somebody turned back in the first minute, and somebody stepped out and came back in the next."""
    records: list[Record] = [
        covered(number) for number in range(15 * quarters) if number not in skip
    ]
    for number in range(15 * quarters):
        busy = number // 15 % 2 == 0
        undone = {"u_turns": int(number == 0), "re_entries": int(number == 1)}
        records.append(crossed(number, 2 if busy else 1, **undone))
        if busy or number % 2:
            records.append(crossed(number, 1, "out", **undone))
    return records


def seen(start: datetime, *, missed: int = 0) -> list[tuple[int, str]]:
    """What a person sees of a quarter-hour of ``counted``, and ``missed`` people more."""
    number = round((start - minute(0)).total_seconds()) // 900
    taps = []
    for each in range(15):
        busy = number % 2 == 0
        undone = int(number == 0 and each < 2)
        taps += [(60 * each + 20, "in")] * ((2 if busy else 1) + undone)
        if busy or (15 * number + each) % 2:
            taps += [(60 * each + 40, "out")] * (1 + undone)
    return taps + [(450, "in")] * missed


def tally(client: Client, audit: AuditAnswer, missed: int = 0) -> None:
    for quarter in audit.quarters:
        taps = seen(quarter.start, missed=missed)
        client.put_tally(
            "lyon",
            audit.audit,
            quarter.start,
            Tally.model_validate({"source": "recording", "crossings": taps}),
        )
