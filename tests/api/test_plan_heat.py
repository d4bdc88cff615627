"""Heat on a plan of 1 m by 1.5 m: two rows and three columns of cells of half a metre."""

from __future__ import annotations

import base64
from typing import TypedDict

import cv2
import numpy as np
import pytest

from api.client import Client
from api.errors import ApiError
from tests.api.shop import Box, covered, description, heated
from vision.description import PlanDescription, ZoneDescription

HOT = [[0, 1, 2], [3, 0, 100]]
SEEN = [[1, 1, 1], [1, 1, 0]]
"""The last cell is seen by nobody, whatever was added up in it."""

PLAN = PlanDescription(
    outline=((0, 0), (1.5, 0), (1.5, 1), (0, 1)),
    cell=0.5,
    rows=2,
    cols=3,
    seen=base64.b64encode(np.packbits(SEEN).tobytes()).decode(),
)


@pytest.fixture
def planned(client: Client) -> Client:
    """Nine to ten watched for 30 minutes, ten to eleven for 60, eleven to twelve for 15."""
    shop = description()
    table = ZoneDescription(
        zone="plan-table",
        camera="plan",
        name="Table",
        type="promotional_table",
        polygon=((0, 0), (1, 0), (1, 1)),
        metres=((0, 0), (1.5, 0), (1.5, 1)),
        engagement_seconds=5,
        visit_seconds=2,
    )
    client.put_store(shop.model_copy(update={"plan": PLAN, "zones": (*shop.zones, table)}))
    minutes = [*range(30), *range(60, 120), *range(120, 135)]
    client.ingest(
        Box().batch(
            *(covered(n, camera="plan") for n in minutes),
            heated(0, 60, HOT, camera="plan"),
            heated(60, 120, HOT, camera="plan"),
        )
    )
    return client


class Stretch(TypedDict):
    start: str
    end: str


def hour(number: int) -> Stretch:
    return {"start": f"2026-05-06T{number:02}:00", "end": f"2026-05-06T{number + 1:02}:00"}


def test_heat_is_of_a_square_metre_and_a_covered_hour(planned: Client) -> None:
    found = planned.heatmap("lyon", "plan", **hour(9))
    # A quarter of a square metre, half an hour: eight times the seconds.
    assert found.values == [[0, 8, 16], [24, 0, None]]
    assert (found.rows, found.cols, found.max) == (2, 3, 24)
    assert found.unit == "person-seconds per m² per hour"
    assert found.note is None
    assert planned.heatmap("lyon", "plan", **hour(10)).values == [[0, 4, 8], [12, 0, None]]
    whole = planned.heatmap("lyon", "plan")
    assert whole.values is not None
    assert whole.values[1][0] == pytest.approx(2 * 3 * 4 / 1.75, abs=0.001)


def test_passages_are_of_a_cell_and_a_covered_hour(planned: Client) -> None:
    found = planned.heatmap("lyon", "plan", **hour(9), measure="passages")
    assert found.values == [[0, 2, 2], [2, 0, None]]
    assert found.unit == "passages per cell per hour"


def test_nobody_in_covered_time_is_cold_and_time_not_covered_is_not(planned: Client) -> None:
    assert planned.heatmap("lyon", "plan", **hour(11)).values == [[0, 0, 0], [0, 0, None]]
    found = planned.heatmap("lyon", "plan", **hour(13))
    assert (found.values, found.max, found.rows) == (None, None, None)
    assert found.note == "The plan has no covered time in this stretch whose heat is known."
    with pytest.raises(ApiError, match="no covered time") as caught:
        planned.heatmap_png("lyon", "plan", **hour(13))
    assert caught.value.status == 404


def test_the_time_of_heat_that_is_left_out_does_not_count(planned: Client) -> None:
    minutes = range(180, 300)
    planned.ingest(
        Box(device="box-2").batch(
            *(covered(n, camera="plan") for n in minutes),
            heated(180, 240, [[9, 9]], camera="plan"),
            heated(240, 300, HOT, camera="plan"),
        )
    )
    span: Stretch = {"start": "2026-05-06T12:00", "end": "2026-05-06T14:00"}
    found = planned.heatmap("lyon", "plan", **span)
    assert found.values == [[0, 4, 8], [12, 0, None]]
    assert found.note == "1 hours are left out: their grid has another size."
    # A grid of two hours tells nothing of one of them.
    planned.ingest(
        Box(device="box-3").batch(
            *(covered(n, camera="plan") for n in range(300, 420)),
            heated(300, 420, HOT, camera="plan"),
        )
    )
    assert planned.heatmap("lyon", "plan", **hour(14)).values is None
    both: Stretch = {"start": "2026-05-06T14:00", "end": "2026-05-06T16:00"}
    assert planned.heatmap("lyon", "plan", **both).values == [[0, 2, 4], [6, 0, None]]


def test_two_stretches_are_compared(planned: Client) -> None:
    nine, ten = hour(9), hour(10)
    found = planned.heatmap(
        "lyon", "plan", **ten, against_start=nine["start"], against_end=nine["end"]
    )
    assert found.values == [[0, -4, -8], [-12, 0, None]]
    assert found.max == 12
    assert found.against is not None
    assert found.against.coverage.minutes_covered == 30
    dark = hour(13)
    found = planned.heatmap(
        "lyon", "plan", **ten, against_start=dark["start"], against_end=dark["end"]
    )
    assert found.values is None
    with pytest.raises(ApiError, match="Only heat on the plan is compared"):
        planned.heatmap("lyon", "aisle", against_start="2026-05-06", against_end="2026-05-06")


def test_the_picture_is_hatched_where_nobody_could_be_seen(planned: Client) -> None:
    png = planned.heatmap_png("lyon", "plan", **hour(9))
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    assert picture.shape == (640, 960, 4)
    # On a map y grows upwards: the hidden cell, of the last row, is at the top right.
    hidden = picture[:320, 640:]
    assert set(np.unique(hidden[..., 3])) == {0, 140}
    assert 0.1 < (hidden[..., 3] > 0).mean() < 0.2
    assert picture[20, 20, 3] == round(0.85 * 255)
    assert picture[620, 20, 3] == 0


def test_a_store_without_a_plan_has_no_heat_on_it(client: Client) -> None:
    with pytest.raises(ApiError, match="has no camera 'plan'"):
        client.heatmap("lyon", "plan")


def test_zones_of_a_plan_that_was_never_watched_are_not_told_of(
    planned: Client, client: Client
) -> None:
    def zones(day: str) -> list[str]:
        (period,) = planned.kpis("lyon", start=day, end=day).periods
        return [zone.zone for zone in period.zones]

    assert zones("2026-05-06") == ["table", "plan-table"]
    assert zones("2026-05-07") == ["table"]
