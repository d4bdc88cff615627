"""The motion gate against what changes in a picture without anybody moving, and against people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vision.shop_pictures import (
    Picture,
    decoded,
    encode,
    sensor,
    shop,
    small,
    with_person,
)
from vision.source.gate import MotionGate, evened, spots

FPS = 5
SETTLED = 10.0
"""Seconds in which a gate has learnt its camera's noise."""

Timed = Iterable[tuple[float, npt.NDArray[np.uint8]]]


def seen(
    scene: Callable[[float], Picture], *, seconds: float, sigma: float = 3, fps: int = FPS
) -> Timed:
    """A scene that depends on time, with a sensor's noise."""
    random = np.random.default_rng(1)
    for number in range(round(seconds * fps)):
        yield number / fps, sensor(scene(number / fps), random, sigma)


def opened(pictures: Timed) -> list[float]:
    """When the gate said that something moved, after the first picture."""
    gate = MotionGate()
    moved = [time for time, picture in pictures if gate.see(small(picture), time).moved]
    return moved[1:]


def bands(picture: Picture, time: float, depth: float) -> Picture:
    """Lit at 100 Hz under a shutter that rolls in 30 ms; the bands drift 2.7 times a second."""
    rows = np.arange(len(picture))[:, None] / len(picture)
    light = 1 + depth * np.sin(2 * np.pi * (100 * 0.03 * rows + 2.7 * time))
    return np.asarray(picture * light, np.float32)


STILL: dict[str, Callable[[Picture, float], Picture]] = {
    "nothing": lambda b, t: b,
    "flicker of 3 %": lambda b, t: bands(b, t, 0.03),
    "flicker of 10 %": lambda b, t: bands(b, t, 0.10),
    "flicker of 20 %": lambda b, t: bands(b, t, 0.20),
    "gain steps of 15 %": lambda b, t: b * (1.15 if t % 6 > 3 else 1),
    "a gain that swings": lambda b, t: b * (1 + 0.15 * np.sin(t / 3)),
    "gain steps with an offset": lambda b, t: b * 1.2 - 30 if t % 6 > 3 else b,
    "contrast that swings": lambda b, t: 255 * (b / 255) ** (1 + 0.1 * np.sin(t / 5)),
    "daylight from one side": lambda b, t: b * (1 + np.linspace(0, 0.1, 640) * np.sin(t / 20)),
}


@pytest.mark.parametrize("name", STILL)
def test_light_that_changes_is_no_motion(name: str) -> None:
    still = np.clip(shop(), 10, 190)
    moved = opened(
        seen(lambda t: np.asarray(STILL[name](still, t), np.float32), seconds=SETTLED + 15)
    )
    assert len([time for time in moved if time > SETTLED]) <= 1


@pytest.mark.parametrize("sigma", [0, 2, 6, 12])
def test_a_sensors_noise_is_no_motion_once_it_is_learnt(sigma: float) -> None:
    still = shop()
    moved = opened(seen(lambda _: still, seconds=SETTLED + 15, sigma=sigma))
    assert [time for time in moved if time > SETTLED] == []


@pytest.mark.parametrize(
    ("sigma", "kbps", "group", "b_frames"),
    [(2, None, 1, 0), (4, 512, 1, 0), (6, 512, 2, 2)],
)
def test_a_codecs_noise_that_pulses_with_its_keyframes_is_next_to_no_motion(
    sigma: float, kbps: int | None, group: float, b_frames: int
) -> None:
    still, random = shop(), np.random.default_rng(1)
    data = encode(
        (sensor(still, random, sigma) for _ in range(250)),
        fps=10, group=group, kbps=kbps, b_frames=b_frames,
    )  # fmt: skip
    pictures = [one for number, one in enumerate(decoded(data)) if number % 2 == 0]
    start = pictures[0][0]
    moved = [time for time in opened(pictures) if time - start > SETTLED]
    assert len(moved) <= 4, "of 75 looks"


