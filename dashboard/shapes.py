"""What the API answers, as far as the pages read it. Unknown fields are ignored, so that a newer
API does not break an older page; a missing field that a page needs is an error."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Grain = Literal["total", "day", "hour"]
Measure = Literal["dwell", "passages"]


class Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Quantity(Shape):
    """What a figure and a sum of money share. ``low`` and ``high`` bound the interval; ``flags``
    are the API's words, ``note`` says why a value is withheld."""

    n: int | None = None
    method: str | None = None
    flags: tuple[str, ...] = ()
    note: str | None = None


class Figure(Quantity):
    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = ""


class Money(Quantity):
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None


class Coverage(Shape):
    share: float | None = None
    minutes_expected: float | None = None
    minutes_covered: float | None = None
    basis: str | None = None


class Occupancy(Shape):
    mean: float | None = None
    peak: int | None = None
    note: str | None = None


class ZonePeriod(Shape):
    zone: str
    name: str
    visits: int | None = None
    passes: int | None = None
    stops: int | None = None
    engagement_rate: Figure | None = None
    dwell_mean_seconds: float | None = None
    dwell_p50_seconds: float | None = None
    dwell_p90_seconds: float | None = None
    dwell_n: int | None = None
    censored: int | None = None
    note: str | None = None


class LinePeriod(Shape):
    line: str
    name: str
    role: str
    people_in: int | None = Field(default=None, alias="in")
    people_out: int | None = Field(default=None, alias="out")
    u_turns: int | None = None
    re_entries: int | None = None
    groups: int | None = None


class Period(Shape):
    start: datetime
    end: datetime
    label: str
    coverage: Coverage
    footfall: Figure
    exits: Figure
    u_turns: Figure
    re_entries: Figure
    conversion: Figure
    transactions: Figure
    sales: Money
    atv: Money
    upt: Figure
    sales_per_visitor: Money
    occupancy: Occupancy = Occupancy()
    zones: tuple[ZonePeriod, ...] = ()
    lines: tuple[LinePeriod, ...] = ()


class Kpis(Shape):
    store: str
    currency: str
    timezone: str
    start: datetime | None = Field(default=None, alias="from")
    end: datetime | None = Field(default=None, alias="to")
    grain: Grain
    policy: dict[str, Any] = {}
    periods: tuple[Period, ...] = ()


class Against(Shape):
    coverage: Coverage | None = None


class Heatmap(Shape):
    """``values`` is rows × cols, None where the API has nothing for the interval. On the plan row 0
    is at the least y, and a cell that no camera sees is None. ``against``: the stretch that was
    taken away."""

    camera: str
    rows: int | None = None
    cols: int | None = None
    measure: Measure
    unit: str
    coverage: Coverage | None = None
    max: float | None = None
    values: tuple[tuple[float | None, ...], ...] | None = None
    note: str | None = None
    against: Against | None = None


class Camera(Shape):
    camera: str
    name: str
    width: int | None = None
    height: int | None = None


class Line(Shape):
    line: str
    camera: str
    name: str
    role: str
    start: tuple[float, float]
    end: tuple[float, float]


class Zone(Shape):
    zone: str
    camera: str
    name: str
    polygon: tuple[tuple[float, float], ...]
    metres: tuple[tuple[float, float], ...] | None = None


class Plan(Shape):
    """``outline``: corners in metres. The grid of ``rows`` × ``cols`` cells, ``cell`` metres wide,
    begins at the least x and y of the outline and of the plan's zones."""

    outline: tuple[tuple[float, float], ...]
    cell: float
    rows: int
    cols: int


class StoreSummary(Shape):
    store: str
    name: str
    timezone: str
    currency: str
    first: datetime | None = None
    last: datetime | None = None


class Store(StoreSummary):
    cut_over: time = time(0, 0)
    cameras: tuple[Camera, ...] = ()
    lines: tuple[Line, ...] = ()
    zones: tuple[Zone, ...] = ()
    plan: Plan | None = None

    @property
    def night(self) -> timedelta:
        """How long past midnight the business day runs."""
        return timedelta(hours=self.cut_over.hour, minutes=self.cut_over.minute)


class AuditQuarter(Shape):
    start: datetime
    stratum: str
    tallied: datetime | None = None
    source: str | None = None
    people_in: int | None = Field(default=None, alias="in")
    people_out: int | None = Field(default=None, alias="out")


class Audit(Shape):
    """``page``: the phone page's path under the API; ``key``: what it carries behind a `#`."""

    audit: str
    line: str
    name: str
    drawn: datetime
    upcoming: bool
    seed: int
    sizes: dict[str, int]
    unobserved: int = 0
    current: bool = True
    page: str
    key: str | None = None
    quarters: tuple[AuditQuarter, ...]


class Audits(Shape):
    writable: bool
    audits: tuple[Audit, ...]


class AuditErrors(Shape):
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


class AuditStratum(AuditErrors):
    stratum: str


class Claim(Shape):
    share: float
    more: int | None
    why: str | None = None


class Due(Shape):
    reason: str
    since: datetime | None = None


class AuditedLine(AuditErrors):
    line: str
    name: str
    role: str
    strata: tuple[AuditStratum, ...]
    claim: Claim
    left_out: tuple[datetime, ...] = ()
    waiting: int = 0
    outdated: int = 0
    last: datetime | None = None
    due: Due | None = None


class CounterError(Shape):
    direction: str
    relative: float | None
    audits: int = 0
    why: str | None = None


class AuditResults(Shape):
    counter_errors: tuple[CounterError, ...]
    lines: tuple[AuditedLine, ...]


class Subject(Shape):
    kind: str
    id: str
    name: str


class Finding(Shape):
    """``params``: numbers for its sentence; what was not measured is left out."""

    code: str
    severity: str
    subject: Subject
    since: datetime | None = None
    params: dict[str, float] = {}


class CameraHealth(Shape):
    camera: str
    name: str
    device: str | None = None
    state: str
    since: datetime | None = None
    last_minute: datetime | None = None
    fps: float | None = None
    asked_fps: float | None = None
    decode_errors: int | None = None
    reconnects: int | None = None
    coverage: Coverage = Coverage()


class DeviceHealth(Shape):
    device: str
    enrolled: bool = False
    state: str
    since: datetime | None = None
    last_batch: datetime | None = None
    outbox_batches: int | None = None
    outbox_oldest_seconds: float | None = None
    clock_skew_seconds: float | None = None
    disk_free_bytes: int | None = None
    temperature_celsius: float | None = None
    heat_discarded: int | None = None
    missing_batches: int = 0


class StoreHealth(Shape):
    """``findings``: the worst first. ``policy``: the thresholds, by name."""

    now: datetime
    reported: bool
    findings: tuple[Finding, ...]
    cameras: tuple[CameraHealth, ...]
    devices: tuple[DeviceHealth, ...]
    policy: dict[str, float] = {}
