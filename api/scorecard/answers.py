"""The shapes of GET /v1/stores/{store}/scorecard."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from analytics.figure import Figure, Money
from analytics.scorecard.missing import Days, Import
from api.kpi_answers import PolicyAnswer

Key = Literal[
    "multichannel_conversion",
    "acquisition_cost",
    "lifetime_value",
    "repeat_purchase_rate",
    "response_time",
    "social_engagement",
    "product_return_rate",
    "campaign_performance",
    "journey_analysis",
    "satisfaction",
]


class Part(BaseModel):
    """One value of an entry. ``name``: which."""

    name: str
    figure: Figure | Money


class Entry(BaseModel):
    """``parts``: the entry's own figure first. ``days``: None for what is of no days. ``imports``:
    what would have to be imported for what is missing, with the ``commands`` to run. ``link``: the
    step of the friction analysis that the entry points at."""

    key: Key
    formula: str
    parts: list[Part]
    assumptions: list[str]
    days: Days | None = None
    imports: list[Import] = []
    commands: list[str] = []
    link: str | None = None


class Assumed(BaseModel):
    """What was given with the question. ``margin``: gross, share of revenue; None: not known.
    ``discount``: a year's rate. ``promised_seconds``: for an answer to a customer."""

    margin: float | None
    discount: float
    months: int
    promised_seconds: int
    incremental_revenue: str | None


class Scorecard(BaseModel):
    """``start`` and ``end`` (`from` and `to`): whole business days; None, and every entry missing,
    while the store has no data at all."""

    model_config = ConfigDict(populate_by_name=True)

    store: str
    currency: str
    timezone: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    policy: PolicyAnswer
    assumed: Assumed
    entries: list[Entry]
