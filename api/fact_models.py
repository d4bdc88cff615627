"""Tables of imported daily facts and of the files they came in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.instant import Instant
from api.table import StoreTable, of_store


class FactRow(StoreTable):
    """One figure of one day (`api.facts.fact.Fact`). ``source``: which export of its kind it is
    of, empty while a store has one. ``value``: a decimal, exact, as text. ``currency``: empty for
    what is no money."""

    __tablename__ = "facts"
    __table_args__ = of_store()

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
    import_id: Mapped[int] = mapped_column(Integer)


class ReplacedFact(StoreTable):
    """A fact as it was before the import ``import_id`` replaced its day, for that to be undone.
    ``was_import``: which had made it so."""

    __tablename__ = "replaced_facts"
    __table_args__ = of_store()

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    measure: Mapped[str] = mapped_column(String(32), primary_key=True)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))
    was_import: Mapped[int] = mapped_column(Integer)


class FactImport(StoreTable):
    """A file of facts that was imported: it speaks for its days, until it is ``undone``.
    ``left_out``: days between ``first`` and ``last``, as text, of which it had a row that could not
    be read, which stay as they were."""

    __tablename__ = "fact_imports"
    __table_args__ = of_store()

    import_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(64))
    file: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    imported: Mapped[datetime] = mapped_column(Instant)
    undone: Mapped[datetime | None] = mapped_column(Instant)
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(Integer)
    left_out: Mapped[list[str]] = mapped_column(JSON)
    rows_kept: Mapped[int] = mapped_column(Integer)
    rows_rejected: Mapped[int] = mapped_column(Integer)
    facts: Mapped[int] = mapped_column(Integer)
    replaced: Mapped[int] = mapped_column(Integer)
