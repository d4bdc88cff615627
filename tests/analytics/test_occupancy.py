from __future__ import annotations

from datetime import UTC, datetime, timedelta

from analytics.coverage import coverage, expected
from analytics.occupancy import Flow, levels, occupancy
from analytics.span import Span, merged, overlaps

START = datetime(2026, 5, 1, 8, tzinfo=UTC)
DAY = Span(START, START + timedelta(hours=10))


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def test_mean_and_peak_equal_hand_arithmetic() -> None:
    found, ignored = levels(DAY, [Flow(at(10), 4), Flow(at(20), 2), Flow(at(40), -5)])
    # Minutes 0-60: 10 of 0, 10 of 4, 20 of 6, 20 of 1 = 180 person-minutes.
    result = occupancy([(found, [Span(START, at(60))])], ignored)
    assert (result.mean, result.peak) == (3.0, 6)
    assert ignored == 0


def test_more_departures_than_arrivals_are_held_at_zero_and_said() -> None:
    found, ignored = levels(DAY, [Flow(at(5), -3), Flow(at(10), 2)])
    result = occupancy([(found, [Span(START, at(20))])], ignored)
    assert (result.mean, result.peak, ignored) == (1.0, 2, 3)
    assert result.note is not None
    assert "3 departures" in result.note


def test_no_time_has_no_occupancy() -> None:
    found, _ = levels(DAY, [])
    assert occupancy([(found, [])]).mean is None
    assert occupancy([(found, [DAY])]).peak == 0


def test_an_arrival_in_the_first_minute_counts_from_the_start() -> None:
    found, _ = levels(DAY, [Flow(START, 1)])
    assert [level.people for level in found] == [1]


def test_coverage_expects_opening_hours_up_to_now() -> None:
    open_spans = (Span(START, at(600)),)
    so_far = expected(open_spans, None, Span(START, at(120)))
    found = coverage([90], [(span, so_far.basis) for span in so_far.spans])
    assert (found.share, found.minutes_expected, found.basis) == (0.75, 120, "opening hours")


def test_coverage_of_a_closed_day_that_was_observed_is_of_the_observed_span() -> None:
    observed = Span(at(30), at(50))
    assert expected((), observed, DAY).basis == "observed span"
    assert expected((), observed, DAY).spans == (observed,)
    assert expected(None, None, DAY).spans == ()


def test_coverage_of_several_cameras_is_their_mean() -> None:
    found = coverage([60, 0], [(Span(START, at(60)), "observed span")])
    assert (found.share, found.minutes_covered) == (0.5, 30)


def test_nothing_expected_is_not_zero_coverage() -> None:
    assert coverage([0], []).share is None
    assert coverage([], [(DAY, "opening hours")]).share is None


def test_spans_merge_and_overlap() -> None:
    one, two, three = Span(at(0), at(10)), Span(at(10), at(20)), Span(at(30), at(40))
    assert merged([three, two, one]) == (Span(at(0), at(20)), three)
    assert overlaps([one, three], Span(at(5), at(35))) == (
        Span(at(5), at(10)),
        Span(at(30), at(35)),
    )
