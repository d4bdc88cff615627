"""The figures of the zones of a store as touchpoints, each and by type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel
from sqlalchemy.orm import Session

from analytics import dwell
from analytics.figure import NOT_ENOUGH_DATA, NOT_MEASURED, Figure
from analytics.queues import WaitCounts, wait_quantile
from analytics.rates import Sight, doubted
from analytics.span import Span
from analytics.touchpoints import BEFORE_THE_SHOP, ZoneUse, touchpoint
from api import dwells, measures, plan_sums
from api.measures import Crossings, ZoneSums
from api.plan_sums import Question
from api.stretches import Stretch, Stretches
from api.time_grid import TimeGrid
from vision.description import ZoneDescription, ZoneType
from vision.records import DWELL_BIN_COUNT, DWELL_BIN_EDGES, PLAN

_Sums = TypeVar("_Sums", Crossings, ZoneSums)
_BEFORE: Final = ("street", "window", "connected_window")
NO_WAIT: Final = "Waits are measured in zones of the plan of the type `queue`."


class TouchpointAnswer(BaseModel):
    """A zone, or all zones of a type together (``zone`` is None)."""

    zone: str | None
    name: str | None
    type: ZoneType
    attraction: Figure
    use: Figure
    use_per_visitor: Figure
    dwell_p50_seconds: Figure
    wait_p50_seconds: Figure


@dataclass(frozen=True, slots=True)
class TouchpointSums:
    """All that touchpoints are computed from. ``visitors``: crossings in, of the entrances."""

    grid: TimeGrid
    entrances: Sequence[Mapping[int, Crossings]]
    entrance_cameras: Sequence[str]
    zones: Mapping[str, Mapping[int, ZoneSums]]
    dwells: Mapping[str, Stretches[Sequence[int]]]
    waits: Mapping[str, Stretches[WaitCounts]]


def touchpoint_sums(session: Session, asked: Question, grid: TimeGrid) -> TouchpointSums:
    store = asked.description.store
    entrances = [line for line in asked.description.lines if line.role == "entrance"]
    crossings = measures.crossings(session, store, grid)
    histograms: dict[str, list[Stretch[Sequence[int]]]] = defaultdict(list)
    for one in dwells.histograms(session, store, grid.span):
        histograms[one.zone].append(Stretch(one.span, one.counts, sum(one.counts)))
    return TouchpointSums(
        grid,
        [crossings.get((line.line, "in"), {}) for line in entrances],
        [line.camera for line in entrances],
        measures.zones(session, store, grid),
        {zone: Stretches(stretches) for zone, stretches in histograms.items()},
        plan_sums.waits(session, store, grid.span),
    )


def touchpoints(asked: Question, sums: TouchpointSums, period: Span) -> list[TouchpointAnswer]:
    """Those of each type, then those of each zone."""
    zones = asked.description.zones
    types = sorted({zone.type for zone in zones})
    groups: list[tuple[str | None, str | None, ZoneType, list[ZoneDescription]]] = [
        (None, None, kind, _apart([zone for zone in zones if zone.type == kind])) for kind in types
    ]
    groups += [(zone.zone, zone.name, zone.type, [zone]) for zone in zones]
    return [
        _answer(asked, sums, period, zone, name, kind, members)
        for zone, name, kind, members in groups
    ]


def _apart(zones: list[ZoneDescription]) -> list[ZoneDescription]:
    """Those that may be added up: a zone of the plan may be one that is drawn in a camera's picture
    too, and tells each of its visits once."""
    return [zone for zone in zones if zone.camera == PLAN] or zones


def _answer(
    asked: Question,
    sums: TouchpointSums,
    period: Span,
    zone: str | None,
    name: str | None,
    kind: ZoneType,
    members: list[ZoneDescription],
) -> TouchpointAnswer:
    cameras = {member.camera for member in members}
    own = asked.sight(cameras, period)
    both = asked.sight([*cameras, *sums.entrance_cameras], period)
    use = ZoneUse()
    for member in members:
        for one in _pieces(sums.zones.get(member.zone, {}), sums.grid, period):
            use = use.plus(ZoneUse(one.entries, one.stops))
    found = (
        touchpoint(use, None, both, BEFORE_THE_SHOP)
        if kind in _BEFORE
        else touchpoint(use, _visitors(sums, period), both)
    )
    return TouchpointAnswer(
        zone=zone,
        name=name,
        type=kind,
        attraction=found.attraction,
        use=touchpoint(use, None, own).use,
        use_per_visitor=found.use_per_visitor,
        dwell_p50_seconds=_dwell(sums, members, period, own, asked.description.k),
        wait_p50_seconds=_wait(asked, sums, members, period),
    )


def _visitors(sums: TouchpointSums, period: Span) -> int | None:
    """In through the entrances, staff left out where they are told; None: there is no entrance."""
    if not sums.entrances:
        return None
    return sum(
        one.people - one.staff
        for by_piece in sums.entrances
        for one in _pieces(by_piece, sums.grid, period)
    )


def _dwell(
    sums: TouchpointSums, members: list[ZoneDescription], period: Span, sight: Sight, k: int
) -> Figure:
    method = "dwell that half of the visits do not exceed, from bins"
    if sight.refusal is not None:
        return Figure(None, "seconds", method, flags=(NOT_ENOUGH_DATA,), note=sight.refusal)
    counts = dwell.merged_counts(
        [
            counts
            for member in members
            for counts in sums.dwells.get(member.zone, Stretches()).within(period)[0]
        ],
        DWELL_BIN_COUNT,
    )
    half = dwell.percentile(counts, DWELL_BIN_EDGES, 0.5)
    n = sum(counts)
    if half.seconds is None or half.error is None:
        note = f"The boxes release dwell for {k} visits or more." if n == 0 else "Beyond the bins."
        return Figure(None, "seconds", method, n, flags=(NOT_ENOUGH_DATA,), note=note)
    note = f"Read from bins, within {half.error:.0%}."
    return doubted(Figure(half.seconds, "seconds", method, n, note=note), sight)


def _wait(
    asked: Question, sums: TouchpointSums, members: list[ZoneDescription], period: Span
) -> Figure:
    queues = [one for one in members if one.type == "queue" and one.camera == PLAN]
    if not queues:
        return Figure(None, "seconds", "wait", flags=(NOT_MEASURED,), note=NO_WAIT)
    inside = [
        counts
        for queue in queues
        for counts in sums.waits.get(queue.zone, Stretches()).within(period)[0]
    ]
    return wait_quantile(
        plan_sums.merged_waits(inside), DWELL_BIN_EDGES, 0.5, asked.sight([PLAN], period)
    )


def _pieces(by_piece: Mapping[int, _Sums], grid: TimeGrid, period: Span) -> Iterable[_Sums]:
    return (by_piece[piece] for piece in grid.pieces(period) if piece in by_piece)
