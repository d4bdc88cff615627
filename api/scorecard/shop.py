"""What cameras and till know of a set of business days, for the scorecard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Double, cast, func, select
from sqlalchemy.orm import Session

from analytics.business_day import BusinessCalendar
from analytics.coverage import Coverage
from analytics.coverage import coverage as covered_share
from analytics.scorecard.returns import TicketTotals
from analytics.span import Span
from api.models import Ticket
from api.receipts import ReceiptDays
from api.store_sums import StoreSums, entrance_cameras_or_all
from api.ticket_sums import return_tickets, sale_tickets
from api.time_grid import TimeGrid


@dataclass(frozen=True, slots=True)
class ShopSums:
    """``visitors``: None without an entrance line; ``tickets``: sale tickets, None where no receipt
    of the days is known."""

    visitors: int | None
    tickets: int | None
    coverage: Coverage


def counted_days(sums: StoreSums, days: Sequence[date]) -> frozenset[date]:
    """Those of which the receipts are known and something was observed."""
    cameras = entrance_cameras_or_all(sums.description)
    return frozenset(
        day
        for day in days
        if sums.receipts.knows(day)
        and sums.observation.coverage(cameras, sums.calendar.span_of(day)).minutes_covered > 0
    )


def shop_sums(sums: StoreSums, days: Collection[date]) -> ShopSums:
    """Staff left out."""
    visitors = tickets = 0
    for day in days:
        pieces = sums.grid.pieces(sums.calendar.span_of(day))
        for line in sums.entrances:
            by_piece = sums.crossings.get((line.line, "in"), {})
            visitors += sum(
                by_piece[piece].people - by_piece[piece].staff
                for piece in pieces
                if piece in by_piece
            )
        tickets += sum(
            sums.tickets[piece].takings.tickets for piece in pieces if piece in sums.tickets
        )
    return ShopSums(
        visitors if sums.entrances else None,
        tickets if any(sums.receipts.knows(day) for day in days) else None,
        _coverage(sums, days),
    )


def _coverage(sums: StoreSums, days: Collection[date]) -> Coverage:
    cameras = entrance_cameras_or_all(sums.description)
    each = [sums.observation.coverage(cameras, sums.calendar.span_of(day)) for day in sorted(days)]
    known = [one for one in each if one.share is not None]
    expected = sum(one.minutes_expected for one in known)
    covered = sum(one.minutes_covered for one in known)
    if not known or expected == 0:
        return covered_share((), ())
    return Coverage(min(1.0, covered / expected), expected, covered, known[0].basis)


def ticket_totals(
    session: Session, store: str, calendar: BusinessCalendar, receipts: ReceiptDays, span: Span
) -> tuple[dict[str, TicketTotals] | None, frozenset[date]]:
    """Sales and returns of the days whose receipts are known, and those days. None: none is."""
    days = frozenset(day for day in calendar.days_of(span) if receipts.knows(day))
    if not days:
        return None, days
    grid = TimeGrid([calendar.span_of(day).start for day in calendar.days_of(span)] + [span.end])
    step = grid.step(Ticket.occurred)
    amount = cast(Ticket.amount, Double)
    totals = {}
    for name, chosen in (("sale", sale_tickets()), ("return", return_tickets())):
        known = TicketTotals()
        # A till may write what it paid back with either sign.
        rows = session.execute(
            select(step, func.count(), func.sum(func.abs(Ticket.amount)), func.sum(amount * amount))
            .where(
                Ticket.store_id == store,
                Ticket.occurred >= span.start,
                Ticket.occurred < span.end,
                chosen,
                Ticket.amount != 0,
            )
            .group_by(step)
        )
        for index, count, minor, squares in rows:
            if calendar.day_of(grid.piece_span(grid.piece(index)).start) in days:
                known = TicketTotals(
                    known.tickets + count,
                    known.minor + int(minor),
                    known.minor_squares + float(squares),
                )
        totals[name] = known
    return totals, days
