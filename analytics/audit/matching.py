"""Crossings that a person tapped, matched in time with those the machine counted.

The machine's side is known to the minute only: what leaves the box are sums of minutes. So a
crossing missed and one invented in the same direction within one minute cannot be told from a right
one: the error found is a lower bound, close to the truth while errors are rare in a minute.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Direction = Literal["in", "out"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("in", "out")
TOLERANCE: Final = 3
"""Seconds: a tap is late, and two clocks are never quite the same."""
MINUTES: Final = 15
_MINUTE: Final = 60
_LENGTH: Final = MINUTES * _MINUTE
LATEST: Final = _LENGTH + TOLERANCE - 1
"""Last second of a quarter-hour in which a tap may still be of a crossing within it."""


class Tap(NamedTuple):
    """``second``: whole seconds since the quarter-hour began, from -TOLERANCE to LATEST."""

    second: int
    direction: Direction


class MinuteCount(NamedTuple):
    """``minute``: 0 to 14; -1 and 15 are the neighbours of the quarter-hour."""

    minute: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Errors:
    """``human``: crossings that the person saw. ``missed``: of those, not counted by the machine.
    What the machine counted and the person did not see is ``wrong_way`` (the person saw one the
    other way, which is missed too), ``doubled`` (one the same way was counted rightly at that
    time; in a busy minute an invented one looks the same) or ``invented``."""

    human: int = 0
    missed: int = 0
    wrong_way: int = 0
    doubled: int = 0
    invented: int = 0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.human + other.human,
            self.missed + other.missed,
            self.wrong_way + other.wrong_way,
            self.doubled + other.doubled,
            self.invented + other.invented,
        )

    @property
    def matched(self) -> int:
        return self.human - self.missed

    @property
    def extra(self) -> int:
        return self.wrong_way + self.doubled + self.invented

    @property
    def outcomes(self) -> int:
        """Crossings that went right or wrong; one turned round went wrong once."""
        return self.human + self.doubled + self.invented

    @property
    def wrong(self) -> int:
        """All errors; none cancels another."""
        return self.missed + self.extra

    @property
    def machine(self) -> int:
        """Crossings that the machine counted."""
        return self.matched + self.extra

    @property
    def net(self) -> float | None:
        """``(machine - human) / human``: what is left once errors have cancelled; None when the
        person saw nobody."""
        return (self.machine - self.human) / self.human if self.human else None

    @property
    def gross(self) -> float | None:
        """``(missed + extra) / human``."""
        return self.wrong / self.human if self.human else None


def compare(
    taps: Sequence[Tap], counts: Mapping[MinuteCount, int], tolerance: int = TOLERANCE
) -> dict[Direction, Errors]:
    """The errors of one quarter-hour, each direction's own.

    Args:
        taps: what the person tapped. Those before the quarter-hour or after it explain crossings
            at its edges and are not counted themselves.
        counts: raw crossings, U-turns and re-entries included (a person taps those too), by
            minute. Those of the two neighbouring minutes explain taps at the edges and are not
            counted themselves.
        tolerance: seconds by which a tap may lie outside the minute it was counted in.
    """
    missed: dict[Direction, list[int]] = {}
    extra: dict[Direction, Counter[int]] = {}
    right: dict[Direction, list[int]] = {}
    for direction in DIRECTIONS:
        seconds = sorted(tap.second for tap in taps if tap.direction == direction)
        by_minute = Counter(
            {key.minute: count for key, count in counts.items() if key.direction == direction}
        )
        pairs = matched(seconds, by_minute, tolerance)
        hit = {tap for tap, _ in pairs}
        missed[direction] = [
            second
            for index, second in enumerate(seconds)
            if index not in hit and 0 <= second < _LENGTH
        ]
        right[direction] = [seconds[index] for index in hit]
        left = by_minute - Counter(minute for _, minute in pairs)
        extra[direction] = Counter(
            {minute: count for minute, count in left.items() if 0 <= minute < MINUTES}
        )
    found = {}
    for direction in DIRECTIONS:
        other: Direction = "out" if direction == "in" else "in"
        turned = Counter(
            minute for _, minute in matched(missed[other], extra[direction], tolerance)
        )
        doubled = invented = 0
        for minute, count in (extra[direction] - turned).items():
            beside = any(within(second, minute, tolerance) for second in right[direction])
            doubled += count * beside
            invented += count * (not beside)
        human = sum(tap.direction == direction and 0 <= tap.second < _LENGTH for tap in taps)
        found[direction] = Errors(human, len(missed[direction]), turned.total(), doubled, invented)
    return found


def within(second: int, minute: int, tolerance: int) -> bool:
    return minute * _MINUTE - tolerance <= second < (minute + 1) * _MINUTE + tolerance


def matched(
    seconds: Sequence[int], counts: Mapping[int, int], tolerance: int
) -> list[tuple[int, int]]:
    """Pairs (index of a tap, minute), one to one, that leave the fewest crossings of the
    quarter-hour alone on either side: an assignment of greatest weight, where a pair weighs the
    crossings of the quarter-hour in it. Among equals, taps stay in their own minutes."""
    # Half a second to load, in every command that never matches.
    from scipy.optimize import linear_sum_assignment

    # A minute can take no more taps than lie within reach of it.
    slots = [
        minute
        for minute, count in sorted(counts.items())
        for _ in range(min(count, sum(within(each, minute, tolerance) for each in seconds)))
    ]
    if not slots:
        return []
    second, minute = np.array(seconds)[:, None], np.array(slots)[None, :]
    outside = np.maximum(minute * _MINUTE - second, second - (minute + 1) * _MINUTE + 1)
    outside = np.maximum(outside, 0)
    weight = ((second >= 0) & (second < _LENGTH)).astype(int)
    weight = weight + ((minute >= 0) & (minute < MINUTES))
    # One crossing weighs more than all preferences together.
    scale = 1 + (tolerance + 1) * min(len(seconds), len(slots))
    value = np.where(outside <= tolerance, weight * scale - outside, 0)
    value = np.maximum(value, 0)
    rows, columns = linear_sum_assignment(value, maximize=True)
    return [
        (int(row), slots[column])
        for row, column in zip(rows, columns, strict=True)
        if value[row, column] > 0
    ]
