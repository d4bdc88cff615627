"""The view as the gated decoder has it judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from tests.vision.shop_pictures import encode, opened, sensor, shop, small
from vision.source.address import parse_address
from vision.source.capture_clock import CaptureClock
from vision.source.decoder import JUDGED_EVERY, GatedDecoder, gated
from vision.source.gate import Luma, MotionGate
from vision.source.look import Look
from vision.source.reader_settings import ReaderSettings
from vision.source.view import LEARN_SECONDS, ViewJudge
from vision.view import View

FPS = 5
READER = ReaderSettings(parse_address("rtsp://camera/"), 5.0)


def scene(shift: int = 0) -> npt.NDArray[np.float32]:
    """A shop, from a camera that was turned by so many of 320 pixels."""
    still = np.asarray(cv2.resize(shop(), (320, 180), interpolation=cv2.INTER_AREA), np.float32)
    return np.roll(still, shift, 1)


def learnt() -> str:
    """The signature that a reader has after some minutes of the shop."""
    judge, random = ViewJudge(), np.random.default_rng(2)
    for number in range(round(LEARN_SECONDS) // 2 + 20):
        judge.see(small(sensor(scene(), random, 2)), 2.0 * number)
    assert judge.signature is not None
    return judge.signature


def film(lit: float, dark: float, shift: int = 0) -> bytes:
    """A still shop, then the same with the light out. Seconds."""
    random = np.random.default_rng(1)
    still = scene(shift)

    def pictures() -> Iterator[npt.NDArray[np.uint8]]:
        for number in range(round((lit + dark) * FPS)):
            picture = still if number < lit * FPS else np.full_like(still, 16)
            yield sensor(picture, random, 2)

    return encode(pictures(), fps=FPS, group=2)


def test_a_view_that_goes_dark_is_told_though_only_keyframes_are_decoded() -> None:
    stream, packets = opened(film(30, 60))
    decoder = gated(stream, READER, CaptureClock())
    looks: list[Look] = []
    idle = 0
    number = 0
    for number, packet in enumerate(packets):
        looks += decoder.take(packet, 100 + number / FPS)
        idle += decoder.idle
    assert idle > 0.5 * number
    views = [(look.time - 100, look.view) for look in looks]
    assert {view for time, view in views if time < 30} == {"ok"}
    assert {view for time, view in views if time > 80} == {"dark"}


@pytest.mark.parametrize(("shift", "view"), [(0, "ok"), (32, "moved")])
def test_a_camera_that_was_knocked_while_nobody_read_it_is_told(shift: int, view: View) -> None:
    stream, packets = opened(film(90, 0, shift))
    known = learnt()
    decoder = gated(stream, replace(READER, signature=known), CaptureClock())
    views = [
        look.view
        for number, packet in enumerate(packets)
        for look in decoder.take(packet, 100 + number / FPS)
    ]
    assert views[-1] == view
    assert decoder.signature == known, "what was drawn on stands, whatever is seen"


def test_a_view_is_judged_now_and_then_and_told_with_every_look() -> None:
    stream, packets = opened(film(10, 0))
    judged: list[float] = []

    def judge(luma: Luma, time: float) -> View:
        assert luma.shape == (90, 160)
        judged.append(time)
        return "covered"

    decoder = GatedDecoder(stream, READER, CaptureClock(), gate=MotionGate(), judge=judge)
    looks = [
        look
        for number, packet in enumerate(packets)
        for look in decoder.take(packet, 100 + number / FPS)
    ]
    assert {look.view for look in looks} == {"covered"}
    assert len(judged) >= 4
    assert min(np.diff(judged)) >= JUDGED_EVERY - 1e-6
