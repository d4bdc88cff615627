"""The benchmark's films: what an IP camera would stream of the simulated shop's door.

Made from the sample film of the door with FFmpeg: a minute in which it is busy, a minute in which
little happens, and a minute of the empty shop (each pixel's median of the whole film). Sensor noise
is added, and it is encoded as cameras do: H.264 without B-frames, a keyframe every two seconds,
a capped bit rate. They are kept in a folder of their own and made once.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "door.mp4"
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Scenery:
    """``begins``: seconds into the sample film; None: the empty shop."""

    name: str
    begins: int | None


SCENERIES = (Scenery("busy", 20), Scenery("some motion", 240), Scenery("empty", None))


@dataclass(frozen=True, slots=True)
class StreamKind:
    """What a camera offers: its picture, its rate, and its bits a second at most."""

    name: str
    size: tuple[int, int]
    fps: int
    bits: str


STREAMS = (
    StreamKind("main, 1080p25", (1920, 1080), 25, "4M"),
    StreamKind("substream, 360p10", (640, 360), 10, "800k"),
)


def film(folder: Path, scenery: Scenery, stream: StreamKind) -> Path:
    """The film, made if it is not there."""
    path = folder / f"{scenery.name.split()[0]}-{stream.size[1]}p{stream.fps}.mp4"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}")
    width, height = stream.size
    source: list[str]
    if scenery.begins is None:
        source = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", "640x360", "-r", "1", "-i", "-"]
        still = _empty().tobytes() * SECONDS
    else:
        source = ["-ss", str(scenery.begins), "-t", str(SECONDS), "-i", str(SAMPLE)]
        still = b""
    subprocess.run(
        [
            *("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *source),
            "-vf",
            f"scale={width}:{height}:flags=bicubic,fps={stream.fps},noise=alls=3:allf=t",
            *("-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", str(2 * stream.fps)),
            *("-crf", "24", "-maxrate", stream.bits, "-bufsize", stream.bits),
            *("-pix_fmt", "yuv420p", "-an", str(made)),
        ],
        input=still,
        check=True,
    )
    return made.replace(path)


def _empty() -> np.ndarray:
    with av.open(str(SAMPLE)) as container:
        frames = [
            frame.to_ndarray(format="bgr24")
            for number, frame in enumerate(container.decode(video=0))
            if number % 15 == 0
        ]
    still: np.ndarray = np.median(np.stack(frames), axis=0).astype(np.uint8)
    return still
