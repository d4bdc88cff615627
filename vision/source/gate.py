"""The motion gate: whether anything changed since the picture that was looked at last.

Compared is a small grey picture with the one of the last look, not with the frame before it, so
that a slow change adds up. What changes a whole row alike is no motion: automatic exposure, and
lamps that flicker at the mains' rate and so light a rolling shutter in bands. What is left is
summed over a person far off and weighed by each pixel's own noise, learnt where nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Luma = npt.NDArray[np.uint8]
"""(rows, columns) grey, 0 to 255."""
Grey = npt.NDArray[np.float32]

DARK, BRIGHT = 5.0, 230.0
"""Grey levels beyond which a picture may have been cut off, in part of a pixel at least."""
SOFTNESS = 4.0
"""Grey levels of contrast, on average over a row, below which its gain is not its own but that of
all: somebody before a bare wall must not be taken for a change of light."""
WIDEST_GAIN = 1.5
"""How far the gain of a row may be from that of all, as a factor."""


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Defaults for a grid of 160 × 90 over the whole picture."""

    least_difference: float = 3.0
    """Grey levels by which a spot of 3 × 3 must differ, on average ..."""
    noise_factor: float = 5.0
    """... and by this many times its own noise."""
    noise_memory: float = 0.03
    """Weight of the newest quiet picture in a spot's noise."""
    least_spots: int = 2
    """Changed spots that make motion: somebody far off is a few."""
    forced_seconds: float = 5.0
    """The longest time without a look, whatever moves: somebody who stands still keeps dwelling,
    and nobody whom the gate missed stays unseen for longer."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``moved``: something changed. ``look``: it did, or it is time to look in any case."""

    moved: bool
    look: bool


class MotionGate:
    """One camera's gate."""

    def __init__(self, settings: GateSettings | None = None) -> None:
        self._settings = settings or GateSettings()
        self._reference: Grey | None = None
        self._before: Grey | None = None
        self._variance: Grey | None = None
        self._judged = 0
        self._looked = self._seen = -np.inf

    def see(self, luma: Luma, time: float) -> Verdict:
        """Judge a picture; if it is to be looked at, it becomes the one to compare with.

        Args:
            time: seconds. One that went back is of a film that is played again, or of a camera that
                set its clock: it is looked at.
        """
        now = luma.astype(np.float32)
        moved = self._moved(now)
        due = time - self._looked >= self._settings.forced_seconds or time < self._seen
        look = moved or due
        self._seen = time
        if look:
            self._reference, self._looked = now, time
        return Verdict(moved, look)

    def stirs(self, luma: Luma) -> bool:
        """Whether something moved since the last look, which stays the last."""
        return self._moved(luma.astype(np.float32))

    def reset(self) -> None:
        """The next picture cannot be compared with those before."""
        self._reference, self._before, self._variance = None, None, None
        self._looked = self._seen = -np.inf

    def _moved(self, now: Grey) -> bool:
        if self._reference is None or self._reference.shape != now.shape:
            self._variance, self._judged = np.full(now.shape, 1.0, np.float32), 0
            self._before = now
            return True
        assert self._variance is not None  # noqa: S101  (made before the reference)
        assert self._before is not None  # noqa: S101
        settings = self._settings
        limit = np.maximum(
            settings.least_difference, settings.noise_factor * np.sqrt(self._variance)
        )
        # Most pictures show nothing even with the light's changes left in.
        compare = plain
        off = np.abs(spots(plain(now, self._reference)))
        if np.count_nonzero(off > limit) >= settings.least_spots:
            compare = evened
            off = np.abs(spots(evened(now, self._reference)))
        self._learn(off, np.abs(spots(compare(now, self._before))), limit)
        self._before = now
        return bool(np.count_nonzero(off > limit) >= settings.least_spots)

    def _learn(self, off: Grey, step: Grey, limit: Grey) -> None:
        """Noise is what differs from one picture to the next (``step``), or from the reference
        (``off``) by little: a codec shows much the same noise until its next keyframe. Whoever
        creeps differs from the reference by more. It is learnt beside motion too, else a camera
        that always shows some never learns it; and at once when it has only begun."""
        self._judged += 1
        memory = max(self._settings.noise_memory, 1 / (self._judged + 3))
        noise = np.where(off <= limit / 2, np.maximum(off, step), step)
        self._variance += np.where(noise <= limit, memory * (noise * noise - self._variance), 0)


