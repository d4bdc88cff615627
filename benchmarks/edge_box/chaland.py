"""Chaland as it runs in a box: a reader's process, the gate, the detector, the outbox."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.edge_box.peers import LINE, Counted
from vision.detect.detector import load_detector
from vision.edge.absence import Absence
from vision.edge.camera import CameraCounter
from vision.edge.channel import Channel, Size
from vision.edge.outbox import Outbox
from vision.site import Site
from vision.source.address import parse_address
from vision.source.camera_feed import CameraFeed, wait_for
from vision.source.reader_settings import ReaderSettings
from vision.totals import Totals
from vision.zones.events import Event

FPS = 5.0


def chaland(film: Path, model: Path, decoder: str, input_size: int) -> Iterator[Counted]:
    """The counts so far, after each look. The film is played as a camera, in its own time."""
    site = Site.model_validate(
        {
            "version": 1,
            "store": {"id": "bench", "name": "Bench", "timezone": "Europe/Paris"},
            "privacy": {"controller": "-", "contact": "-", "notice": "-"},
            "detector": {"model": str(model)},
            "cameras": [
                {
                    "id": "door",
                    "source": f"file:{film}",
                    "analysis_fps": FPS,
                    "lines": [{"id": "entrance", "start": LINE[0], "end": LINE[1]}],
                }
            ],
        }
    )
    (camera,) = site.cameras
    totals = Totals(["entrance"], [])
    detector = load_detector(model, input_size=input_size, threads=1)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Outbox(Path(folder) / "outbox.db")) as outbox,
    ):
        epoch = outbox.begin_epoch("bench", "box")

        def show(events: Sequence[Event]) -> None:
            totals.take(events)

        def build(size: Size) -> CameraCounter:
            return CameraCounter(
                site, camera, size=size, fps=FPS, outbox=outbox, epoch=epoch, on_events=show
            )

        began = time.time() - time.monotonic()
        feed = CameraFeed(
            ReaderSettings(parse_address(camera.source), FPS, decoder=decoder),
            wall=lambda instant: began + instant,
        )
        channel = Channel(
            camera,
            feed,
            detector,
            build,
            absence=Absence(camera, lambda records: outbox.put(epoch, records)),
        )
        feed.start()
        while feed.state != "ended":
            if channel.turn() is not None:
                yield _counted(totals)
            else:
                wait_for([feed], 0.2)
        channel.finish(time.time())
    yield _counted(totals)


def _counted(totals: Totals) -> Counted:
    (line,) = totals.lines()
    return line["in"] + line["u_turns"], line["out"] + line["u_turns"]
