"""What is told of a visitor who is gone. In memory only, until it is added to others'."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from vision.journey.step import Edge

WaitEnd = Literal["served", "abandoned", "censored"]
"""``censored``: its end was not seen, because the person was lost from sight or watching ended."""


@dataclass(frozen=True, slots=True)
class ShopVisit:
    """A visit to the shop, of a visitor and not of staff.

    ``zones``: that were visited, in order, the street and its windows left out. ``looked``: stopped
    at a window before coming in. ``reached`` and ``stopped``: in a zone that is no queue and no
    till. ``served`` and ``abandoned``: of those who waited; who was served in any queue has not
    abandoned. ``hesitated``: stood still where no zone is.
    """

    began: Edge
    ended: Edge
    zones: tuple[str, ...] = ()
    confidence: float = 1.0
    turned_back: bool = False
    reached: bool = False
    stopped: bool = False
    queued: bool = False
    served: bool = False
    abandoned: bool = False
    hesitated: bool = False

    @property
    def entered(self) -> bool:
        return self.began == "door"

    @property
    def whole(self) -> bool:
        """Seen from door to door."""
        return self.began == self.ended == "door"

    @property
    def backtracked(self) -> bool:
        """Came back to a zone after another one."""
        stays = [zone for zone, _ in groupby(self.zones)]
        return len(set(stays)) < len(stays)

    def moves(self) -> list[tuple[str, str]]:
        """From where to where, the door or out of sight at both ends."""
        first, last = (
            ":door" if edge == "door" else ":unseen" for edge in (self.began, self.ended)
        )
        return list(pairwise((first, *self.zones, last)))
