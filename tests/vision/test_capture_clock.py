from __future__ import annotations

import numpy as np
import pytest

from vision.source.capture_clock import CaptureClock

Frames = list[tuple[float, float, float]]
"""(true capture time, stamp, arrival) of each frame, in seconds."""


def steady(count: int = 500, step: float = 0.04, delay: float = 0.05) -> Frames:
    return [(i * step, 7000 + i * step, i * step + delay) for i in range(count)]


def jittery() -> Frames:
    """Now and then a frame is held up on its way for up to half a second."""
    chance = np.random.default_rng(1)
    late = 0.0
    frames = []
    for true, stamp, arrival in steady(2000):
        late = max(late - 0.04, 0.5 * chance.random() if chance.random() < 0.05 else 0.0)
        frames.append((true, stamp, arrival + late))
    return frames


def fast_clock() -> Frames:
    """The camera's clock runs 500 ppm fast, for half an hour."""
    return [(i * 0.2, i * 0.2 * 1.0005, i * 0.2 + 0.05) for i in range(9000)]


def slow_clock() -> Frames:
    return [(i * 0.2, i * 0.2 * 0.9995, i * 0.2 + 0.05) for i in range(9000)]


def opened_with_a_burst() -> Frames:
    """The server first sends the two seconds since its last key frame, all at once."""
    frames = steady()
    return [(true, stamp, max(arrival, 2.05)) for true, stamp, arrival in frames]


def restarted() -> Frames:
    """The camera's stamps begin anew."""
    frames = steady()
    return [(t, s if t < 10 else s - 7010, a) for t, s, a in frames]


def jumped_ahead() -> Frames:
    frames = steady()
    return [(t, s if t < 10 else s + 3600, a) for t, s, a in frames]


def stood_still() -> Frames:
    """The camera sends nothing for a minute, and its stamps do not count it."""
    frames = steady()
    return [(t, s, a) if t < 10 else (t + 60, s, a + 60) for t, s, a in frames]


def without_stamps_at_first() -> Frames:
    return [(t, float("nan") if t < 0.1 else s, a) for t, s, a in steady()]


@pytest.mark.parametrize(
    ("frames", "settled", "within"),
    [
        (steady(), 0, 0.06),
        (jittery(), 1, 0.12),
        (fast_clock(), 0, 0.1),
        (slow_clock(), 0, 0.1),
        (opened_with_a_burst(), 2.1, 0.1),
        (restarted(), 0, 0.06),
        (jumped_ahead(), 0, 0.06),
        (stood_still(), 0, 0.06),
        (without_stamps_at_first(), 0, 0.06),
    ],
    ids=lambda value: "" if not isinstance(value, list) else str(len(value)),
)
def test_capture_times_follow_the_camera_and_never_go_back(
    frames: Frames, settled: float, within: float
) -> None:
    clock = CaptureClock()
    times = np.array(
        [clock.time(None if np.isnan(stamp) else stamp, arrival) for _, stamp, arrival in frames]
    )
    true = np.array([frame[0] for frame in frames])
    arrivals = np.array([frame[2] for frame in frames])
    assert np.all(np.diff(times) > 0)
    assert np.all(np.abs(times - true)[true >= settled] <= within)
    # never in the future, but for the least step
    assert np.all(times <= arrivals + 0.1)


def test_the_jitter_of_the_way_is_taken_out() -> None:
    frames = jittery()
    clock = CaptureClock()
    times = np.array([clock.time(stamp, arrival) for _, stamp, arrival in frames])
    arrivals = np.array([frame[2] for frame in frames])
    assert np.std(np.diff(times)) < np.std(np.diff(arrivals)) / 5


def test_times_are_told_by_the_clock_of_the_box() -> None:
    clock = CaptureClock(lambda instant: 1_700_000_000 + instant)
    assert clock.time(3.0, 10.0) == 1_700_000_010
    assert clock.time(3.5, 10.9) == pytest.approx(1_700_000_010.5, abs=0.05)
