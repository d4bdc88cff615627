"""Films, their truth's file, and stills for training."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from sample_videos import render
from sample_videos.simulator.decor import Light
from sample_videos.simulator.demo_shop import demo_shop
from sample_videos.simulator.film import film, render_film, tracks_path
from sample_videos.simulator.pose import Performance
from sample_videos.simulator.random_shop import random_shop
from sample_videos.simulator.sensor import ChangeOfLight, Sensor
from sample_videos.simulator.stills import render_stills
from sample_videos.simulator.tracks import Tracks
from tests.sample_videos.renderer import needs_renderer
from tests.sample_videos.scripted import scripted

SHOP = demo_shop()
FRAMES = 12


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "door.mp4"
    starts = datetime(2026, 5, 12, 13, 0, tzinfo=UTC)
    render_film(SHOP, scripted(FRAMES), SHOP.cameras[0], path, seed=1, starts=starts)
    return path


@needs_renderer
def test_a_film_is_readable_and_has_every_frame(filmed: Path) -> None:
    with av.open(str(filmed)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert float(stream.average_rate) == 10
        assert container.metadata["creation_time"].startswith("2026-05-12T13:00:00")
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
    assert len(frames) == FRAMES
    assert frames[0].shape == (360, 640, 3)
    assert not list(filmed.parent.glob("*.unfinished*"))


@needs_renderer
def test_a_film_has_the_truth_of_every_frame(filmed: Path) -> None:
    tracks = Tracks.load(tracks_path(filmed))
    assert (tracks.camera, tracks.size, tracks.rate) == ("door", (640, 360), 10)
    assert len(tracks.frames) == FRAMES
    walker = [one for frame in tracks.frames for one in frame if one.person == 10]
    assert len(walker) == FRAMES
    for before, after in pairwise(walker):
        # Nobody jumps between two frames.
        assert np.abs(np.subtract(before.amodal, after.amodal)).max() < 30
    for frame in tracks.frames:
        assert [one.person for one in frame] == sorted(one.person for one in frame)
        for one in frame:
            x1, y1, x2, y2 = one.box
            assert 0 <= x1 < x2 <= 640
            assert 0 <= y1 < y2 <= 360
            assert 0 <= one.share <= 1


@needs_renderer
def test_an_interrupted_film_leaves_nothing(tmp_path: Path) -> None:
    people = scripted(1).people
    broken = Performance(people, [*scripted(2).instants, None], 10)  # type: ignore[list-item]
    path = tmp_path / "door.mp4"
    with pytest.raises(AttributeError):
        render_film(SHOP, broken, SHOP.cameras[0], path, seed=1, progress=False)
    assert not list(tmp_path.iterdir())


@needs_renderer
def test_the_same_seed_films_the_same() -> None:
    twice = [list(film(SHOP, scripted(2), SHOP.cameras[1], seed=5)) for _ in range(2)]
    for (a, seen_a), (b, seen_b) in zip(*twice, strict=True):
        np.testing.assert_array_equal(a, b)
        assert seen_a == seen_b


@needs_renderer
def test_stills_have_boxes_and_vary() -> None:
    shop = random_shop(np.random.default_rng(3))
    stills = list(render_stills(shop, scripted(20), shop.cameras, 3, rng=np.random.default_rng(4)))
    assert len(stills) == 3
    for image, boxes, shares in stills:
        assert image.shape == (360, 640, 3)
        assert image.dtype == np.uint8
        assert boxes.shape == (len(shares), 4)
        assert ((shares > 0) & (shares <= 1)).all()
        assert (boxes[:, 2:] > boxes[:, :2]).all()
    assert not np.array_equal(stills[0][0], stills[1][0])


@needs_renderer
def test_the_command_writes_films_truth_and_receipts(tmp_path: Path) -> None:
    """In this process: the others only spread the cameras over the cores."""
    task = render.Shoot("tills", tmp_path, 0.4, 33, render.START, (320, 180))
    camera, _ = render.shoot(task)
    assert camera == "tills"
    assert {path.name for path in tmp_path.iterdir()} == {"tills.mp4", "tills.tracks.json"}
    # What is there is kept.
    render.render(tmp_path, cameras=["tills"], seconds=0.4)
    assert (tmp_path / "truth.json").exists()
    assert (tmp_path / "receipts.csv").exists()


def test_an_unknown_camera_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert render.main(["--folder", str(tmp_path), "--camera", "roof"]) == 2
    assert "no camera roof" in capsys.readouterr().err


def test_noise_is_of_the_frame_and_small() -> None:
    grey = np.full((360, 640, 3), 120, np.uint8)
    sensor = Sensor((640, 360), 1)
    first, second = (sensor.frame(grey, index).astype(float) for index in (0, 1))
    np.testing.assert_array_equal(first, Sensor((640, 360), 1).frame(grey, 0))
    difference = (first - second)[100:260, 200:440]
    assert 0.5 < difference.std() < 6
    # Darker in the corners.
    assert first[:20, :20].mean() < 0.95 * first[170:190, 310:330].mean()


def test_light_changes_once_and_the_camera_answers() -> None:
    change = ChangeOfLight()
    usual = Light()
    levels = [change.light(usual, time, 300).level for time in range(300)]
    assert levels[0] == usual.level
    assert levels[-1] == pytest.approx(0.8 * usual.level)
    assert sum(a != b for a, b in pairwise(levels)) <= 3
    assert change.gain(299, 300) > change.gain(100, 300) + 0.05
