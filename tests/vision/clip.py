"""A camera's film as it goes over the network: H.264, and RTP payloads of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

LARGEST_PAYLOAD = 1400


@dataclass(frozen=True)
class Clip:
    """An H.264 film in memory: for each frame its NAL units, without start codes."""

    size: tuple[int, int]
    fps: int
    frames: tuple[tuple[bytes, ...], ...]
    sps: bytes
    pps: bytes


def make_clip(size: tuple[int, int] = (320, 192), fps: int = 20, seconds: float = 2) -> Clip:
    """Noise with a bright block that moves, a key frame each second."""
    noise = np.random.default_rng(size[0])
    ground = noise.integers(0, 120, (size[1], size[0], 3), dtype=np.uint8)
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.time_base = Fraction(1, fps)
    codec.framerate = Fraction(fps)
    codec.gop_size = fps
    codec.max_b_frames = 0
    codec.options = {"tune": "zerolatency", "preset": "ultrafast", "x264-params": "keyint_min=1"}
    packets = []
    for number in range(round(seconds * fps)):
        image = ground.copy()
        left = number * 8 % (size[0] - 32)
        image[32:64, left : left + 32] = 250
        frame = av.VideoFrame.from_ndarray(image, format="rgb24")
        frame.pts = number
        packets += codec.encode(frame)
    packets += codec.encode(None)
    frames = tuple(tuple(nal_units(bytes(packet))) for packet in packets)
    sets = {unit[0] & 31: unit for frame in frames for unit in frame if unit[0] & 31 in {7, 8}}
    return Clip(size, fps, frames, sets[7], sets[8])


def nal_units(data: bytes) -> Iterator[bytes]:
    """The units of an Annex B byte stream."""
    for part in data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1"):
        if part:
            yield part


def payloads(unit: bytes) -> Iterator[bytes]:
    """RTP payloads of one NAL unit: itself, or fragments of it (RFC 6184, 5.8)."""
    if len(unit) <= LARGEST_PAYLOAD:
        yield unit
        return
    indicator, kind = unit[0] & 0xE0 | 28, unit[0] & 0x1F
    rest = unit[1:]
    pieces = [rest[at : at + LARGEST_PAYLOAD] for at in range(0, len(rest), LARGEST_PAYLOAD)]
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        yield bytes([indicator, first << 7 | last << 6 | kind]) + piece
