"""How long anybody stayed: told of at least k, and of nobody alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from tests.privacy.one_camera import FPS, NINE, SIZE, one_camera
from tests.privacy.taken_away import LeakError, taken_away
from vision.detect.detections import Detections
from vision.edge.camera import CameraCounter
from vision.edge.outbox import Outbox
from vision.records import DwellRecord, Record
from vision.release import QUARTER, DwellRelease
from vision.zones.events import Event, Visit
from vision.zones.heat import unpack


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
    site = one_camera(zones=[{"id": "table", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}])
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
