from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.vision.films import START, write_film
from vision.errors import InputError
from vision.source.film import Film, creation_time
from vision.source.mask import blank
from vision.source.sampling import Sampling


def open_film(path: Path, fps: float = 5) -> Film:
    return Film(path, starts_at=START, fps=fps)


@pytest.mark.parametrize(("fps", "expected"), [(10, 40), (5, 20), (3, 12), (1, 4), (25, 40)])
def test_frames_are_sampled_on_a_grid_of_the_asked_rate(
    tmp_path: Path, fps: float, expected: int
) -> None:
    with open_film(write_film(tmp_path / "a.mp4"), fps) as film:
        times = [frame.time - START.timestamp() for frame in film]
        assert film.fps == min(fps, 10)
    assert len(times) == expected
    assert times[0] == 0
    grid = np.arange(expected) / min(fps, 10)
    assert np.all((times - grid > -1e-3) & (times - grid < 0.1))
    assert film.tally.decoded == 40
    assert film.tally.analysed == expected
    assert not film.tally.cut


def test_times_are_the_containers_not_the_frames_number(tmp_path: Path) -> None:
    path = write_film(tmp_path / "gap.mp4", drop=frozenset(range(10, 25)))
    with open_film(path, 10) as film:
        times = [round(frame.time - START.timestamp(), 3) for frame in film]
    assert times == [n / 10 for n in range(40) if n not in range(10, 25)]


def test_sampling_does_not_drift() -> None:
    sampling = Sampling(3)
    taken = [t for t in range(100) if sampling.takes(t / 10)]
    assert len(taken) == 30


@pytest.mark.parametrize("fps", [0.5, 2, 5])
def test_a_film_played_again_is_sampled_again(fps: float) -> None:
    sampling = Sampling(fps)
    times = [number / 10 for number in range(80)]
    first = [time for time in times if sampling.takes(time)]
    assert len(first) == 8 * fps
    assert [time for time in times if sampling.takes(time)] == first


def test_a_frame_out_of_order_is_no_new_film() -> None:
    sampling = Sampling(0.5)
    assert [sampling.takes(time) for time in (0.0, 1.9, 1.0, 2.0, 1.8, 3.0)] == [
        True, False, False, True, False, False,
    ]  # fmt: skip


def test_a_film_cut_in_the_middle_of_a_frame_gives_the_frames_before(tmp_path: Path) -> None:
    whole = write_film(tmp_path / "whole.mkv").read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[: len(whole) * 6 // 10])
    with open_film(cut, 10) as film:
        images = list(film)
    assert 15 < len(images) < 30
    assert film.tally.cut
    assert film.tally.analysed == len(images)


def test_damaged_frames_are_skipped_and_counted(tmp_path: Path) -> None:
    data = bytearray(write_film(tmp_path / "whole.ts").read_bytes())
    for start in range(len(data) // 3, len(data) // 3 + 188 * 12, 188):
        data[start : start + 188] = b"\0" * 188
    damaged = tmp_path / "damaged.ts"
    damaged.write_bytes(data)
    with open_film(damaged, 10) as film:
        frames = len(list(film))
    assert film.tally.damaged > 0
    assert 20 < frames < 40


def test_an_mp4_without_its_index_says_so(tmp_path: Path) -> None:
    whole = write_film(tmp_path / "whole.mp4").read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"cut\.mp4: this MP4 is cut"):
        open_film(cut)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Lorem ipsum dolor sit amet\n" * 200, "this is a text file, not a film"),
        (b"", "empty"),
        (bytes(range(256)) * 20, "no film that FFmpeg can read"),
    ],
)
def test_what_is_no_film_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        open_film(path)


def test_a_subtitle_file_is_no_film(tmp_path: Path) -> None:
    path = tmp_path / "film.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,000\nBonjour\n", "utf-8")
    with pytest.raises(InputError, match=r"no picture in this file|text file"):
        open_film(path)


def test_a_missing_film_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such film: .*gone\.mp4"):
        open_film(tmp_path / "gone.mp4")


def test_the_containers_date_is_read_when_it_is_one(tmp_path: Path) -> None:
    dated = write_film(
        tmp_path / "dated.mp4", seconds=1, metadata={"creation_time": "2026-11-21T09:00:00Z"}
    )
    assert creation_time(dated) == START
    assert creation_time(write_film(tmp_path / "undated.mkv", seconds=1)) is None


def test_masked_pixels_are_black_before_anything_looks() -> None:
    image = np.full((100, 200, 3), 200, np.uint8)
    blank(image, [[(0, 0), (0.5, 0), (0.5, 0.5), (0, 0.5)]])
    assert not image[:50, :100].any()
    assert (image[52:, :] == 200).all()
    assert (image[:, 102:] == 200).all()
