"""Who comes along the street, when, with whom and what for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from numpy.random import Generator

from sample_videos.simulator.shop import Area, Point

Purpose = Literal["shop", "collect", "turn back", "look", "pass"]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What the street brings. Shares are of parties: people alone, or groups."""

    visitors_per_minute: float = 6.0
    """People who come to enter, window lookers who are won over not included."""
    passers_per_minute: float = 7.5
    group_share: float = 0.28
    """Parties of two to four people."""
    look_share: float = 0.3
    """Of the parties that pass: stop at the window."""
    won_over_share: float = 0.35
    """Of those who looked: enter."""
    turn_back_share: float = 0.1
    """Of those who enter: turn round inside the door."""
    collect_share: float = 0.08
    """Of those who enter: fetch an order made online."""
    return_share: float = 0.12
    """Of single shoppers: leave, and come back within a minute."""
    buy_share: float = 0.55
    """Of shopping parties: one of them goes to the till."""


@dataclass(slots=True)
class Party:
    """People who came together; one alone is a party as well."""

    number: int
    at: float
    """When they appear in the street, seconds from the film's start."""
    side: Literal[-1, 1]
    """From the left or from the right."""
    purpose: Purpose
    members: tuple[int, ...]
    won_over: bool = False
    returns: bool = False
    buys: bool = False
    leaves_to: Literal[-1, 1] = 1
    wishes: list[list[Area]] = field(default_factory=list)
    """For each common step, the areas to go to, best first."""
    window: list[Point] | None = None
    """Places before a window, in the members' order."""
    over: bool = False
    """The one who pays is done with the tills."""
    _done: dict[str, set[int]] = field(default_factory=dict)

    def finish(self, step: str, member: int) -> None:
        """A member has come to the end of a common step."""
        self._done.setdefault(step, set()).add(member)

    def finished(self, step: str) -> bool:
        return len(self._done.get(step, ())) == len(self.members)


def arrivals_between(
    begin: float, end: float, arrivals: Arrivals, first: int, rng: Generator
) -> Sequence[Party]:
    """The parties of a stretch of time, in order; their members are numbered from ``first`` on."""
    mean_size = 1 + arrivals.group_share * 1.35
    visits = arrivals.visitors_per_minute / mean_size / 60
    passes = arrivals.passers_per_minute / mean_size / 60
    parties: list[Party] = []
    now = begin
    while True:
        now += float(rng.exponential(1 / (visits + passes)))
        if now >= end:
            return parties
        size = 1
        if rng.random() < arrivals.group_share:
            size = int(rng.choice([2, 3, 4], p=[0.72, 0.21, 0.07]))
        enters = rng.random() < visits / (visits + passes)
        party = Party(
            number=len(parties),
            at=now,
            side=-1 if rng.random() < 0.5 else 1,
            purpose=_purpose(enters, size, arrivals, rng),
            members=tuple(range(first, first + size)),
            won_over=bool(rng.random() < arrivals.won_over_share),
            buys=bool(rng.random() < arrivals.buy_share),
        )
        party.returns = size == 1 and party.purpose == "shop"
        party.returns &= bool(rng.random() < arrivals.return_share)
        on = party.purpose in ("pass", "look") or rng.random() < 0.5
        party.leaves_to = 1 if (party.side < 0) == on else -1
        first += size
        parties.append(party)


def _purpose(enters: bool, size: int, arrivals: Arrivals, rng: Generator) -> Purpose:
    chance = rng.random()
    if not enters:
        return "look" if chance < arrivals.look_share and size <= 3 else "pass"
    if chance < arrivals.turn_back_share and size <= 2:
        return "turn back"
    if chance > 1 - arrivals.collect_share and size == 1:
        return "collect"
    return "shop"
