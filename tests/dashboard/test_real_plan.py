"""The pages of journeys and queues over the real API: what they show is what hand arithmetic gives,
and every sentence that the API says of them has its French."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import httpx
import pytest

from analytics.journeys import JourneySums, funnel, rates, whole
from analytics.policy import Policy
from analytics.queues import (
    QueueState,
    QueueSums,
    WaitCounts,
    abandonment,
    forecast,
    mean_length,
    wait_quantile,
)
from analytics.touchpoints import BEFORE_THE_SHOP, ZoneUse, touchpoint
from api.application import create_app
from api.database import open_database
from tests.analytics.sights import sight
from tests.api.shop import Box, covered, crossed, moved, planned, visiting, waited, waiting
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, table, text
from tests.dashboard.test_real_api import readable, unknown
from vision.records import DWELL_BIN_COUNT, DWELL_BIN_EDGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A shop with a plan: 30 visits in the first hour, and a second of which little is known."""
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('plan') / 'chaland.db'}")
    street = {"passed_by": 60, "looked": 16, "looked_entered": 4}
    records = [
        *(covered(number, camera=camera) for number in range(60) for camera in ("plan", "door")),
        *(covered(n, camera="plan", status="offline") for n in range(60, 80)),
        crossed(5, 30),
        visiting(
            0, 30, 20, whole=15, reached=16, stopped=8, queued=10, served=9, abandoned=1, **street
        ),
        visiting(
            30,
            60,
            10,
            whole=6,
            reached=4,
            stopped=4,
            queued=3,
            served=3,
            abandoned=0,
            passed_by=20,
            looked=0,
            looked_entered=0,
            turned_back=3,
        ),
        moved(0, 30, ":door", "queue", 12),
        moved(0, 30, "queue", ":door", 8),
        moved(0, 30, "queue", ":unseen", 4),
        *(waiting(number, 60, joined=1, served=1) for number in range(20)),
        waited(0, 30, served={20: 8}, abandoned={13: 2}),
    ]
    with served(create_app(database)) as address, httpx.Client(trust_env=False) as client:
        body = planned().model_dump_json()
        client.put(f"{address}/v1/stores/lyon", content=body).raise_for_status()
        batch = Box().batch(*records)
        client.post(f"{address}/v1/ingest", content=batch.model_dump_json()).raise_for_status()
        yield address
    database.close()


def test_the_journey_is_what_hand_arithmetic_gives(opened: Open, plan: str) -> None:
    page = opened(plan, "journey", lang="en")
    assert not page.exception
    shown = ("outside", "looked", "entered", "visits", "reached", "stopped", "queued", "served")
    assert [figure(page, name) for name in shown] == [
        "110", "16", "30", "30", "20", "12", "13", "12",
    ]  # fmt: skip
    # 30 of 80, and 30 of 110.
    assert figure(page, "capture_rate_of_passers_by") == "37.5%"
    assert figure(page, "capture_rate_of_traffic") == "27.3%"
    assert figure(page, "turn_back_rate") == "10.0%"
    assert "70% of the visits were seen from door to door" in text(page)
    assert table(page, "flows")[0][:3] == ["Door", "Queue", "12"]
    assert "No path was taken by enough visits" in text(page)


def test_the_queues_are_what_hand_arithmetic_gives(opened: Open, plan: str) -> None:
    page = opened(plan, "queues", lang="en")
    assert not page.exception
    assert figure(page, "joined-queue") == "20"
    # 1200 person-seconds in 60 minutes that were seen.
    assert figure(page, "length-queue") == "0.33"
    assert figure(page, "abandonment-queue") == "20.0%"
    assert figure(page, "p50-queue") == "42.2 s"
    [last] = table(page, "outcomes-queue")
    assert last[0] == "46.4 s"
    assert (last[1][:5], last[2][:5]) == ("80.0%", "20.0%")
    shown = {row[0].partition(" ")[0]: row for row in table(page, "touchpoints")}
    assert shown["Queue"][5].startswith("42.2 s")
    assert shown["Table"][5] == "–"


def test_every_sentence_about_the_plan_has_its_french(plan: str) -> None:
    said: list[str] = []
    hours = [(f"2026-05-06T{hour:02}:00", f"2026-05-06T{hour + 1:02}:00") for hour in (8, 9, 10)]
    spans = [*hours, ("2026-05-06T09:00", "2026-05-06T09:20"), ("2026-05-06", "2026-05-07")]
    with httpx.Client(trust_env=False, base_url=f"{plan}/v1/stores/lyon") as client:
        for start, end in spans:
            for by in ("total", "day", "hour"):
                query = {"from": start, "to": end, "by": by}
                for path in ("journeys", "flows", "queues"):
                    answer = client.get(f"/{path}", params=query)
                    said += readable(answer.raise_for_status().json())
    assert len(set(said)) > 40
    assert unknown(said) == []


def test_every_reason_and_method_of_journeys_and_queues_has_its_french() -> None:
    said = list(figures_of_all_kinds())
    assert len(set(said)) > 60
    assert unknown(said) == []


def figures_of_all_kinds() -> Iterator[str]:
    """Of sums whose every part is missing, too little, enough, or seen in part."""
    some = JourneySums(visits=3, entered=3, passed_by=2, looked=1, reached=2, queued=1)
    nothing = JourneySums(
        passed_by=None, looked=None, looked_entered=None, queued=None, served=None, abandoned=None
    )
    much = JourneySums(visits=40, whole=10, confidence_sum=30, entered=40, passed_by=9, reached=20)
    few, many = ([0] * DWELL_BIN_COUNT for _ in range(2))
    few[3], many[3] = 2, 30
    for sums in (some, nothing, much):
        for seen in (sight(), sight(minutes=50, whole=sums.whole_share), sight(minutes=10)):
            yield from readable(
                [
                    asdict(rates(sums, seen)),
                    [asdict(stage) for stage in funnel(sums, seen)],
                    asdict(whole(sums, seen)),
                    asdict(touchpoint(ZoneUse(2, 1), None, seen)),
                    asdict(touchpoint(ZoneUse(20, 1), 30, seen, BEFORE_THE_SHOP)),
                    asdict(mean_length(QueueSums(), seen)),
                ]
            )
            for counts in (few, many):
                waits = WaitCounts(tuple(counts), tuple(few), tuple(few))
                yield from readable(
                    [
                        asdict(wait_quantile(waits, DWELL_BIN_EDGES, share, seen))
                        for share in (0.5, 0.99)
                    ]
                    + [asdict(abandonment(waits, seen))]
                )
    for state in (None, QueueState(3, 2, 60), QueueState(3, 20, 600)):
        why = "The queue was last seen at 2026-05-06 07:30 UTC."
        yield from readable(asdict(forecast(state, Policy(), why)))
