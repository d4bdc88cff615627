"""Where people are on the shop's plan."""

from __future__ import annotations

from vision.zones.geometry import Point
from vision.zones.heat import HeatGrid
from vision.zones.plan import PlanGrid


class PlanHeat(HeatGrid):
    """Adds up person-milliseconds and passages in the cells of a plan, of places in metres.

    Who walks beyond the plan is not drawn until they come back. Cells that no camera sees stay
    empty here like those where nobody was: which they are is told by ``seen`` of the description.
    """

    def __init__(self, grid: PlanGrid) -> None:
        super().__init__(grid.size, (grid.rows, grid.cols))
        self._grid = grid

    def _cell(self, foot: Point) -> tuple[int, int] | None:
        return self._grid.index(foot)
