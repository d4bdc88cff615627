from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from analytics.span import Span
from api.stretches import Stretch, Stretches
from tests.api.shop import NINE

spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(
    lambda drawn: Span(
        NINE + timedelta(minutes=drawn[0]), NINE + timedelta(minutes=drawn[0] + drawn[1])
    )
)


@given(st.lists(spans, max_size=20), spans)
def test_what_is_inside_and_what_reaches_beyond(found: list[Span], period: Span) -> None:
    stretches = [Stretch(span, index, index) for index, span in enumerate(found)]
    inside, across = Stretches(stretches).within(period)
    assert sorted(inside) == [
        index
        for index, span in enumerate(found)
        if period.start <= span.start < span.end <= period.end
    ]
    touching = {
        index
        for index, span in enumerate(found)
        if span.start < period.end and span.end > period.start
    }
    assert across == sum(touching) - sum(inside)


def test_nothing() -> None:
    assert Stretches[int]().within(Span(NINE, NINE + timedelta(hours=1))) == ([], 0)
