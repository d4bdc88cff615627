"""How much was seen, for tests of figures."""

from __future__ import annotations

from analytics.coverage import Coverage
from analytics.policy import Policy
from analytics.rates import Sight


def sight(minutes: float = 60, expected: float = 60, whole: float | None = None) -> Sight:
    share = minutes / expected if expected else None
    return Sight(Coverage(share, expected, minutes, "opening hours"), Policy(), whole)
