"""The records of the shop's floor plan, where the tracks of several cameras are joined by place and
time. All are of visitors: staff are left out.

What tells how somebody walked or waited leaves the box in stretches of at least k people, which
never overlap (`vision/journey/release.py`, `vision/journey/paths.py`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from vision.record import (
    DWELL_BIN_COUNT,
    CameraRecord,
    Count,
    Identifier,
    Minute,
    Seconds,
)

MAX_PATH_ZONES = 12
"""A longer path is among the others."""
LONGEST_DAY = timedelta(hours=26)
"""Of a business day: 25 hours when the clocks go back, and the quarter-hours it is cut in."""

End = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$|^:(door|unseen|other)$")]
Waits = Annotated[tuple[Count, ...], Field(min_length=DWELL_BIN_COUNT, max_length=DWELL_BIN_COUNT)]


class _PlanRecord(CameraRecord):
    camera: Literal["plan"] = Field(
        default="plan", description="Not a camera: the shop's floor plan."
    )


class _PlanStretch(_PlanRecord):
    end: Minute

    @model_validator(mode="after")
    def _ends_after_start(self) -> _PlanStretch:
        if not timedelta(0) < self.end - self.start <= LONGEST_DAY:
            raise ValueError("end must be after start, within one business day")
        return self


class QueueRecord(_PlanRecord):
    """A queue in one minute."""

    kind: Literal["queue"] = "queue"
    zone: Identifier
    joined: Count = Field(description="People who began to wait in this minute.")
    served: Count = Field(description="Waits that ended in this minute at the till or desk.")
    abandoned: Count = Field(description="Waits that ended in this minute by walking away.")
    censored: Count = Field(
        default=0, description="Waits whose end was not seen: lost from sight, or cut."
    )
    length_seconds: Seconds = Field(
        description="Seconds waited in this minute, summed over people, in steps of 15 s: rounded "
        "up or down so that it is right on average over many minutes, and of one wait not exact."
    )
    peak: Count = Field(description="Most people waiting at once.")


class WaitRecord(_PlanStretch):
    """Histograms of the waits in a queue that ended in ``[start, end)``, by how they ended.

    Quarter-hours are merged until at least k waits are in, the three histograms together. Records
    of a zone never overlap.
    """

    kind: Literal["wait"] = "wait"
    zone: Identifier
    served: Waits = Field(description="Waits that ended at the till or desk, by length.")
    abandoned: Waits = Field(description="Waits that ended by walking away, by length.")
    censored: Waits = Field(
        description="Waits whose end was not seen, by how long they were seen: lower bounds."
    )


class FlowRecord(_PlanStretch):
    """Moves from one zone to the next, of the visits of one business day that the day's `journey`
    records are of: each made by at least k of them. Rarer ones are told together, from `:other` to
    `:other`, of at least k visits as well.
    """

    kind: Literal["flow"] = "flow"
    origin: End = Field(
        description="Zone that was left; `:door`: came in; `:unseen`: was first seen inside; "
        "`:other`: any."
    )
    destination: End = Field(
        description="Zone that was entered next; `:door`: went out; `:unseen`: was lost from "
        "sight; `:other`: any."
    )
    people: Annotated[int, Field(ge=1)] = Field(
        description="Times that it happened; more than once a visit if somebody went back."
    )


class PathRecord(_PlanStretch):
    """Visits of one business day that reached the same zones in the same order: at least k.

    They are the visits that the day's `journey` records are of, no more. Rarer paths are told
    together, as the others, which are at least k as well.
    """

    kind: Literal["path"] = "path"
    zones: tuple[Identifier, ...] | None = Field(
        max_length=MAX_PATH_ZONES,
        description="The zones in order, none if it reached none; None: all other paths.",
    )
    people: Annotated[int, Field(ge=1)] = Field(description="Visits that went so.")


class JourneyRecord(_PlanStretch):
    """How far visits went and what was seen of them, of those that ended in ``[start, end)``.

    Quarter-hours are merged until at least k visits are in. Records never overlap.
    """

    kind: Literal["journey"] = "journey"
    visits: Count = Field(description="Visits, however they were seen to begin and end.")
    whole: Count = Field(description="Of `visits`, those seen from door to door.")
    confidence_sum: Seconds = Field(
        description="Sum over visits of the probability, 0 to 1, that its joints are right."
    )
    passed_by: Count | None = Field(
        default=None,
        description="People in the street who did not come in; None: no street is seen.",
    )
    looked: Count | None = Field(
        default=None,
        description="People who stopped at a window, whether they came in or not; "
        "None: no window is seen.",
    )
    looked_entered: Count | None = Field(
        default=None, description="Of `looked`, those who came in; None: no window is seen."
    )
    entered: Count = Field(description="Of `visits`, those seen to come in by a door.")
    turned_back: Count = Field(
        description="Of `entered`, those who went out within the refund window."
    )
    reached: Count = Field(
        description="Of `visits`, those that visited a zone that is no queue and no till."
    )
    stopped: Count = Field(description="Of `visits`, those with a stop in such a zone.")
    queued: Count | None = Field(
        default=None, description="Of `visits`, those that waited; None: no queue is measured."
    )
    served: Count | None = Field(
        default=None, description="Of `queued`, those who were served; None: no queue is measured."
    )
    abandoned: Count | None = Field(
        default=None,
        description="Of `queued`, those who walked away and were not served in any queue; "
        "None: no queue is measured.",
    )
    backtracked: Count = Field(
        description="Of `visits`, those that came back to a zone after another one."
    )
    hesitated: Count = Field(description="Of `visits`, those that stood still where no zone is.")
