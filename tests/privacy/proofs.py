"""Each claim about privacy as a function that raises `LeakError` where it does not hold.

A proof may be asked for with one of the `mutations`, which take a protection away.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tests.privacy.box import BOXES, Outcome, Shop
from tests.privacy.boxed import SEEN
from tests.privacy.layers import layers
from tests.privacy.needles import Pattern
from tests.privacy.released import waits_and_journeys_are_of_at_least_k
from tests.privacy.taken_away import LeakError, taken_away
from tests.vision.films import START, write_film
from tests.vision.models import candidates, write_model
from vision.detect.detections import Detections
from vision.detect.openvino import OpenVinoDetector
from vision.edge.camera import CameraCounter
from vision.edge.films import analyse_films, plan_films
from vision.edge.outbox import Outbox
from vision.edge.views import FILE, Views
from vision.errors import InputError
from vision.records import DwellRecord, Record
from vision.release import QUARTER, DwellRelease
from vision.site import Site
from vision.site_file import load_site
from vision.source.view import ViewJudge
from vision.zones.events import Event, Visit
from vision.zones.heat import unpack

SIZE = (640, 360)
FPS = 5.0
NINE = 1_780_000_000 // 86_400 * 86_400 + 9 * 3600
DAY = 86_400
KILLED = 128 + 9


def no_canary_leaves(folder: Path, mutation: str | None, *, box: str = "run") -> None:
    """Neither the person nor what is behind is in anything written, said or sent; the server's
    token is in nothing but the header that is for it, a camera's password goes to it alone."""
    shop = Shop(folder, box)
    outcome = shop.start(mutation=mutation)
    _check_nothing_found(shop, outcome)
    if outcome.status:
        raise LeakError(f"the box failed: {dict(outcome.left)['standard error']!r}")
    sent = any("ingest" in place and "body" in place for place, _ in outcome.left)
    if not sent and not any(record.get("frames_analysed") for record in outcome.records):
        raise LeakError("nothing was counted: this proves nothing")


def no_canary_is_left_by_a_killed_box(
    folder: Path, mutation: str | None, *, box: str = "run"
) -> None:
    """The same of a box that is killed while it counts."""
    shop = Shop(folder, box, seconds=150, slow=True)
    outcome = shop.start(mutation=mutation, kill=True, serve=False)
    _check_nothing_found(shop, outcome)
    if outcome.status != KILLED or not (BOXES[box].live or outcome.records):
        raise LeakError("it was not killed while it counted: this proves nothing")


def _check_nothing_found(shop: Shop, outcome: Outcome) -> None:
    if places := outcome.find(shop.canaries):
        raise LeakError("; ".join(places))


def one_folder_is_written(folder: Path, mutation: str | None, *, box: str = "run") -> None:
    """A box counts with every file system read-only but its folder, tries to write nowhere else,
    connects to its server alone and starts no other program."""
    shop = Shop(folder, box)
    outcome = shop.start(mutation=mutation, only_state=True)
    if outcome.status:
        raise LeakError(f"it needs another folder: {dict(outcome.left)['standard error']!r}")
    connected = set()
    for what, of in outcome.trail:
        if what == "connect":
            if of.startswith("("):  # else a socket of its own processes, which is a path
                connected.add(of)
        elif what == SEEN:
            continue
        elif what == "start":
            raise LeakError(f"it starts {of}")
        elif not Path(of).is_relative_to(shop.state) and not _is_device(of):
            raise LeakError(f"{what} {of}")
    if len(connected) != 1:
        raise LeakError(f"it connects to {connected}")


def _is_device(path: str) -> bool:
    return path in {"/dev/null", "/dev/tty"} or path.startswith("/proc/self/fd/")


