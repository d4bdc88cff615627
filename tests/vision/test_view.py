"""Whether a view is fit for counting: rooms made by the test, and the sample films."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from scipy.ndimage import affine_transform, gaussian_filter

from vision.source.signature import Signature
from vision.source.view import LEARN_SECONDS, ViewJudge
from vision.view import View

Luma = npt.NDArray[np.uint8]
Change = Callable[[npt.NDArray[np.float32], float], npt.NDArray[np.floating]]

STEP = 4.0
"""Seconds between looks."""
HOLD = 30.0
"""For which a change must last before it is told."""
DELAY = 2 * HOLD
"""Within which it must be told."""
SAMPLES = Path(__file__).parents[2] / "sample_videos"


def room(seed: int) -> npt.NDArray[np.float32]:
    """(120, 200): a wall, a floor and what stands about, wider than the view by a margin."""
    rng = np.random.default_rng(seed)
    picture = np.full((120, 200), 150, np.float32)
    picture[rng.integers(30, 60) :] = 110
    for _ in range(60):
        top, left = rng.integers(0, 110), rng.integers(0, 190)
        height, width = rng.integers(4, 40), rng.integers(3, 30)
        picture[top : top + height, left : left + width] = rng.integers(40, 220)
    return gaussian_filter(picture, 0.7)


class Shop:
    """Looks at a room in which people walk. ``see`` shows it for some seconds."""

    def __init__(self, seed: int = 1, judge: ViewJudge | None = None) -> None:
        self.judge = judge or ViewJudge()
        self.room = room(seed)
        self.time = 1_000_000.0
        self._rng = np.random.default_rng(seed)

    def picture(self) -> npt.NDArray[np.float32]:
        picture = self.room.copy()
        for _ in range(4):
            top, left = self._rng.integers(20, 70), self._rng.integers(20, 170)
            picture[top : top + 35, left : left + 10] = self._rng.integers(20, 240)
        return picture

    def see(
        self, seconds: float, change: Change | None = None, shift: tuple[int, int] = (0, 0)
    ) -> list[tuple[float, View]]:
        """The changes of the view, with the seconds after which each was told."""
        began = self.time
        changes: list[tuple[float, View]] = []
        last = self.judge.view
        while self.time < began + seconds:
            self.time += STEP
            full = self.picture()
            x, y = 20 + shift[0], 15 + shift[1]
            picture = full[y : y + 90, x : x + 160]
            if change is not None:
                picture = change(picture, self.time)
            noisy = picture + self._rng.normal(0, 1, picture.shape)
            view = self.judge.see(as_luma(noisy), self.time)
            if view != last:
                changes.append((self.time - began, view))
                last = view
        return changes


def as_luma(picture: npt.NDArray[np.floating]) -> Luma:
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def learnt() -> Shop:
    shop = Shop()
    assert shop.see(LEARN_SECONDS + 20) == []
    assert shop.judge.signature is not None
    return shop


@pytest.fixture
def shop(learnt: Shop) -> Shop:
    return copy.deepcopy(learnt)


def noise(sigma: float) -> Callable[[tuple[int, ...]], npt.NDArray[np.floating]]:
    rng = np.random.default_rng(5)
    return lambda shape: rng.normal(0, sigma, shape)


sensor, night = noise(4), noise(12)

HARMLESS: dict[str, Change] = {
    "half the light": lambda p, _: p * 0.5,
    "a fifth of the light": lambda p, _: p * 0.2 + 16,
    "gain in steps": lambda p, t: p * (0.4 + 0.6 * (t // 20 % 2)),
    "flicker": lambda p, t: p * (0.85 + 0.15 * np.sin(7 * t + np.arange(90) / 9))[:, None],
    "a noisy sensor": lambda p, _: p + sensor(p.shape),
    "infrared": lambda p, _: (255 - p) * 0.35 + 50 + sensor(p.shape),
    "a patch of sun": lambda p, _: p + 70 * (np.add.outer(np.arange(90), np.arange(160)) < 90),
    "shelves restocked": lambda p, _: np.concatenate([p[:, :125], p[::-1, 125:]], 1),
}
FAULTS: dict[str, tuple[View, Change]] = {
    "lights off": ("dark", lambda p, _: p * 0.02 + 16),
    "lights off, gain up": ("dark", lambda p, _: p * 0.05 + 40 + night(p.shape)),
    "no signal": ("dark", lambda p, _: np.full_like(p, 16)),
    "paper": ("covered", lambda p, _: np.full_like(p, 180)),
    "a cloth": ("covered", lambda p, _: gaussian_filter(p, 12) * 0.5 + 60),
    "fog": ("covered", lambda p, _: gaussian_filter(p, 5) * 0.5 + 90),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_does_not_hide_people_changes_nothing(shop: Shop, change: Change) -> None:
    assert shop.see(300, change) == []


@pytest.mark.parametrize(("view", "change"), FAULTS.values(), ids=FAULTS)
def test_a_blind_view_is_told_and_comes_back(shop: Shop, view: View, change: Change) -> None:
    ((after, told),) = shop.see(200, change)
    assert told == view
    assert HOLD <= after <= DELAY
    ((after, told),) = shop.see(200)
    assert told == "ok"
    assert HOLD <= after <= DELAY


@pytest.mark.parametrize("shift", [(5, 0), (-5, 0), (0, 5), (4, -4), (16, 8)])
def test_a_camera_that_was_bumped_is_told_until_it_is_turned_back(
    shop: Shop, shift: tuple[int, int]
) -> None:
    ((after, told),) = shop.see(200, shift=shift)
    assert told == "moved"
    assert after <= DELAY
    assert shop.see(900, shift=shift) == [], "no time makes a new view the old one"
    ((after, told),) = shop.see(200)
    assert told == "ok"
    assert after <= DELAY


@pytest.mark.parametrize("shift", [(1, 0), (0, -1), (1, 1)])
def test_a_mount_that_trembles_is_not(shop: Shop, shift: tuple[int, int]) -> None:
    assert shop.see(300, shift=shift) == []


def test_another_room_is_told(shop: Shop) -> None:
    shop.room = room(2)
    assert [view for _, view in shop.see(200)] == ["moved"]


def test_a_new_view_is_learnt_when_somebody_says_so(shop: Shop) -> None:
    assert [view for _, view in shop.see(100, shift=(16, 0))] == ["moved"]
    shop.judge.relearn()
    assert shop.judge.view == "ok"
    assert shop.see(LEARN_SECONDS + 100, shift=(16, 0)) == []
    assert [view for _, view in shop.see(100)] == ["moved"]


def test_what_passes_sooner_than_it_must_hold_is_not_told(shop: Shop) -> None:
    for change in (FAULTS["paper"][1], FAULTS["lights off"][1]):
        assert shop.see(HOLD - STEP, change) == []
        assert shop.see(60) == []


def test_a_camera_moved_while_it_was_dark_is_told(shop: Shop) -> None:
    told = shop.see(200, FAULTS["lights off"][1]) + shop.see(200, shift=(16, 0))
    assert [view for _, view in told] == ["dark", "moved"]


def test_a_restart_does_not_forget(shop: Shop) -> None:
    again = Shop(judge=ViewJudge(shop.judge.signature))
    assert [view for _, view in again.see(100, shift=(16, 0))] == ["moved"]
    assert [view for _, view in again.see(100)] == ["ok"]


def test_gaps_and_clocks_that_were_set_break_nothing(shop: Shop) -> None:
    shop.time += 86_400
    assert shop.see(100) == []
    shop.time -= 90_000
    assert shop.see(100) == []


def test_a_camera_that_is_still_being_turned_is_learnt_when_it_rests() -> None:
    shop = Shop()
    shop.see(LEARN_SECONDS - 20)
    shop.see(28, shift=(16, 0))
    assert shop.judge.signature is None
    shop.see(LEARN_SECONDS + 20, shift=(16, 0))
    assert shop.see(100, shift=(16, 0)) == []
    assert shop.judge.signature is not None


def test_planes_of_any_size_are_of_one_view(shop: Shop) -> None:
    twice: list[View] = []
    for _ in range(30):
        shop.time += STEP
        picture = np.kron(shop.picture()[15:105, 20:180], np.ones((2, 2)))
        twice.append(shop.judge.see(as_luma(picture), shop.time))
    assert set(twice) == {"ok"}
    square = [shop.judge.see(np.ones((200, 200), np.uint8), shop.time + n) for n in range(2)]
    assert set(square) == {"ok"}
    with pytest.raises(ValueError, match="at least 160"):
        shop.judge.see(np.ones((45, 80), np.uint8), shop.time + 9)


def test_a_signature_is_no_picture(shop: Shop) -> None:
    """It is small, and knows neither how bright anything is nor which side of an edge is."""
    text = shop.judge.signature
    assert text is not None
    assert len(text) < 500
    signature = Signature.parse(text)
    assert signature.cells.shape == (9, 16)
    inverse = Shop()
    inverse.room = 255 - inverse.room
    inverse.see(LEARN_SECONDS + 20)
    assert inverse.judge.signature is not None
    other = Signature.parse(inverse.judge.signature)
    assert np.abs(other.cells - signature.cells).max() < 0.05


def test_what_a_mask_hides_is_in_no_signature() -> None:
    mask = [(0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0)]
    texts = []
    for hidden in (1, 2):
        masked = Shop(judge=ViewJudge(masks=[mask]))
        masked.room[:, :97] = room(hidden)[:, :97]
        masked.see(LEARN_SECONDS + 20)
        assert masked.judge.signature is not None
        texts.append(masked.judge.signature)
        assert [view for _, view in masked.see(100, shift=(16, 0))] == ["moved"]
        assert [view for _, view in masked.see(100)] == ["ok"]
    one, other = (Signature.parse(text).cells for text in texts)
    assert np.abs(one[:, :8]).max() == 0
    assert np.abs(one[:, 8:] - other[:, 8:]).max() < 0.02
    assert np.abs(one[:, 8:]).max() > 0.1


def test_a_view_too_fine_to_be_kept_is_judged_and_not_told() -> None:
    judge, random = ViewJudge(), np.random.default_rng(3)
    tall = np.kron(random.integers(40, 220, (60, 16)), np.ones((10, 10)))
    for number in range(200):
        judge.see(as_luma(tall + random.normal(0, 1, tall.shape)), 2.0 * number)
    assert judge.signature is None
    for number in range(200, 250):
        judge.see(as_luma(np.roll(tall, 15, 1) + random.normal(0, 1, tall.shape)), 2.0 * number)
    assert judge.view == "moved"


@pytest.mark.parametrize("text", ["", "?", "aGVsbG8=", "eJwDAAAAAAE="])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no signature"):
        ViewJudge(text)


def looks(path: Path, every: float) -> list[npt.NDArray[np.float32]]:
    def planes() -> Iterator[npt.NDArray[np.float32]]:
        due = 0.0
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                if frame.time is not None and frame.time >= due - 1e-3:
                    due += every
                    yield frame.reformat(320, 180, "gray").to_ndarray().astype(np.float32)

    return list(planes())


def warped(
    picture: npt.NDArray[np.float32], right: float = 0.0, zoom: float = 1.0
) -> npt.NDArray[np.float32]:
    """The middle of the picture, a fifth larger, moved by a share of its width."""
    scale = 1 / (1.2 * zoom)
    centre = np.array(picture.shape) / 2
    offset = centre - scale * centre + [0, right * picture.shape[1] * scale]
    moved: npt.NDArray[np.float32] = affine_transform(picture, [scale, scale], offset, order=1)
    return moved


def check_film(pictures: list[npt.NDArray[np.float32]], hours: float = 0.25) -> None:
    judge = ViewJudge()
    time = 0.0
    views: list[View] = []
    for _ in range(round(hours * 3600 / STEP)):
        time += STEP
        picture = pictures[round(time / STEP) % len(pictures)]
        views.append(judge.see(as_luma(warped(picture)), time))
    assert set(views) == {"ok"}, "a false alarm"

    changes: list[tuple[str, Change]] = [
        ("moved", lambda p, _: warped(p, right=0.03)),
        ("moved", lambda p, _: warped(p, right=-0.08)),
        ("moved", lambda p, _: warped(p, zoom=0.85)),
        ("dark", lambda p, _: warped(p) * 0.02 + 16),
        ("covered", lambda p, _: gaussian_filter(warped(p), 20) * 0.5 + 60),
        ("ok", lambda p, _: warped(p) * 0.3 + 20),
        ("ok", lambda p, _: warped(p, right=0.01)),
    ]
    for expected, change in changes:
        changed = copy.deepcopy(judge)
        for number in range(round(1.5 * DELAY / STEP)):
            picture = change(pictures[number % len(pictures)], 0.0)
            view = changed.see(as_luma(picture), time + (number + 1) * STEP)
        assert view == expected


@pytest.mark.parametrize("name", ["door", "left", "right", "tills"])
def test_a_sample_film_raises_no_false_alarm_and_every_fault_in_it_is_found(name: str) -> None:
    check_film(looks(SAMPLES / f"{name}.mp4", STEP))


def test_the_same_of_a_real_film(evaluation: Path) -> None:
    check_film(looks(evaluation / "footage" / "one-by-one.mp4", STEP))
