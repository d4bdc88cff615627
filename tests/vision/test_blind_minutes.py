"""Visits that ended because nothing could be seen any more say nothing about dwell."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.vision.scripted_feed import FPS, SIZE, START, site
from vision.detect.detections import Detections
from vision.edge.camera import CameraCounter
from vision.edge.outbox import Outbox
from vision.records import CoverageRecord, DwellRecord, View, ZoneRecord

VISITS = 12


@pytest.mark.parametrize(
    ("view", "timed", "withheld"), [("ok", VISITS, 0), ("covered", 0, VISITS), ("dark", 0, VISITS)]
)
def test_a_visit_of_a_blind_minute_is_in_no_dwell_distribution(
    tmp_path: Path, view: View, timed: int, withheld: int
) -> None:
    """Visits of 5 seconds, one every 12."""
    shop = site("door")
    with closing(Outbox(tmp_path / "outbox.db")) as outbox:
        counter = CameraCounter(
            shop, shop.cameras[0], size=SIZE, fps=FPS,
            outbox=outbox, epoch=outbox.begin_epoch("lyon", "box"),
        )  # fmt: skip
        for frame in range(round(12 * VISITS * FPS)):
            there = frame / FPS % 12 < 5
            found = Detections(
                np.array([[20, 10, 30, 40]] * there, np.float32).reshape(-1, 4),
                np.full(int(there), 0.9, np.float32),
            )
            counter.frame(found, START + frame / FPS, view=view)
        counter.finish(START + 12 * VISITS)
        records = [record for batch in outbox.batches() for record in batch.records]
    assert sum(sum(one.counts) for one in records if isinstance(one, DwellRecord)) == timed
    assert counter.withheld == ({"hall-door": withheld} if withheld else {})
    # What was counted is sent as it is, with the status by which it is judged.
    assert sum(one.entries for one in records if isinstance(one, ZoneRecord)) == VISITS
    statuses = {one.status for one in records if isinstance(one, CoverageRecord)}
    assert statuses == ({"ok"} if view == "ok" else {"blind"})
