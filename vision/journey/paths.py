"""The paths of one business day, of which only those leave the box that at least k people took."""

from __future__ import annotations

from collections import Counter

from vision.plan_records import MAX_PATH_ZONES

Path = tuple[str, ...]


def releasable(taken: Counter[Path], k: int) -> tuple[list[tuple[Path | None, int]], int]:
    """What may be told of a day's paths, and how many visits stay untold.

    Paths that at least ``k`` visits took are told each by itself; all others together, as None.
    The others must be none or at least ``k``, for the day's total is known elsewhere: while they
    are not, the rarest told path goes to them. When no path was taken by ``k`` visits, nothing is
    told.
    """
    told = {
        path: visits
        for path, visits in taken.items()
        if visits >= k and len(path) <= MAX_PATH_ZONES
    }
    total = taken.total()
    if not told:
        return [], total
    while 0 < (others := total - sum(told.values())) < k:
        # At least k visits are told and fewer than k are not: a path is there to be folded.
        del told[min(told, key=lambda path: (told[path], path))]
    found: list[tuple[Path | None, int]] = [*sorted(told.items())]
    if others:
        found.append((None, others))
    return found, 0
