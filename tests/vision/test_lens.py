from __future__ import annotations

import cv2
import numpy as np
import pytest

from vision.zones.lens import Lens

MIDDLE = (320.0, 180.0)
PICTURE = np.array([(x, y) for x in range(0, 641, 32) for y in range(0, 361, 30)], np.float64)
LENSES = [(-0.3, 0.09), (-0.15, 0.0), (0.2, 0.0), (0.1, 0.05), (0.0, 0.0)]


@pytest.mark.parametrize(("k1", "k2"), LENSES)
def test_a_lens_is_straightened_as_opencv_does_it(k1: float, k2: float) -> None:
    lens = Lens(k1, k2, 420.0, MIDDLE)
    matrix = np.array(((420.0, 0, 320), (0, 420.0, 180), (0, 0, 1)))
    theirs = cv2.undistortPoints(
        PICTURE[:, None],
        matrix,
        np.array((k1, k2, 0.0, 0.0)),
        R=np.eye(3),
        P=matrix,
        criteria=(cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 200, 1e-10),
    )[:, 0]
    assert lens.ideal(PICTURE) == pytest.approx(theirs, abs=1e-4)
    assert lens.shown(lens.ideal(PICTURE)) == pytest.approx(PICTURE, abs=1e-6)


def test_what_a_lens_cannot_show_is_nowhere() -> None:
    lens = Lens(-0.5, 0.0, 420.0, MIDDLE)
    assert lens.fold == pytest.approx((1 / 1.5) ** 0.5)
    # At the fold 0.816 focal lengths are shown at 0.544: 229 pixels from the middle.
    inner, outer = lens.ideal(np.array([(320.0, 180.0 + 228), (320.0, 180.0 + 230)]))
    assert np.isfinite(inner).all()
    assert np.isnan(outer).all()
    assert np.isnan(lens.shown(np.array([(320.0, 180.0 + 0.82 * 420)]))).all()
    assert np.isinf(Lens(0.1, 0.0, 420.0, MIDDLE).fold)
