"""Since when something holds: the unbroken run of rows up to the latest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from api.models import RecordTable


def run_start(
    session: Session,
    table: type[RecordTable],
    of: Sequence[ColumnElement[bool]],
    holds: ColumnElement[bool],
) -> datetime | None:
    """Start of the earliest row after which, among the rows ``of``, ``holds`` is true of all; None
    when it is not true of the latest. A condition on what was not measured is not true."""
    other = case((holds, 0), else_=1) == 1
    last_other = session.scalar(
        select(table.start).where(*of, other).order_by(table.start.desc()).limit(1)
    )
    after = () if last_other is None else (table.start > last_other,)
    return session.scalar(select(table.start).where(*of, *after).order_by(table.start).limit(1))
