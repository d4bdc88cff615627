from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.audits.answers import LineResult, Plan, Tally
from api.client import Client
from api.errors import ApiError
from tests.api.audited import HOURS, PLAN, counted, seen, tally
from tests.api.questions import only, receipts
from tests.api.shop import Box, covered, description, minute
from vision.records import Record


@pytest.fixture
def shop(client: Client) -> Client:
    client.ingest(Box().batch(*counted()))
    return client


def result(client: Client) -> LineResult:
    [line] = client.audit_results("lyon").lines
    return line


def test_a_sample_is_drawn_of_both_kinds_of_hours(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    assert audit.sizes == {"peak": 3, "off_peak": 5}
    assert [each.stratum for each in audit.quarters].count("peak") == 2
    assert all(each.tallied is None and each.people_in is None for each in audit.quarters)
    assert audit.name == "Entrance"
    assert audit.current
    [listed] = shop.audits("lyon").audits
    assert listed == audit == shop.audit("lyon", audit.audit)


def test_what_the_machine_counted_is_not_told_before(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    assert not re.search(r"crossings|machine|people", audit.model_dump_json(by_alias=True))


def test_the_same_seed_draws_the_same_and_nothing_is_drawn_twice(shop: Client) -> None:
    first = shop.draw_audit("lyon", PLAN)
    second = shop.draw_audit("lyon", PLAN)
    starts = {each.start for each in first.quarters}
    assert not starts & {each.start for each in second.quarters}
    assert second.sizes == first.sizes
    with pytest.raises(ApiError, match="drawn already"):
        shop.draw_audit("lyon", PLAN)


def test_a_right_count_is_right(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    assert result(shop).waiting == 4
    tally(shop, audit)
    line = result(shop)
    # Raw crossings: U-turns and re-entries are in both counts.
    assert line.human == line.machine == sum(len(seen(each.start)) for each in audit.quarters)
    assert (line.missed, line.doubled, line.invented, line.wrong_way) == (0, 0, 0, 0)
    assert (line.net_error, line.gross_error) == (0, 0)
    assert line.accuracy.value == 1
    assert line.accuracy.low is not None
    assert line.claim.more == max(0, 189 - line.human)
    assert (line.quarters, line.waiting, line.left_out) == (4, 0, [])


def test_missed_people_are_found(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    tally(shop, audit, missed=3)
    line = result(shop)
    assert line.missed == 12
    assert line.net_error == pytest.approx(-12 / line.human)
    assert line.claim.more is None
    assert line.claim.why is not None
    strata = {each.stratum: each for each in line.strata}
    assert strata["peak"].missed == strata["off_peak"].missed == 6
    assert strata["peak"].human + strata["off_peak"].human == line.human


def test_the_measured_error_widens_the_figures(shop: Client) -> None:
    shop.import_sales("lyon", receipts(*(f"{n},2026-05-06 10:00,10,1" for n in range(60))))
    before = only(shop)
    assert "counter error not measured" in before.footfall.flags
    assert "counter error not measured" in before.conversion.flags
    assert before.footfall.low is None
    tally(shop, shop.draw_audit("lyon", PLAN), missed=2)
    after = only(shop)
    for figure in (after.footfall, after.exits, after.conversion, after.sales_per_visitor):
        assert "counter error not measured" not in figure.flags
    assert after.footfall.value == before.footfall.value
    errors = {each.direction: each for each in shop.audit_results("lyon").counter_errors}
    relative = errors["in"].relative
    assert relative is not None
    assert after.footfall.low == pytest.approx(before.footfall.value * (1 - 1.95996398 * relative))  # type: ignore[operator]
    assert before.conversion.low is not None
    assert after.conversion.low is not None
    assert after.conversion.low < before.conversion.low
    assert after.sales_per_visitor.low < before.sales_per_visitor.low  # type: ignore[operator]


def test_an_empty_quarter_hour_counts_and_one_not_counted_does_not(client: Client) -> None:
    client.ingest(Box().batch(*(covered(number) for number in range(30))))
    audit = client.draw_audit("lyon", PLAN)
    assert len(audit.quarters) == 2
    client.put_tally(
        "lyon", audit.audit, audit.quarters[0].start, Tally(source="recording", crossings=[])
    )
    line = result(client)
    assert (line.quarters, line.waiting, line.human) == (1, 1, 0)
    assert line.gross_error is None
    assert line.accuracy.value is None
    [first, second] = client.audit("lyon", audit.audit).quarters
    assert (first.people_in, first.people_out) == (0, 0)
    assert (second.people_in, second.tallied) == (None, None)


def test_a_tally_again_replaces(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    tally(shop, audit, missed=3)
    tally(shop, audit)
    tally(shop, audit)
    assert result(shop).gross_error == 0


def test_a_withdrawn_tally_is_to_be_counted_again(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    tally(shop, audit, missed=3)
    wrong = audit.quarters[1].start
    withdrawn = shop.withdraw_tally("lyon", audit.audit, wrong)
    assert withdrawn == audit.quarters[1]
    line = result(shop)
    assert (line.quarters, line.waiting, line.missed) == (3, 1, 9)
    # Once more changes nothing, nor does it where nobody has counted.
    assert shop.withdraw_tally("lyon", audit.audit, wrong) == withdrawn
    assert result(shop) == line
    assert len(shop.audit("lyon", audit.audit).quarters) == 4
    tally(shop, audit)
    assert (result(shop).quarters, result(shop).gross_error) == (4, 0)


def test_without_its_tallies_an_audit_widens_nothing(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    tally(shop, audit)
    assert only(shop).footfall.low is not None
    for quarter in audit.quarters:
        shop.withdraw_tally("lyon", audit.audit, quarter.start)
    assert "counter error not measured" in only(shop).footfall.flags
    assert only(shop).footfall.low is None


def test_a_line_whose_re_entry_window_changed_must_be_audited_again(shop: Client) -> None:
    tally(shop, shop.draw_audit("lyon", PLAN))
    known = description()
    other = known.lines[0].model_copy(update={"reentry_seconds": 60})
    shop.put_store(known.model_copy(update={"lines": (other,)}))
    assert (result(shop).quarters, result(shop).outdated) == (0, 1)


def test_what_the_camera_did_not_see_is_told_and_is_no_error(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(*counted(2)))
    audit = client.draw_audit("lyon", PLAN)
    tally(client, audit)
    assert result(client).quarters == 2
    client.ingest(Box(started=minute(1)).batch(*counted(2, skip=frozenset({20}))))
    client.ingest(box.batch(covered(20, status="offline", rev=1)))
    line = result(client)
    assert line.quarters == 1
    assert line.left_out == [minute(15)]


@pytest.mark.parametrize(
    ("records", "unobserved"),
    [
        ([covered(number) for number in range(14)], 1),
        ([covered(number, status="ok" if number else "blind") for number in range(15)], 1),
        ([covered(number, status="ok" if number else "degraded") for number in range(15)], 1),
    ],
)
def test_only_quarter_hours_seen_whole_are_drawn(
    client: Client, records: list[Record], unobserved: int
) -> None:
    client.ingest(Box().batch(*records))
    with pytest.raises(ApiError, match=f"{unobserved} were not"):
        client.draw_audit("lyon", PLAN)


def test_a_film_that_begins_within_a_minute_does_not_fill_it(client: Client) -> None:
    half = covered(0).model_copy(update={"frames_expected": 150, "frames_analysed": 150})
    client.ingest(Box().batch(half, *(covered(number) for number in range(1, 15))))
    with pytest.raises(ApiError, match="seen whole"):
        client.draw_audit("lyon", PLAN)


def test_only_opening_hours_are_drawn(client: Client) -> None:
    client.put_store(description(opening_hours=HOURS))  # type: ignore[arg-type]
    client.ingest(Box().batch(*counted(16)))
    audit = client.draw_audit("lyon", PLAN.model_copy(update={"quarters": 200}))
    assert len(audit.quarters) == 8
    assert max(each.start for each in audit.quarters) == minute(105)


def test_quarter_hours_to_come_follow_the_hours_and_the_weeks_before(client: Client) -> None:
    plan = Plan(line="entrance", quarters=200, upcoming=True)
    with pytest.raises(ApiError, match="not known when the store is open"):
        client.draw_audit("lyon", plan)
    client.put_store(description(opening_hours=HOURS))  # type: ignore[arg-type]
    audit = client.draw_audit("lyon", plan)
    now = datetime.now(UTC)
    assert 8 >= len(audit.quarters) >= 1
    assert all(now - timedelta(minutes=1) < each.start for each in audit.quarters)
    assert all(each.start.weekday() == 2 for each in audit.quarters)
    with pytest.raises(ApiError, match="not over"):
        client.put_tally(
            "lyon", audit.audit, audit.quarters[-1].start, Tally(source="on the spot", crossings=[])
        )


def test_a_line_that_was_moved_must_be_audited_again(shop: Client) -> None:
    assert result(shop).due is not None
    assert result(shop).due.reason == "never audited"  # type: ignore[union-attr]
    audit = shop.draw_audit("lyon", PLAN)
    tally(shop, audit)
    # The shop of the tests was filmed in May.
    late = datetime.now(UTC) > minute(0) + timedelta(days=93)
    reason = result(shop).due
    assert (reason.reason if reason else None) == ("three months passed" if late else None)
    known = description()
    renamed = known.lines[0].model_copy(update={"name": "Front door"})
    shop.put_store(known.model_copy(update={"lines": (renamed,)}))
    assert result(shop).quarters == 4
    moved = known.lines[0].model_copy(update={"end": (0.8, 0.5)})
    shop.put_store(known.model_copy(update={"lines": (moved,)}))
    line = result(shop)
    assert line.due is not None
    assert line.due.reason == "line or camera changed"
    assert (line.quarters, line.outdated) == (0, 1)
    assert not shop.audit("lyon", audit.audit).current
    assert "counter error not measured" in only(shop).footfall.flags


def test_two_doors_need_two_audits(shop: Client) -> None:
    known = description()
    back = known.lines[0].model_copy(update={"line": "back", "name": "Back door"})
    shop.put_store(known.model_copy(update={"lines": (*known.lines, back)}))
    tally(shop, shop.draw_audit("lyon", PLAN))
    errors = shop.audit_results("lyon").counter_errors
    assert {each.why for each in errors} == {"Line back has no quarter-hour counted by hand."}
    assert "counter error not measured" in only(shop).footfall.flags


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"source": "recording", "crossings": [[903, "in"]]}, 422),
        ({"source": "recording", "crossings": [[-4, "in"]]}, 422),
        ({"source": "recording", "crossings": [[1.5, "in"]]}, 422),
        ({"source": "recording", "crossings": [[1, "sideways"]]}, 422),
        ({"source": "hearsay", "crossings": []}, 422),
        ({"source": "recording"}, 422),
        ({"source": "recording", "crossings": [[-3, "in"], [902, "out"]]}, 200),
    ],
)
def test_tallies_are_checked(shop: Client, body: dict[str, Any], status: int) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    start = audit.quarters[0].start.isoformat()
    answer = shop._http.put(f"v1/stores/lyon/audits/{audit.audit}/quarters/{start}", json=body)
    assert answer.status_code == status, answer.text


def test_what_is_not_there_is_said(shop: Client) -> None:
    audit = shop.draw_audit("lyon", PLAN)
    nothing = Tally(source="recording", crossings=[])
    with pytest.raises(ApiError, match="no line 'gate'"):
        shop.draw_audit("lyon", Plan(line="gate"))
    with pytest.raises(ApiError, match="no audit"):
        shop.audit("lyon", "nowhere")
    with pytest.raises(ApiError, match="no quarter-hour"):
        shop.put_tally("lyon", audit.audit, minute(-15), nothing)
    with pytest.raises(ApiError, match="no quarter-hour"):
        shop.withdraw_tally("lyon", audit.audit, minute(-15))
    with pytest.raises(ApiError, match="no audit"):
        shop.withdraw_tally("lyon", "nowhere", minute(0))
    with pytest.raises(ApiError, match="no store"):
        shop.audits("paris")
    with pytest.raises(ApiError, match="no store"):
        shop.audit_results("paris")
