"""A shop and its controls side by side, day by day, as far as they are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analytics.campaign.series import DailySeries, Window

WEEK: Final = 7
LONGEST_BEFORE: Final = 60
"""Weeks: what lies further back says little of now."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``shop`` and ``controls``: values of ``days``, from the first known one, NaN where not known;
    the first ``before`` days are those before the campaign. ``used``: which of the controls given;
    one that is not known on half of the campaign's days is none. ``index``: what they did, on the
    log scale; None without a control."""

    days: tuple[date, ...]
    before: int
    shop: NDArray[np.float64]
    used: tuple[int, ...]
    controls: tuple[NDArray[np.float64], ...]
    index: NDArray[np.float64] | None

    @property
    def compared(self) -> NDArray[np.float64]:
        """The shop on the days that can be used. A day on which no control is known cannot be told
        from one on which all fell."""
        if self.index is None:
            return self.shop
        return np.where(np.isfinite(self.index), self.shop, np.nan)

    @property
    def weeks_before(self) -> int:
        """Whole weeks from the first usable day to the campaign."""
        return self.before // WEEK


def panel(
    shop: DailySeries, controls: Sequence[DailySeries], campaign: Window, min_coverage: float
) -> Panel:
    first = max(shop.first, campaign.first - timedelta(weeks=LONGEST_BEFORE))
    first = min(first, campaign.first)
    before = (campaign.first - first).days
    days = [first + timedelta(days=index) for index in range(before + campaign.length)]

    def values(series: DailySeries) -> NDArray[np.float64]:
        found = (series.usable(day, min_coverage) for day in days)
        return np.array([np.nan if value is None else value for value in found])

    given = [values(control) for control in controls]
    used = tuple(
        number
        for number, control in enumerate(given)
        if 2 * int(np.isfinite(control[before:]).sum()) >= campaign.length
        and np.isfinite(control[:before]).any()
    )
    own, others = values(shop), [given[number] for number in used]
    index = _index(others, before)
    known = np.isfinite(own) if index is None else np.isfinite(own) & np.isfinite(index)
    # A forecast of the first known days, from nothing, would say nothing of how good it is.
    start = min(int(np.argmax(known)) if known.any() else before, before)
    return Panel(
        tuple(days[start:]),
        before - start,
        own[start:],
        used,
        tuple(control[start:] for control in others),
        None if index is None else index[start:],
    )


def _index(controls: Sequence[NDArray[np.float64]], before: int) -> NDArray[np.float64] | None:
    """The mean over the controls known of each one's distance from its own usual value on that day
    of the week: a control that is missing on a day does not shift it."""
    if not controls:
        return None
    distances = np.full((len(controls), len(controls[0])), np.nan)
    for row, values in enumerate(controls):
        logs = np.log(values)
        for day in range(min(WEEK, before)):
            usual = logs[day:before:WEEK]
            if np.isfinite(usual).any():
                distances[row, day::WEEK] = logs[day::WEEK] - np.nanmean(usual)
    known = np.isfinite(distances)
    number = known.sum(axis=0)
    total = np.where(known, distances, 0.0).sum(axis=0)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
