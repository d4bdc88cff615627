from __future__ import annotations

import pytest

from analytics.figure import (
    ABOVE_ONE,
    NOT_ENOUGH_DATA,
    NOT_MEASURED,
    PARTIAL_COVERAGE,
    SEEN_IN_PART,
)
from analytics.flows import links
from analytics.intervals import poisson_ratio, wilson
from analytics.journeys import JourneySums, funnel, paths, rates, whole
from analytics.touchpoints import ZoneUse, touchpoint
from tests.analytics.sights import sight

SUMS = JourneySums(
    visits=40, whole=30, confidence_sum=34.0, passed_by=160, looked=50, looked_entered=20,
    entered=40, turned_back=4, reached=32, stopped=24, queued=16, served=12, abandoned=3,
    backtracked=8, hesitated=2,
)  # fmt: skip
INDOORS = JourneySums(
    visits=40, whole=30, entered=30, reached=32, stopped=24,
    passed_by=None, looked=None, looked_entered=None, queued=None, served=None, abandoned=None,
)  # fmt: skip


def test_the_funnel_by_hand() -> None:
    stages = funnel(SUMS, sight(whole=SUMS.whole_share))
    assert [(stage.stage, stage.people.value, stage.of) for stage in stages] == [
        ("outside", 200, None),
        ("looked", 50, "outside"),
        ("entered", 40, "outside"),
        ("visits", 40, None),
        ("reached", 32, "visits"),
        ("stopped", 24, "reached"),
        ("queued", 16, "visits"),
        ("served", 12, "queued"),
    ]
    shares = [stage.share.value if stage.share else None for stage in stages]
    assert shares == [None, 0.25, 0.2, None, 0.8, 0.75, 0.4, 0.75]
    of_visits = [stage.of_visits.value if stage.of_visits else None for stage in stages]
    assert of_visits == [None, None, None, None, 0.8, 0.6, 0.4, 0.3]
    served = stages[-1].share
    assert served is not None
    assert (served.low, served.high, served.n) == (*wilson(12, 16), 16)
    assert SEEN_IN_PART in served.flags
    assert served.note == "75% of the visits were seen from door to door."


@pytest.mark.parametrize(
    ("rate", "value", "n"),
    [
        ("capture_rate_of_passers_by", 0.25, 160),
        ("capture_rate_of_traffic", 0.2, 200),
        ("window_stop_rate", 0.25, 200),
        ("window_entry_rate", 0.4, 50),
        ("turn_back_rate", 0.1, 40),
        ("stop_rate", 0.6, 40),
        ("backtracking_rate", 0.2, 40),
        ("hesitation_rate", 0.05, 40),
        ("queue_abandonment_rate", 3 / 16, 16),
    ],
)
def test_rates_by_hand(rate: str, value: float, n: int) -> None:
    figure = getattr(rates(SUMS, sight()), rate)
    assert figure.value == pytest.approx(value)
    assert figure.n == n
    law = poisson_ratio if rate == "capture_rate_of_passers_by" else wilson
    assert (figure.low, figure.high) == law(round(value * n), n)
    assert figure.flags == ()


def test_what_is_not_seen_is_not_zero() -> None:
    found = rates(INDOORS, sight())
    for name, word in (
        ("capture_rate_of_passers_by", "street"),
        ("capture_rate_of_traffic", "street"),
        ("window_entry_rate", "window"),
        ("queue_abandonment_rate", "queue"),
    ):
        figure = getattr(found, name)
        assert (figure.value, figure.flags) == (None, (NOT_MEASURED,)), name
        assert f"`{word}`" in figure.note
    assert found.stop_rate.value == 0.6
    people = {stage.stage: stage.people.value for stage in funnel(INDOORS, sight())}
    assert (people["outside"], people["queued"], people["entered"]) == (None, None, 30)
    last = funnel(INDOORS, sight())[-1].of_visits
    assert last is not None
    assert (last.value, last.flags) == (None, (NOT_MEASURED,))


def test_more_may_come_in_than_pass_by() -> None:
    figure = rates(
        JourneySums(visits=12, entered=12, passed_by=8), sight()
    ).capture_rate_of_passers_by
    assert (figure.value, figure.flags) == (1.5, (ABOVE_ONE,))


def test_too_little_was_seen() -> None:
    for figure in (
        rates(SUMS, sight(minutes=20)).stop_rate,
        whole(JourneySums(visits=4, whole=3), sight()),
        funnel(SUMS, sight(minutes=20))[0].people,
    ):
        assert (figure.value, figure.flags) == (None, (NOT_ENOUGH_DATA,))
    partly = rates(SUMS, sight(minutes=45)).stop_rate
    assert PARTIAL_COVERAGE in partly.flags
    assert partly.value == 0.6


def test_how_sure_the_joining_is() -> None:
    assert whole(SUMS, sight()).value == 0.75


def test_sums_stay_unknown() -> None:
    both = SUMS.plus(INDOORS)
    assert (both.visits, both.entered, both.passed_by, both.queued) == (80, 70, None, None)
    assert both.outside is None
    assert JourneySums().plus(SUMS) == SUMS


def test_paths_of_several_days_add_up() -> None:
    found = paths([(("a", "b"), 10), (None, 12), ((), 30), (("a", "b"), 15), (None, 13)], sight())
    assert [(path.zones, path.visits) for path in found] == [
        ((), 30),
        (("a", "b"), 25),
        (None, 25),
    ]
    assert found[0].share.value == pytest.approx(30 / 80)


def test_links_have_their_share_of_the_origin() -> None:
    found = links(
        [
            (":door", "a", 6),
            ("a", "b", 3),
            (":door", "b", 2),
            (":door", "a", 2),
            ("a", ":unseen", 1),
        ],
        sight(),
    )
    assert [(link.origin, link.destination, link.people) for link in found] == [
        (":door", "a", 8),
        ("a", "b", 3),
        (":door", "b", 2),
        ("a", ":unseen", 1),
    ]
    assert [link.share.value for link in found] == [0.8, None, 0.2, None]
    assert found[0].share.n == 10
    assert found[1].share.flags == (NOT_ENOUGH_DATA,)


def test_a_touchpoint_by_hand() -> None:
    found = touchpoint(ZoneUse(30, 12), 120, sight())
    assert (found.attraction.value, found.attraction.n) == (0.25, 120)
    assert (found.use.value, found.use.n) == (0.4, 30)
    assert found.use_per_visitor.value == 0.1
    often = touchpoint(ZoneUse(30, 12), 20, sight())
    assert (often.attraction.value, often.attraction.flags) == (1.5, (ABOVE_ONE,))
    unknown = touchpoint(ZoneUse(30, 12), None, sight())
    assert (unknown.attraction.value, unknown.attraction.flags) == (None, (NOT_MEASURED,))
    assert unknown.use.value == 0.4
    # A stop is told later than the visit began: it may fall in the next period.
    assert touchpoint(ZoneUse(5, 6), 120, sight()).use.flags == (ABOVE_ONE,)
