"""Whether two cameras show one person at the same time.

Each camera's place is off by a Gaussian error that its geometry tells, and now and then by more
along the line of sight: feet that furniture hides are taken to be further off than they are, for as
long as they are hidden.
"""

from __future__ import annotations

import numpy as np

from vision.journey.settings import JoinSettings
from vision.journey.tracklet import Piece
from vision.zones.floor import Floats

FEWEST = 2
"""Common places on the grid."""
TAIL = 4.0
"""Degrees of freedom of Student's distribution, which errors follow more than Gauss's."""
FAR = 3.0
"""Metres beyond what hidden feet explain, from which nothing need be weighed."""


def overlap_odds(one: Piece, other: Piece, settings: JoinSettings) -> float:
    """Log odds that two cameras' pieces, seen at once, show one person and not two."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    mine = slice(first - one.first, last - one.first + 1)
    theirs = slice(first - other.first, last - other.first + 1)
    dx, dy = (one.places[mine] - other.places[theirs]).T
    weight = len(dx) * settings.step_seconds / settings.memory_seconds
    if (dx * dx + dy * dy).min() > (settings.hidden_most + FAR) ** 2:
        return settings.worst * weight
    doubt = one.doubts[mine] + other.doubts[theirs]
    a, b, c = doubt[:, 0, 0], doubt[:, 0, 1], doubt[:, 1, 1]
    determinant = a * c - b * b
    usual = -0.5 * np.log((2 * np.pi) ** 2 * determinant) - np.log(settings.density)
    a, b, c = c / determinant, -b / determinant, a / determinant

    def odds(dx: Floats, dy: Floats) -> float:
        off = a * dx * dx + 2 * b * dx * dy + c * dy * dy
        return (
            float(np.maximum(usual - (TAIL / 2 + 1) * np.log1p(off / TAIL), settings.worst).sum())
            / len(dx)
            * weight
        )

    best = odds(dx, dy)
    for rays, sign in ((one.rays[mine], 1.0), (other.rays[theirs], -1.0)):
        u, v = rays.T
        p, q = a * u + b * v, b * u + c * v
        further = sign * float((p * dx + q * dy).sum() / max((p * u + q * v).sum(), 1e-9))
        further = min(max(further, 0.0), settings.hidden_most)
        if further > 0:
            hidden = odds(dx - sign * further * u, dy - sign * further * v)
            best = max(best, hidden + settings.hidden_odds - further / settings.hidden_metres)
    return best
