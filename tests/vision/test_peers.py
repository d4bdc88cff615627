"""Our tracking and lines beside the public pieces on the same real detections. No figure of theirs
is written here: both are counted in the same test."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.tracking import gross_error, ours, sampled, theirs


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("step", [1, 3, 6])
@pytest.mark.parametrize("name", ["MOT17-09", "TUD-Stadtmitte"])
def test_fewer_people_are_miscounted_than_by_the_peers(
    evaluation: Path, name: str, step: int
) -> None:
    found, fps, truth = sampled(evaluation / "tracks" / name, step)
    assert gross_error(ours(found, fps, truth), truth) <= gross_error(
        theirs(found, fps, truth), truth
    )
