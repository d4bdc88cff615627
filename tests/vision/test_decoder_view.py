"""The view as the gated decoder has it judged."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from tests.vision.shop_pictures import encode, opened, sensor, shop
from vision.source.address import parse_address
from vision.source.capture_clock import CaptureClock
from vision.source.decoder import JUDGED_EVERY, GatedDecoder, gated
from vision.source.gate import Luma, MotionGate
from vision.source.look import Look
from vision.source.reader_settings import ReaderSettings
from vision.view import View

FPS = 5
READER = ReaderSettings(parse_address("rtsp://camera/"), 5.0)


def film(lit: float, dark: float) -> bytes:
    """A still shop, then the same with the light out. Seconds."""
    random = np.random.default_rng(1)
    still = np.asarray(cv2.resize(shop(), (320, 180), interpolation=cv2.INTER_AREA), np.float32)

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
