"""What the API answers of campaigns, as far as the pages read it."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from dashboard.shapes import Figure, Money, Shape

Measure = Literal["footfall", "orders", "turnover", "customers", "zone_visits"]
Kind = Literal["effect", "difference"]
Sign = Literal["more", "less", "unclear"]
# A sum of money is told by its currency; a figure has none.
Amount = Money | Figure


class Campaign(Shape):
    """``controls``: stores, and zones behind `zone:`; or `none`."""

    campaign: str
    name: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    zone: str | None = None
    lever: str | None = None
    controls: tuple[str, ...] | Literal["none"]
    currency: str


class Campaigns(Shape):
    writable: bool = False
    campaigns: tuple[Campaign, ...]


class Placebos(Shape):
    number: int
    as_large: int
    p: float | None = None
    excess: float = 1.0
    widening: float = 1.0


class Contrast(Shape):
    value: float
    low: float
    high: float
    blocks: int


class Day(Shape):
    day: date
    measured: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None


class MeasureResult(Shape):
    measure: Measure
    zone: str | None = None
    name: str | None = None
    kind: Kind
    why: tuple[str, ...] = ()
    sign: Sign
    conclusive: bool
    size: Figure
    measured: Amount
    expected: Amount
    extra: Amount
    controls: tuple[str, ...] = ()
    weeks_before: int = 0
    days_used: int = 0
    days_left_out: int = 0
    placebos: Placebos | None = None
    contrast: Contrast | None = None
    days: tuple[Day, ...] = ()


class Verdict(Shape):
    measure: Measure
    kind: Kind
    why: tuple[str, ...] = ()
    sign: Sign
    size: float
    low: float
    high: float
    extra: Amount


class Returns(Shape):
    roi: Figure
    definition: str
    spend: Decimal | None = None
    spend_is_budget: bool = False


class Gap(Shape):
    measure: Literal["uplift", "turnover", "orders", "visitors"]
    planned: float
    measured: float
    low: float | None = None
    high: float | None = None
    gap: float
    reached: bool | None = None


class Parts(Shape):
    """Those that are known sum to the change."""

    traffic: Decimal
    conversion: Decimal | None = None
    basket: Decimal | None = None
    sales_per_visitor: Decimal | None = None


class CampaignResult(Shape):
    campaign: Campaign
    over: bool
    verdict: Verdict | None = None
    measures: tuple[MeasureResult, ...] = ()
    returns: Returns
    gaps: tuple[Gap, ...] = ()
    gap_explained: Parts | None = None
    explained: Parts | None = None
    notes: tuple[str, ...] = ()
    policy: dict[str, Any] = Field(default_factory=dict)
