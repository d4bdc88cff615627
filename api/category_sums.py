"""Sale tickets by what they hold, over the pieces of a grid of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from api.models import Ticket, TicketCategory
from api.sales.columns import normal
from api.ticket_sums import grid_spans, of_tickets, sale_tickets
from api.time_grid import TimeGrid
from vision.description import ZoneDescription


@dataclass(frozen=True, slots=True)
class CategorySums:
    """Piece to sale tickets: that say any category, and for each zone that names its categories,
    with one of those. Both by the part that was bought: of an exchange, not what came back."""

    any: Mapping[int, int] = field(default_factory=dict)
    of_zone: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


def category_sums(
    session: Session, store: str, grid: TimeGrid, zones: Iterable[ZoneDescription]
) -> CategorySums:
    """Categories are the same whatever their case and accents."""
    zones = [zone for zone in zones if zone.categories]
    if not zones:
        return CategorySums()
    names = session.scalars(
        select(TicketCategory.category).where(TicketCategory.store_id == store).distinct()
    )
    known: dict[str, list[str]] = defaultdict(list)
    for name in names:
        known[normal(name)].append(name)
    of_zone = {}
    for zone in zones:
        own = [name for each in zone.categories for name in known.get(normal(each), ())]
        of_zone[zone.zone] = _tickets(session, store, grid, TicketCategory.category.in_(own))
    return CategorySums(_tickets(session, store, grid), of_zone)


def _tickets(
    session: Session, store: str, grid: TimeGrid, *category: ColumnElement[bool]
) -> dict[int, int]:
    holds = exists().where(
        and_(
            TicketCategory.store_id == Ticket.store_id,
            TicketCategory.day == Ticket.day,
            TicketCategory.ticket == Ticket.ticket,
            TicketCategory.amount > 0,
            *category,
        )
    )
    found = of_tickets(session, store, grid_spans(grid), [func.count()], sale_tickets(), holds)
    return {int(piece): int(count) for piece, count in found}
