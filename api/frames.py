"""The API as pandas data frames, for analysts.

    from api.frames import Frames

    with Frames("https://counts.example.com/api") as frames:
        days = frames.kpis(grain="day", start="2026-05-01")
    days.attrs["units"]["sales"]          # 'EUR'

A value that is not known is missing (NaN or NA) and the column ``…_note`` says why: never fill it
with 0. Ratios of several rows come from their sums, not from the mean of the ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Self

from api.client import Client
from api.tidy_tables import Grain, Kind, Subject, tidy

if TYPE_CHECKING:
    import pandas as pd

Day = date | str
_DTYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "Int64",
    "number": "float64",
    "amount": "float64",
    "instant": "datetime64[s, UTC]",
    "local": "datetime64[s]",
    "day": "datetime64[s]",
}


class Frames(AbstractContextManager["Frames"]):
    """``server``: where the API is, such as http://box:8000/api, or a `Client`, which then stays
    the caller's to close. Its methods raise ApiError, and ValueError for a day that is none."""

    def __init__(self, server: str | Client, token: str | None = None) -> None:
        self._own = isinstance(server, str)
        self.client = Client(server, token) if isinstance(server, str) else server

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._own:
            self.client.close()

    def kpis(
        self,
        *stores: str,
        start: Day | None = None,
        end: Day | None = None,
        grain: Grain = "day",
    ) -> pd.DataFrame:
        """One row a store and period; each figure with its ``_low``, ``_high``, ``_n``, ``_flags``
        and ``_note``. No ``stores``: all. ``start`` to ``end``: business days, both included."""
        return self._frame("kpis", stores, start, end, grain)

    def zones(
        self,
        *stores: str,
        start: Day | None = None,
        end: Day | None = None,
        grain: Grain = "day",
    ) -> pd.DataFrame:
        """One row a store, period and zone."""
        return self._frame("zones", stores, start, end, grain)

    def queues(
        self,
        *stores: str,
        start: Day | None = None,
        end: Day | None = None,
        grain: Grain = "day",
    ) -> pd.DataFrame:
        """One row a store, period and queue of the plan."""
        return self._frame("queues", stores, start, end, grain)

    def tickets(
        self, *stores: str, start: Day | None = None, end: Day | None = None
    ) -> pd.DataFrame:
        """One row a ticket, of all kinds: `sale` alone enters conversion. Without its number, and
        to the quarter-hour."""
        return self._frame("tickets", stores, start, end, "day")

    def _frame(
        self,
        subject: Subject,
        stores: Sequence[str],
        start: Day | None,
        end: Day | None,
        grain: Grain,
    ) -> pd.DataFrame:
        import pandas as pd

        table = tidy(
            self.client, subject, stores=stores, start=_day(start), end=_day(end), grain=grain
        )
        rows = [row for batch in table.batches for row in batch]
        frame = pd.DataFrame(
            {
                column.name: pd.Series([row[index] for row in rows], dtype=_DTYPES[column.kind])
                for index, column in enumerate(table.columns)
            }
        )
        frame.attrs["units"] = {column.name: column.unit for column in table.columns if column.unit}
        return frame


def _day(given: Day | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given