def spots(off: Grey) -> Grey:
    """The mean difference around each pixel: noise evens out, a person of a pixel or two is not
    lost for standing across two."""
    return np.asarray(cv2.blur(off, (3, 3)), np.float32)


def plain(now: Grey, before: Grey) -> Grey:
    return now - before


def evened(now: Grey, before: Grey) -> Grey:
    """The difference of two pictures without the change of light that all of a row shares.

    For each row a gain and an offset are fitted: the offset by the medians, the gain by the least
    absolute deviations, that is the weighted median of the pixels' own gains, which somebody in
    part of a row does not sway. It is held to the gain of all rows by a weight of ``SOFTNESS``.
    """
    usable = (now > DARK) & (now < BRIGHT) & (before > DARK) & (before < BRIGHT)
    counts = np.count_nonzero(usable, axis=1)
    if not counts.any():
        return now - before
    middle_now, middle_before = _medians(now, usable, counts), _medians(before, usable, counts)
    contrast = np.where(usable, before - middle_before, 0)
    weight = np.abs(contrast)
    gains = np.where(usable, now - middle_now, 0) / np.where(contrast == 0, 1, contrast)
    own = np.asarray(gains, np.float32)
    order = np.argsort(own, axis=1)
    own = np.take_along_axis(own, order, axis=1)
    reached = np.cumsum(np.take_along_axis(weight, order, axis=1), axis=1)
    total = reached[:, -1:]

    def quantile(target: npt.NDArray[np.floating]) -> Grey:
        index = np.count_nonzero(reached < target, axis=1)[:, None]
        return np.take_along_axis(own, np.minimum(index, own.shape[1] - 1), axis=1)

    prior = (SOFTNESS * counts[:, None]).astype(np.float32)
    gain = _weighted_median(
        np.append(quantile(total / 2), 1.0), np.append(total, np.float32(prior.sum()))
    )
    sure = total > prior
    low = np.where(sure, quantile((total - prior) / 2), -np.inf)
    high = np.where(sure, quantile((total + prior) / 2), np.inf)
    row_gain = np.clip(np.clip(gain, low, high), gain / WIDEST_GAIN, gain * WIDEST_GAIN)
    offset = np.where(counts[:, None] > 0, middle_now - row_gain * middle_before, np.nan)
    # A row cut off as a whole has the light of the others.
    offset = np.where(np.isnan(offset), np.nanmedian(offset), offset)
    expected = row_gain * before + offset
    off = now - expected
    # What is cut off, or was, may be any amount beyond.
    off[(before >= BRIGHT) & (off > 0)] = 0
    off[(before <= DARK) & (off < 0)] = 0
    off[(now >= BRIGHT) & (expected >= BRIGHT)] = 0
    off[(now <= DARK) & (expected <= DARK)] = 0
    return np.asarray(off, np.float32)


def _medians(picture: Grey, usable: npt.NDArray[np.bool_], counts: npt.NDArray[np.intp]) -> Grey:
    """Of each row's usable pixels, as a column; 0 where there are none."""
    ordered = np.sort(np.where(usable, picture, np.inf), axis=1)
    middle = np.take_along_axis(ordered, np.maximum(counts - 1, 0)[:, None] // 2, axis=1)
    return np.where(counts[:, None] > 0, middle, 0).astype(np.float32)


def _weighted_median(values: Grey, weights: Grey) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
