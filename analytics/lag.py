"""How long after they come in visitors buy, by the till's clock: the visitor-to-ticket lag.

Whoever comes in in a bustling five minutes pays in a bustling five minutes some time later. So what
the door and the till count beyond their usual is compared at every lag, and the lag at which the
two go together best is taken. It is the time spent in the shop plus what the till's clock is off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.figure import CLOCK_ERROR, NOT_ENOUGH_DATA, Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MINUTES: Final = 5
"""Length of a bucket."""
FEWEST_DAYS: Final = 3
FARTHEST: Final = 120
"""Minutes either way that are searched."""
PLAUSIBLE: Final = (0, 45)
"""Minutes within which a lag may be shopping; a lag that is surely beyond is a clock's."""
NARROW: Final = 20
"""Minutes from end to end of an interval that hours may be aligned by."""
METHOD: Final = (
    "commonest time from coming in to the ticket; cross-correlation of 5-minute counts, block "
    "bootstrap 95 %"
)
_USUAL: Final = 25
"""Buckets, two hours, whose mean is the usual of the one in their middle."""
_BLOCK: Final = 12
"""Buckets whose fortunes are drawn together."""
_DRAWS: Final = 999
_SIGNIFICANT: Final = 0.01
"""As drawn; of simulated strangers a few in a hundred pass for acquaintances."""
# People do not all take the same time: neighbouring lags speak for each other.
_KERNEL: Final = np.array([1, 2, 3, 2, 1]) / 9


@dataclass(frozen=True, slots=True)
class DayCounts:
    """Of one business day, by buckets from its start: visitors in, sale tickets, and which buckets
    the entrances observed. All of one length."""

    visitors: Sequence[int]
    tickets: Sequence[int]
    observed: Sequence[bool]


@dataclass(frozen=True, slots=True)
class TillLag:
    """``minutes`` is withheld unless door and till go together more than by chance. ``days``: that
    it rests on. ``aligns``: whether it is known so well that hours may be aligned by it."""

    minutes: Figure
    plausible: tuple[int, int]
    days: int
    aligns: bool


def till_lag(days: Sequence[DayCounts]) -> TillLag:
    """From days of one length each; those without a visitor or a ticket tell nothing."""
    days = [day for day in days if any(day.visitors) and any(day.tickets)]
    tickets = sum(sum(day.tickets) for day in days)
    if len(days) < FEWEST_DAYS:
        note = f"{len(days)} days with visitors and timed receipts; at least 3 are needed."
        return _withheld(note, tickets, len(days))
    products = _products(days)
    found = np.convolve(products.sum(axis=0), _KERNEL, "same")
    # From a seed: the same question has the same answer.
    chance = np.random.default_rng(20)
    if _chance_of(products, found.max(), len(days), chance) > _SIGNIFICANT:
        note = "Visitors and tickets do not go together at any lag more than by chance."
        return _withheld(note, tickets, len(days))
    low, high = _interval(products, chance)
    minutes = float(_lags()[found.argmax()])
    wrong = high < PLAUSIBLE[0] or low > PLAUSIBLE[1]
    figure = Figure(
        minutes,
        "minutes",
        METHOD,
        tickets,
        low,
        high,
        flags=(CLOCK_ERROR,) if wrong else (),
        note=_explained(minutes) if wrong else None,
    )
    return TillLag(figure, PLAUSIBLE, len(days), high - low <= NARROW)


def _withheld(note: str, tickets: int, days: int) -> TillLag:
    figure = Figure(None, "minutes", METHOD, tickets, flags=(NOT_ENOUGH_DATA,), note=note)
    return TillLag(figure, PLAUSIBLE, days, aligns=False)


def _explained(minutes: float) -> str:
    """Of a lag that is no shopping: a till an hour behind writes tickets an hour too early."""
    for hours in (-2, -1, 1, 2):
        if PLAUSIBLE[0] <= minutes - 60 * hours <= PLAUSIBLE[1]:
            way = "ahead" if hours > 0 else "behind"
            return (
                f"The till's clock seems {abs(hours)} h {way}: check its time zone and its summer "
                "time."
            )
    return "The till's clock seems to be wrong: set it, or the box's, and import again."


def _lags() -> NDArray[np.int64]:
    return np.arange(-FARTHEST, FARTHEST + 1, MINUTES)


def _products(days: Sequence[DayCounts]) -> Floats:
    """(blocks, lags): what is unusual at the door times what is unusual at the till a lag later,
    summed over each block of each day."""
    observed = np.array([day.observed for day in days], bool)
    door = _unusual(np.array([day.visitors for day in days], float), observed)
    # The till counts whether or not the doors are watched.
    till = _unusual(np.array([day.tickets for day in days], float), np.ones_like(observed))
    reach = FARTHEST // MINUTES
    later = sliding_window_view(np.pad(till, ((0, 0), (reach, reach))), 2 * reach + 1, axis=1)
    found = door[:, :, np.newaxis] * later
    rest = -found.shape[1] % _BLOCK
    found = np.pad(found, ((0, 0), (0, rest), (0, 0)))
    blocks = found.reshape(-1, _BLOCK, found.shape[2]).sum(axis=1)
    products: Floats = blocks[np.abs(blocks).sum(axis=1) > 0]
    return products


def _unusual(counts: Floats, observed: NDArray[np.bool_]) -> Floats:
    """Counts less the usual of their two hours and of their time of day; 0 where not observed."""
    counts = counts * observed
    window = np.ones(_USUAL)
    sums = np.array([np.convolve(row, window, "same") for row in counts])
    known = np.array([np.convolve(row, window, "same") for row in observed.astype(float)])
    found = np.where(observed, counts - sums / np.maximum(known, 1), 0.0)
    found -= found.sum(axis=0) / np.maximum(observed.sum(axis=0), 1)
    return np.where(observed, found, 0.0)


def _chance_of(products: Floats, peak: float, days: int, chance: np.random.Generator) -> float:
    """How often so high a peak would come about were door and till strangers: then each block
    might as well have had the other sign."""
    signs = chance.choice((-1.0, 1.0), size=(_DRAWS, len(products)))
    # What both sides have less of, their mean over the days and over two hours, ties their products
    # together a little, which drawn signs do not know.
    tied = (days / (days - 1) * _USUAL / (_USUAL - 1)) ** 0.5
    peaks = tied * _smoothed(signs @ products).max(axis=1)
    return float((1 + (peaks >= peak).sum()) / (1 + _DRAWS))


def _interval(products: Floats, chance: np.random.Generator) -> tuple[float, float]:
    """Percentiles of the peak's lag over blocks drawn anew, out to the edges of their buckets."""
    blocks = len(products)
    weights = chance.multinomial(blocks, np.full(blocks, 1 / blocks), size=_DRAWS).astype(float)
    peaks = _lags()[_smoothed(weights @ products).argmax(axis=1)]
    low, high = np.quantile(peaks, (0.025, 0.975), method="inverted_cdf")
    return float(low) - MINUTES / 2, float(high) + MINUTES / 2


def _smoothed(rows: Floats) -> Floats:
    padded = np.pad(rows, ((0, 0), (2, 2)))
    smoothed: Floats = sliding_window_view(padded, len(_KERNEL), axis=1) @ _KERNEL
    return smoothed
