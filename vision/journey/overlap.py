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


def overlap_odds(one: Piece, other: Piece, settings: JoinSettings) -> float | None:
    """Log odds that two cameras' pieces show one person and not two; None: not seen at once."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    if last - first + 1 < FEWEST:
        return None
    mine = slice(first - one.first, last - one.first + 1)
    theirs = slice(first - other.first, last - other.first + 1)
    apart = one.places[mine] - other.places[theirs]
    doubt = one.doubts[mine] + other.doubts[theirs]
    inverse = np.linalg.inv(doubt)
    usual = -0.5 * np.log(np.linalg.det(2 * np.pi * doubt)) - np.log(settings.density)
    weight = (last - first + 1) * settings.step_seconds / settings.memory_seconds

    def odds(apart: Floats) -> float:
        off = np.einsum("ni,nij,nj->n", apart, inverse, apart)
        return float(np.maximum(usual - off / 2, settings.worst).mean()) * weight

    best = odds(apart)
    for rays, sign in ((one.rays[mine], 1.0), (other.rays[theirs], -1.0)):
        weighed = np.einsum("ni,nij->nj", rays, inverse)
        further = sign * np.sum(weighed * apart) / max(float(np.sum(weighed * rays)), 1e-9)
        further = float(min(max(further, 0.0), settings.hidden_most))
        hidden = odds(apart - sign * further * rays)
        hidden += settings.hidden_odds - further / settings.hidden_metres
        best = max(best, hidden)
    return best
