"""One place from those that several cameras tell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vision.journey.settings import JoinSettings
from vision.journey.tracklet import Piece
from vision.zones.floor import Floats
from vision.zones.geometry import Point

CONTRADICTION = 9.0
"""Squared Mahalanobis distance from which one of two cameras sees no feet."""


def fused(pieces: Sequence[Piece], index: int, settings: JoinSettings) -> Point | None:
    """Where these pieces of one person are at a grid index; None: none of them is.

    Weighed by the inverse of their doubts. Where two contradict each other, the feet are hidden
    from one of them, and only directions count, not distances.
    """
    there = [piece for piece in pieces if piece.first <= index <= piece.last]
    if not there:
        return None
    places = np.array([piece.places[index - piece.first] for piece in there])
    doubts = np.array([piece.doubts[index - piece.first] for piece in there])
    mean = _weighed(places, doubts)
    off = places - mean
    if len(there) > 1 and (
        np.einsum("ni,nij,nj->n", off, np.linalg.inv(doubts), off).sum() > CONTRADICTION
    ):
        rays = np.array([piece.rays[index - piece.first] for piece in there])
        further = settings.hidden_metres**2 * rays[:, :, None] * rays[:, None, :]
        mean = _weighed(places, doubts + further)
    return float(mean[0]), float(mean[1])


def _weighed(places: Floats, doubts: Floats) -> Floats:
    weights = np.linalg.inv(doubts)
    total = weights.sum(axis=0)
    mean: Floats = np.linalg.solve(total, np.einsum("nij,nj->i", weights, places))
    return mean
