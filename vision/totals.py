"""Events of a whole film added up, for a terminal. Nothing of this leaves the machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from vision.zones.events import Crossing, Entry, Event, Pass, ReEntry, Stop, UTurn, Visit


class Totals:
    """Counts by line and zone. U-turns and re-entries are left out of *in* and *out*."""

    def __init__(self, lines: Sequence[str], zones: Sequence[str]) -> None:
        self._lines = {name: {"in": 0, "out": 0, "u_turns": 0, "re_entries": 0} for name in lines}
        self._zones = {
            name: {"visits": 0, "passes": 0, "stops": 0, "censored": 0} for name in zones
        }
        self._dwell: dict[str, list[float]] = {name: [] for name in zones}

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            match event:
                case Crossing():
                    self._lines[event.line][event.direction] += 1
                case UTurn() | ReEntry():
                    line = self._lines[event.line]
                    line["in"] -= 1
                    line["out"] -= 1
                    line["u_turns" if isinstance(event, UTurn) else "re_entries"] += 1
                case Entry():
                    self._zones[event.zone]["visits"] += 1
                case Pass():
                    self._zones[event.zone]["passes"] += 1
                case Stop():
                    self._zones[event.zone]["stops"] += 1
                case Visit():
                    self._zones[event.zone]["censored"] += (
                        event.censored_begin or event.censored_end
                    )
                    self._dwell[event.zone].append(event.dwell)

    def lines(self) -> list[dict[str, Any]]:
        return [{"name": name, **counts} for name, counts in self._lines.items()]

    def zones(self, k: int = 1) -> list[dict[str, Any]]:
        """With mean and percentiles of the dwell where at least ``k`` visits ended."""
        return [
            {"name": name, **counts, "dwell_seconds": _summary(self._dwell[name], k)}
            for name, counts in self._zones.items()
        ]


def _summary(seconds: list[float], k: int) -> dict[str, float | int | None]:
    n = len(seconds)
    if n < max(k, 1):
        return {"n": n, "mean": None, "p50": None, "p90": None}
    p50, p90 = (float(p) for p in np.percentile(seconds, [50, 90]))
    return {"n": n, "mean": round(sum(seconds) / n, 2), "p50": round(p50, 2), "p90": round(p90, 2)}
