"""Grey pictures of a shop as a camera gives them, with its faults, and H.264 made of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.packet import Packet
from av.video.stream import VideoStream

Picture = npt.NDArray[np.float32]
"""(360, 640) grey levels, not yet rounded."""
SIZE = (640, 360)
CLOTH = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 1, (128, 128)), (0, 0), 1.5) * 5
"""Folds of about a grey level."""


def shop(seed: int = 1) -> Picture:
    """Walls that are lit unevenly, shelves full of goods, a floor."""
    random = np.random.default_rng(seed)
    width, height = SIZE
    picture = np.empty((height, width), np.float32)
    picture[:] = np.linspace(120, 180, width) - np.linspace(0, 50, height)[:, None]
    for _ in range(40):
        x, y = random.integers(0, width - 60), random.integers(20, 200)
        w, h = random.integers(10, 60), random.integers(10, 40)
        picture[y : y + h, x : x + w] = random.integers(30, 220)
    goods = random.normal(0, 15, (height // 4, width // 4)).astype(np.float32)
    picture[60:200] += cv2.resize(goods, SIZE, interpolation=cv2.INTER_LINEAR)[60:200]
    return picture


def with_person(
    picture: Picture,
    x: float,
    foot: float,
    *,
    height: float,
    contrast: float,
    fold: float = 0,
) -> Picture:
    """Somebody ``0.4 * height`` wide whose feet are at (x, foot), lighter than what is behind, in
    clothes whose folds differ by ``fold``; all in grey levels."""
    out = picture.copy()
    left, top = x - 0.2 * height, foot - height
    x0, x1 = int(np.floor(left)), int(np.ceil(left + 0.4 * height))
    y0, y1 = int(np.floor(top)), int(np.ceil(foot))
    columns = np.arange(max(x0, 0), min(x1, SIZE[0]))
    rows = np.arange(max(y0, 0), min(y1, SIZE[1]))
    across = np.clip(np.minimum(columns + 1, left + 0.4 * height) - np.maximum(columns, left), 0, 1)
    down = np.clip(np.minimum(rows + 1, foot) - np.maximum(rows, top), 0, 1)
    share = np.outer(down, across)
    folds = fold * CLOTH[np.ix_((rows - y0) % len(CLOTH), (columns - x0) % len(CLOTH))]
    out[np.ix_(rows, columns)] += (share * (contrast + folds)).astype(np.float32)
    return out


def sensor(picture: Picture, random: np.random.Generator, sigma: float) -> npt.NDArray[np.uint8]:
    """As a sensor with noise of ``sigma`` grey levels a pixel sees it."""
    seen = picture + 0.5
    if sigma:
        seen += np.float32(sigma) * random.standard_normal(picture.shape, np.float32)
    return np.clip(seen, 0, 255, out=seen).astype(np.uint8)


def small(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The gate's picture."""
    return np.asarray(cv2.resize(picture, (160, 90), interpolation=cv2.INTER_AREA), np.uint8)


def encode(
    pictures: Iterable[npt.NDArray[np.uint8]],
    *,
    fps: int,
    group: float,
    b_frames: int = 0,
    kbps: int | None = None,
    start: float = 0.0,
) -> bytes:
    """An MPEG transport stream, as a camera sends it: parameter sets before each keyframe.

    ``group``: seconds between keyframes. ``kbps``: capped bit rate; None: constant quality.
    ``start``: seconds of the first picture's stamp.
    """
    options = {
        "preset": "veryfast", "g": str(round(group * fps)), "keyint_min": str(round(group * fps)),
        "sc_threshold": "0", "bf": str(b_frames), "crf": "26", "threads": "1",
    }  # fmt: skip
    if kbps is not None:
        options |= {"maxrate": f"{kbps}k", "bufsize": f"{kbps}k"}
    memory = io.BytesIO()
    with av.open(memory, "w", format="mpegts") as container:
        stream = container.add_stream("libx264", rate=fps, options=options)
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, fps)
        stream.codec_context.time_base = Fraction(1, fps)
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape
            planes = np.full((picture.shape[0] * 3 // 2, picture.shape[1]), 128, np.uint8)
            planes[: picture.shape[0]] = picture
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts = round(start * fps) + number
            frame.time_base = Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return memory.getvalue()


def opened(data: bytes) -> tuple[VideoStream, Iterator[Packet[VideoStream]]]:
    """The stream and its packets; the stream keeps its container open."""
    container = av.open(io.BytesIO(data), format="mpegts")
    stream = container.streams.video[0]
    return stream, (packet for packet in container.demux(stream) if packet.size)


def decoded(data: bytes) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
    """Times in seconds, and luma."""
    container = av.open(io.BytesIO(data), format="mpegts")
    for frame in container.decode(video=0):
        yield frame.time, np.asarray(frame.to_ndarray(format="gray"), np.uint8)
