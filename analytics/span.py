"""Half-open stretches of time ``[start, end)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Both ends aware of their zone; never empty."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs instants with a zone")
        if self.end <= self.start:
            raise ValueError("a span must end after it starts")

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60

    def overlap(self, other: Span) -> Span | None:
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time as disjoint spans in order."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)


def overlaps(spans: Iterable[Span], other: Span) -> tuple[Span, ...]:
    """The parts of ``spans`` inside ``other``."""
    parts = (span.overlap(other) for span in spans)
    return tuple(part for part in parts if part is not None)
