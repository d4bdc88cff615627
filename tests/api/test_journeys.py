from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, PARTIAL_COVERAGE, SEEN_IN_PART
from api.application import create_app
from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.flows import FlowPeriod
from api.journeys import JourneyPeriod
from api.transport import InProcessTransport
from tests.api.shop import (
    NINE,
    Box,
    covered,
    crossed,
    moved,
    planned,
    visited,
    visiting,
    waited,
    walked,
)
from vision.records import DWELL_BIN_COUNT, DwellRecord, Record

NINE_TO_TEN = {"start": "2026-05-06T09:00", "end": "2026-05-06T10:00"}


def seen(last: int, camera: str = "plan") -> list[Record]:
    return [covered(number, camera=camera) for number in range(last)]


def journey(client: Client, **question: str) -> JourneyPeriod:
    [period] = client.journeys("lyon", **question).periods  # type: ignore[arg-type]
    return period


def flow(client: Client, **question: str) -> FlowPeriod:
    [period] = client.flows("lyon", **question).periods  # type: ignore[arg-type]
    return period


MORNING = [
    visiting(0, 30, 20, whole=15, passed_by=60, looked=16, looked_entered=8, reached=16, stopped=8),
    visiting(
        30, 60, 10, whole=6, passed_by=20, looked=4, looked_entered=0, reached=4, stopped=4,
        turned_back=3, backtracked=2, hesitated=1,
    ),
    visiting(60, 90, 30, whole=30, passed_by=0, looked=0, looked_entered=0),
]  # fmt: skip


def test_the_funnel_equals_hand_arithmetic(client: Client) -> None:
    client.put_store(planned())
    client.ingest(Box().batch(*seen(90), *MORNING))
    period = journey(client, **NINE_TO_TEN)
    people = {stage.stage: stage.people.value for stage in period.funnel}
    assert people == {
        "outside": 110, "looked": 20, "entered": 30, "visits": 30, "reached": 20, "stopped": 12,
        "queued": None, "served": None,
    }  # fmt: skip
    assert period.whole.value == 0.7
    rates = period.rates
    assert rates.capture_rate_of_passers_by.value == pytest.approx(30 / 80)
    assert rates.capture_rate_of_traffic.value == pytest.approx(30 / 110)
    assert rates.window_stop_rate.value == pytest.approx(20 / 110)
    assert rates.window_entry_rate.value == 0.4
    assert rates.turn_back_rate.value == 0.1
    assert rates.queue_abandonment_rate.flags == (NOT_MEASURED,)
    assert SEEN_IN_PART in rates.stop_rate.flags
    assert rates.stop_rate.note == "70% of the visits were seen from door to door."
    assert period.note is None


def test_a_stretch_across_the_end_is_left_out_and_said(client: Client) -> None:
    client.put_store(planned())
    client.ingest(Box().batch(*seen(90), *MORNING[:1], visiting(30, 75, 12)))
    period = journey(client, **NINE_TO_TEN)
    assert {stage.stage: stage.people.value for stage in period.funnel}["visits"] == 20
    assert period.note == "12 visits are in stretches that reach beyond the period."


def test_fewer_than_k_visits_are_not_nobody(client: Client) -> None:
    client.put_store(planned())
    client.ingest(Box().batch(*seen(60)))
    period = journey(client, **NINE_TO_TEN)
    assert {stage.people.value for stage in period.funnel} == {None}
    assert period.rates.stop_rate.flags == (NOT_ENOUGH_DATA,)
    assert period.note == "No visits are told: the boxes release them for 10 or more."
    moves = flow(client, **NINE_TO_TEN)
    assert (moves.visits, moves.links, moves.note) == (None, [], period.note)


def test_the_plan_has_a_coverage_of_its_own(client: Client) -> None:
    client.put_store(planned())
    client.ingest(Box().batch(*seen(60, "door"), *MORNING[:1]))
    period = journey(client)
    assert period.coverage.share is None
    assert period.rates.stop_rate.value is None
    lost = [covered(number, camera="plan", status="offline") for number in range(20, 40)]
    client.ingest(Box(device="box-2").batch(*seen(20), *lost, covered(59, camera="plan")))
    assert journey(client).coverage.share == pytest.approx(21 / 60)


