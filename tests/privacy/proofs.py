"""Each claim about privacy as a function that raises `LeakError` where it does not hold.

A proof may be asked for with one of the `mutations`, which take a protection away.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from tests.privacy.kept_view import a_kept_view_shows_nobody
from tests.privacy.leaving import (
    no_canary_is_left_by_a_killed_box,
    no_canary_leaves,
    one_folder_is_written,
)
from tests.privacy.lengths import dwell_is_of_at_least_k, no_number_is_one_persons_dwell
from tests.privacy.one_camera import FPS, NINE, SIZE, one_camera
from tests.privacy.released import waits_and_journeys_are_of_at_least_k
from tests.privacy.taken_away import LeakError, taken_away
from tests.vision.films import write_film
from tests.vision.models import candidates, write_model
from vision.detect.detections import Detections
from vision.detect.openvino import OpenVinoDetector
from vision.edge.camera import CameraCounter
from vision.edge.films import analyse_films, plan_films
from vision.edge.outbox import Outbox
from vision.errors import InputError
from vision.records import Record
from vision.site_file import load_site

DAY = 86_400


def masks_blank_pixels_before_detection(folder: Path, mutation: str | None) -> None:
    """No pixel under a mask reaches the detector."""
    site = one_camera(masks=[[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]])
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
    site = one_camera()
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


def nothing_starts_without_who_answers(folder: Path, mutation: str | None) -> None:
    """A site without controller, contact or notice, or with blanks for one, is refused."""
    whole = one_camera().model_dump(mode="json")
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


def _counted(outbox: Path, days: list[int]) -> list[Record]:
    """The records of somebody every ten seconds for six minutes, who comes in and stays a while, on
    each day."""
    site = one_camera()
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
