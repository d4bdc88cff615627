from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import httpx
import pytest

from analytics.figure import (
    ABOVE_ONE,
    NOT_ENOUGH_DATA,
    PARTIAL_COVERAGE,
    PARTIAL_RECEIPTS,
    SALES_OUTSIDE_COVERAGE,
    STAFF_NOT_EXCLUDED,
)
from api.application import create_app
from api.client import Client
from api.database import Database
from api.errors import ApiError
from api.kpi_answers import PeriodAnswer
from api.transport import InProcessTransport
from tests.api.shop import NINE, Box, covered, crossed, description, visited
from vision.description import OpeningSpan
from vision.records import DWELL_BIN_COUNT, CoverageRecord, DwellRecord, LineRecord

HEADER = "Ticket,Datetime,Amount,Items\n"


def receipts(*rows: str) -> tuple[str, bytes]:
    return "receipts.csv", (HEADER + "".join(f"{row}\n" for row in rows)).encode()


def only(client: Client, **question: str) -> PeriodAnswer:
    [period] = client.kpis("lyon", **question).periods  # type: ignore[arg-type]
    return period


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


def test_a_u_turn_is_one_though_it_undoes_a_crossing_each_way(client: Client) -> None:
    client.ingest(
        Box().batch(covered(0), crossed(0, 3, u_turns=1), crossed(0, 0, "out", u_turns=1))
    )
    period = only(client)
    assert (period.u_turns.value, period.lines[0].u_turns) == (1, 1)


HOURS = {"wed": (OpeningSpan(opens=time(9), closes=time(10)),)}


def test_coverage_is_of_the_opening_hours_when_they_are_known(client: Client) -> None:
    client.put_store(description(opening_hours=HOURS))  # type: ignore[arg-type]
    # 45 of the 60 open minutes, and 30 before opening that do not make up for any.
    client.ingest(Box().batch(*(covered(n) for n in range(-30, 45)), crossed(3, 40)))
    period = only(client)
    assert (period.coverage.share, period.coverage.minutes_expected) == (0.75, 60)
    assert period.coverage.basis == "opening hours"
    assert PARTIAL_COVERAGE in period.footfall.flags
    assert period.footfall.note is not None
    assert "25.0%" in period.footfall.note


def test_below_the_least_coverage_there_is_no_figure(client: Client) -> None:
    client.put_store(description(opening_hours=HOURS))  # type: ignore[arg-type]
    client.ingest(Box().batch(*(covered(n) for n in range(29)), crossed(3, 40)))
    period = only(client)
    for figure in (period.footfall, period.conversion, period.exits):
        assert figure.value is None
        assert figure.flags == (NOT_ENOUGH_DATA,)
        assert figure.note is not None
        assert "48.3%" in figure.note


def test_the_observed_span_of_each_day_leaves_out_the_nights(client: Client) -> None:
    days = [covered(24 * 60 * day + n) for day in range(3) for n in range(60)]
    client.ingest(Box().batch(*days))
    period = only(client)
    assert (period.coverage.share, period.coverage.minutes_expected) == (1, 180)
    assert period.label == "2026-05-06 – 2026-05-08"


def test_a_gap_lowers_coverage_and_a_blind_minute_is_one(client: Client) -> None:
    client.ingest(Box().batch(covered(0), covered(1, status="blind"), covered(2), covered(3)))
    assert only(client).coverage.share == 0.75


def test_today_the_coming_hours_are_not_missing(client: Client) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    every_day = {
        day: (OpeningSpan(opens=time(0), closes=time(0)),)
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }
    client.put_store(description(opening_hours=every_day))  # type: ignore[arg-type]
    first = now - timedelta(minutes=30)
    client.ingest(
        Box().batch(
            *(
                CoverageRecord(
                    camera="door",
                    start=first + timedelta(minutes=n),
                    frames_expected=300,
                    frames_analysed=300,
                    status="ok",
                )
                for n in range(30)
            )
        )
    )
    end = now + timedelta(hours=6)
    period = only(client, start=first.isoformat(), end=end.isoformat())
    # The clock may pass a minute between here and the answer.
    assert 30 <= period.coverage.minutes_expected <= 32


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


