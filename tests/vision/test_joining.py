"""Real people on a pavement, seen by two cameras that share a strip of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vision.evaluation.joining import joining
from vision.zones.groups import Path as Walk


@pytest.fixture(scope="module")
def pavement(evaluation: Path) -> dict[str, Walk]:
    table = np.loadtxt(evaluation / "tracks" / "zara01" / "obsmat.txt")
    return {
        str(int(person)): Walk(rows[:, 0] / 25, rows[:, [2, 4]])
        for person in np.unique(table[:, 1])
        if len(rows := table[table[:, 1] == person])
    }


@pytest.mark.long
def test_tracks_of_a_real_pavement_are_joined(pavement: dict[str, Walk]) -> None:
    score = joining(pavement)
    assert score.true >= 140
    assert score.f1 is not None
    assert score.f1 >= 0.95


@pytest.mark.long
def test_cameras_that_share_nothing_say_less(pavement: dict[str, Walk]) -> None:
    shared, apart = joining(pavement), joining(pavement, shared=-0.2)
    assert (apart.recall or 0) < (shared.recall or 0)
