"""Touchpoints: how many of the shop's visitors a zone attracts, and how many of these use it."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.figure import Figure
from analytics.rates import Sight, proportion, ratio

NO_VISITORS = "No line of this store is an entrance, so its visitors are not counted."

BEFORE_THE_SHOP = "It lies before the shop: see the capture rates and those of the window."


@dataclass(frozen=True, slots=True)
class ZoneUse:
    """``visits`` to the zone and ``stops`` in it; a visitor may make several."""

    visits: int = 0
    stops: int = 0

    def plus(self, other: ZoneUse) -> ZoneUse:
        return ZoneUse(self.visits + other.visits, self.stops + other.stops)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """``attraction`` and ``use_per_visitor`` are above 1 where visitors come back."""

    attraction: Figure
    use: Figure
    use_per_visitor: Figure


def touchpoint(
    use: ZoneUse, visitors: int | None, sight: Sight, why: str = NO_VISITORS
) -> Touchpoint:
    """``visitors``: who came into the shop; None: not counted, or not those of whom the zone is,
    for the reason ``why``."""
    return Touchpoint(
        attraction=ratio(
            use.visits, visitors, sight, "visitors", "visits of the zone / visitors in", why
        ),
        use=proportion(use.stops, use.visits, sight, "visits", "stops / visits of the zone"),
        use_per_visitor=ratio(
            use.stops, visitors, sight, "visitors", "stops in the zone / visitors in", why
        ),
    )
