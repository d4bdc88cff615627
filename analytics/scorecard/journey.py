"""Journey analysis: how many visits were seen whole, and the step at which most are lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from analytics.figure import NOT_ENOUGH_DATA, Figure
from analytics.intervals import poisson_ratio, wilson

if TYPE_CHECKING:
    from analytics.journeys import Stage
    from analytics.policy import Policy

FORMULA: Final = "1 − people of a step / people of the step before, where most people are lost"
ASSUMPTIONS: Final = (
    "Steps in the shop: from the visit to a zone, to a stop, to the queue, to the till.",
    "Who does not queue may have been served at once: a loss is a question, not yet a fault.",
)
_STEPS: Final = ("visits", "reached", "stopped", "queued", "served")


@dataclass(frozen=True, slots=True)
class Loss:
    """``step``: the funnel's stage that people did not reach, which is the step's key on the
    friction page; None while no step has enough people."""

    step: str | None
    figure: Figure


def biggest_loss(stages: Sequence[Stage], whole: Figure, policy: Policy) -> Loss:
    """By people lost. ``whole``: the share of the visits seen from door to door, which says why
    there is nothing when there is nothing. A step whose people are all of the step before has a
    Wilson interval, the others that of a ratio of two Poisson means."""
    known = {each.stage: each for each in stages if each.people.value is not None}
    steps = [known[name] for name in _STEPS if name in known]
    lost = [
        (int(before.people.value or 0), int(stage.people.value or 0), before, stage)
        for before, stage in pairwise(steps)
        if policy.min_visitors <= (before.people.value or 0) > (stage.people.value or 0)
    ]
    if not lost:
        note = whole.note or "There was no visit."
        return Loss(None, Figure(None, "share", FORMULA, flags=(NOT_ENOUGH_DATA,), note=note))
    entered, stayed, before, stage = max(lost, key=lambda each: each[0] - each[1])
    law, name = (wilson, "Wilson") if stage.of == before.stage else (poisson_ratio, "Poisson ratio")
    kept = law(stayed, entered, policy.z)
    figure = replace(
        stage.people,
        value=1 - stayed / entered,
        unit="share",
        method=f"{FORMULA}; {name} 95 %",
        n=entered,
        low=1 - kept.high,
        high=1 - kept.low,
    )
    return Loss(stage.stage, figure)
