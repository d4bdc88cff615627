"""The shapes of questions and answers about audits."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from analytics.audit.matching import LATEST, TOLERANCE, Direction
from analytics.audit.sample import Stratum
from analytics.figure import Figure

Source = Literal["recording", "on the spot"]
Second = Annotated[int, Field(ge=-TOLERANCE, le=LATEST)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Plan(_Asked):
    """``start`` and ``end`` (`from` and `to`) as for the figures. Without them: the latest four
    weeks that were counted or, for ``upcoming``, the week to come."""

    line: str
    quarters: Annotated[int, Field(ge=1, le=200)] = 8
    start: str | None = Field(default=None, alias="from")
    end: str | None = Field(default=None, alias="to")
    upcoming: bool = False
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None


class Tally(_Asked):
    """A quarter-hour counted by hand. ``crossings``: seconds since it began, and the direction, of
    everybody who crossed, those who turned back too; an empty list says that nobody did."""

    source: Source
    crossings: Annotated[list[tuple[Second, Direction]], Field(max_length=2000)]


class QuarterAnswer(BaseModel):
    """``people_in`` and ``people_out`` (`in` and `out`): as counted by hand, None while they are
    not. What the machine counted is not told: it would lead the eye of whoever counts next."""

    model_config = ConfigDict(populate_by_name=True)

    start: datetime
    stratum: Stratum
    tallied: datetime | None
    source: Source | None
    people_in: int | None = Field(alias="in")
    people_out: int | None = Field(alias="out")


class AuditAnswer(BaseModel):
    """``current``: the line and its camera are still described as when it was drawn; if not, it
    says nothing of today's counts. ``page``: the path of the page on which a phone tallies, under
    the API's; ``key``: what that page must carry behind a `#`, told to writers only and None where
    the server has no token."""

    model_config = ConfigDict(populate_by_name=True)

    audit: str
    line: str
    name: str
    drawn: datetime
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")
    upcoming: bool
    seed: int
    sizes: dict[Stratum, int]
    unobserved: int
    current: bool
    page: str
    key: str | None
    quarters: list[QuarterAnswer]


class Audits(BaseModel):
    """``writable``: whether whoever asks may draw and sees the keys."""

    store: str
    writable: bool
    audits: list[AuditAnswer]


class ErrorsAnswer(BaseModel):
    """``human`` people seen, ``machine`` counted; ``net_error`` and ``gross_error`` as shares of
    ``human``, None when nobody was seen."""

    quarters: int
    human: int
    machine: int
    missed: int
    doubled: int
    invented: int
    wrong_way: int
    net_error: float | None
    gross_error: float | None
    accuracy: Figure


class StratumAnswer(ErrorsAnswer):
    stratum: Stratum


class ClaimAnswer(BaseModel):
    share: float
    more: int | None
    why: str | None


class DueAnswer(BaseModel):
    reason: str
    since: datetime | None


class LineResult(ErrorsAnswer):
    """``left_out``: quarter-hours counted by hand that the camera did not see whole, which is no
    error of the counter. ``waiting``: drawn and not counted yet. ``outdated``: audits made before
    the line or its camera was described as now."""

    line: str
    name: str
    role: str
    audits: int
    strata: list[StratumAnswer]
    claim: ClaimAnswer
    left_out: list[datetime]
    waiting: int
    outdated: int
    last: datetime | None
    due: DueAnswer | None


class CounterErrorAnswer(BaseModel):
    """Of the sum over the entrances in one direction; None, and why, while not measured."""

    direction: Direction
    relative: float | None
    audits: int
    why: str | None


class Results(BaseModel):
    store: str
    tolerance_seconds: int
    counter_errors: list[CounterErrorAnswer]
    lines: list[LineResult]
