"""Orders over several rows whose own cells stand on the first of them, or on each.

A file comes in blocks that may end within an order, so the last order's own cells are remembered.
"""

from __future__ import annotations

from api.sales.amounts import DecimalMark
from api.sales.columns import Field
from api.sales.layouts.header import Cells
from api.sales.layouts.sums import negative


class Orders:
    """``key``: names of which the first that the file has tells the order. ``own``: columns of the
    order, not of its rows."""

    def __init__(self, key: tuple[str, ...], own: tuple[str, ...]) -> None:
        self._key = key
        self._own = own
        self._last: dict[str, str] = {}
        self._line = 0

    def filled(self, cells: Cells) -> list[bool]:
        """Fills the order's own cells of its further rows, in place. True where an order begins."""
        begins = []
        key = next((name for name in self._key if cells.has(name)), self._key[0])
        own = [name for name in dict.fromkeys((key, *self._own)) if cells.has(name)]
        # Read once more from the top: nothing went before.
        if cells.lines and cells.lines[0] <= self._line:
            self._last = {}
        for place in range(len(cells)):
            order = cells[key][place]
            first = bool(order) and order != self._last.get(key)
            begins.append(first)
            if first:
                self._last = {name: cells[name][place] for name in own}
            else:
                for name in own:
                    cells[name][place] = cells[name][place] or self._last.get(name, "")
        if cells.lines:
            self._line = cells.lines[-1]
        return begins


def returned(sale: dict[Field, str], amount: str, mark: DecimalMark) -> dict[Field, str]:
    """The return of ``amount`` beside its sale. How many things came back is not known."""
    back: dict[Field, str] = {
        "ticket": f"{sale['ticket']}/refund",
        "amount": negative(amount, mark),
        "items": "",
        "type": "return",
    }
    return {**sale, **back}
