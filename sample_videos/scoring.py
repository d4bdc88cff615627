"""Counted against true: how far the product is off on the sample films."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sample_videos.queue_score import Wait
from vision.evaluation.crossings import Moment
from vision.evaluation.dwell import Dwell


@dataclass(frozen=True, slots=True)
class FilmTruth:
    """What of ``truth.json`` is compared."""

    crossings: Sequence[Moment]
    visitors: int
    sales: int
    dwells: Mapping[str, Sequence[Dwell]]
    """By area, the visits of visitors whose beginning the film holds."""
    waits: Sequence[Wait]
    """Of those served, begun and ended in the film."""
    abandoned: int
    passed_by: int
    """People who never came in."""
    groups: Sequence[frozenset[int]]
    """Of those who came in, and did not turn back at once: who belongs together."""
    staff: frozenset[int]
    """Their numbers in the tracks' truth."""

    @property
    def conversion(self) -> float | None:
        return self.sales / self.visitors if self.visitors else None


def read_truth(path: Path) -> FilmTruth:
    table = json.loads(path.read_text("utf-8"))
    staff = frozenset(someone["number"] for someone in table["people"] if someone["staff"])
    dwells: dict[str, list[Dwell]] = defaultdict(list)
    for visit in table["visits"]:
        if not visit["cut_start"] and visit["person"] not in staff:
            dwells[visit["area"]].append((visit["dwell"], visit["cut_end"]))
    undone = {(turn["person"], turn["entered"]) for turn in table["u_turns"]}
    entered = {
        crossing["person"]
        for crossing in table["crossings"]
        if crossing["direction"] == "in" and (crossing["person"], crossing["time"]) not in undone
    }
    return FilmTruth(
        crossings=[(crossing["time"], crossing["direction"]) for crossing in table["crossings"]],
        visitors=table["figures"]["visitors"],
        sales=table["figures"]["sales"],
        dwells=dwells,
        waits=[
            (stay["joined"], stay["left"])
            for stay in table["queue"]
            if stay["wait"] is not None and stay["outcome"] == "served"
        ],
        abandoned=sum(stay["outcome"] == "abandoned" for stay in table["queue"]),
        passed_by=sum(someone["role"] == "passer-by" for someone in table["people"]),
        groups=[frozenset(entered.intersection(group["members"])) for group in table["groups"]],
        staff=staff,
    )