def test_days_and_hours_sum_to_the_total(client: Client) -> None:
    box = Box()
    client.ingest(box.batch(*(covered(n) for n in range(-600, 1900))))
    client.ingest(
        box.batch(*(crossed(hour * 60 + 7, 10 + hour) for hour in (-10, 0, 1, 2, 15, 16, 30)))
    )
    total = only(client).footfall.value
    days = client.kpis("lyon", grain="day").periods
    hours = client.kpis("lyon", grain="hour").periods
    assert [day.label for day in days] == ["2026-05-05", "2026-05-06", "2026-05-07"]
    assert len(hours) == 72
    assert total == 124
    assert sum(day.footfall.value or 0 for day in days) == total
    assert sum(hour.footfall.value or 0 for hour in hours) == total
    assert hours[0].start == days[0].start
    assert hours[-1].end == days[-1].end


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_days_when_the_clocks_change(client: Client, day: str, hours: int) -> None:
    start = datetime.fromisoformat(f"{day}T00:00:00+01:00").astimezone(UTC)
    if hours == 25:
        start -= timedelta(hours=1)
    first = (start - NINE) // timedelta(minutes=1)
    seen = [covered(first + n) for n in range(hours * 60)]
    client.ingest(Box().batch(*seen, *(crossed(first + 60 * hour, 1) for hour in range(hours))))
    answer = client.kpis("lyon", grain="hour")
    assert len(answer.periods) == hours
    assert all(period.footfall.value == 1 for period in answer.periods)
    [whole] = client.kpis("lyon", grain="day").periods
    assert whole.footfall.value == hours
    assert whole.end - whole.start == timedelta(hours=hours)


def test_the_night_is_of_the_day_before_until_the_cut_over(client: Client) -> None:
    client.put_store(description(cut_over=time(4)))
    # 01:00 in Paris on the 7th.
    client.ingest(Box().batch(covered(16 * 60), crossed(16 * 60, 8)))
    client.import_sales("lyon", receipts("1,2026-05-07 01:30,5.00,1"))
    period = only(client, grain="day")
    assert period.label == "2026-05-06"
    assert (period.footfall.value, period.transactions.value) == (8, 1)


def test_a_file_that_ends_after_midnight_does_not_speak_for_the_next_day(client: Client) -> None:
    client.put_store(description(cut_over=time(4)))
    client.ingest(Box().batch(*(covered(n) for n in (0, 1440)), crossed(0, 9), crossed(1440, 9)))
    client.import_sales("lyon", receipts("1,2026-05-06 20:00,5,1", "2,2026-05-07 01:30,5,1"))
    sixth, seventh = client.kpis("lyon", grain="day").periods
    assert (sixth.transactions.value, seventh.transactions.value) == (2, None)


def test_receipts_without_a_time_count_by_day_and_not_by_hour(client: Client) -> None:
    client.ingest(Box().batch(covered(0), crossed(0, 20)))
    client.import_sales("lyon", ("x.csv", b"Date,Amount\n2026-05-06,5.00\n2026-05-06,7.00\n"))
    assert only(client, grain="day").conversion.value == 0.1
    nine = only(client, start="2026-05-06T09:00", end="2026-05-06T10:00")
    assert nine.conversion.value is None
    assert nine.conversion.note is not None
    assert "time of day" in nine.conversion.note
    assert nine.footfall.value == 20


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
    assert zone.dwell_mean_seconds == 15.0
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


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ({"start": "yesterday"}, "from"),
        ({"start": "2026-05-07", "end": "2026-05-06"}, "after"),
        ({"start": "2026-03-29T02:30"}, "does not exist"),
        ({"start": "1026-03-29"}, "2000"),
        ({"start": "2026-05-06T09:00:30"}, "minute"),
        ({"start": "2001-01-01", "end": "2026-01-01", "grain": "hour"}, "9000"),
        ({"start": "2001-01-01", "end": "2099-01-01"}, "30 years"),
        ({"grain": "week"}, "grain"),
    ],
)
def test_a_question_that_makes_no_sense(
    client: Client, question: dict[str, str], word: str
) -> None:
    with pytest.raises(ApiError, match=word) as caught:
        client.kpis("lyon", **question)  # type: ignore[arg-type]
    assert caught.value.status == 422


def test_an_offset_in_the_question_is_honoured(client: Client) -> None:
    client.ingest(Box().batch(*(covered(n) for n in range(60)), crossed(0, 5), crossed(30, 7)))
    period = only(client, start="2026-05-06T07:30:00+00:00", end="2026-05-06T10:00")
    assert period.footfall.value == 7


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