def test_minutes_not_seen_are_flagged(client: Client) -> None:
    client.put_store(planned())
    lost = [covered(number, camera="plan", status="offline") for number in range(20, 30)]
    client.ingest(Box().batch(*seen(20), *lost, covered(30, camera="plan"), *MORNING[:1]))
    assert PARTIAL_COVERAGE in journey(client).rates.stop_rate.flags


def test_paths_are_of_whole_days(client: Client) -> None:
    client.put_store(planned())
    client.ingest(
        Box().batch(
            *seen(90),
            *MORNING,
            walked(0, 90, ("table", "queue"), 25),
            walked(0, 90, (), 20),
            walked(0, 90, None, 15),
        )
    )
    found = journey(client).paths
    assert [(path.zones, path.visits) for path in found] == [
        (("table", "queue"), 25),
        ((), 20),
        (None, 15),
    ]
    assert found[0].share.value == pytest.approx(25 / 60)
    assert journey(client, **NINE_TO_TEN).paths == []
    assert client.journeys("lyon").names == {"table": "Table", "queue": "Queue"}


def test_by_day_and_by_hour(client: Client) -> None:
    client.put_store(planned())
    day = 24 * 60
    client.ingest(
        Box().batch(*seen(90), *MORNING, covered(day, camera="plan"), visiting(day, day + 15, 40))
    )
    days = client.journeys("lyon", by="day").periods
    assert [(one.label, one.funnel[3].people.value) for one in days] == [
        ("2026-05-06", 60),
        ("2026-05-07", 40),
    ]
    hours = client.journeys("lyon", start="2026-05-06T09:00", end="2026-05-06T11:00", by="hour")
    assert [one.funnel[3].people.value for one in hours.periods] == [30, 30]


MOVES = [
    moved(0, 30, ":door", "table", 14),
    moved(0, 30, ":door", "queue", 6),
    moved(0, 30, "table", ":unseen", 14),
    moved(30, 60, ":door", "table", 6),
    moved(60, 90, ":door", "table", 99),
]


def test_flows_are_summed_over_the_stretches_inside(client: Client) -> None:
    client.put_store(planned())
    client.ingest(Box().batch(*seen(90), *MORNING, *MOVES))
    period = flow(client, **NINE_TO_TEN)
    assert period.visits == 30
    assert period.whole.value == 0.7
    assert [(link.origin, link.destination, link.people) for link in period.links] == [
        (":door", "table", 20),
        ("table", ":unseen", 14),
        (":door", "queue", 6),
    ]
    first = period.links[0].share
    assert (first.value, first.n) == (pytest.approx(20 / 26), 26)
    assert SEEN_IN_PART in first.flags
    assert flow(client).links[0].people == 119


def test_an_analysis_again_counts_nobody_twice(client: Client) -> None:
    client.put_store(planned())
    for days in range(2):
        box = Box(started=NINE + timedelta(days=days))
        client.ingest(box.batch(*seen(90), *MORNING, *MOVES))
    assert journey(client).funnel[3].people.value == 60
    assert flow(client).links[0].people == 119


