"""Response time: how long customers wait for an answer, and how many get it in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analytics.figure import NOT_ENOUGH_DATA, Figure
from analytics.intervals import wilson
from analytics.scorecard.missing import missing
from analytics.scorecard.share import share_of

if TYPE_CHECKING:
    from analytics.policy import Policy

FORMULA: Final = "time within which half of the questions are answered"
WITHIN_FORMULA: Final = "questions answered within the promised time / questions"
ASSUMPTIONS: Final = (
    "A question without an answer is later than any answer: it is not left out.",
    "Times are read from bins of 5 and 15 minutes, 1 and 4 hours, 1 and 3 days.",
)


@dataclass(frozen=True, slots=True)
class Answers:
    """``counts``: answers of each bin; bin i is [edges[i], edges[i + 1]) seconds, the last one has
    no upper edge. ``unanswered``: questions."""

    edges: tuple[int, ...]
    counts: tuple[int, ...]
    unanswered: int

    def __post_init__(self) -> None:
        if len(self.edges) != len(self.counts):
            raise ValueError("needs a count for each edge")

    @property
    def questions(self) -> int:
        return sum(self.counts) + self.unanswered


def median_response(answers: Answers | None, policy: Policy) -> Figure:
    """Linear within its bin. The interval is that of the median's rank (Wilson at one half), by the
    outer edges of the bins it falls in. None: not imported."""
    method = f"{FORMULA}; from bins; rank interval 95 %"
    if answers is None:
        return missing("seconds", method, "responses")
    n = answers.questions
    if n < policy.min_visitors:
        note = f"{n} questions; at least {policy.min_visitors} are needed."
        return Figure(None, "seconds", method, n, flags=(NOT_ENOUGH_DATA,), note=note)
    middle = _bin(answers, n / 2)
    upper = _upper(answers, middle)
    if middle is None or upper is None:
        note = f"Half of the questions wait longer than {answers.edges[-1]} s, or for ever."
        return Figure(None, "seconds", method, n, flags=(NOT_ENOUGH_DATA,), note=note)
    before = sum(answers.counts[:middle])
    share = (n / 2 - before) / answers.counts[middle]
    value = answers.edges[middle] + share * (upper - answers.edges[middle])
    ranks = wilson(n // 2, n, policy.z)
    lowest = _bin(answers, ranks.low * n)
    high = _upper(answers, _bin(answers, ranks.high * n))
    low = None if lowest is None else float(answers.edges[lowest])
    if high is None:
        return Figure(value, "seconds", method, n, note="The interval has no upper end.")
    return Figure(value, "seconds", method, n, low, float(high))


def answered_within(answers: Answers | None, promised: int, policy: Policy) -> Figure:
    """``promised``: seconds, one of the edges. Raises ValueError for another."""
    if answers is None:
        return missing("share", WITHIN_FORMULA, "responses")
    if promised not in answers.edges or promised <= 0:
        raise ValueError(f"{promised} s is no edge of the bins: {answers.edges[1:]}")
    inside = sum(answers.counts[: answers.edges.index(promised)])
    return share_of(inside, answers.questions, "questions", WITHIN_FORMULA, policy)


def _bin(answers: Answers, rank: float) -> int | None:
    """The bin that holds the answer of this rank; None: it is no answer."""
    return _first_reaching(answers.counts, rank)


def _first_reaching(counts: Sequence[int], rank: float) -> int | None:
    total = 0
    for index, count in enumerate(counts):
        total += count
        if count and total >= rank - math.ulp(rank):
            return index
    return None


def _upper(answers: Answers, index: int | None) -> int | None:
    if index is None or index + 1 >= len(answers.edges):
        return None
    return answers.edges[index + 1]
