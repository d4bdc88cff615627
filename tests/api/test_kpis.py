from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from analytics.figure import (
    ABOVE_ONE,
    BLIND_LEFT_OUT,
    NOT_ENOUGH_DATA,
    PARTIAL_COVERAGE,
    PARTIAL_RECEIPTS,
    SALES_OUTSIDE_COVERAGE,
    STAFF_NOT_EXCLUDED,
)
from api.application import create_app
from api.client import Client
from api.database import Database
from api.transport import InProcessTransport
from tests.api.questions import only, receipts
from tests.api.shop import NINE, Box, covered, crossed, description, visited
from vision.records import DWELL_BIN_COUNT, DwellRecord, LineRecord


def test_conversion_equals_hand_arithmetic(client: Client) -> None:
    client.ingest(
        Box().batch(
            *(covered(n) for n in range(10)), crossed(1, 25), crossed(4, 15), crossed(9, 10, "out")
        )
    )
    rows = [f"{n},2026-05-06 09:0{n % 10},{amount},2" for n, amount in enumerate([10.5, 20, 5.5])]
    client.import_sales("lyon", receipts(*rows))
    period = only(client)
    assert period.footfall.value == 40
    assert period.exits.value == 10
    # p = 3/40, z² = 3.8414588: (0.075 + 0.0480182 ± 1.959964 √(0.0017344 + 0.0006003)) / 1.0960365
    assert period.conversion.value == 0.075
    assert (period.conversion.low, period.conversion.high) == pytest.approx(
        (0.0258362, 0.1986433), abs=1e-6
    )
    assert period.conversion.n == 40
    assert period.transactions.value == 3
    assert period.sales.value == Decimal("36.00")
    assert period.atv.value == Decimal("12.00")
    assert period.upt.value == 2
    assert period.sales_per_visitor.value == Decimal("0.90")
    assert period.coverage.share == 1
    assert period.occupancy.peak == 40


def test_lost_frames_are_time_not_covered(client: Client) -> None:
    half = (covered(n, status="degraded", frames=150) for n in range(4))
    client.ingest(Box().batch(*half, *(covered(n) for n in range(4, 10)), crossed(1, 40)))
    period = only(client)
    assert period.coverage.minutes_expected == 10
    assert period.coverage.minutes_covered == pytest.approx(8)
    assert period.coverage.share == pytest.approx(0.8)
    assert PARTIAL_COVERAGE in period.footfall.flags


def test_more_tickets_than_visitors_is_flagged(client: Client) -> None:
    client.ingest(Box().batch(covered(0), covered(1), crossed(0, 5)))
    client.import_sales("lyon", receipts(*(f"{n},2026-05-06 09:00,1.00,1" for n in range(6))))
    period = only(client)
    assert period.conversion.value == 1.2
    assert ABOVE_ONE in period.conversion.flags


def test_nothing_known_is_no_period(client: Client) -> None:
    answer = client.kpis("lyon")
    assert (answer.start, answer.end, answer.periods) == (None, None, [])


def test_missing_is_never_zero(client: Client) -> None:
    period = only(client, start="2026-05-06", end="2026-05-06")
    for figure in (
        period.footfall,
        period.exits,
        period.u_turns,
        period.re_entries,
        period.conversion,
        period.transactions,
        period.sales,
        period.atv,
        period.upt,
        period.sales_per_visitor,
        period.zones[0].engagement_rate,
    ):
        assert figure.value is None
        assert figure.note
    assert period.coverage.share is None
    assert period.occupancy.mean is None
    assert period.lines[0].people_in is None
    assert period.zones[0].visits is None


def test_an_observed_hour_without_people_is_zero(client: Client) -> None:
    client.ingest(Box().batch(covered(0), covered(1)))
    period = only(client)
    assert (period.footfall.value, period.lines[0].people_in) == (0, 0)
    assert period.conversion.value is None


def test_without_receipts_conversion_is_not_zero(client: Client) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 40)))
    period = only(client)
    assert period.footfall.value == 40
    assert period.conversion.value is None
    assert period.conversion.note == "No receipts were imported for this period."


def test_a_day_of_a_file_without_a_ticket_had_none(client: Client) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 40)))
    client.import_sales("lyon", receipts("1,2026-05-05 10:00,5.00,1", "2,2026-05-07 10:00,5.00,1"))
    period = only(client, start="2026-05-06", end="2026-05-06")
    assert (period.transactions.value, period.conversion.value) == (0, 0)


def test_without_an_entrance_line_there_is_no_footfall(client: Client) -> None:
    client.put_store(description(entrance=False))
    client.ingest(Box().batch(covered(0), crossed(0, 40)))
    period = only(client)
    assert period.footfall.value is None
    assert period.footfall.note is not None
    assert "entrance" in period.footfall.note
    assert period.conversion.value is None
    assert period.occupancy.mean is None
    assert period.lines[0].people_in == 40


