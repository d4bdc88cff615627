"""The films that are shipped: whole, small, and what the simulator makes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import av
import numpy as np
import pytest

import sample_videos
from sample_videos.render import START
from sample_videos.simulator.demo_shop import DEMO_SEED
from sample_videos.simulator.film import film
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.receipts import write_receipts
from sample_videos.simulator.tracks import Tracks
from sample_videos.site import site_text
from tests.sample_videos.play import Play
from tests.sample_videos.renderer import needs_renderer

FOLDER = Path(sample_videos.__path__[0])
CAMERAS = ("door", "left", "right", "tills")
FRAMES = 3000


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_film_lasts_five_minutes_and_its_truth_knows_every_frame(camera: str) -> None:
    with av.open(str(FOLDER / f"{camera}.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.width, stream.height) == ("h264", 640, 360)
        assert (float(stream.average_rate or 0), stream.frames) == (10, FRAMES)
    tracks = Tracks.load(FOLDER / f"{camera}.tracks.json")
    assert (tracks.camera, tracks.size, tracks.rate) == (camera, (640, 360), 10)
    assert len(tracks.frames) == FRAMES
    assert sum(map(len, tracks.frames)) > FRAMES


def test_the_films_are_small() -> None:
    assert sum((FOLDER / f"{camera}.mp4").stat().st_size for camera in CAMERAS) < 30e6


def test_truth_receipts_and_site_are_of_the_same_five_minutes(play: Play, tmp_path: Path) -> None:
    play.truth.write(tmp_path / "truth.json")
    write_receipts(play.receipts, tmp_path / "receipts.csv")
    made = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert json.loads((FOLDER / "truth.json").read_text("utf-8")) == made
    receipts = (FOLDER / "receipts.csv").read_text("utf-8")
    assert receipts == (tmp_path / "receipts.csv").read_text("utf-8")
    assert (FOLDER / "site.yaml").read_text("utf-8") == site_text(play.shop, START)
    truth = json.loads((FOLDER / "truth.json").read_text("utf-8"))
    with (FOLDER / "receipts.csv").open(encoding="utf-8", newline="") as file:
        tickets = {row["ticket"] for row in csv.DictReader(file)}
    assert {sale["ticket"] for sale in truth["sales"]} <= tickets


def test_everybody_whom_a_film_shows_is_in_the_truth() -> None:
    truth = json.loads((FOLDER / "truth.json").read_text("utf-8"))
    known = {someone["number"] for someone in truth["people"]}
    for camera in CAMERAS:
        tracks = Tracks.load(FOLDER / f"{camera}.tracks.json")
        assert {seen.person for frame in tracks.frames for seen in frame} <= known


@needs_renderer
@pytest.mark.parametrize("camera", CAMERAS)
def test_the_simulator_makes_this_film_again(play: Play, camera: str) -> None:
    """Its first frames, without their compression."""
    begun = Performance(
        play.performance.people, play.performance.instants[:3], play.performance.rate
    )
    place = next(one for one in play.shop.cameras if one.name == camera)
    tracks = Tracks.load(FOLDER / f"{camera}.tracks.json")
    with av.open(str(FOLDER / f"{camera}.mp4")) as container:
        shown = [
            frame.to_ndarray(format="rgb24")
            for frame, _ in zip(container.decode(video=0), range(3), strict=False)
        ]
    made = film(play.shop, begun, place, seed=DEMO_SEED)
    for was, (image, seen), kept in zip(shown, made, tracks.frames, strict=False):
        difference = np.abs(was.astype(float) - image).mean()
        assert difference < 6, "another picture than the film's"
        assert [one.person for one in seen] == [one.person for one in kept]
        for one, other in zip(seen, kept, strict=True):
            assert np.abs(np.subtract(one.box, other.box)).max() <= 1
