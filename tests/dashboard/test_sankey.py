from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.plan_shapes import Link
from dashboard.sankey import layout, order
from dashboard.shapes import Figure


def link(origin: str, destination: str, people: int) -> Link:
    return Link(origin=origin, destination=destination, people=people, share=Figure(value=None))


def test_the_door_comes_first_and_what_was_not_seen_last() -> None:
    links = [link(":unseen", "a", 90), link("b", ":door", 1), link("a", "b", 5)]
    assert order(links) == [":door", "a", "b", ":unseen"]


def test_a_layout_by_hand() -> None:
    drawn = layout([link("a", "b", 30), link("b", "a", 10), link("b", "b", 20)])
    # 60 moves are 300 pixels; between nodes are 22.
    places = {(node.end, node.side): (node.top, node.bottom) for node in drawn.nodes}
    assert places == {
        ("b", "left"): (0, 150),
        ("a", "left"): (172, 322),
        ("b", "right"): (0, 250),
        ("a", "right"): (272, 322),
    }
    ends = {(each.link.origin, each.link.destination): each for each in drawn.ribbons}
    assert ends["b", "b"].left == (0, 100)
    assert ends["b", "a"].left == (100, 150)
    assert (ends["b", "b"].right, ends["a", "b"].right) == ((0, 100), (100, 250))
    assert drawn.height == 322


ENDS = st.sampled_from([":door", ":unseen", "a", "b", "c"])


@given(st.dictionaries(st.tuples(ENDS, ENDS), st.integers(1, 500), min_size=1))
def test_ribbons_fill_their_nodes(moves: dict[tuple[str, str], int]) -> None:
    drawn = layout([link(*ends, people) for ends, people in moves.items()])
    for node in drawn.nodes:
        of_node = sorted(
            getattr(each, node.side)
            for each in drawn.ribbons
            if (each.link.origin if node.side == "left" else each.link.destination) == node.end
        )
        assert of_node[0][0] == pytest.approx(node.top)
        assert of_node[-1][1] == pytest.approx(node.bottom)
        for above, below in pairwise(of_node):
            assert above[1] == pytest.approx(below[0])
    for side in ("left", "right"):
        assert sum(node.people for node in drawn.nodes if node.side == side) == sum(moves.values())
