"""Whether a camera still sees what its lines and zones were drawn on.

Three things are judged, each against a fault that counts go wrong by without anybody noticing:

- **dark**: what differs from place to place is lost in the noise. Told by contrast over noise, not
  by brightness, so neither a dim picture that a detector still reads nor infrared is dark. A lens
  covered in black is dark too; no picture tells the two apart.
- **covered**: the fine structure is gone: a cloth, fog, a box before the lens. Told against the
  view's own usual contrast.
- **moved**: the edges are found again, but elsewhere, or not at all. Told against a signature that
  was learnt once and **never changes by itself**: lines are drawn on the old view, so a judge that
  grew used to a new one would hide that counts are wrong. A camera that is turned back is ``ok``
  again by itself; a shop that was rebuilt is learnt anew when somebody says so (`relearn`), as then
  lines and zones have to be looked at too. Goods that change on their shelves and doors that open
  leave most of the view where it was.

Everything is a running mean over some seconds and must hold for `HOLD_SECONDS`, so people who walk
by the lens, lamps that flicker and cameras that adapt to the light change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from vision.source.mask import RelativePolygon, blank
from vision.source.signature import (
    CELL,
    MOST_CELLS,
    Edges,
    Found,
    Gradients,
    Plane,
    Signature,
    edges,
    gradients,
    shrink,
)
from vision.view import View

HOLD_SECONDS: Final = 30.0
"""For which a change must last."""
LEARN_SECONDS: Final = 300.0
"""Of a usable view, after which it is known."""
LEARN_LOOKS: Final = 30
"""Looks that this takes at least."""
MEAN_SECONDS: Final = 10.0
"""Time constant of the running means."""
LONGEST_GAP: Final = 30.0
"""Seconds without a look, after which the running means begin anew."""
SHORTEST_GAP: Final = 1.0
"""Seconds between two looks that are worth it; looks that come faster are passed over."""
VISIBLE: Final = 2.0
"""Contrast between places over the noise below which the view is blind. Where they are 2 : 1, a
nano detector finds about half of the people in the sample film of the door."""
DIM: Final = 64.0
"""Luma of the bright places below which a blind view is dark rather than covered."""
GRAINY: Final = 5.0
"""Noise, in luma levels, with which it is dark even though it is brighter."""
COVERED: Final = 0.25
"""Share of the usual fine contrast below which the view is covered."""
MOVED: Final = 0.4
"""Share of the view: with less of it in its place, or so much elsewhere, it has moved. Of unrelated
rooms next to nothing is in its place, of one room in the lights that were tried 0.7 or more."""
RETURNED: Final = 0.6
"""Share that must be in its place again for the view to be back."""
BLACK: Final = 16.0
"""Luma of black in video."""


class ViewJudge:
    """Judges one camera's view by its small luma planes.

    The first `LEARN_SECONDS` of a usable view are learnt; until then it cannot be ``moved``.

    Args:
        signature: the text of one learnt before, so that a camera moved while the box was off is
            found. Keep it with what was drawn: for other lines and zones, pass none.
        masks: polygons, in shares of the picture, of which nothing goes into a signature.

    Raises:
        ValueError: ``signature`` is none.
    """

    def __init__(self, signature: str | None = None, masks: Sequence[RelativePolygon] = ()) -> None:
        self._signature = None if signature is None else Signature.parse(signature)
        self._masks = masks
        self._shown: npt.NDArray[np.float32] | None = None
        self._blind, self._moved = _Held(), _Held()
        self._darkness = 0.5
        """Running mean of 1 for each blind look that was dark and 0 for each that was covered."""
        self._learning = _Learning()
        self._last: _Look | None = None
        self._live: Edges | None = None

    @property
    def view(self) -> View:
        """As of the last look."""
        if self._blind.on:
            return "dark" if self._darkness > 0.5 else "covered"
        return "moved" if self._moved.on else "ok"

    @property
    def signature(self) -> str | None:
        """The text of what was learnt, no picture (see `vision.source.signature`); None: nothing
        yet, or of a picture so long and narrow that it would be finer than may be kept."""
        if self._signature is None or self._signature.cells.size > MOST_CELLS:
            return None
        return self._signature.text()

    def relearn(self) -> None:
        """The view is as it should be from now on."""
        self._signature = None
        self._moved = _Held()
        self._learning = _Learning()

    def see(self, luma: npt.NDArray[np.uint8], time: float) -> View:
        """Look at the view.

        Args:
            luma: (height, width), at least 160 wide; its shape is that of the whole picture.
            time: when it was captured, in seconds. Looks may come at any pace and with gaps; some
                seconds apart is enough.
        """
        last = self._last
        if last is not None and 0 <= time - last.time < SHORTEST_GAP:
            return self.view
        plane = shrink(luma)
        look = _Look(time, plane, gradients(plane))
        if (
            last is None
            or not 0 < time - last.time <= LONGEST_GAP
            or plane.shape != last.plane.shape
        ):
            # What was seen before says nothing of what is seen now.
            self._live = None
            self._blind.forget()
            self._moved.forget()
        else:
            self._judge(look, last)
        self._last = look
        return self.view

    def _judge(self, look: _Look, last: _Look) -> None:
        means = _cells(look.plane)
        bright = float(np.percentile(means, 90))
        noise = max(_noise(look.plane, last.plane), 1.0)
        contrast = float(means.std())
        blind = contrast < VISIBLE * noise
        # A camera that turns its gain up in the dark is bright and grainy.
        dark = blind and (bright < DIM or noise >= GRAINY)
        fine = _contrast(look.gradient, last.gradient) / max(bright - BLACK, BLACK)
        usual = 0.0 if self._signature is None else self._signature.contrast
        covered = not dark and (blind or fine < COVERED * usual)
        # Which of the two it is may waver from look to look; that it is one of them must not.
        self._blind.tell(dark or covered, look.time)
        passed = look.time - last.time
        weight = -np.expm1(-passed / MEAN_SECONDS)
        if dark or covered:
            self._darkness += weight * (dark - self._darkness)
            self._live = None
            self._moved.forget()
            return
        seen = edges(look.gradient)
        if self._masks:
            seen = seen * self._visible(seen.shape)
        if self._live is None:
            self._live = seen
        else:
            self._live = self._live + np.float32(weight) * (seen - self._live)
        if self._signature is None:
            self._learn(seen, fine, passed)
        else:
            self._moved.tell(_has_moved(self._signature.find(self._live)), look.time)

    def _visible(self, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
        """1 where no mask is near enough for an edge behind it to show."""
        if self._shown is None or self._shown.shape != shape:
            shown = blank(np.ones(shape, np.uint8), self._masks)
            self._shown = cv2.erode(shown, np.ones((5, 5), np.uint8)).astype(np.float32)
        return self._shown

    def _learn(self, seen: Edges, contrast: float, passed: float) -> None:
        self._learning.add(seen, contrast, passed)
        learnt = self._learning.signature()
        if learnt is None or self._live is None:
            return
        self._learning = _Learning()
        # A camera that was still being turned is learnt once it rests.
        if _has_moved(learnt.find(self._live)) is False:
            self._signature = learnt


@dataclass(frozen=True, slots=True)
class _Look:
    time: float
    plane: Plane
    gradient: Gradients


class _Learning:
    """Means over the looks at a usable view."""

    def __init__(self) -> None:
        self._edges: Edges | None = None
        self._contrast = 0.0
        self._looks = 0
        self._seconds = 0.0

    def add(self, seen: Edges, contrast: float, passed: float) -> None:
        self._edges = seen if self._edges is None else self._edges + seen
        self._contrast += contrast
        self._looks += 1
        self._seconds += passed

    def signature(self) -> Signature | None:
        """None: more looks are needed."""
        if self._edges is None or self._seconds < LEARN_SECONDS or self._looks < LEARN_LOOKS:
            return None
        return Signature.of(self._edges / np.float32(self._looks), self._contrast / self._looks)


class _Held:
    """A state that changes once the contrary was told for HOLD_SECONDS without a break."""

    def __init__(self) -> None:
        self.on = False
        self._since: float | None = None

    def tell(self, on: bool | None, time: float) -> None:
        """None: it cannot be told."""
        if on is None or on == self.on:
            self._since = None
        elif self._since is None:
            self._since = time
        elif time - self._since >= HOLD_SECONDS:
            self.on, self._since = on, None

    def forget(self) -> None:
        """What was told last was not without a break."""
        self._since = None


def _has_moved(found: Found) -> bool | None:
    """None: neither plainly there nor plainly away."""
    if found.kept < MOVED or found.away >= MOVED:
        return True
    return False if found.kept >= RETURNED else None


def _cells(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Means of the cells, which the sensor's noise does not reach."""
    rows, columns = values.shape[0] // CELL, values.shape[1] // CELL
    means: npt.NDArray[np.float32] = values.reshape(rows, CELL, columns, CELL).mean((1, 3))
    return means


def _noise(plane: Plane, before: Plane) -> float:
    """Standard deviation of the noise, in luma levels, from what changed between two looks.

    Medians leave out people; those of the rows leave out lamps that flicker under a rolling
    shutter. For normal noise the median of the absolute difference of two looks is 0.6745 √2 σ.
    """
    change = plane - before
    change -= np.median(change, axis=1, keepdims=True)
    return float(np.median(np.abs(change)) / (0.6745 * 2**0.5))


def _contrast(gradient: Gradients, before: Gradients) -> float:
    """Fine contrast in luma levels a pixel: what two looks have in common, so without noise."""
    shared = _cells((gradient * before.conj()).real)
    return float(np.sqrt(np.maximum(shared, 0)).mean())
