"""What the truth says of a film, against the film."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from sample_videos.simulator.receipts import COLUMNS, write_receipts
from tests.sample_videos.play import START, Play


def test_the_demo_holds_what_it_is_to_show(play: Play) -> None:
    truth = play.truth
    outcomes = [stay.outcome for stay in truth.queue]
    assert 30 <= truth.ins <= 50
    assert len(truth.u_turns) >= 2
    assert outcomes.count("abandoned") >= 1
    assert len(truth.pick_ups) >= 1
    assert len(truth.re_entries) >= 1
    assert sum(group.visited for group in truth.groups) >= 4
    assert len(truth.looks) >= 4
    assert sum(someone.role == "passer-by" for someone in truth.people) >= 15
    assert sum(someone.staff for someone in truth.people) == 3
    assert truth.inside_at_start >= 5
    assert truth.conversion is not None
    assert 0.15 < truth.conversion < 0.6


def test_ins_less_outs_are_the_change_of_occupancy(play: Play) -> None:
    truth = play.truth
    assert truth.ins - truth.outs == truth.inside_at_end - truth.inside_at_start
    for person in {crossing.person for crossing in truth.crossings}:
        own = [crossing.direction for crossing in truth.crossings if crossing.person == person]
        assert all(one != other for one, other in pairwise(own))


def test_a_u_turn_is_an_in_and_an_out_of_the_crossings(play: Play) -> None:
    crossings = {(c.person, c.time, c.direction) for c in play.truth.crossings}
    for turn in play.truth.u_turns:
        assert (turn.person, turn.entered, "in") in crossings
        assert (turn.person, turn.left, "out") in crossings
        assert 0 < turn.left - turn.entered <= 10


def test_staff_neither_come_nor_go(play: Play) -> None:
    staff = {person.number for person in play.performance.people if person.staff}
    assert not staff & {crossing.person for crossing in play.truth.crossings}
    for instant in play.performance:
        assert staff <= {pose.person for pose in instant.poses}


@pytest.mark.parametrize("area", ["promotion", "books", "clothes", "queue", "tills"])
def test_visits_are_those_of_the_poses(play: Play, area: str) -> None:
    """Counted again, instant by instant, with OpenCV's polygons and the rules put another way."""
    polygon = np.array(play.shop.area(area).polygon, dtype=np.float32)
    rate, count = play.performance.rate, len(play.performance.instants)
    inside: dict[int, list[bool]] = {}
    for at, instant in enumerate(play.performance):
        for pose in instant.poses:
            row = inside.setdefault(pose.person, [False] * count)
            row[at] = cv2.pointPolygonTest(polygon, (pose.x, pose.y), False) >= 0
    found = []
    for person, row in inside.items():
        runs: list[list[float]] = []
        for at, here in enumerate(row):
            if here and (at == 0 or not row[at - 1]):
                runs.append([max(at - 0.5, 0) / rate, 0.0])
            if here:
                runs[-1][1] = min(at + 0.5, count - 1) / rate
        merged: list[list[float]] = []
        for run in runs:
            if merged and run[0] - merged[-1][1] < 2.0:
                merged[-1][1] = run[1]
            elif run[1] - run[0] >= 0.5:
                merged.append(run)
        found += [(person, *run) for run in merged if run[1] - run[0] > 2.999]
    expected = [(v.person, v.entered, v.left) for v in play.truth.visits if v.area == area]
    assert sorted(found) == pytest.approx(np.array(sorted(expected)), abs=0.051)
    assert expected


def test_visits_cut_by_the_film_say_so(play: Play) -> None:
    end = play.performance.instants[-1].time
    for visit in play.truth.visits:
        assert visit.cut_start == (visit.entered == 0)
        assert visit.cut_end == (visit.left == end)
        assert visit.dwell >= 2.999


def test_the_first_in_line_is_served_first(play: Play) -> None:
    served = [stay for stay in play.truth.queue if stay.outcome == "served"]
    joined = [stay.joined for stay in served if stay.joined is not None]
    left = [stay.left for stay in served if stay.left is not None]
    assert joined == sorted(joined)
    assert left == sorted(left)
    for stay in served:
        if stay.joined is not None and stay.left is not None:
            assert stay.joined <= stay.left
            assert stay.served is None or stay.left < stay.served
        assert stay.censored == (stay.joined is None or stay.left is None)


def test_who_gave_up_did_not_pay(play: Play) -> None:
    paid = {sale.person for sale in play.truth.sales}
    for stay in play.truth.queue:
        assert stay.outcome != "abandoned" or stay.person not in paid


def test_every_sale_and_pick_up_has_its_receipt(play: Play) -> None:
    truth = play.truth
    by_ticket = {receipt.ticket: receipt for receipt in play.receipts}
    assert len(by_ticket) == len(play.receipts) == len(truth.sales) + len(truth.pick_ups)
    for kind, sales in (("sale", truth.sales), ("pick_up", truth.pick_ups)):
        for sale in sales:
            receipt = by_ticket[sale.ticket]
            assert receipt.kind == kind
            assert 0 < (receipt.moment - START).total_seconds() - sale.time < 4
            if kind == "sale":
                assert {line.category for line in receipt.lines} <= set(sale.categories)


def test_a_buyer_was_where_the_goods_are(play: Play) -> None:
    first = {crossing.person for crossing in play.truth.crossings if crossing.direction == "in"}
    stays = [*play.truth.visits, *play.truth.passes]
    for sale in play.truth.sales:
        if sale.person in first:
            areas = {stay.area for stay in stays if stay.person == sale.person}
            assert set(sale.categories) <= areas


def test_receipts_as_csv(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "receipts.csv"
    write_receipts(play.receipts, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(receipt.lines) for receipt in play.receipts)
    assert {row["type"] for row in rows} == {"sale", "pick_up"}
    assert all(row["datetime"].endswith("+02:00") for row in rows)
    total = sum(Decimal(row["amount"]) for row in rows)
    assert total == sum(receipt.amount for receipt in play.receipts)


def test_truth_as_json(play: Play, tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    play.truth.write(path)
    document = json.loads(path.read_text("utf-8"))
    assert document["figures"]["ins"] == play.truth.ins
    assert len(document["visits"]) == len(play.truth.visits)
    assert document["visits"][0]["dwell"] >= 3
