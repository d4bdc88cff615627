"""Which quarter-hours a person is to count: drawn at random, busy ones and quiet ones apart."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from analytics.span import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Stratum = Literal["peak", "off_peak"]
STRATA: Final[tuple[Stratum, ...]] = ("peak", "off_peak")
QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quarter-hour that could be counted. ``crossings``: both ways, counted in it or, when it is
    still to come, expected."""

    start: datetime
    crossings: float


@dataclass(frozen=True, slots=True)
class Drawn:
    start: datetime
    stratum: Stratum


@dataclass(frozen=True, slots=True)
class Sample:
    """``sizes``: candidates of each stratum, by which what is found is weighted."""

    quarters: tuple[Drawn, ...]
    sizes: Mapping[Stratum, int]


def quarters_in(spans: Iterable[Span]) -> Iterator[datetime]:
    """Starts of the UTC-aligned quarter-hours that lie wholly inside one of ``spans``."""
    seconds = int(QUARTER.total_seconds())
    for span in spans:
        start = datetime.fromtimestamp(-(-span.start.timestamp() // seconds) * seconds, UTC)
        while start + QUARTER <= span.end:
            yield start
            start += QUARTER


def strata(candidates: Sequence[Candidate]) -> dict[Stratum, list[Candidate]]:
    """Peak: the busiest quarter-hours that together hold half of the crossings; off-peak: the
    rest. Where nothing was counted yet all are off-peak. Each stratum in order of time."""
    half = sum(each.crossings for each in candidates) / 2
    found: dict[Stratum, list[Candidate]] = {"peak": [], "off_peak": []}
    held = 0.0
    for each in sorted(candidates, key=lambda each: (-each.crossings, each.start)):
        found["peak" if held < half else "off_peak"].append(each)
        held += each.crossings
    for members in found.values():
        members.sort(key=lambda each: each.start)
    return found


def draw(
    candidates: Sequence[Candidate],
    number: int,
    seed: int,
    taken: Collection[datetime] = frozenset(),
) -> Sample:
    """``number`` quarter-hours that are not ``taken`` already, half from each stratum (the odd one
    is a peak one), at random without replacement. A stratum with too few gives all it has, and the
    other the rest. The same candidates and seed give the same sample.

    Equal numbers and not in proportion: most errors are made at the peak, and each stratum needs
    two to know its own spread.
    """
    if number < 1:
        raise ValueError("draw at least one quarter-hour")
    members = strata(candidates)
    sizes = {stratum: len(members[stratum]) for stratum in STRATA}
    free = {
        stratum: [each for each in members[stratum] if each.start not in taken]
        for stratum in STRATA
    }
    room = {stratum: len(free[stratum]) for stratum in STRATA}
    off_peak = min(number // 2, room["off_peak"])
    peak = min(number - off_peak, room["peak"])
    off_peak = min(number - peak, room["off_peak"])
    chance = random.Random(seed)  # noqa: S311  (a sample to be drawn again, not a secret)
    numbers: dict[Stratum, int] = {"peak": peak, "off_peak": off_peak}
    drawn = [
        Drawn(each.start, stratum)
        for stratum, count in numbers.items()
        for each in chance.sample(free[stratum], count)
    ]
    drawn.sort(key=lambda each: each.start)
    return Sample(tuple(drawn), sizes)
