"""The shapes of GET /v1/stores/{store}/kpis."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from analytics.coverage import Coverage
from analytics.figure import Figure, Money
from analytics.lag import TillLag
from analytics.occupancy import Occupancy
from analytics.power_hours import PowerHours
from api.periods import Grain


class PolicyAnswer(BaseModel):
    """Under which rules the figures were computed."""

    min_visitors: int
    min_coverage: float
    z: float
    conversion: str
    staff: str
    staff_rules: dict[str, str]
    """By what staff are found, for each camera that finds them."""
    opening_hours: str
    cut_over: str
    k: int
    refund_seconds: dict[str, float]
    """Of each line: within this an out undoes an in."""
    reentry_seconds: dict[str, float]
    """Of each line: within this an in undoes an out."""
    re_entry: str


class ZoneAnswer(BaseModel):
    """``visits``: that began in the period; ``dwell_n``: visits in the released histograms, from
    which mean and percentiles come; ``censored``: beginnings and ends out of sight. None: not
    measured."""

    zone: str
    name: str
    visits: int | None
    passes: int | None
    stops: int | None
    engagement_rate: Figure
    zone_conversion: Figure
    dwell_mean_seconds: float | None
    dwell_p50_seconds: float | None
    dwell_p90_seconds: float | None
    dwell_n: int | None
    censored: int | None
    note: str | None


class LineAnswer(BaseModel):
    """``people_in`` and ``people_out`` (`in` and `out`) leave ``u_turns`` and ``re_entries`` out,
    each of which undid a crossing each way. ``groups``: buying units that came in, people who came
    together being one; None where the camera's floor is not known."""

    model_config = ConfigDict(populate_by_name=True)

    line: str
    name: str
    role: str
    people_in: int | None = Field(alias="in")
    people_out: int | None = Field(alias="out")
    u_turns: int | None
    re_entries: int | None
    groups: int | None


class PeriodAnswer(BaseModel):
    """``conversion_by_groups``: of buying units. Both definitions of the capture rate have their
    name, and are of the plan's journeys. ``sales_per_m2_per_day``: of whole business days.
    ``staff_hours``: that the roster plans; STAR: shoppers for each of the staff, by either name."""

    start: datetime
    end: datetime
    label: str
    coverage: Coverage
    footfall: Figure
    exits: Figure
    u_turns: Figure
    re_entries: Figure
    conversion: Figure
    conversion_by_groups: Figure
    capture_rate_of_passers_by: Figure
    capture_rate_of_traffic: Figure
    transactions: Figure
    sales: Money
    atv: Money
    upt: Figure
    aur: Money
    return_rate_by_value: Figure
    return_rate_by_ticket: Figure
    sales_per_m2: Money
    sales_per_m2_per_day: Money
    staff_hours: Figure
    star_by_visitors: Figure
    star_by_occupancy: Figure
    sales_per_visitor: Money
    occupancy: Occupancy
    zones: list[ZoneAnswer]
    lines: list[LineAnswer]


class Kpis(BaseModel):
    """``start`` and ``end`` (`from` and `to`) are None, and there is no period, while the store
    has neither records nor receipts. ``power_hours``: with the grain total.
    ``till_lag``: from coming in to the ticket, of its last four weeks; None where it is shorter
    than three days. Neither is told of more than 13 weeks."""

    model_config = ConfigDict(populate_by_name=True)

    store: str
    currency: str
    timezone: str
    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    grain: Grain
    policy: PolicyAnswer
    periods: list[PeriodAnswer]
    power_hours: PowerHours | None
    till_lag: TillLag | None