def test_touchpoints_by_hand(client: Client) -> None:
    client.put_store(planned())
    counts = [0] * DWELL_BIN_COUNT
    counts[20] = 12
    dwell = DwellRecord(
        camera="aisle",
        zone="table",
        start=NINE,
        end=NINE + timedelta(minutes=30),
        counts=tuple(counts),
    )
    client.ingest(
        Box().batch(
            *(one for camera in ("door", "aisle", "plan") for one in seen(60, camera)),
            crossed(1, 50, staff=10),
            visited(3, 10, 100.0, stops=4),
            dwell,
            waited(0, 30, served={20: 12}),
        )
    )
    found = {(one.type, one.zone): one for one in journey(client).touchpoints}
    assert set(found) == {("area", None), ("queue", None), ("area", "table"), ("queue", "queue")}
    table = found["area", "table"]
    assert (table.attraction.value, table.use.value, table.use_per_visitor.value) == (
        0.25,
        0.4,
        0.1,
    )
    assert table.dwell_p50_seconds.value == pytest.approx(42.170, abs=0.001)
    assert table.dwell_p50_seconds.n == 12
    assert table.wait_p50_seconds.flags == (NOT_MEASURED,)
    assert found["area", None].attraction == table.attraction
    queue = found["queue", "queue"]
    assert queue.wait_p50_seconds.value == pytest.approx(42.170, abs=0.001)
    assert queue.attraction.value == 0
    assert queue.dwell_p50_seconds.flags == (NOT_ENOUGH_DATA,)


def test_a_window_attracts_nobody_who_is_in_the_shop(client: Client) -> None:
    shop = planned()
    window = shop.zones[0].model_copy(update={"type": "window"})
    client.put_store(shop.model_copy(update={"zones": (window,)}))
    seen_by_all = [one for camera in ("door", "aisle") for one in seen(60, camera)]
    client.ingest(Box().batch(*seen_by_all, crossed(1, 50), visited(3, 10, 100.0, stops=4)))
    for found in journey(client).touchpoints:
        assert found.attraction.flags == found.use_per_visitor.flags == (NOT_MEASURED,)
        assert "before the shop" in str(found.attraction.note)
        assert found.use.value == 0.4


def test_a_zone_of_the_plan_is_not_added_to_the_same_in_a_picture(client: Client) -> None:
    shop = planned()
    (table, queue) = shop.zones
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    again = queue.model_copy(update={"zone": "plan-table", "type": "area", "metres": square})
    client.put_store(shop.model_copy(update={"zones": (table, again)}))
    all_seen = [one for camera in ("door", "aisle", "plan") for one in seen(60, camera)]
    twice = [
        visited(3, 10, 100.0, stops=4),
        visited(3, 10, 100.0, stops=4).model_copy(update={"camera": "plan", "zone": "plan-table"}),
    ]
    client.ingest(Box().batch(*all_seen, crossed(1, 50, staff=10), *twice))
    found = {(one.type, one.zone): one for one in journey(client).touchpoints}
    assert found["area", None].attraction.value == 0.25


def test_without_an_entrance_nothing_is_attracted(client: Client) -> None:
    client.put_store(planned(entrance=False))
    client.ingest(Box().batch(*seen(30, "aisle"), visited(3, 10, 100.0, stops=4)))
    [table] = [one for one in journey(client).touchpoints if one.zone == "table"]
    assert table.attraction.flags == (NOT_MEASURED,)
    assert table.use.value == 0.4


def test_a_store_without_records_has_no_period(client: Client) -> None:
    client.put_store(planned())
    for answer in (client.journeys("lyon"), client.flows("lyon")):
        assert (answer.start, answer.end, answer.periods) == (None, None, [])


@pytest.mark.parametrize("name", ["journeys", "flows"])
def test_bad_questions_and_the_agreed_names(client: Client, database: Database, name: str) -> None:
    client.put_store(planned())
    with pytest.raises(ApiError, match="no store 'nice'"):
        getattr(client, name)("nice")
    client.ingest(Box().batch(*seen(30), *MORNING[:1], *MOVES[:1]))
    http = httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )
    assert http.get(f"/v1/stores/lyon/{name}", params={"by": "week"}).status_code == 422
    answer = http.get(f"/v1/stores/lyon/{name}", params={"from": "2026-05-06"}).json()
    assert answer["from"] == "2026-05-06T00:00:00+02:00"
    assert answer["policy"]["k"] == 10
    [period] = answer["periods"]
    figure = period["whole"]
    assert set(figure) == {"value", "low", "high", "n", "unit", "method", "flags", "note"}
