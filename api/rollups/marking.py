"""Hours whose minutes change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from api.database import insert_into
from api.hour_models import DirtyHour
from api.rollups.reach import hour_of


def mark(session: Session, store: str, starts: Iterable[datetime]) -> None:
    """The hours of these minutes, of a store, are dirty: to be called in the transaction that
    changes them.

    Of two that mark an hour at once the second waits for the first, and adds to what it left.
    """
    # In one order everywhere, so that no two wait for each other.
    hours = sorted({hour_of(start) for start in starts})
    if not hours:
        return
    statement = insert_into(session, DirtyHour)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["store_id", "start"], set_={"gen": DirtyHour.gen + 1}
        ),
        [{"store_id": store, "start": hour, "gen": 1} for hour in hours],
    )
