"""The moves from zone to zone of one business day, of which only those leave the box that at least
k visits made.

Were rarer ones told, a chain of moves that one visit alone made would tell its whole path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Move = tuple[str, str]
OTHERS: Move = (":other", ":other")


def releasable_moves(visits: Sequence[Sequence[Move]], k: int) -> list[tuple[Move, int]]:
    """Moves and how often they were made.

    Those of at least ``k`` visits are told each by itself; all others together, as ``OTHERS``. The
    visits with another move must be none or at least ``k``: while they are not, the rarest told
    move goes to the others. Where no move was made by ``k`` visits, nothing is told.

    Args:
        visits: the moves of each, in any order.
    """
    makers = Counter(move for visit in visits for move in set(visit))
    told = {move for move, count in makers.items() if count >= k}
    while told and 0 < sum(not told.issuperset(visit) for visit in visits) < k:
        told.remove(min(told, key=lambda move: (makers[move], move)))
    if not told:
        return []
    times = Counter(move for visit in visits for move in visit)
    found = [(move, times[move]) for move in sorted(told)]
    others = times.total() - sum(count for _, count in found)
    return [*found, (OTHERS, others)] if others else found
