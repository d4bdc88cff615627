"""Below what a figure is not given, and at what confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Z_95: Final = 1.959963984540054
"""Two-sided 95 % quantile of the normal law."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``min_visitors``: people a ratio per visitor needs. ``min_coverage``: share of the expected
    minutes, 0 to 1, that any figure of the cameras needs. ``z``: quantile of the intervals."""

    min_visitors: int = 5
    min_coverage: float = 0.5
    z: float = Z_95

    def __post_init__(self) -> None:
        if self.min_visitors < 1:
            raise ValueError("min_visitors must be at least 1: no ratio has a divisor of 0")
        if not 0 <= self.min_coverage <= 1:
            raise ValueError("min_coverage is a share, 0 to 1")
        if not self.z > 0:
            raise ValueError("z must be positive")
