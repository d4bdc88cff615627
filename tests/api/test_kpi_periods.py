"""Periods, coverage and the questions that name them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from analytics.figure import (
    NOT_ENOUGH_DATA,
    PARTIAL_COVERAGE,
)
from api.client import Client
from api.errors import ApiError
from tests.api.questions import only, receipts
from tests.api.shop import NINE, Box, covered, crossed, description
from vision.description import OpeningSpan
from vision.records import CoverageRecord

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
