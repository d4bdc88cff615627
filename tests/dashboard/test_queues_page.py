"""The page Queues over the small API: lengths, waits and what becomes of them, and touchpoints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, get_args

import pyarrow.ipc
import pytest

from dashboard.journey_words import zone_type
from dashboard.plan_shapes import Incidence, Outcome, Touchpoint
from dashboard.queue_charts import key_outcomes
from dashboard.touchpoint_table import grouped
from dashboard.words import words
from tests.dashboard import fake_api, fake_journeys
from tests.dashboard.conftest import served
from tests.dashboard.test_pages import figure, table, text
from vision.description import ZoneType

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def rows(page: AppTest, chart: int) -> list[list[dict[str, Any]]]:
    """The rows of each layer of a chart."""
    drawn = page.get("vega_lite_chart")[chart].proto
    sent = {
        one.name: pyarrow.ipc.open_stream(one.data.data).read_all().to_pylist()
        for one in drawn.datasets
    }
    spec = json.loads(drawn.spec)
    return [sent[layer["data"]["name"]] for layer in spec.get("layer", [spec])]


def test_the_queue_has_its_figures(opened: Open, fake: str) -> None:
    page = opened(fake, "queues", lang="en", period="all")
    assert not page.exception
    assert page.title[0].value == "Queues"
    shown = {
        "joined": "163",
        "served": "140",
        "abandoned": "20",
        "abandonment": "15.4%",
        "length": "1.50",
        "peak": "6",
        "p50": "1 min 14 s",
        "p90": "not enough data",
    }
    assert {name: figure(page, f"{name}-queue") for name in shown} == shown
    said = text(page)
    assert "3 whose end was not seen" in said
    assert "1 min 00 s to 1 min 30 s" in said
    assert "90% of those who join are served by nobody's wait that was seen." in said


def test_the_length_of_hours_nobody_watched_is_hatched(opened: Open, fake: str) -> None:
    page = opened(fake, "queues", lang="en", period="day")
    gaps, _, drawn, peaks = rows(page, 0)
    assert [row["label"] for row in gaps] == ["Sun 22 Nov, 12:00"]
    assert [row["value"] for row in drawn] == pytest.approx(
        [hour / 10 for hour in range(9, 19) if hour != 12]
    )
    assert {row["peak"] for row in peaks} == {6}
    lengths = {row[0]: row[1:] for row in table(page, "lengths-queue")}
    assert lengths["Sun 22 Nov, 12:00"] == ["not counted", "not counted", "0.0%"]
    assert lengths["Sun 22 Nov, 18:00"] == ["1.80", "6", "100%"]
    assert "Longest: 1.8 (Sun 22 Nov, 18:00)" in page.get("vega_lite_chart")[0].proto.alt
    by_day = opened(fake, "queues", lang="en", period="all", length="day")
    assert len(table(by_day, "lengths-queue")) == 7


def test_who_is_served_and_who_is_gone_do_not_overlap(opened: Open, fake: str) -> None:
    page = opened(fake, "queues", lang="fr", period="all")
    [points] = rows(page, 1)
    served_of, left = (
        [row for row in points if row["kind"] == kind] for kind in ("servis", "ont renoncé")
    )
    assert [row["high"] for row in served_of] == [0, 0.1, 0.31, 0.64, 0.82]
    assert [row["low"] for row in left] == pytest.approx([1, 0.99, 0.96, 0.91, 0.85])
    assert {row["low"] for row in served_of} | {1 - row["high"] for row in left} == {0}
    key = table(page, "outcomes-queue")
    assert [row[0] for row in key] == ["56,2 s", "2 min 01 s", "5 min 16 s"]
    assert key[0][1].startswith("31,0\u202f%")
    alt = page.get("vega_lite_chart")[1].proto.alt
    assert "82,0\u202f% sont servis et 15,0\u202f% renoncent" in alt


def test_waits_that_were_not_released_are_no_curve(opened: Open) -> None:
    with served(fake_api.application(journeys={"live": fake_journeys.live(stale=True)})) as api:
        page = opened(api, "queues", lang="en", period="all", length="hour")
    assert "Now: not known. The queue was last seen on Sun 22 Nov, 14:30." in text(page)
    dark = fake_journeys.queue(dark=True)
    assert dark["outcomes"] == []
    period = {"start": "2026-11-16T00:00:00+01:00", "end": "2026-11-23T00:00:00+01:00"}
    answer = {"periods": [period | {"coverage": fake_journeys.DARK, "queues": [dark]}]}
    with served(fake_api.application(journeys={"queues": answer})) as api:
        page = opened(api, "queues", lang="en", period="all")
    assert not page.exception
    assert figure(page, "joined-queue") == "not enough data"
    assert len(page.get("vega_lite_chart")) == 1
    assert "No minute of this period was observed." in text(page)


def test_what_somebody_who_joins_now_can_expect(opened: Open, fake: str) -> None:
    said = text(opened(fake, "queues", lang="en", period="all"))
    assert "In the minute before 14:30, 3 were waiting on average." in said
    assert "Who joins now waits about 4 min 00 s (1 min 00 s to 11 min 40 s)." in said
    said = text(opened(fake, "queues", lang="fr", period="all"))
    assert "Qui rejoint la file maintenant attend environ 4 min 00 s" in said


def test_a_store_without_queues_still_has_touchpoints(opened: Open) -> None:
    note = "No queue is drawn: give a zone of the plan the type `queue`."
    period = {"start": "2026-11-16T00:00:00+01:00", "end": "2026-11-23T00:00:00+01:00"}
    answer = {
        "periods": [period | {"coverage": fake_journeys.FULL, "queues": []}],
        "live": [],
        "note": note,
    }
    with served(fake_api.application(journeys={"queues": answer})) as api:
        page = opened(api, "queues", lang="fr", period="all")
    assert not page.exception
    assert page.info[0].value.startswith("Aucune file n’est dessinée")
    assert table(page, "touchpoints")


def test_touchpoints_stand_under_their_type(opened: Open, fake: str) -> None:
    page = opened(fake, "queues", lang="en", period="all")
    shown = table(page, "touchpoints")
    assert [row[0] for row in shown] == [
        "All of type “area”",
        "Table de démonstration area, seen by Entrée",
        "Rayon <promo> area, seen by Entrée",
        # A type of one zone is that zone.
        "File queue",
    ]
    assert shown[0][1] == "120.0%"
    assert shown[1][1:4] == [
        "50.0% 49.0% to 51.0%",
        "30.0% 29.0% to 31.0%",
        "15.0% 14.0% to 16.0%",
    ]
    # Nobody waits in an area, and a wait that was not measured is not one.
    assert [row[5] for row in shown] == ["–", "–", "–", "1 min 14 s 1 min 00 s to 1 min 30 s"]
    assert {row[4] for row in shown} == {"not enough data"}
    said = text(page)
    assert "All of type “area”: above 100 %" in said
    assert "The boxes release dwell for 10 visits or more." in said


def test_types_without_zones_are_left_out() -> None:
    zones = [
        Touchpoint.model_validate(fake_journeys.touchpoint(kind, zone))
        for kind, zone in (("till", None), ("area", None), ("area", "a"), ("area", "b"))
    ]
    assert [(one.type, one.zone) for one in grouped(zones)] == [
        ("area", None),
        ("area", "a"),
        ("area", "b"),
    ]


def test_key_outcomes_of_short_waits_are_not_said_twice() -> None:
    part = Incidence(share=0.5)
    found = [
        Outcome(seconds=seconds, served=part, abandoned=part) for seconds in (10.0, 31.0, 68.1)
    ]
    assert [one.seconds for one in key_outcomes(found)] == [68.1]
    assert key_outcomes([]) == []


def test_every_type_of_zone_has_its_words() -> None:
    kinds = get_args(ZoneType)
    assert len(kinds) >= 10
    for kind in kinds:
        assert zone_type(kind, words("fr")) != kind or kind in ("queue",)
