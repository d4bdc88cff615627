"""Groups that were found beside the true ones, as pairs of people who belong together."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

Pair = frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class PairScore:
    """Pairs of one group are each other's companions, whoever of them walks in the middle."""

    true: int
    found: int
    right: int

    @classmethod
    def of(
        cls, found: Iterable[Collection[Hashable]], truth: Iterable[Collection[Hashable]]
    ) -> PairScore:
        ours, theirs = _pairs(found), _pairs(truth)
        return cls(len(theirs), len(ours), len(ours & theirs))

    @property
    def precision(self) -> float | None:
        """None when no pair was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """None when there is no true pair."""
        return self.right / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Of precision and recall; None when there are no pairs at all."""
        pairs = self.true + self.found
        return 2 * self.right / pairs if pairs else None

    def summary(self) -> dict[str, Any]:
        return {
            "pairs": asdict(self),
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
        }


def _pairs(groups: Iterable[Collection[Hashable]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}
