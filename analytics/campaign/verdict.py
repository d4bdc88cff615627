"""What is said of a campaign, as data: the words are the pages' own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.campaign.effect import Effect, Kind, Sign


@dataclass(frozen=True, slots=True)
class Verdict:
    """``measure``: the one that is spoken of. ``kind``: whether it may be called an effect, and
    ``why`` not. ``sign`` is `unclear` unless the calibrated 95 % interval excludes 0. ``size``,
    ``low`` and ``high``: shares; ``extra`` and its ends: in the measure's unit."""

    measure: str
    kind: Kind
    why: tuple[str, ...]
    sign: Sign
    size: float
    low: float
    high: float
    extra: float
    extra_low: float
    extra_high: float


def verdict(effects: Mapping[str, Effect]) -> Verdict | None:
    """Of the first of ``effects`` that is known; None where none is."""
    for measure, found in effects.items():
        if (
            found.size is not None
            and found.low is not None
            and found.high is not None
            and found.extra is not None
            and found.extra_low is not None
            and found.extra_high is not None
        ):
            return Verdict(
                measure,
                found.kind,
                found.why,
                found.sign,
                found.size,
                found.low,
                found.high,
                found.extra,
                found.extra_low,
                found.extra_high,
            )
    return None
