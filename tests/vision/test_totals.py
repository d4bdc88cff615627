"""What a terminal is told of a whole film."""

from __future__ import annotations

import pytest

from vision.totals import Totals
from vision.zones.events import Visit


@pytest.mark.parametrize(("visits", "mean"), [(0, None), (4, None), (5, 12.0)])
def test_dwell_is_told_of_k_visits_or_more(visits: int, mean: float | None) -> None:
    totals = Totals([], ["table"])
    totals.take(
        Visit("table", track, 0, 10 + track, censored_begin=False, censored_end=False)
        for track in range(visits)
    )
    (zone,) = totals.zones(5)
    assert zone["dwell_seconds"]["n"] == visits
    assert (zone["dwell_seconds"]["mean"], zone["dwell_seconds"]["p50"]) == (mean, mean)