def test_staff_are_left_out_and_flagged_where_not_counted(client: Client) -> None:
    client.ingest(
        Box().batch(covered(0), covered(1), crossed(0, 40, staff=4), crossed(1, 2, staff=0))
    )
    period = only(client)
    assert period.footfall.value == 38
    assert STAFF_NOT_EXCLUDED not in period.footfall.flags
    client.ingest(Box(device="box-2").batch(covered(2), crossed(2, 1)))
    assert STAFF_NOT_EXCLUDED in only(client).footfall.flags


def test_the_policy_says_by_what_staff_are_told_and_where(client: Client) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 6)))
    assert client.kpis("lyon").policy.staff_rules == {}
    client.put_store(description(staff_rules=("uniform", "presence")))
    assert client.kpis("lyon").policy.staff_rules == {
        "door": "a colour that they wear, long presence"
    }


def test_staff_inside_are_no_occupancy(client: Client) -> None:
    client.ingest(Box().batch(*(covered(n) for n in range(5)), crossed(1, 6, staff=4)))
    assert only(client).occupancy.peak == 2


def test_a_u_turn_is_one_though_it_undoes_a_crossing_each_way(client: Client) -> None:
    client.ingest(
        Box().batch(covered(0), crossed(0, 3, u_turns=1), crossed(0, 0, "out", u_turns=1))
    )
    period = only(client)
    assert (period.u_turns.value, period.lines[0].u_turns) == (1, 1)
    assert (period.re_entries.value, period.lines[0].re_entries) == (0, 0)


def test_a_re_entry_is_no_visitor_no_exit_and_nobody_who_left(client: Client) -> None:
    client.ingest(
        Box().batch(
            *(covered(number) for number in range(4)),
            crossed(0, 3),
            crossed(1, 0, "out", re_entries=2),
            crossed(2, 1, re_entries=2),
        )
    )
    period = only(client)
    assert (period.footfall.value, period.exits.value) == (4, 0)
    assert (period.re_entries.value, period.lines[0].re_entries) == (2, 2)
    assert (period.u_turns.value, period.occupancy.peak) == (0, 4)


def test_the_policy_says_what_a_re_entry_is_and_that_nobody_is_recognised(client: Client) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 6)))
    policy = client.kpis("lyon").policy
    # A box from before re-entries were told says nothing of them.
    assert (policy.refund_seconds, policy.reentry_seconds) == ({"entrance": 5}, {"entrance": 0})
    assert "left it and comes back is counted again" in policy.re_entry
    known = description()
    line = known.lines[0].model_copy(update={"reentry_seconds": 45})
    client.put_store(known.model_copy(update={"lines": (line,)}))
    assert client.kpis("lyon").policy.reentry_seconds == {"entrance": 45}


@pytest.mark.parametrize(
    ("minutes", "groups"),
    [
        ([crossed(0, 5, groups=2), crossed(1, 1, groups=1), crossed(1, 4, "out", groups=2)], 3),
        # A minute that does not tell makes the sum unknown, not smaller.
        ([crossed(0, 5, groups=2), crossed(1, 1)], None),
        ([crossed(0, 5)], None),
        ([], 0),
    ],
)
def test_buying_units_are_counted_where_every_minute_tells_them(
    client: Client, minutes: list[LineRecord], groups: int | None
) -> None:
    client.ingest(Box().batch(covered(0), covered(1), *minutes))
    assert only(client).lines[0].groups == groups


def test_receipts_missing_for_observed_days_are_said(client: Client) -> None:
    records = [each for day in range(3) for each in (covered(1440 * day), crossed(1440 * day, 20))]
    client.ingest(Box().batch(*records))
    client.import_sales("lyon", receipts("1,2026-05-06 09:00,5.00,1", "2,2026-05-07 09:00,5.00,1"))
    period = only(client)
    assert PARTIAL_RECEIPTS in period.conversion.flags
    assert period.sales.note == "Receipts are missing for 1 of the 3 observed days."
    assert only(client, start="2026-05-06", end="2026-05-07").conversion.value == 0.05


def test_receipts_of_few_of_the_observed_days_give_no_conversion(client: Client) -> None:
    records = [each for day in range(3) for each in (covered(1440 * day), crossed(1440 * day, 20))]
    client.ingest(Box().batch(*records))
    client.import_sales("lyon", receipts("1,2026-05-06 09:00,5.00,1"))
    period = only(client)
    assert period.conversion.value is None
    assert period.conversion.flags == (NOT_ENOUGH_DATA,)
    assert period.sales.value == Decimal("5.00")


def test_sales_of_minutes_not_observed_are_said(client: Client) -> None:
    client.ingest(Box().batch(covered(0), covered(1), crossed(0, 20)))
    client.import_sales("lyon", receipts("1,2026-05-06 09:01:59,5.00,1", "2,2026-05-06 12:00,5,1"))
    figure = only(client).conversion
    assert figure.value == 0.1
    assert SALES_OUTSIDE_COVERAGE in figure.flags
    assert figure.note == "1 sale tickets are of minutes not observed."


