"""The shapes of questions and answers about campaigns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from analytics.campaign.effect import Day, Kind, Sign
from analytics.campaign.returns import Basis, PlannedMeasure
from analytics.figure import Figure, Money
from vision.records import Identifier

Measure = Literal["footfall", "orders", "turnover", "customers", "zone_visits"]

ZONE_PREFIX = "zone:"
LONGEST_DAYS = 92
"""What would have been is not known further ahead."""

Amount = Annotated[Decimal, Field(ge=0, max_digits=18)]
ControlId = Annotated[str, Field(pattern=r"^(zone:)?[a-z0-9][a-z0-9_-]{0,63}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Planned(_Asked):
    """``uplift``: of the turnover, as a share; the others: of all its days."""

    uplift: Annotated[float, Field(gt=-1, le=100, allow_inf_nan=False)] | None = None
    turnover: Amount | None = None
    orders: Annotated[int, Field(ge=0)] | None = None
    visitors: Annotated[int, Field(ge=0)] | None = None


class CampaignAsked(_Asked):
    """``first`` and ``last`` (`from` and `to`): business days, both included. ``zone``: where it
    was, None for the whole store. ``lever``: what was done. ``controls``: stores that it did not
    touch, and `zone:` before zones of this store that it did not; `none` says that there is none.
    ``budget`` and ``spend``: in ``currency``, which must be the store's. ``margin``: share of the
    turnover, for the return."""

    name: Annotated[Text, Field(max_length=120)]
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    zone: Identifier | None = None
    lever: Annotated[Text, Field(max_length=200)] | None = None
    controls: Literal["none"] | Annotated[list[ControlId], Field(min_length=1, max_length=50)]
    budget: Amount | None = None
    spend: Amount | None = None
    margin: Annotated[float, Field(gt=0, le=1)] | None = None
    planned: Planned = Planned()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> CampaignAsked:
        if self.last < self.first:
            raise ValueError(f"to ({self.last}) is before from ({self.first})")
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise ValueError(f"a campaign has at most {LONGEST_DAYS} days")
        if not 2000 <= self.first.year < 2200:
            raise ValueError(f"from ({self.first}) is not between 2000 and 2199")
        return self

    @property
    def control_list(self) -> list[str]:
        """Without a repetition."""
        return [] if self.controls == "none" else list(dict.fromkeys(self.controls))


class CampaignAnswer(CampaignAsked):
    campaign: str
    store: str
    currency: str
    created: datetime
    updated: datetime


class Campaigns(BaseModel):
    """The latest first. ``writable``: whether whoever asks may add and delete."""

    store: str
    writable: bool
    campaigns: list[CampaignAnswer]


class PlaceboAnswer(BaseModel):
    """See `analytics.campaign.calibration.Placebos`."""

    number: int
    as_large: int
    p: float | None
    excess: float
    widening: float


class ContrastAnswer(BaseModel):
    """Difference in differences, as a share; ``blocks``: stretches of the time before."""

    value: float
    low: float
    high: float
    blocks: int


class MeasureAnswer(BaseModel):
    """``size``: measured / expected − 1. ``measured``, ``expected`` and ``extra`` are of the days
    that are known. ``days``: of the weeks before and of the campaign; amounts in the currency's
    main unit."""

    measure: Measure
    zone: str | None
    name: str | None
    kind: Kind
    why: list[str]
    sign: Sign
    conclusive: bool
    size: Figure
    measured: Figure | Money
    expected: Figure | Money
    extra: Figure | Money
    controls: list[str]
    weeks_before: int
    days_used: int
    days_left_out: int
    days_under_covered: int
    placebos: PlaceboAnswer | None
    contrast: ContrastAnswer | None
    days: list[Day]


class VerdictAnswer(BaseModel):
    """Of one measure. ``kind`` is `effect` only where there are a control and enough weeks."""

    measure: Measure
    kind: Kind
    why: list[str]
    sign: Sign
    conclusive: bool
    size: float
    low: float
    high: float
    extra: Figure | Money


class ReturnAnswer(BaseModel):
    """``roi``: (gain − spend) / spend. ``definition`` says what the gain is. ``spend_is_budget``:
    nothing was said of what was spent, and the budget is taken for it."""

    roi: Figure
    basis: Basis
    definition: str
    gain: Money
    spend: Decimal | None
    spend_is_budget: bool
    budget: Decimal | None


class GapAnswer(BaseModel):
    """``reached``: None while the interval of what was measured holds the plan."""

    measure: PlannedMeasure
    planned: float
    measured: float
    low: float | None
    high: float | None
    gap: float
    reached: bool | None


class ExplainedAnswer(BaseModel):
    """The extra turnover by what it is made of; the three sum to it."""

    traffic: Decimal
    conversion: Decimal
    basket: Decimal


class GapExplainedAnswer(BaseModel):
    """The gap of the turnover to its plan by what it is made of: traffic with conversion and basket
    where orders were planned too, else with sales per visitor. The parts sum to the gap."""

    traffic: Decimal
    conversion: Decimal | None = None
    basket: Decimal | None = None
    sales_per_visitor: Decimal | None = None


class CampaignResult(BaseModel):
    campaign: CampaignAnswer
    over: bool
    verdict: VerdictAnswer | None
    measures: list[MeasureAnswer]
    returns: ReturnAnswer
    gaps: list[GapAnswer]
    gap_explained: GapExplainedAnswer | None
    explained: ExplainedAnswer | None
    notes: list[str]
    policy: dict[str, Any]
