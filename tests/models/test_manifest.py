from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from models.manifest import Manifest, Picture, fingerprint
from models.registry import find, place
from tests.vision.films import write_film
from vision.detect.detector import Image
from vision.errors import InputError

SAMPLE_FILMS = Path(__file__).parent.parent.parent / "sample_videos"


def scene(seed: int) -> Image:
    """Something with the structure of a picture: blobs, not noise."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (9, 16, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (640, 360), interpolation=cv2.INTER_CUBIC), np.uint8)


def jpeg(image: Image, quality: int = 80) -> bytes:
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes())


def film_of(path: Path, images: list[Image]) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "32"})
        stream.width, stream.height = 640, 360
        stream.pix_fmt = "yuv420p"
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def frames(path: Path, every: int = 1) -> list[Image]:
    with av.open(str(path)) as container:
        return [
            np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            for number, frame in enumerate(container.decode(video=0))
            if number % every == 0
        ]


@pytest.fixture
def manifest() -> Manifest:
    pictures = {f"train/{seed}.jpg": Picture.of(jpeg(scene(seed))) for seed in range(50)}
    return Manifest({"train": [1, 2]}, pictures)


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path, manifest: Manifest) -> None:
    manifest.write(tmp_path / "m.json")
    assert Manifest.read(tmp_path / "m.json") == manifest
    with pytest.raises(InputError, match="not a training manifest"):
        Manifest.read(tmp_path / "gone.json")


def test_a_training_picture_is_found_in_a_film_in_spite_of_its_compression(
    tmp_path: Path, manifest: Manifest
) -> None:
    noise = np.random.default_rng(0).normal(0, 4, (360, 640, 3))
    noisy = np.clip(scene(7) + noise, 0, 255).astype(np.uint8)
    film = film_of(tmp_path / "film.mp4", [scene(100), noisy, scene(101)])
    assert manifest.seen(frames(film)) == [(1, "train/7.jpg")]


def test_other_pictures_are_not_taken_for_training_pictures(manifest: Manifest) -> None:
    assert manifest.seen(scene(seed) for seed in range(1000, 1200)) == []


def test_a_fingerprint_bears_a_change_of_light() -> None:
    darker = (scene(3) * 0.7).astype(np.uint8)
    differ = np.bitwise_count(fingerprint(scene(3)) ^ fingerprint(darker)).sum()
    assert differ <= 8


@pytest.mark.parametrize("every", [50, pytest.param(5, marks=pytest.mark.long)])
def test_no_frame_of_the_sample_films_was_trained_on(every: int) -> None:
    path = place(find("chaland-sim"), Path()).parent / "training-manifest.json"
    manifest = Manifest.read(path)
    assert len(manifest.pictures) > 1000
    films = sorted(SAMPLE_FILMS.glob("*.mp4"))
    assert len(films) == 4
    for film in films:
        # Neighbouring frames have nearly the same fingerprint.
        assert manifest.seen(frames(film, every=every)) == [], film.name


def test_the_sample_films_frames_are_looked_at(tmp_path: Path) -> None:
    """The test above finds a film that was trained on."""
    film = write_film(tmp_path / "film.mp4", seconds=2, size=(640, 360))
    pictures = {f"train/{n}.jpg": Picture.of(jpeg(image)) for n, image in enumerate(frames(film))}
    assert Manifest({}, pictures).seen(frames(film, every=10))


def test_more_pictures_are_added_to_those_that_were_there(manifest: Manifest) -> None:
    first = next(iter(manifest.pictures))
    other = Picture("0" * 64, "1" * 64)
    more = Manifest({"train": [9], "new": [3]}, {"train/added.jpg": other, first: other})
    both = Manifest({"train": [2, 9]}, manifest.pictures).with_more(more)
    assert both.shops == {"train": [2, 9], "new": [3]}
    assert len(both.pictures) == len(manifest.pictures) + 1
    assert both.pictures[first] == both.pictures["train/added.jpg"] == other