def test_who_was_counted_in_a_blind_minute_is_left_out_and_said(client: Client) -> None:
    client.ingest(
        Box().batch(
            *(covered(n) for n in range(9)),
            covered(9, status="blind"),
            crossed(0, 20),
            crossed(9, 7, staff=2),
            crossed(9, 3, "out"),
            *(covered(n, camera="aisle") for n in range(9)),
            covered(9, camera="aisle", status="blind"),
            visited(0, 4, 60, stops=3),
            visited(9, 5, 60, stops=4),
        )
    )
    period = only(client)
    assert (period.footfall.value, period.exits.value) == (20, 0)
    assert BLIND_LEFT_OUT in period.footfall.flags
    assert period.footfall.note is not None
    assert "5 people counted while a camera was dark or covered" in period.footfall.note
    assert (period.lines[0].people_in, period.lines[0].people_out) == (20, 0)
    (zone,) = period.zones
    assert (zone.visits, zone.stops) == (4, 3)
    assert zone.note is not None
    assert "5 visits begun while the camera was dark or covered are left out." in zone.note


def test_another_cameras_blind_minute_takes_nothing_away(client: Client) -> None:
    client.ingest(
        Box().batch(
            covered(0), covered(0, camera="aisle", status="blind"), crossed(0, 20),
            covered(1, status="offline"), crossed(1, 2),
        )
    )  # fmt: skip
    footfall = client.kpis("lyon").periods[0].lines[0]
    assert footfall.people_in == 22


def dwelt(start: int, end: int, seconds_bin: int, visits: int) -> DwellRecord:
    counts = [0] * DWELL_BIN_COUNT
    counts[seconds_bin] = visits
    return DwellRecord(
        camera="aisle",
        zone="table",
        start=NINE + timedelta(minutes=start),
        end=NINE + timedelta(minutes=end),
        counts=tuple(counts),
    )


def test_a_zone_equals_hand_arithmetic(client: Client) -> None:
    client.ingest(
        Box().batch(
            *(covered(n, camera="aisle") for n in range(30)),
            visited(0, 4, 40.0, stops=3),
            visited(20, 6, 110.0, stops=5),
            dwelt(0, 15, 13, 10),
            dwelt(15, 30, 20, 10),
        )
    )
    zone = only(client).zones[0]
    assert (zone.visits, zone.stops, zone.dwell_n) == (10, 8, 20)
    assert zone.engagement_rate.value == 0.8
    # Half of the visits in each of two bins.
    assert zone.dwell_mean_seconds == pytest.approx((11.007 + 42.170) / 2, abs=0.001)
    # Bin 13 runs from 10 to 12.115 s, bin 20 from 38.312 to 46.416 s.
    assert zone.dwell_p50_seconds == pytest.approx(11.007, abs=0.001)
    assert zone.dwell_p90_seconds == pytest.approx(42.170, abs=0.001)


def test_a_dwell_histogram_across_the_end_is_left_out_and_said(client: Client) -> None:
    client.ingest(
        Box().batch(
            *(covered(n, camera="aisle") for n in range(61)),
            dwelt(0, 45, 13, 10),
            dwelt(45, 75, 13, 12),
        )
    )
    nine = only(client, start="2026-05-06T09:00", end="2026-05-06T10:00").zones[0]
    assert nine.dwell_n == 10
    assert nine.note is not None
    assert "12 visits" in nine.note


def test_the_answer_has_the_agreed_names(client: Client, database: Database) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 6)))
    http = httpx.Client(
        base_url="http://shop.invalid", transport=InProcessTransport(create_app(database))
    )
    answer = http.get("/v1/stores/lyon/kpis", params={"from": "2026-05-06"}).json()
    assert answer["from"] == "2026-05-06T00:00:00+02:00"
    assert answer["to"] == "2026-05-07T00:00:00+02:00"
    assert answer["policy"]["min_visitors"] == 5
    [period] = answer["periods"]
    assert period["lines"][0]["in"] == 6
    assert set(period["footfall"]) == {
        *("value", "low", "high", "n", "unit", "method", "flags", "note")
    }
    assert set(period["sales"]) == {*period["footfall"], "currency"}


def test_stores_do_not_mix(client: Client) -> None:
    client.put_store(description(store="nice"))
    client.ingest(Box().batch(covered(0), crossed(0, 6)))
    client.ingest(Box(store="nice").batch(covered(0), crossed(0, 60)))
    client.import_sales("nice", receipts("1,2026-05-06 09:00,5.00,1"))
    assert only(client).footfall.value == 6
    assert only(client).transactions.value is None
    [nice] = client.kpis("nice").periods
    assert nice.footfall.value == 60


def test_a_line_that_the_description_no_longer_has_is_not_footfall(client: Client) -> None:
    stray = LineRecord(camera="door", start=NINE, line="old-door", direction="in", people=99)
    client.ingest(Box().batch(covered(0), crossed(0, 6), stray))
    assert only(client).footfall.value == 6
