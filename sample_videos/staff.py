"""Staff as they were told from visitors, beside who is staff: in memory, by the truth's boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sample_videos.witness import Witness
from vision.scene import Counted

FEWEST_SIGHTINGS = 5
"""Somebody seen less often in a camera is not judged by it."""


@dataclass(frozen=True, slots=True)
class StaffScore:
    """``found``: members of staff who in some camera were counted as staff for most of their
    sightings; ``taken``: visitors who were. The others are shares of all sightings: of staff, those
    counted as staff; of visitors, those counted as staff. None without any."""

    true: int
    found: int
    taken: int
    recall: float | None
    lost: float | None


class StaffTally:
    """Gathers, camera by camera, whom each counted sighting shows.

    Args:
        staff: their numbers in the truth.
    """

    def __init__(self, witness: Witness, staff: Collection[int]) -> None:
        self._witness = witness
        self._staff = frozenset(staff)
        self._seen: Counter[tuple[str, int]] = Counter()
        self._as_staff: Counter[tuple[str, int]] = Counter()

    def take(self, camera: str, counted: Sequence[Counted]) -> None:
        for sighting, staff in counted:
            person = self._witness.person(camera, sighting)
            if person is not None:
                self._seen[camera, person] += 1
                self._as_staff[camera, person] += staff

    def score(self) -> StaffScore:
        mostly = {
            person
            for (camera, person), seen in self._seen.items()
            if seen >= FEWEST_SIGHTINGS and 2 * self._as_staff[camera, person] > seen
        }
        return StaffScore(
            true=len(self._staff),
            found=len(mostly & self._staff),
            taken=len(mostly - self._staff),
            recall=self._share(of_staff=True),
            lost=self._share(of_staff=False),
        )

    def _share(self, *, of_staff: bool) -> float | None:
        wanted = [key for key in self._seen if (key[1] in self._staff) == of_staff]
        seen = sum(self._seen[key] for key in wanted)
        return round(sum(self._as_staff[key] for key in wanted) / seen, 4) if seen else None
