"""Where Chaland's time goes, stage by stage, in one process, beside the floor: decoding alone and
the bare network."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import av
import numpy as np
from rich.table import Table

from benchmarks.edge_box.peers import LINE
from vision.detect.detections import Detections
from vision.detect.detector import load_detector
from vision.edge.camera import build_scene
from vision.site import CameraPart
from vision.source.address import parse_address
from vision.source.capture_clock import CaptureClock
from vision.source.decoder import GatedDecoder, gated
from vision.source.look import Look
from vision.source.reader_settings import ReaderSettings
from vision.track.two_stage import TwoStageTracker

Spent = dict[str, float]
"""Seconds of the thread's CPU time by stage."""
STAGES = ("decode", "gate", "convert", "detect", "track", "count")


def stages(films: Mapping[str, Path], model: Path, fps: float) -> Table:
    """Milliseconds of one core's time a camera-second."""
    table = Table(title="Chaland, milliseconds a camera-second")
    columns = ("", *STAGES, "in all", "floor: decode", "floor: network", "looks", "pictures")
    for column in columns:
        table.add_column(column)
    for name, path in films.items():
        spent, looks, pictures, seconds = _run(path, model, fps)
        decode, network = _floor(path, model, fps)
        table.add_row(
            name,
            *(f"{1000 * spent[stage] / seconds:.1f}" for stage in STAGES),
            f"{1000 * sum(spent.values()) / seconds:.1f}",
            f"{1000 * decode / seconds:.1f}",
            f"{1000 * network:.1f}",
            str(looks),
            str(pictures),
        )
    return table


def _run(path: Path, model: Path, fps: float) -> tuple[Spent, int, int, float]:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    spent: Spent = defaultdict(float)
    detector = load_detector(model, input_size=640, threads=1)
    detector.detect([np.zeros((360, 640, 3), np.uint8)])
    camera = CameraPart.model_validate(
        {"id": "door", "source": "-", "lines": [{"id": "e", "start": LINE[0], "end": LINE[1]}]}
    )
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"skip_loop_filter": "all"}
        settings = ReaderSettings(parse_address(f"file:{path}"), fps)
        decoder = gated(stream, settings, CaptureClock())
        _time_stages(decoder, spent)
        tracker = TwoStageTracker((640, 360))
        _time(tracker, "update", "track", spent)
        scene = build_scene(camera, (640, 360), 1 / fps, tracker)
        looks = pictures = 0
        held = Detections.none()
        for look in _looks(container, stream, decoder):
            looks += 1
            if look.image is not None:
                pictures += 1
                began = time.thread_time()
                (held,) = detector.detect([look.image])
                spent["detect"] += time.thread_time() - began
            began, within = time.thread_time(), spent["track"]
            scene.update(held, look.time)
            spent["count"] += time.thread_time() - began - (spent["track"] - within)
    return spent, looks, pictures, looks / fps


def _looks(container: Any, stream: Any, decoder: GatedDecoder) -> Iterator[Look]:
    for packet in container.demux(stream):
        if packet.pts is not None:
            yield from decoder.take(packet, float(packet.pts * packet.time_base))
    yield from decoder.flush()


def _time_stages(decoder: GatedDecoder, spent: Spent) -> None:
    _time(decoder, "_frames", "decode", spent)
    _time(decoder._pictures, "bgr", "convert", spent)
    for name in ("_luma", "_opens", "_stirs"):
        _time(decoder, name, "gate", spent)


def _time(owner: Any, name: str, stage: str, spent: Spent) -> None:
    """Add the time of a method to a stage, without that of the stages timed within it."""
    method: Callable[..., Any] = getattr(owner, name)

    @wraps(method)
    def timed(*given: Any) -> Any:
        began, within = time.thread_time(), sum(spent.values())
        answer = method(*given)
        if name == "_frames":
            answer = iter(list(answer))
        spent[stage] += time.thread_time() - began - (sum(spent.values()) - within)
        return answer

    setattr(owner, name, timed)


def _floor(path: Path, model: Path, fps: float) -> tuple[float, float]:
    """(seconds to decode every frame of the film, seconds of the bare network a second)."""
    began = time.thread_time()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for _ in container.decode(stream):
            pass
    decode = time.thread_time() - began
    detector = load_detector(model, input_size=640, threads=1)
    image = np.zeros((360, 640, 3), np.uint8)
    detector.detect([image])
    began = time.thread_time()
    for _ in range(20):
        detector.detect([image])
    return decode, fps * (time.thread_time() - began) / 20
