"""What the API answers of journeys, flows and queues, as far as the pages read it."""

from datetime import datetime
from typing import Any

from pydantic import Field

from dashboard.shapes import Coverage, Figure, Shape


class Stage(Shape):
    """``share``: of the people of the stage ``of``; ``of_visits``: of all visits. None: of none."""

    stage: str
    people: Figure
    of: str | None = None
    share: Figure | None = None
    of_visits: Figure | None = None


class PathShare(Shape):
    """``zones``: None: all other paths."""

    zones: tuple[str, ...] | None
    visits: int
    share: Figure


class Touchpoint(Shape):
    """``zone``: None: all zones of the type together."""

    zone: str | None = None
    name: str | None = None
    type: str
    attraction: Figure
    use: Figure
    use_per_visitor: Figure
    dwell_p50_seconds: Figure
    wait_p50_seconds: Figure


class JourneyPeriod(Shape):
    """``rates``: by their name."""

    start: datetime
    end: datetime
    coverage: Coverage
    whole: Figure
    funnel: tuple[Stage, ...]
    rates: dict[str, Figure]
    paths: tuple[PathShare, ...]
    touchpoints: tuple[Touchpoint, ...]
    note: str | None = None


class _Answer(Shape):
    start: datetime | None = Field(default=None, alias="from")
    end: datetime | None = Field(default=None, alias="to")
    policy: dict[str, Any] = Field(default={})


class Journeys(_Answer):
    """``names``: of the zones that paths are of."""

    names: dict[str, str]
    periods: tuple[JourneyPeriod, ...] = ()


class Link(Shape):
    """``people``: moves from one zone to the next; an end is a zone, `:door`, `:unseen` or
    `:other`."""

    origin: str
    destination: str
    people: int
    share: Figure


class FlowPeriod(Shape):
    visits: int | None = None
    whole: Figure
    links: tuple[Link, ...]
    note: str | None = None


class Flows(_Answer):
    names: dict[str, str]
    periods: tuple[FlowPeriod, ...] = ()


class Incidence(Shape):
    """A share of those who joined, with the ends of its interval."""

    share: float
    low: float | None = None
    high: float | None = None


class Outcome(Shape):
    """``seconds``: after joining."""

    seconds: float
    served: Incidence
    abandoned: Incidence


class Queue(Shape):
    zone: str
    name: str
    joined: Figure
    served: Figure
    abandoned: Figure
    censored: Figure
    mean_length: Figure
    peak_length: Figure
    wait_p50_seconds: Figure
    wait_p90_seconds: Figure
    abandonment_rate: Figure
    outcomes: tuple[Outcome, ...] = ()
    note: str | None = None


class QueuePeriod(Shape):
    start: datetime
    end: datetime
    coverage: Coverage
    queues: tuple[Queue, ...]


class LiveQueue(Shape):
    """``waiting``: at ``as_of``; None: too long ago, or never."""

    zone: str
    name: str
    as_of: datetime | None = None
    waiting: float | None = None
    wait_seconds: Figure


class Queues(_Answer):
    live: tuple[LiveQueue, ...] = ()
    periods: tuple[QueuePeriod, ...] = ()
    note: str | None = None
