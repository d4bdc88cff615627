"""Whether somebody who appears is somebody who was lost: by how far they came, and how long it
took."""

from __future__ import annotations

from math import exp, hypot, inf, log, pi

from vision.journey.settings import JoinSettings
from vision.zones.geometry import Point

TOUCHING = 1.0
"""Seconds for which somebody may be seen by the one camera still and by the next already."""


def gap_odds(seconds: float, start: Point, end: Point, settings: JoinSettings) -> float:
    """Log odds of one person against another who comes from nowhere; minus infinity: too fast or
    too long."""
    if not -TOUCHING <= seconds <= settings.longest_gap:
        return -inf
    seconds = max(seconds, 0.0)
    metres = hypot(end[0] - start[0], end[1] - start[1])
    if metres > 2 * settings.gap_places + settings.fastest * seconds:
        return -inf
    near = settings.gap_places**2 + settings.lingering**2 * seconds
    far = settings.gap_places**2 + (settings.walking * seconds) ** 2
    density = (1 - settings.walks) * _normal(metres, near)
    density += settings.walks * _normal(metres, min(far, 9.0))
    # Most are hidden for seconds, some for minutes.
    usual = settings.hiding_seconds
    hidden = usual / (usual + seconds) ** 2
    return log(density * hidden / settings.fresh)


def _normal(metres: float, variance: float) -> float:
    """On a plane, by square metre."""
    return exp(-(metres**2) / (2 * variance)) / (2 * pi * variance)
