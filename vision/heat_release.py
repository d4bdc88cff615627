"""Heat grids, kept on the box until they are of enough people.

An hour's grids are released at its end once k tracks are in them; fewer wait for the next hour's,
within a business day. What is left at the day's end is withheld and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from vision.minutes import start_of
from vision.records import HeatRecord
from vision.zones.heat import HeatGrid, pack

HOUR = 60
"""Minutes."""


class HeatRelease:
    """The waiting grids of one camera, or of the plan. Minutes are counted from the POSIX epoch.

    Args:
        camera: what the records name.
        heat: is filled elsewhere, and emptied here as it is released.
        business_day: of a minute.
    """

    def __init__(
        self, camera: str, heat: HeatGrid, k: int, business_day: Callable[[int], date]
    ) -> None:
        self._camera = camera
        self._heat = heat
        self._k = k
        self._business_day = business_day
        self._span: tuple[int, int] | None = None
        self.withheld = 0
        """Tracks whose heat was never released, being too few."""

    def see(self, minute: int) -> list[HeatRecord]:
        """Before the grids get what is of ``minute``, which is watched: what may go."""
        records = self.wait(minute)
        first, last = self._span or (minute, minute)
        self._span = (first, max(last, minute))
        return records

    def wait(self, minute: int) -> list[HeatRecord]:
        """It is ``minute``, and perhaps nobody watches: what may go. A look may be of the next hour
        while the clock that closes minutes is held back in this one."""
        if self._span is None or minute // HOUR <= self._span[1] // HOUR:
            return []
        over = self._business_day(self._span[1]) != self._business_day(minute)
        return self._take(last=over)

    def finish(self) -> list[HeatRecord]:
        """Nothing will be watched any more."""
        return self._take(last=True)

    def forget(self) -> None:
        """What is in the grids is told of elsewhere already."""
        self._heat.clear()
        self._span = None

    def _take(self, *, last: bool) -> list[HeatRecord]:
        """The heat of k tracks or more; less waits for more, or is withheld if it is the ``last``
        of its day."""
        if self._span is None:
            return []
        span, people = self._span, self._heat.people
        if people < self._k and not self._heat.is_empty:
            if last:
                self._heat.clear()
                self._span = None
                self.withheld += people
            return []
        self._span = None
        return [] if self._heat.is_empty else [self._record(*span)]

    def _record(self, first: int, last: int) -> HeatRecord:
        record = HeatRecord(
            camera=self._camera,
            start=start_of(first),
            end=start_of(last + 1),
            rows=self._heat.rows,
            cols=self._heat.cols,
            person_milliseconds=pack(self._heat.person_milliseconds),
            passages=pack(self._heat.passages),
        )
        self._heat.clear()
        return record
