"""How much of the time that should have been observed was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analytics.span import Span, overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Basis = Literal["opening hours", "observed span"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Minutes a camera; over several cameras, their mean. ``share`` is None when no minute was
    expected, which is not the same as 0."""

    share: float | None
    minutes_expected: float
    minutes_covered: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Expectation:
    """The stretches that should have been observed, and why those."""

    spans: tuple[Span, ...]
    basis: Basis


def together(parts: Sequence[Coverage]) -> Coverage:
    """Of several stretches of time that do not overlap."""
    wanted = sum(each.minutes_expected for each in parts)
    covered = sum(each.minutes_covered for each in parts)
    hours = any(each.basis == "opening hours" for each in parts)
    return Coverage(
        min(1.0, covered / wanted) if wanted else None,
        wanted,
        covered,
        "opening hours" if hours else "observed span",
    )


def expected(
    open_spans: Sequence[Span] | None, observed: Span | None, horizon: Span
) -> Expectation:
    """Of one business day. ``open_spans``: None when opening hours are not known. ``observed``:
    from the first to the last covered minute. ``horizon`` ends now: the future is not missing.

    A day the store should have been closed but was observed (an exceptional opening) is measured
    on its observed span.
    """
    if open_spans:
        return Expectation(overlaps(open_spans, horizon), "opening hours")
    spans = (observed,) if observed is not None else ()
    return Expectation(spans, "observed span")


def coverage(covered_minutes: Sequence[float], parts: Iterable[tuple[Span, Basis]]) -> Coverage:
    """``covered_minutes``: for each camera, its covered minutes inside ``parts``, the expected
    spans. With no camera nothing is expected."""
    parts = tuple(parts)
    minutes = sum(span.minutes for span, _ in parts)
    basis: Basis = (
        "opening hours" if any(basis == "opening hours" for _, basis in parts) else "observed span"
    )
    if not covered_minutes or minutes == 0:
        return Coverage(None, 0.0, 0.0, basis)
    covered = sum(covered_minutes) / len(covered_minutes)
    return Coverage(min(1.0, covered / minutes), minutes, covered, basis)
