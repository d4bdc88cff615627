"""Queues: how long they are, how long people wait, and how many walk away."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import fdtri

from analytics.competing import Incidence, cumulative_incidence
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure
from analytics.rates import Sight, count, doubted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.policy import Policy

LENGTH = "people-seconds waited / seconds observed"
FORECAST = (
    "(people waiting + 1) x mean time between services; Fisher prediction interval 95 % "
    "(Whitt, Management Science 45, 1999)"
)


@dataclass(slots=True)
class QueueSums:
    """Of a queue in a stretch. ``length_seconds``: seconds waited, over people."""

    joined: int = 0
    served: int = 0
    abandoned: int = 0
    censored: int = 0
    length_seconds: float = 0.0
    peak: int = 0

    def add(self, other: QueueSums) -> None:
        self.joined += other.joined
        self.served += other.served
        self.abandoned += other.abandoned
        self.censored += other.censored
        self.length_seconds += other.length_seconds
        self.peak = max(self.peak, other.peak)


@dataclass(frozen=True, slots=True)
class WaitCounts:
    """Waits by how they ended, on bins of length. ``censored``: whose end was not seen."""

    served: tuple[int, ...]
    abandoned: tuple[int, ...]
    censored: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.served) + sum(self.abandoned) + sum(self.censored)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of those who join, how many were served and how many had walked away ``seconds`` later."""

    seconds: float
    served: Incidence
    abandoned: Incidence


@dataclass(frozen=True, slots=True)
class QueueState:
    """A queue in its latest minutes. ``waiting``: mean length in the last of them; ``served`` in
    those ``busy_seconds`` of them in which anybody waited or was served."""

    waiting: float
    served: int
    busy_seconds: float


def mean_length(sums: QueueSums, sight: Sight) -> Figure:
    """Over the observed time, minutes without anybody too. The minutes of a queue hang together, so
    no interval is given."""
    minutes = sight.coverage.minutes_covered
    number = sums.length_seconds / (60 * minutes) if minutes else None
    figure = count(number, sight, "people", LENGTH)
    if figure.value is None:
        return figure
    return Figure(figure.value, "people", LENGTH, sums.joined, flags=figure.flags, note=figure.note)


def wait_quantile(waits: WaitCounts, edges: Sequence[float], share: float, sight: Sight) -> Figure:
    """The time within which ``share`` of those who join are served, the others having walked away
    or waiting still. It is read at the geometric middle of its bin; the interval is where the curve
    of those served has its own ends at ``share`` (Brookmeyer and Crowley, Biometrics 38, 1982),
    widened to whole bins."""
    method = f"time within which {share:.0%} of those who join are served; Aalen-Johansen on bins"
    refused = _refused(waits, sight, "seconds", method)
    if refused is not None:
        return refused
    served = cumulative_incidence(waits.served, waits.abandoned, waits.censored, sight.policy.z)
    at = _reached([one.share for one in served], share)
    if at is None or at == len(edges):
        reached = (
            f"beyond {edges[-1]:.0f} s" if at is not None else "by nobody's wait that was seen"
        )
        note = f"{share:.0%} of those who join are served {reached}."
        return Figure(None, "seconds", method, waits.n, flags=(NOT_ENOUGH_DATA,), note=note)
    first = _reached([_high(one) for one in served], share)
    last = _reached([0.0 if one.low is None else one.low for one in served], share)
    low = None if first is None else (0.0 if first == 0 else edges[first - 1])
    high = None if last is None or last == len(edges) else edges[last]
    middle = edges[0] / 2 if at == 0 else math.sqrt(edges[at - 1] * edges[at])
    return doubted(Figure(middle, "seconds", method, waits.n, low, high), sight)


def abandonment(waits: WaitCounts, sight: Sight) -> Figure:
    """The share of those who join that walk away, had the end of every wait been seen."""
    method = "those who walk away / those who join; Aalen-Johansen on bins"
    refused = _refused(waits, sight, "share", method)
    if refused is not None:
        return refused
    left = cumulative_incidence(waits.abandoned, waits.served, waits.censored, sight.policy.z)[-1]
    return doubted(Figure(left.share, "share", method, waits.n, left.low, left.high), sight)


def outcomes(waits: WaitCounts, edges: Sequence[float], sight: Sight) -> tuple[Outcome, ...]:
    """The curves of those served and of those who walk away, at the upper edge of each bin up to
    the last that holds a wait; empty where the data do not bear one."""
    if _refused(waits, sight, "share", "") is not None:
        return ()
    z = sight.policy.z
    served = cumulative_incidence(waits.served, waits.abandoned, waits.censored, z)
    left = cumulative_incidence(waits.abandoned, waits.served, waits.censored, z)
    of_any = list(zip(waits.served, waits.abandoned, waits.censored, strict=True))
    last = max(index for index, ends in enumerate(of_any) if any(ends))
    # The last bin has no upper edge.
    return tuple(
        Outcome(*at) for at in zip(edges, served[: last + 1], left[: last + 1], strict=False)
    )


def forecast(state: QueueState | None, policy: Policy, why: str = "") -> Figure:
    """Seconds that somebody who joined now would wait for the service of the people before.

    With ``n`` before, all places busy and services at random at the rate at which they were of
    late, the wait is the time of ``n + 1`` of them; ``S`` services in ``T`` seconds give their mean
    ``T / S``, and ``wait / ((n + 1) T / S)`` has the law F(2 (n + 1), 2 S). With nobody before, the
    next may be served at once: the value is 0. ``state``: None when it is not known, ``why`` says.
    """
    if state is None:
        return Figure(None, "seconds", FORECAST, flags=(NOT_MEASURED,), note=why)
    if state.served < policy.min_visitors:
        note = f"{state.served} served of late; at least {policy.min_visitors} are needed."
        return Figure(None, "seconds", FORECAST, state.served, flags=(NOT_ENOUGH_DATA,), note=note)
    mean = (state.waiting + 1) * state.busy_seconds / state.served
    confidence = math.erf(policy.z / math.sqrt(2))
    degrees = 2 * (state.waiting + 1), 2 * state.served
    low, high = (mean * float(fdtri(*degrees, (1 + sign * confidence) / 2)) for sign in (-1, 1))
    if state.waiting == 0:
        mean = low = 0.0
    return Figure(mean, "seconds", FORECAST, state.served, low, high)


def _refused(waits: WaitCounts, sight: Sight, unit: str, method: str) -> Figure | None:
    note = sight.refusal
    if note is None and waits.n < sight.policy.min_visitors:
        note = f"{waits.n} waits; at least {sight.policy.min_visitors} are needed."
    if note is None:
        return None
    return Figure(None, unit, method, waits.n, flags=(NOT_ENOUGH_DATA,), note=note)


def _reached(shares: Sequence[float], share: float) -> int | None:
    """The first bin by whose end ``share`` is reached."""
    return next((index for index, one in enumerate(shares) if one >= share - 1e-12), None)


def _high(one: Incidence) -> float:
    return one.share if one.high is None else one.high
