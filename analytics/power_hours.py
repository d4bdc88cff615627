"""Power hours: the fewest hours of the week that together bring a set share of the traffic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.figure import NOT_ENOUGH_DATA, Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

SHARE: Final = 0.2
STABILITY = "weeks in which a power hour is among the week's own / weeks observed, over power hours"
_SEEN_WHOLE: Final = 0.9
"""Of the hours of the week that were ever observed, the share that a week compared must have."""
_Cell = tuple[int, int]
"""Weekday, 0 for Monday, and hour of the local clock."""


@dataclass(frozen=True, slots=True)
class HourCount:
    """Visitors in of one observed hour of business day ``day``; ``hour``: of the local clock."""

    day: date
    hour: int
    visitors: int


@dataclass(frozen=True, slots=True)
class PowerHour:
    """``visitors``: mean of the hours observed, ``hours`` of them; ``share``: of the visitors of a
    week of such means. ``weeks_among``: of ``weeks`` seen whole, in how many it was one of that
    week's own power hours; None with fewer than two such weeks."""

    weekday: int
    hour: int
    visitors: float
    share: float
    hours: int
    weeks_among: int | None


@dataclass(frozen=True, slots=True)
class PowerHours:
    """The busiest first. ``reached``: the share that they bring; ``stability``: 1 where every week
    has the same ones, about the share of all hours that they are where chance alone picks them."""

    asked_share: float
    reached: float | None
    hours: tuple[PowerHour, ...]
    weeks: int
    stability: Figure
    note: str | None = None


def power_hours(counts: Iterable[HourCount], min_visitors: int, share: float = SHARE) -> PowerHours:
    """From the hours that were observed; those that were not are in no mean. Raises ValueError
    unless ``share`` is above 0 and below 1."""
    if not 0 < share < 1:
        raise ValueError("share must be above 0 and below 1")
    counts = tuple(counts)
    cells: dict[_Cell, list[int]] = defaultdict(list)
    weeks: dict[tuple[int, int], dict[_Cell, int]] = defaultdict(lambda: defaultdict(int))
    for each in counts:
        cell = each.day.weekday(), each.hour
        cells[cell].append(each.visitors)
        weeks[each.day.isocalendar()[:2]][cell] += each.visitors
    visitors = sum(each.visitors for each in counts)
    missing = 7 - len({weekday for weekday, _ in cells})
    if missing or visitors < min_visitors:
        note = (
            f"{missing} weekdays were not observed." if missing
            else f"{visitors} visitors; at least {min_visitors} are needed."
        )  # fmt: skip
        nothing = Figure(None, "share", STABILITY, 0, flags=(NOT_ENOUGH_DATA,), note=note)
        return PowerHours(share, None, (), 0, nothing, note)
    means = {cell: sum(each) / len(each) for cell, each in cells.items()}
    chosen, reached = _busiest(means, share)
    # A late opening of one evening must not make every other week one that misses an hour.
    whole = [
        week for week in weeks.values()
        if len(week) >= _SEEN_WHOLE * len(cells) and any(week.values())
    ]  # fmt: skip
    own = [set(_busiest(week, share)[0]) for week in whole]
    total = sum(means.values())
    hours = tuple(
        PowerHour(
            weekday=cell[0],
            hour=cell[1],
            visitors=means[cell],
            share=means[cell] / total,
            hours=len(cells[cell]),
            weeks_among=sum(cell in each for each in own) if len(own) > 1 else None,
        )
        for cell in chosen
    )
    return PowerHours(share, reached, hours, len(own), _stability(chosen, own))


def _busiest(traffic: Mapping[_Cell, float], share: float) -> tuple[list[_Cell], float]:
    """The fewest cells that reach the share, and what they reach. The earlier one of two alike."""
    total = sum(traffic.values())
    chosen: list[_Cell] = []
    reached = 0.0
    for cell in sorted(traffic, key=lambda cell: (-traffic[cell], cell)):
        # A rounding error must not ask for one more.
        if reached >= share * total * (1 - 1e-12):
            break
        chosen.append(cell)
        reached += traffic[cell]
    return chosen, reached / total


def _stability(chosen: list[_Cell], own: list[set[_Cell]]) -> Figure:
    """No interval: hours of one week hang together."""
    if len(own) < 2:
        note = f"{len(own)} weeks were observed whole; at least 2 are needed."
        return Figure(None, "share", STABILITY, len(own), flags=(NOT_ENOUGH_DATA,), note=note)
    among = sum(cell in each for cell in chosen for each in own)
    return Figure(among / (len(chosen) * len(own)), "share", STABILITY, len(own))
