"""The gate's forced looks follow the stream's time, whatever that does."""

from __future__ import annotations

import numpy as np

from vision.source.gate import GateSettings, MotionGate


def test_a_still_picture_is_looked_at_again_when_time_went_back() -> None:
    gate = MotionGate(GateSettings(forced_seconds=4))
    still = np.full((180, 320), 90, np.uint8)
    looks = [gate.see(still, time).look for _ in range(3) for time in (0.0, 1.0, 2.0, 3.0)]
    assert looks == [True, False, False, False] * 3
