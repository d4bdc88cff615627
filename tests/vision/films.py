"""Small films made by the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def write_film(
    path: Path,
    *,
    seconds: float = 4,
    fps: int = 10,
    size: tuple[int, int] = (160, 96),
    metadata: dict[str, str] | None = None,
    drop: frozenset[int] = frozenset(),
) -> Path:
    """A film of noise whose frame number stands in its first pixels' brightness.

    ``drop``: frames left out, so that the timestamps have gaps.
    """
    noise = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream("libx264", rate=fps, options={"g": "10", "bf": "0"})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, fps)
        for number in range(round(seconds * fps)):
            if number in drop:
                continue
            image = noise.integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
            image[:16, :16] = number % 256
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = number
            frame.time_base = Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
