"""A site's counting beside the truth: crossings of its lines, and visits to its zones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vision.evaluation.crossings import CrossingScore
from vision.evaluation.dwell import DwellScore
from vision.evaluation.true_counts import TrueCounts
from vision.zones.events import Crossing, Event, Visit


@dataclass(frozen=True, slots=True)
class CountingScore:
    """Of the lines and zones that the truth knows; the others are not judged."""

    lines: Mapping[str, CrossingScore]
    zones: Mapping[str, DwellScore]

    @classmethod
    def of(cls, events: Iterable[Event], start: float, truth: TrueCounts) -> CountingScore:
        """``start``: the time of events that the truth's 0 stands for."""
        said = list(events)
        crossings = [event for event in said if isinstance(event, Crossing)]
        # As in the truth: only visits whose beginning the film holds.
        visits = [event for event in said if isinstance(event, Visit) and not event.censored_begin]
        return cls(
            {
                line: CrossingScore.of(
                    [(one.time - start, one.direction) for one in crossings if one.line == line],
                    true,
                )
                for line, true in truth.crossings.items()
            },
            {
                zone: DwellScore.of(
                    zone,
                    [(one.dwell, one.censored_end) for one in visits if one.zone == zone],
                    true,
                )
                for zone, true in truth.dwells.items()
            },
        )

    def summary(self) -> dict[str, Any]:
        return {
            "lines": [{"name": name, **one.summary()} for name, one in self.lines.items()],
            "zones": [one.summary() for one in self.zones.values()],
        }
