"""Sums of a store's receipts over the pieces of a grid of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from analytics.basket import Takings
from analytics.returns import Returns
from analytics.span import Span
from api.measures import Covered
from api.models import CoverageRow, Ticket
from api.rollups.reading import listed_spans
from api.sales.columns import SALE_KINDS
from api.stores import OBSERVED
from api.time_grid import TimeGrid


@dataclass(slots=True)
class TicketSums:
    """``outside``: sale tickets of minutes that no entrance camera covered."""

    takings: Takings = field(default_factory=Takings)
    outside: int = 0


def sale_tickets() -> ColumnElement[bool]:
    """As `is_sale`, for the database."""
    return and_(Ticket.kind.in_(SALE_KINDS), Ticket.amount > 0)


def tickets(
    session: Session,
    store: str,
    grid: TimeGrid,
    cameras: Sequence[str],
    covered: Mapping[str, Mapping[int, Covered]],
) -> dict[int, TicketSums]:
    """Piece to the sale tickets in it.

    Args:
        cameras: those that should have seen the buyers.
        covered: as ``coverage`` tells it.
    """
    amount = cast(Ticket.amount, Double)
    items = cast(Ticket.items, Double)
    found: dict[int, TicketSums] = defaultdict(TicketSums)
    for piece, count, minor, squares, itemised, *of_items in _of_sales(
        session,
        store,
        grid,
        range(len(grid.cuts) - 1),
        [
            func.count(),
            func.sum(Ticket.amount),
            func.sum(amount * amount),
            func.count(Ticket.items),
            func.coalesce(func.sum(Ticket.items), 0),
            func.coalesce(func.sum(items * items), 0.0),
            func.coalesce(func.sum(case((Ticket.items.is_not(None), Ticket.amount))), 0),
            func.coalesce(func.sum(case((Ticket.items.is_not(None), amount * amount))), 0.0),
            func.coalesce(func.sum(items * amount), 0.0),
        ],
    ):
        bought, bought_squares, itemised_minor, itemised_squares, products = of_items
        found[piece].takings += Takings(
            count,
            int(minor),
            float(squares),
            itemised,
            int(bought),
            float(bought_squares),
            int(itemised_minor),
            float(itemised_squares),
            float(products),
        )
    seconds: ColumnElement[int] = type_coerce(Ticket.occurred, BigInteger)
    seen = exists().where(
        CoverageRow.store_id == Ticket.store_id,
        CoverageRow.camera.in_(cameras),
        type_coerce(CoverageRow.start, BigInteger) == seconds - seconds % 60,
        CoverageRow.status.in_(OBSERVED),
    )
    # Where every minute was seen there is nothing to look up, ticket by ticket.
    doubtful = [
        piece
        for piece in found
        if not any(
            (one := covered.get(camera, {}).get(piece)) is not None
            and one.minutes >= grid.piece_span(piece).minutes
            for camera in cameras
        )
    ]
    for piece, count in _of_sales(session, store, grid, doubtful, [func.count()], ~seen):
        found[piece].outside += count
    return found


def return_tickets() -> ColumnElement[bool]:
    """Returns, and exchanges in which money was paid back."""
    return or_(Ticket.kind == "return", and_(Ticket.kind == "exchange", Ticket.amount < 0))


def returns(session: Session, store: str, grid: TimeGrid) -> dict[int, Returns] | None:
    """Piece to the return tickets in it; None when no receipt of the store, of whatever day, is
    one: an export may leave them out. A till may write what it paid back with either sign."""
    if not session.scalar(select(exists().where(Ticket.store_id == store, return_tickets()))):
        return None
    amount = cast(Ticket.amount, Double)
    sums = [func.count(), func.sum(func.abs(Ticket.amount)), func.sum(amount * amount)]
    spans = grid_spans(grid)
    return {
        piece: Returns(count, int(minor), float(squares))
        for piece, count, minor, squares in of_tickets(
            session, store, spans, sums, return_tickets()
        )
    }


def shifted_counts(
    session: Session, store: str, grid: TimeGrid, later: timedelta
) -> dict[int, int]:
    """Piece to the sale tickets as much later as ``later``."""
    spans = [
        (piece, Span(span.start + later, span.end + later)) for piece, span in grid_spans(grid)
    ]
    found = of_tickets(session, store, spans, [func.count()], sale_tickets())
    return {int(piece): int(count) for piece, count in found}


def grid_spans(grid: TimeGrid) -> list[tuple[int, Span]]:
    """Each piece and its span."""
    return [(piece, grid.piece_span(piece)) for piece in range(len(grid.cuts) - 1)]


def _of_sales(
    session: Session,
    store: str,
    grid: TimeGrid,
    pieces: Sequence[int],
    sums: list[Any],
    *where: ColumnElement[bool],
) -> Iterable[Any]:
    """(piece, sums) of the sale tickets."""
    if not pieces:
        return ()
    spans = [(piece, grid.piece_span(piece)) for piece in pieces]
    return of_tickets(session, store, spans, sums, sale_tickets(), *where)


def of_tickets(
    session: Session,
    store: str,
    spans: Sequence[tuple[int, Span]],
    sums: list[Any],
    *where: ColumnElement[bool],
) -> Iterable[Any]:
    """(piece, sums) of the tickets in each piece's span."""
    listed = listed_spans("pieces", spans)
    seconds: ColumnElement[int] = type_coerce(Ticket.occurred, BigInteger)
    statement = (
        select(listed.c.piece, *sums)
        .select_from(listed)
        .join(Ticket, and_(seconds >= listed.c.low, seconds < listed.c.high))
        .where(Ticket.store_id == store, *where)
    )
    return session.execute(statement.group_by(listed.c.piece))
