"""Parties as they were told at a line, beside who came together: in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from sample_videos.witness import Witness
from vision.evaluation.pairs import PairScore
from vision.scene import Counted
from vision.zones.events import Event, Party


class PartyTally:
    """Gathers who the members of the parties that came in are.

    A track that shows nobody of the truth is somebody invented, and its pairs are wrong ones.

    Args:
        camera: the one that watches the line.
    """

    def __init__(self, witness: Witness, camera: str) -> None:
        self._witness = witness
        self._camera = camera
        self._shows: dict[int, Counter[int]] = defaultdict(Counter)
        self._parties: list[Party] = []

    def see(self, counted: Iterable[Counted]) -> None:
        """Sightings of the door's camera."""
        for sighting, _ in counted:
            person = self._witness.person(self._camera, sighting)
            if person is not None:
                self._shows[sighting.track][person] += 1

    def hear(self, events: Iterable[Event]) -> None:
        self._parties += [
            event for event in events if isinstance(event, Party) and event.direction == "in"
        ]

    def score(self, groups: Iterable[Collection[int]]) -> PairScore:
        """``groups``: of those who came in, the people who did so together."""
        return PairScore.of([self._people(party) for party in self._parties], groups)

    def _people(self, party: Party) -> set[int | str]:
        people: set[int | str] = set()
        for track in party.tracks:
            shown = self._shows.get(track)
            people.add(shown.most_common(1)[0][0] if shown else f"invented {track}")
        return people
