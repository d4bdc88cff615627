from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.business_day import BusinessCalendar, instant_of, zone_named
from analytics.span import Span

PARIS = ZoneInfo("Europe/Paris")
CALENDAR = BusinessCalendar(PARIS)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25)],
)
def test_days_of_23_24_and_25_hours(day: date, hours: int) -> None:
    span = CALENDAR.span_of(day)
    assert span.minutes == hours * 60
    assert len(list(CALENDAR.hours_of(span))) == hours


def test_a_skipped_hour_is_no_period_and_a_doubled_one_is_two() -> None:
    spring = [
        each.start.astimezone(PARIS).hour
        for each in CALENDAR.hours_of(CALENDAR.span_of(date(2026, 3, 29)))
    ]
    assert spring[:4] == [0, 1, 3, 4]
    autumn = [
        each.start.astimezone(PARIS).hour
        for each in CALENDAR.hours_of(CALENDAR.span_of(date(2026, 10, 25)))
    ]
    assert autumn[:5] == [0, 1, 2, 2, 3]


def test_the_night_belongs_to_the_day_before_until_the_cut_over() -> None:
    calendar = BusinessCalendar(PARIS, time(4))
    late = datetime(2026, 5, 2, 2, 30, tzinfo=PARIS)
    assert calendar.day_of(late) == date(2026, 5, 1)
    assert calendar.day_of(late + timedelta(hours=1, minutes=30)) == date(2026, 5, 2)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.times().map(lambda each: each.replace(second=0, microsecond=0)),
)
def test_each_instant_is_in_exactly_its_day(naive: datetime, zone: str, cut_over: time) -> None:
    calendar = BusinessCalendar(ZoneInfo(zone), cut_over)
    instant = naive.replace(tzinfo=UTC)
    day = calendar.day_of(instant)
    span = calendar.span_of(day)
    assert span.start <= instant < span.end
    hours = list(calendar.hours_of(span))
    assert hours[0].start == span.start
    assert hours[-1].end == span.end
    assert all(one.end == other.start for one, other in pairwise(hours))


def test_a_wall_clock_time_that_was_skipped_or_doubled_is_refused() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        instant_of(datetime(2026, 3, 29, 2, 30), PARIS)  # noqa: DTZ001
    with pytest.raises(ValueError, match="twice"):
        instant_of(datetime(2026, 10, 25, 2, 30), PARIS)  # noqa: DTZ001
    assert instant_of(datetime(2026, 7, 1, 10), PARIS) == datetime(2026, 7, 1, 8, tzinfo=UTC)  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Europe/Pari", "../etc/passwd", "", "Europe"])
def test_no_zone_of_that_name(name: str) -> None:
    with pytest.raises(ValueError, match="IANA"):
        zone_named(name)


def test_opening_past_midnight_is_cut_by_the_cut_over() -> None:
    hours = {"fri": [(time(18), time(2))], "sat": [(time(10), time(12)), (time(14), time(19))]}
    midnight = BusinessCalendar(PARIS, time(0), hours)
    assert [span.minutes for span in midnight.open_spans(date(2026, 5, 1))] == [360]
    assert [span.minutes for span in midnight.open_spans(date(2026, 5, 2))] == [120, 120, 300]
    late = BusinessCalendar(PARIS, time(4), hours)
    assert [span.minutes for span in late.open_spans(date(2026, 5, 1))] == [480]
    assert late.open_spans(date(2026, 5, 3)) == ()


def test_a_span_is_never_empty() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="end"):
        Span(now, now)