def masks_blank_pixels_before_detection(folder: Path, mutation: str | None) -> None:
    """No pixel under a mask reaches the detector."""
    site = _site(masks=[[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]])
    seen: list[Any] = []

    class Spy:
        name = "spy"

        def detect(self, images: Any) -> list[Detections]:
            seen.extend(image.copy() for image in images)
            return [Detections.none() for _ in images]

    write_film(folder / "film.mkv", seconds=2)
    (folder / "site.yaml").write_text(json.dumps(site.model_dump(mode="json")), "utf-8")
    loaded = load_site(folder / "site.yaml")
    with taken_away(mutation), closing(Outbox(folder / "outbox.db")) as outbox:
        plans = plan_films(loaded)
        analyse_films(loaded, plans, Spy(), outbox, outbox.begin_epoch("lyon", "box"))
    if not seen:
        raise LeakError("the detector was shown nothing")
    for image in seen:
        if image[:, : image.shape[1] // 2].any():
            raise LeakError("pixels under a mask reached the detector")
        if not image[:, image.shape[1] // 2 + 1 :].any():
            raise LeakError("the rest was blanked too: this proves nothing")


def days_are_not_linked(folder: Path, mutation: str | None) -> None:
    """What a box says of a day is to the byte what a new box says of that day alone, though the
    same people walked the same ways the day before."""
    with taken_away(mutation):
        both = _counted(folder / "both.db", [0, DAY])
        alone = _counted(folder / "alone.db", [DAY])
    second = [record for record in both if record.start.timestamp() >= NINE + DAY // 2]
    if len({record.kind for record in second}) < 5:
        raise LeakError("too little was counted to prove anything")
    if [r.model_dump_json() for r in second] != [r.model_dump_json() for r in alone]:
        raise LeakError("the second day hangs on the first")


def records_hold_no_word_of_their_own(folder: Path, mutation: str | None) -> None:
    """Every word in a record is the site file's or the contract's, every time a whole minute, every
    grid a grid and nothing beside: there is no room for a name, a number or a hash of anybody."""
    with taken_away(mutation):
        records = _counted(folder / "outbox.db", [0])
    site = _site()
    (camera,) = site.cameras
    names = {
        "camera": {camera.id},
        "line": {one.id for one in camera.lines},
        "zone": {one.id for one in camera.zones},
        "kind": {"coverage", "health", "line", "zone", "dwell", "heat", "device"},
        "direction": {"in", "out"},
        "status": {"ok", "degraded", "blind", "offline"},
        "view": {"ok", "dark", "covered", "moved"},
    }
    for record in records:
        for key, value in record.model_dump(mode="json").items():
            if not isinstance(value, str):
                continue
            if key in {"start", "end"}:
                moment = datetime.fromisoformat(value)
                told = moment.second or moment.microsecond
            elif key in {"person_milliseconds", "passages"}:
                packed = base64.b64decode(value, validate=True)
                grid = zlib.decompress(packed)
                told = len(grid) != 4 * record.rows * record.cols  # type: ignore[union-attr]
            else:
                told = value not in names.get(key, set())
            if told:
                raise LeakError(f"{record.kind}.{key} says {value!r}")


def dwell_is_of_at_least_k(folder: Path, mutation: str | None) -> None:
    """No distribution that is released, nor what two of them differ by, is about fewer than k."""
    random = np.random.default_rng(5)
    with taken_away(mutation):
        for _ in range(40):
            k = int(random.integers(5, 15))
            minutes = np.sort(random.integers(0, 720, random.integers(0, 120)))
            _check_released(_released(minutes.tolist(), k), k)


def _released(minutes: list[int], k: int) -> list[DwellRecord]:
    release = DwellRelease("door", k)
    records: list[DwellRecord] = []
    for quarter in range(0, 720, QUARTER):
        for minute in minutes:
            if quarter <= minute < quarter + QUARTER:
                release.add("table", NINE // 60 + minute, 20.0 + minute % 7)
        records += release.release(NINE // 60 + quarter + QUARTER)
    return records + release.end_day(NINE // 60 + 720)


def _check_released(records: list[DwellRecord], k: int) -> None:
    for record in records:
        if sum(record.counts) < k:
            raise LeakError(f"{sum(record.counts)} visits are released at k = {k}")
    for index, one in enumerate(records):
        for other in records[index + 1 :]:
            if one.start < other.end and other.start < one.end:
                rest = np.abs(np.subtract(one.counts, other.counts)).sum()
                raise LeakError(f"two releases overlap; they differ by {rest} visits at k = {k}")


def no_number_is_one_persons_dwell(folder: Path, mutation: str | None) -> None:
    """Of somebody alone in the shop no number of the records, nor the sum of one over the minutes
    that they were there, is the length of the stay. Whoever knows nothing guesses it within a
    second by a step of 15 in two of fifteen cases."""
    random = np.random.default_rng(8)
    stays = random.uniform(20, 110, 8)
    hits: Counter[str] = Counter()
    with taken_away(mutation):
        for number, seconds in enumerate(stays):
            begins = float(random.uniform(0, 60))
            dwell, records = _alone(folder / f"{number}.db", begins, float(seconds))
            for name, told in _sums(records).items():
                hits[name] += abs(told - dwell) < 1
    if told_by := [name for name, times in hits.items() if times > len(stays) / 2]:
        raise LeakError(f"the exact dwell of one person is in {', '.join(sorted(told_by))}")


def _alone(outbox: Path, begins: float, seconds: float) -> tuple[float, list[Record]]:
    """Somebody who appears in a zone, stands there for so long and is gone: the exact dwell, as
    the box knows it, and the records."""
    site = _site(zones=[{"id": "table", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}])
    visits: list[Visit] = []

    def keep(events: Sequence[Event]) -> None:
        visits.extend(event for event in events if isinstance(event, Visit))

    with closing(Outbox(outbox)) as box:
        counter = CameraCounter(
            site, site.cameras[0], size=SIZE, fps=FPS,
            outbox=box, epoch=box.begin_epoch("lyon", "box"), on_events=keep,
        )  # fmt: skip
        for frame in range(round((begins + seconds + 20) * FPS)):
            time = frame / FPS
            there = begins <= time < begins + seconds
            found = Detections(
                np.array([[300, 150, 328, 240]] * there, np.float32).reshape(-1, 4),
                np.full(int(there), 0.9, np.float32),
            )
            counter.frame(found, NINE + time)
        counter.finish(NINE + begins + seconds + 20)
        (visit,) = visits
        return visit.dwell, [record for batch in box.batches() for record in batch.records]


def _sums(records: list[Record]) -> dict[str, float]:
    """Of each field over all records, a grid as the sum of its cells in seconds."""
    sums: Counter[str] = Counter()
    for record in records:
        for name, value in record:
            if name == "person_milliseconds":
                sums[f"{record.kind}.{name}"] += (
                    int(unpack(value, record.rows, record.cols).sum()) / 1000  # type: ignore[union-attr]
                )
            elif isinstance(value, int | float):
                sums[f"{record.kind}.{name}"] += value
    return dict(sums)


def a_kept_view_shows_nobody(folder: Path, mutation: str | None) -> None:
    """What is kept of a camera's view is no more than 32 × 18 coarse cells. It holds neither
    somebody who stood there all the while that it was learnt nor what is behind, and of two people
    who walked by meanwhile it does not tell which one it was."""
    person, other, background = Pattern(1), Pattern(2), Pattern(3)
    walked = []
    with taken_away(mutation):
        stood = _kept_view(folder / "stood", person, background, stands=True)
        for name, one in (("one", person), ("other", other)):
            walked.append(_kept_view(folder / name, one, background, stands=False))
    for layer in layers(stood):
        for name, needle in {"person": person, "background": background}.items():
            if (form := needle.within(layer)) is not None:
                raise LeakError(f"{name} {form} is kept")
    cells = [_cells_of(view) for view in (stood, *walked)]
    if any(one.size > 32 * 18 for one in cells):
        raise LeakError(f"{cells[0].shape} cells are kept")
    if (apart := np.abs(cells[1] - cells[2]).max()) > 0.02:
        raise LeakError(f"who walked by is told: cells are {apart:.2f} apart")
    if np.abs(cells[0] - cells[1]).max() < 0.1:
        raise LeakError("not even who stood there changed a thing: this proves nothing")


def _kept_view(state: Path, person: Pattern, background: Pattern, *, stands: bool) -> bytes:
    """The box's file, after a reader judged a still shop with somebody in it for some minutes."""
    state.mkdir()
    judge = ViewJudge()
    for look in range(160):
        picture = np.full((90, 160, 3), 90, np.uint8)
        picture[40:88, 4:52] = background.image
        left = 57 if stands else 57 + 8 * look
        if left <= 112:
            picture[24:72, left : left + 48] = person.image
        judge.see(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8), 2.0 * look)
    if judge.signature is None:
        raise LeakError("no view was learnt: this proves nothing")
    Views(state).keep(_site().cameras[0], SIZE, judge.signature)
    return (state / FILE).read_bytes()


def _cells_of(view: bytes) -> npt.NDArray[np.complex64]:
    text = json.loads(view)["cameras"]["door"]["signature"]
    body = zlib.decompress(base64.b64decode(text))
    rows, columns = np.frombuffer(body, "<u2", 2)
    parts = np.frombuffer(body, np.int8, offset=8).reshape(2, rows, columns) / 127
    return (parts[0] + 1j * parts[1]).astype(np.complex64)


def nothing_starts_without_who_answers(folder: Path, mutation: str | None) -> None:
    """A site without controller, contact or notice, or with blanks for one, is refused."""
    whole = _site().model_dump(mode="json")
    with taken_away(mutation):
        for missing in ("controller", "contact", "notice", "privacy"):
            for blank in ("", "  ", None):
                table = json.loads(json.dumps(whole))
                part = table if missing == "privacy" else table["privacy"]
                if blank is None:
                    del part[missing]
                else:
                    part[missing] = blank if missing != "privacy" else {}
                path = folder / "site.yaml"
                path.write_text(json.dumps(table), "utf-8")
                try:
                    load_site(path)
                except InputError as error:
                    if missing not in str(error):
                        raise LeakError(
                            f"the refusal does not say that {missing} is missing"
                        ) from error
                    continue
                raise LeakError(f"a site without {missing} is taken")


def only_persons_are_detected(folder: Path, mutation: str | None) -> None:
    """Of a model that knows more, in both layouts, only the person leaves the detector, and nothing
    but where it is."""
    names = "{0: car, 1: person, 2: handbag, 3: dog}"
    strong = [(20, 20, 8, 8, [0.9, 0.1, 0, 0]), (44, 20, 8, 8, [0, 0.2, 0.8, 0]),
              (20, 44, 8, 8, [0, 0.3, 0, 0.9]), (44, 44, 8, 16, [0.1, 0.9, 0, 0])]  # fmt: skip
    ended = np.zeros((1, 20, 6), np.float32)
    for index, (cx, cy, width, height, scores) in enumerate(strong):
        best = int(np.argmax(scores))
        ended[0, index] = [cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2,
                           scores[best], best]  # fmt: skip
    with taken_away(mutation):
        for layout, output in (("candidates", candidates(strong)), ("finished", ended)):
            model = write_model(folder / layout, output, names=names)
            (found,) = OpenVinoDetector(model).detect([np.zeros((64, 64, 3), np.uint8)])
            if np.round(found.xyxy).tolist() != [[40, 36, 48, 52]]:
                raise LeakError(f"of {layout}: {found.xyxy.tolist()}")
            if set(found.__slots__) != {"xyxy", "confidence", "seconds", "uniform"}:
                raise LeakError(f"a detection says more: {found.__slots__}")


def _site(**camera: Any) -> Site:
    return Site.model_validate(
        {
            "version": 1,
            "store": {"id": "lyon", "name": "Lyon", "timezone": "Europe/Paris"},
            "privacy": {"controller": "a", "contact": "b", "notice": "c", "k": 5},
            "detector": {"model": "model"},
            "cameras": [
                {
                    "id": "door",
                    "source": "film.mkv",
                    "starts_at": START.isoformat(),
                    "analysis_fps": FPS,
                    "lines": [
                        {"id": "gate", "role": "entrance", "start": [0, 0.5], "end": [1, 0.5]}
                    ],
                    "zones": [{"id": "table", "polygon": [[0, 0.6], [1, 0.6], [1, 1], [0, 1]]}],
                    **camera,
                }
            ],
        }
    )


def _counted(outbox: Path, days: list[int]) -> list[Record]:
    """The records of somebody every ten seconds for six minutes, who comes in and stays a while, on
    each day."""
    site = _site()
    with closing(Outbox(outbox)) as box:
        counter = CameraCounter(
            site, site.cameras[0], size=SIZE, fps=FPS,
            outbox=box, epoch=box.begin_epoch("lyon", "box"),
        )  # fmt: skip
        for day in days:
            for frame in range(round(420 * FPS)):
                time = frame / FPS
                feet = list(_feet(time)) if time < 380 else []
                boxes = [(x - 14, y - 90, x + 14, y) for x, y in feet]
                found = Detections(
                    np.array(boxes, np.float32).reshape(-1, 4), np.full(len(boxes), 0.9, np.float32)
                )
                counter.frame(found, NINE + day + time)
        counter.finish(NINE + days[-1] + 420)
        return [record for batch in box.batches() for record in batch.records]


def _feet(time: float) -> Iterator[tuple[float, float]]:
    for person in range(36):
        since = time - 10 * person
        if 0 <= since < 20:
            yield 60 + (person % 9) * 60, 100 + min(since * 50, 200.0)


Proof = Callable[..., None]
PROOFS: dict[str, Proof] = {
    proof.__name__: proof
    for proof in (
        no_canary_leaves,
        no_canary_is_left_by_a_killed_box,
        one_folder_is_written,
        masks_blank_pixels_before_detection,
        days_are_not_linked,
        records_hold_no_word_of_their_own,
        dwell_is_of_at_least_k,
        no_number_is_one_persons_dwell,
        a_kept_view_shows_nobody,
        waits_and_journeys_are_of_at_least_k,
        nothing_starts_without_who_answers,
        only_persons_are_detected,
    )
}
OF_A_BOX = {"no_canary_leaves", "no_canary_is_left_by_a_killed_box", "one_folder_is_written"}
"""Those that run a command, each of `BOXES`."""
