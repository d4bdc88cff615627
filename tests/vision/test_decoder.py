"""The gated decoder on real H.264: what is looked at, when, and at what price."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
import pytest

from tests.vision.shop_pictures import Picture, encode, opened, sensor, shop, with_person
from vision.source.address import parse_address
from vision.source.capture_clock import CaptureClock
from vision.source.decoder import GatedDecoder
from vision.source.decoder_settings import DecoderSettings
from vision.source.gate import MotionGate
from vision.source.look import Look
from vision.source.packet_sizes import PacketSizes
from vision.source.reader_settings import ReaderSettings

FPS = 10
ANALYSED = 5.0
START = 100.0
"""Arrival of the first packet; times below are seconds after it."""


@dataclass
class Watched:
    looks: list[Look] = field(default_factory=list)
    idle: list[tuple[float, bool]] = field(default_factory=list)
    decoded: int = 0
    packets: int = 0

    @property
    def times(self) -> list[float]:
        return [look.time - START for look in self.looks]

    def pictures(self, start: float, end: float) -> list[float]:
        return [
            look.time - START
            for look in self.looks
            if look.image is not None and start <= look.time - START < end
        ]

    def idle_share(self, start: float, end: float) -> float:
        return float(np.mean([idle for time, idle in self.idle if start <= time < end]))


def watch(
    data: bytes | Sequence[bytes],
    *,
    gate: bool = True,
    settings: DecoderSettings | None = None,
    masks: tuple[tuple[tuple[float, float], ...], ...] = (),
    spoil: Callable[[int, bytearray], None] | None = None,
    skip: int = 0,
    before: Callable[[GatedDecoder, float], None] = lambda *_: None,
) -> Watched:
    """All looks of streams that follow each other on one connection.

    ``spoil`` is shown each packet's number and bytes; ``skip``: packets that never came.
    """
    parts = [data] if isinstance(data, bytes) else data
    stream, _ = opened(parts[0])
    stream.codec_context.options = {"err_detect": "explode"}
    reader = ReaderSettings(parse_address("rtsp://camera/"), ANALYSED, masks=masks)
    decoder = GatedDecoder(
        stream, reader, CaptureClock(), gate=MotionGate() if gate else None, settings=settings
    )
    seen, arrived = Watched(), START - 1 / FPS
    for part in parts:
        for packet in opened(part)[1]:
            arrived += 1 / FPS
            seen.packets += 1
            if seen.packets <= skip:
                continue
            if spoil is not None:
                content = bytearray(bytes(packet))
                spoil(seen.packets - 1, content)
                packet.update(bytes(content))
            before(decoder, arrived - START)
            seen.looks += decoder.take(packet, arrived)
            seen.idle.append((arrived - START, decoder.idle))
    seen.looks += decoder.flush()
    seen.decoded = decoder.decoded
    return seen


@cache
def film(
    came: float | None = None,
    left: float = 1e9,
    *,
    seconds: float = 24,
    group: float = 2,
    b_frames: int = 0,
    sigma: float = 1,
    kbps: int | None = None,
    start: float = 0,
    scale: int = 2,
) -> bytes:
    """A still shop, into which somebody walks at ``came`` until ``left``; of 640 × 360 pixels
    or a ``scale``-th."""
    random, still = np.random.default_rng(1), shop()
    size = (640 // scale, 360 // scale)

    def scene(time: float) -> Picture:
        picture = still
        if came is not None and came <= time < left:
            x = 100 + 60 * (time - came)
            picture = with_person(still, x, 300, height=90, contrast=40, fold=25)
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)

    return encode(
        (
            sensor(scene(number / FPS), random, sigma)
            for number in range(round(seconds * FPS))
        ),
        fps=FPS, group=group, b_frames=b_frames, kbps=kbps, start=start,
    )  # fmt: skip


def whole(seen: Watched, seconds: float) -> None:
    """One look for each instant at which the camera is to be analysed, in order."""
    times = np.array(seen.times)
    assert (np.diff(times) > 0).all()
    assert len(times) == pytest.approx(seconds * ANALYSED, abs=1)
    assert np.diff(times).max() < 1.6 / ANALYSED


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize(("group", "seconds", "calm"), [(1, 20, 8), (2, 24, 10), (4, 36, 26)])
def test_a_still_shop_is_watched_by_its_keyframes_and_loses_no_instant(
    group: float, seconds: float, calm: float, b_frames: int
) -> None:
    """``calm``: from when on only keyframes are decoded; with long groups, once it is known what
    the packets between cost."""
    seen = watch(film(group=group, b_frames=b_frames, seconds=seconds))
    whole(seen, seconds)
    assert seen.idle_share(calm, seconds) == 1
    assert seen.decoded < (calm + (seconds - calm) / group + 4) * FPS
    # ... looked at all the same every five seconds, or at the keyframe after.
    assert np.diff(seen.pictures(0, seconds)).max() <= 5 + group


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize(("group", "came"), [(1, 15.3), (2, 14.7), (4, 31.1)])
def test_whoever_walks_in_between_two_keyframes_is_seen_from_the_first(
    group: float, came: float, b_frames: int
) -> None:
    data = film(came, group=group, b_frames=b_frames, seconds=came + 5)
    seen, all_seen = watch(data), watch(data, gate=False)
    whole(seen, came + 5)
    assert seen.idle_share(came - 3, came - 0.25) == 1, "else nothing is shown"
    delay = 0.25 if b_frames else 0.02
    got = np.array(seen.pictures(0, 99))
    for time in all_seen.pictures(came + 0.3, 99):
        assert np.abs(got - time).min() <= delay


@pytest.mark.parametrize(("b_frames", "kbps", "sigma"), [(0, 256, 1), (2, None, 1), (0, 128, 0)])
def test_whoever_comes_and_goes_between_two_keyframes_is_told_by_the_packets(
    b_frames: int, kbps: int | None, sigma: float
) -> None:
    """Gone before the keyframe, for which the picture is as it was."""
    seen = watch(film(32.5, 35, seconds=37, group=4, b_frames=b_frames, kbps=kbps, sigma=sigma))
    whole(seen, 37)
    assert seen.idle_share(29, 32.2) == 1
    assert len(seen.pictures(32.4, 35)) >= 11


def test_a_camera_whose_noise_hides_people_in_the_packets_sizes_idles_in_short_groups_only() -> (
    None
):
    long, short = film(group=4, sigma=4, kbps=512), film(group=2, sigma=4, kbps=512)
    assert watch(long).idle_share(0, 24) == 0
    assert watch(short).idle_share(16, 24) > 0.5


def test_keyframes_twenty_seconds_apart_are_no_ground_to_idle() -> None:
    seen = watch(film(25, group=20, seconds=28))
    whole(seen, 28)
    assert seen.idle_share(0, 28) == 0
    assert len(seen.pictures(25, 28)) >= 14


def test_a_group_that_turns_out_endless_is_given_up_idling_for() -> None:
    seen = watch([film(seconds=12, group=2), film(seconds=20, group=20, start=12)])
    whole(seen, 32)
    assert seen.idle_share(8, 11.8) == 1
    assert seen.idle_share(26, 32) == 0


def test_what_is_looked_at_is_the_same_with_a_gate_and_without() -> None:
    data = film(3, seconds=9)
    gated, plain = watch(data), watch(data, gate=False)
    moving = [look for look in gated.looks if look.image is not None and look.time > START + 3.1]
    assert len(moving) >= 28
    others = {round(look.time, 2): look.image for look in plain.looks}
    for look in moving:
        assert look.image is not None
        other = others[round(look.time, 2)]
        assert other is not None
        assert np.array_equal(look.image, other)


def test_masks_are_blank_in_every_picture() -> None:
    mask = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))
    seen = watch(film(14.7), masks=(mask,))
    pictures = [look.image for look in seen.looks if look.image is not None]
    assert len(pictures) > 40
    for picture in pictures:
        assert not picture[:, :160].any()
        assert picture[:, 162:].any()


@pytest.mark.parametrize("came", [None, 2.0])
def test_a_rate_set_midway_holds_from_then_on(came: float | None) -> None:
    def slower(decoder: GatedDecoder, time: float) -> None:
        if time >= 12 and decoder.fps != 2:
            decoder.fps = 2

    times = np.array(watch(film(came), before=slower).times)
    assert (np.diff(times) > 0.05).all()
    assert len(times[times < 11.9]) == pytest.approx(60, abs=1) or came is None
    assert len(times[times > 14]) == pytest.approx(20, abs=1)


@pytest.mark.parametrize("skip", [1, 7, 15])
def test_a_stream_that_begins_in_the_middle_of_a_group_is_seen_from_its_keyframe_on(
    skip: int,
) -> None:
    seen = watch(film(seconds=6), skip=skip)
    assert seen.looks[0].image is not None
    assert seen.times[0] == pytest.approx(2, abs=0.3)


def test_damaged_packets_are_counted_and_cost_no_more_than_their_group() -> None:
    """Torn in the middle, while everything is decoded, and while only keyframes are."""
    torn = {25, 141, 180}

    def spoil(number: int, content: bytearray) -> None:
        if number in torn:
            middle = len(content) // 2
            content[middle : middle + 40] = bytes(range(40))[: len(content) - middle]

    seen = watch(film(seconds=24), spoil=spoil)
    times = np.array(seen.times)
    assert (np.diff(times) > 0).all()
    assert sum(look.damaged for look in seen.looks) >= 1
    assert np.diff(times).max() < 2.3
    assert times[-1] > 23.5


def test_a_change_of_resolution_goes_on_with_pictures_of_the_new_size() -> None:
    seen = watch([film(seconds=12), film(seconds=12, scale=1, start=12)])
    whole(seen, 24)
    sizes = [
        (look.time - START, look.image.shape[:2]) for look in seen.looks if look.image is not None
    ]
    assert {size for _, size in sizes} == {(360, 640), (180, 320)}
    assert min(time for time, size in sizes if size == (360, 640)) < 12.4


@pytest.mark.parametrize("idle", [True, False])
def test_time_stamps_that_go_back_are_a_new_beginning(idle: bool) -> None:
    """A camera that set its clock, or a film played again."""
    first = film(None if idle else 1, seconds=12, start=5000)
    seen = watch([first, film(2, seconds=12)])
    whole(seen, 24)
    assert len(seen.pictures(14, 24)) >= 45


def test_keyframes_that_are_due_at_no_instant_are_looked_at_all_the_same() -> None:
    """Between two instants of the analysis, each of which an earlier frame filled."""
    seen = watch(film(seconds=26, start=0.1))
    assert seen.idle_share(12, 26) == 1
    assert np.diff(seen.pictures(0, 26)).max() <= 7


def test_sizes_tell_nothing_before_they_are_known() -> None:
    sizes = PacketSizes()
    sizes.begin(20_000)
    assert not sizes.tell
    assert not sizes.add(5000, still=True)


def test_sizes_are_judged_by_their_place_after_the_keyframe() -> None:
    sizes = PacketSizes()
    for _ in range(12):
        sizes.begin(20_000)
        for size in (900, 300, 100, 100, 100):
            sizes.add(size, still=True)
    sizes.begin(20_000)
    assert sizes.tell
    assert not sizes.add(900, still=True)
    assert not sizes.add(300, still=True)
    assert sizes.add(900, still=True)
