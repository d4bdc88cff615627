"""What watches the zones of a shop's plan."""

from __future__ import annotations

from collections.abc import Sequence

from vision.site_plan import PlanZonePart
from vision.zones.geometry import Polygon
from vision.zones.queue import QueueMonitor
from vision.zones.zone import ZoneMonitor, ZoneSettings


def area_of(zone: PlanZonePart) -> Polygon:
    return Polygon(tuple(zone.polygon))


def zone_monitor(zone: PlanZonePart) -> ZoneMonitor:
    return ZoneMonitor(
        zone.id,
        area_of(zone),
        ZoneSettings(
            entry_delay=zone.entry_delay,
            exit_grace=zone.exit_grace,
            visit_seconds=zone.visit_seconds,
            engagement_seconds=zone.engagement_seconds,
        ),
    )


def queue_monitor(zone: PlanZonePart, zones: Sequence[PlanZonePart]) -> QueueMonitor:
    tills = [area_of(other) for other in zones if other.id in zone.tills]
    return QueueMonitor(zone.id, area_of(zone), tills)