@pytest.mark.parametrize("contrast", [15, -15])
@pytest.mark.parametrize("speed", [2.0, 6.0, 20.0])
def test_somebody_far_off_and_hardly_lighter_than_the_floor_opens_it(
    contrast: float, speed: float
) -> None:
    """4 × 10 pixels, 15 grey levels, from 2 to 20 pixels a second."""
    still, came = shop(), 10.0

    def scene(time: float) -> Picture:
        if time < came:
            return still
        x = 100 + speed * (time - came)
        return with_person(still, x, 290, height=10, contrast=contrast)

    moved = [time for time in opened(seen(scene, seconds=came + 15)) if time >= came]
    assert moved[0] <= came + 3
    # ... and again for about each body-width that they go on, or twice in the forced looks' time.
    assert len(moved) >= min(10, speed * 15 / 12)


@pytest.mark.parametrize("depth", [0.0, 0.10])
def test_nobody_of_a_size_that_a_detector_finds_walks_unseen(depth: float) -> None:
    """10 × 25 pixels: never three pixels on without a look, in steady light and in flickering."""
    still = np.clip(shop(), 10, 190)
    gate, looked = MotionGate(), None
    for time, picture in seen(
        lambda t: bands(
            with_person(still, 100 + 15 * max(t - 10, 0), 300, height=25, contrast=20), t, depth
        ),
        seconds=30,
    ):
        look = gate.see(small(picture), time).look
        x = 100 + 15 * max(time - 10, 0)
        if look:
            looked = x
        elif time > 10:
            assert looked is not None
            assert x - looked <= 3.1


def test_a_creep_of_less_than_a_pixel_a_picture_adds_up() -> None:
    still = shop()

    def scene(time: float) -> Picture:
        return with_person(still, 100 + time, 300, height=60, contrast=25)

    gate = MotionGate()
    verdicts = [gate.see(small(one), time) for time, one in seen(scene, seconds=30)]
    assert 3 <= sum(verdict.moved for verdict in verdicts[1:]) < len(verdicts) / 2


def test_somebody_who_leaves_a_bare_wall_is_no_change_of_gain() -> None:
    wall = np.full((360, 640), 120, np.float32)
    there = with_person(wall, 300, 200, height=100, contrast=60)
    assert opened(seen(lambda t: wall if t > 3 else there, seconds=4)) == [3.2]


@pytest.mark.parametrize("fps", [1, 5, 25])
def test_a_look_is_forced_by_capture_time_however_many_pictures_come(fps: int) -> None:
    gate, still = MotionGate(), small(sensor(shop(), np.random.default_rng(1), 0))
    looks = [n / fps for n in range(30 * fps) if gate.see(still, n / fps).look]
    assert looks == [0, 5, 10, 15, 20, 25]


def test_stirring_leaves_the_last_look_what_it_was() -> None:
    still = shop()
    empty = small(sensor(still, np.random.default_rng(1), 0))
    taken = small(
        sensor(with_person(still, 300, 300, height=60, contrast=50), np.random.default_rng(1), 0)
    )
    gate = MotionGate()
    gate.see(empty, 0)
    assert [gate.stirs(taken), gate.stirs(taken), gate.stirs(empty)] == [True, True, False]


def test_after_a_reset_the_next_picture_is_looked_at() -> None:
    still = small(sensor(shop(), np.random.default_rng(1), 0))
    gate = MotionGate()
    gate.see(still, 0)
    assert not gate.see(still, 1).look
    gate.reset()
    assert gate.see(still, 0.5).look


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 1000),
    texture=st.floats(0, 1) | st.floats(15, 60),
    grain=st.sampled_from([1, 3, 10, 30]),
    gain=st.floats(0.7, 1.4),
    offset=st.floats(-20, 20),
    rows=st.floats(0, 15),
)
def test_a_gain_an_offset_and_an_offset_of_each_row_leave_nothing_over(
    seed: int, texture: float, grain: int, gain: float, offset: float, rows: float
) -> None:
    """Whatever the picture, as long as the light cuts nothing off. Where there is so little texture
    that somebody would be most of it, a gain is not told from somebody who left."""
    random = np.random.default_rng(seed)
    coarse = random.normal(0, texture, (90 // grain + 1, 160 // grain + 1))
    picture = np.kron(coarse, np.ones((grain, grain)))[:90, :160]
    before = np.rint(np.clip(115 + picture, 55, 150)).astype(np.float32)
    shift = random.uniform(-rows, rows, (90, 1))
    now = np.rint(np.clip(gain * before + offset + shift, 0, 255)).astype(np.float32)
    assert np.abs(spots(evened(now, before))).max() < 3
