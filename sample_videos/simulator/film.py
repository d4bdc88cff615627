"""A performance filmed by one camera: an H.264 file and the truth of its every frame."""

from __future__ import annotations

import sys
import time as clock
from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from sample_videos.simulator.decor import Decor
from sample_videos.simulator.gait import Gait
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.projection import View
from sample_videos.simulator.scene import Scene
from sample_videos.simulator.sensor import ChangeOfLight, Sensor
from sample_videos.simulator.shop import Camera, Shop
from sample_videos.simulator.silhouettes import Seen, who_is_seen
from sample_videos.simulator.tracks import Tracks

Image = npt.NDArray[np.uint8]
"""(height, width, 3), RGB."""

QUALITY = 26
"""x264's constant rate factor."""
CEILING = 160_000
"""Bits a second that a film does not exceed for long."""


def render_film(
    shop: Shop,
    performance: Performance,
    camera: Camera,
    path: Path,
    *,
    size: tuple[int, int] = (640, 360),
    seed: int,
    decor: Decor | None = None,
    light: ChangeOfLight | None = None,
    starts: datetime | None = None,
    progress: bool = True,
) -> Tracks:
    """Film all instants of a performance and write ``path`` and ``tracks_path(path)``.

    Both files appear complete or not at all.

    Args:
        size: width and height in pixels, even numbers.
        seed: of the camera's noise.
        light: the one change of light in the film; None is the usual one.
        starts: the first frame's time, written as the film's creation time.
        progress: a line on standard error every few seconds.
    """
    unfinished = path.with_name(f"{path.stem}.unfinished{path.suffix}")
    tracks = tracks_path(path)
    truth: list[list[Seen]] = []

    def frames() -> Iterator[Image]:
        shots = film(shop, performance, camera, size=size, seed=seed, decor=decor, light=light)
        for image, seen in shots:
            truth.append(seen)
            yield image

    total = len(performance.instants)
    shown = _with_progress(frames(), total, camera.name) if progress else frames()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        encode(shown, unfinished, size=size, rate=performance.rate, starts=starts)
        table = Tracks(camera.name, size, performance.rate, truth)
        unfinished_tracks = tracks.with_name(f"{tracks.name}.unfinished")
        table.save(unfinished_tracks)
        # The film last: where there is a film there is its truth.
        unfinished_tracks.replace(tracks)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return table


def tracks_path(film: Path) -> Path:
    """Where the truth of a film lies: ``door.mp4`` → ``door.tracks.json``."""
    return film.with_name(f"{film.stem}.tracks.json")


def film(
    shop: Shop,
    performance: Performance,
    camera: Camera,
    *,
    size: tuple[int, int] = (640, 360),
    seed: int,
    decor: Decor | None = None,
    light: ChangeOfLight | None = None,
) -> Iterator[tuple[Image, list[Seen]]]:
    """Every frame as the camera delivers it, before compression, with its truth."""
    decor = decor or Decor()
    change = light or ChangeOfLight()
    view = View(camera, *size)
    place = next((i for i, other in enumerate(shop.cameras) if other == camera), len(shop.cameras))
    sensor = Sensor(size, (seed, place))
    gait = Gait(performance.rate)
    length = len(performance.instants) / performance.rate
    with Scene(shop, performance.people, decor, size=size) as scene:
        for index, instant in enumerate(performance):
            scene.light(change.light(decor.light, instant.time, length))
            scene.stand(gait.instant(scene.people, instant.poses, instant.time))
            picture = sensor.frame(scene.image(view), index, change.gain(instant.time, length))
            yield picture, who_is_seen(scene, view)


def encode(
    frames: Iterable[Image],
    path: Path,
    *,
    size: tuple[int, int],
    rate: float,
    starts: datetime | None = None,
) -> None:
    """Write an H.264 film that starts to play before it is read to its end."""
    fps = Fraction(rate).limit_denominator(1000)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        if starts is not None:
            container.metadata["creation_time"] = starts.isoformat()
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {
            "crf": str(QUALITY),
            "preset": "medium",
            "maxrate": str(CEILING),
            "bufsize": str(4 * CEILING),
            "g": str(round(5 * rate)),
            # One thread: the same frames give the same file on every machine.
            "threads": "1",
        }
        for image in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))


def _with_progress(frames: Iterator[Image], total: int, name: str) -> Iterator[Image]:
    began = told = clock.monotonic()
    for done, image in enumerate(frames, start=1):
        yield image
        now = clock.monotonic()
        if now - told > 5 or done == total:
            told = now
            each = (now - began) / done
            left = each * (total - done)
            sys.stderr.write(
                f"{name}: frame {done} of {total}, {each:.2f} s a frame, {left / 60:.1f} min left\n"
            )
            sys.stderr.flush()
