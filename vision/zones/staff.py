"""Who of a camera's people works in the shop: by what they wear, where they stand, how long they
are there. Never by a face or a likeness.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from vision.zones.geometry import Point, Polygon

Rule = Literal["uniform", "area", "presence"]

LONGEST_GAP = 1.0
"""Seconds between two looks at somebody's torso for which the time between is held to be like
them."""
MEMORY = 10.0
"""Seconds of sight of a torso after which what it looked like counts for 1/e."""
ROUNDING = 1e-9
REFUTED = 2.0
"""A uniform that is missing for this many times as long as it is worn was somebody else's."""


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """By which rules somebody is staff; any one of them is enough. Nothing here is in frames."""

    uniform: bool = False
    """Whether the share of the staff's colour is measured."""
    uniform_share: float = 0.25
    """Share of the torso from which somebody wears it."""
    uniform_seconds: float = 1.5
    """Worn in sight for this long on end, or longer with breaks, and for longer than not."""
    areas: tuple[Polygon, ...] = ()
    """Where only staff may be."""
    area_seconds: float = 3.0
    """Feet in one of them for this long without a break."""
    presence_seconds: float | None = None
    """In the camera's view for this long; None: long presence says nothing."""
    delay_seconds: float = 10.0
    """What somebody does is counted this much later, for what the camera learns until then."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those that can find anybody here."""
        asked: tuple[tuple[Rule, bool], ...] = (
            ("uniform", self.uniform),
            ("area", bool(self.areas)),
            ("presence", self.presence_seconds is not None),
        )
        return tuple(rule for rule, there in asked if there)


@dataclass(slots=True)
class _Evidence:
    """What is known of one track."""

    first: float
    looked: float | None = None
    """When the torso was last seen, and whether it was the uniform then."""
    worn: bool = False
    worn_seconds: float = 0.0
    """In sight in the uniform, what is longer ago weighing less."""
    bare_seconds: float = 0.0
    """The same without it."""
    inside_since: float | None = None
    found: bool = False
    """Was staff once."""


class StaffJudge:
    """Gathers evidence on each track.

    Once staff, a track stays so for its life, with one exception: a tracker now and then goes on
    with one person's track on another, so who was found by the uniform and then stands there
    without it is a visitor again. Found by an area or by long presence, such a visitor stays staff.

    Everybody is judged in each camera for itself: staff in no uniform are visitors to a camera that
    does not see their area.
    """

    def __init__(self, settings: StaffSettings) -> None:
        self.settings = settings
        self._evidence: dict[int, _Evidence] = {}
        self.found: dict[int, Rule] = {}
        """Tracks in view that are staff, with the rule that found each first."""
        self.tracks = 0
        """All that were ever found."""

    def see(self, track: int, time: float, foot: Point, uniform: float | None) -> None:
        """A sighting, in capture order for each track.

        Args:
            uniform: share of the torso in the staff's colour; None or not a number: not seen.
        """
        known = self._evidence.setdefault(track, _Evidence(time))
        self._stand(known, time, foot)
        if uniform is not None and not math.isnan(uniform):
            self._look(known, time, uniform >= self.settings.uniform_share)
        if self.found.get(track) == "uniform" and known.bare_seconds > REFUTED * known.worn_seconds:
            del self.found[track]
        rule = None if track in self.found else self._verdict(known, time)
        if rule is not None:
            self.found[track] = rule
            self.tracks += not known.found
            known.found = True

    def end(self, track: int) -> None:
        """Forget a track."""
        self._evidence.pop(track, None)
        self.found.pop(track, None)

    def _stand(self, known: _Evidence, time: float, foot: Point) -> None:
        if not any(foot in area for area in self.settings.areas):
            known.inside_since = None
        elif known.inside_since is None:
            known.inside_since = time

    def _look(self, known: _Evidence, time: float, worn: bool) -> None:
        if known.looked is not None:
            # Half of the time between is like before, half like now.
            half = min(time - known.looked, LONGEST_GAP) / 2
            for one in (known.worn, worn):
                known.worn_seconds *= math.exp(-half / MEMORY)
                known.bare_seconds *= math.exp(-half / MEMORY)
                if one:
                    known.worn_seconds += _remembered(half)
                else:
                    known.bare_seconds += _remembered(half)
        known.looked, known.worn = time, worn

    def _verdict(self, known: _Evidence, time: float) -> Rule | None:
        settings = self.settings
        if (
            settings.uniform
            and known.worn_seconds >= _remembered(settings.uniform_seconds) - ROUNDING
            and known.worn_seconds > known.bare_seconds
        ):
            return "uniform"
        if known.inside_since is not None and time - known.inside_since >= settings.area_seconds:
            return "area"
        if (
            settings.presence_seconds is not None
            and time - known.first >= settings.presence_seconds
        ):
            return "presence"
        return None


def _remembered(seconds: float) -> float:
    """What is left, at its end, of looking the same for ``seconds``."""
    return MEMORY * (1 - math.exp(-seconds / MEMORY))
