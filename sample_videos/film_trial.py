"""The sample films' visits, judged as the films are counted."""

from __future__ import annotations

from collections.abc import Sequence

from sample_videos.journeys import JourneyTally
from sample_videos.play import Play
from sample_videos.recording import Stopwatch, Trial
from sample_videos.witness import Identities, Witness
from vision.edge.watch import FilmPlan, Watch
from vision.journey.step import PlanUpdate
from vision.scene import Counted


class FilmTrial(Watch):
    """Watches what the product itself joins. Its ``stopwatch`` makes the joiner.

    Args:
        start: capture time of the films' first frame.
    """

    def __init__(self, play: Play, witness: Witness, start: float) -> None:
        self.stopwatch = Stopwatch()
        self._witness = witness
        self._identities = Identities()
        self._seconds = play.truth.seconds
        self._tally = JourneyTally(play.shop, play.performance, play.truth, start, self._identities)

    def on_counted(self, plan: FilmPlan, counted: Sequence[Counted]) -> None:
        camera = plan.camera.id
        for sighting, _ in counted:
            person = self._witness.person(camera, sighting)
            self._identities.add(camera, sighting.track, sighting.time, person)

    def on_joined(self, update: PlanUpdate) -> None:
        self._tally.take(update)

    def result(self) -> Trial:
        """Of everything until now."""
        return Trial(self._tally.score(), self._seconds, self.stopwatch.seconds)
