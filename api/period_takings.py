"""What the till took in one period, and how far that is known."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import basket
from analytics.basket import Takings
from analytics.returns import Returns
from analytics.span import Span
from api.receipts import NO_TIME
from api.store_sums import StoreSums


def takings_of(sums: StoreSums, span: Span) -> tuple[Takings | None, str]:
    """None, and why, when the period's receipts are not known."""
    days = list(sums.calendar.days_of(span))
    if not any(sums.receipts.knows(day) for day in days):
        return None, basket.NO_RECEIPTS
    if sums.receipts.cuts_untimed(sums.calendar, span):
        return None, NO_TIME
    return _within(sums, span), ""


def tickets_for(sums: StoreSums, span: Span, takings: Takings) -> int:
    """Sale tickets of those who came in in the period: where the lag is known well, a lag later."""
    if sums.aligned is None:
        return takings.tickets
    return sum(sums.aligned.tickets.get(piece, 0) for piece in sums.grid.pieces(span))


def returns_of(sums: StoreSums, span: Span) -> Returns | None:
    """None when no receipt of the store is a return."""
    if sums.returns is None:
        return None
    total = Returns()
    for piece in sums.grid.pieces(span):
        if piece in sums.returns:
            total += sums.returns[piece]
    return total


def whole_days(sums: StoreSums, span: Span) -> tuple[int, Takings]:
    """The business days that lie in the period whole, on which the store was open and whose
    receipts are known, and their takings."""
    days, total = 0, Takings()
    hours = sums.calendar.opening_hours is not None
    for day in sums.calendar.days_of(span):
        business = sums.calendar.span_of(day)
        if not span.holds(business) or not sums.receipts.knows(day):
            continue
        taken = _within(sums, business)
        if taken.tickets or not hours or sums.calendar.open_spans(day):
            days += 1
            total += taken
    return days, total


def _within(sums: StoreSums, span: Span) -> Takings:
    total = Takings()
    for piece in sums.grid.pieces(span):
        if piece in sums.tickets:
            total += sums.tickets[piece].takings
    return total


def outside(sums: StoreSums, span: Span) -> str | None:
    count = sum(
        sums.tickets[piece].outside for piece in sums.grid.pieces(span) if piece in sums.tickets
    )
    return f"{count} sale tickets are of minutes not observed." if count else None


def missing_receipts(
    sums: StoreSums, span: Span, cameras: Sequence[str] | None = None
) -> tuple[str | None, str | None]:
    """What to say when receipts are known for some of the observed days only, and what when those
    are too few for a figure per visitor. ``cameras``: that observed; None: those of the entrances.
    """
    cameras = sums.entrance_cameras if cameras is None else cameras
    observed = [
        day
        for day in sums.calendar.days_of(span)
        if (part := sums.calendar.span_of(day).overlap(span)) is not None
        and sums.observation.coverage(cameras, part).minutes_covered > 0
    ]
    missing = sum(not sums.receipts.knows(day) for day in observed)
    if not missing:
        return None, None
    note = f"Receipts are missing for {missing} of the {len(observed)} observed days."
    known = 1 - missing / len(observed)
    return note, note if known < sums.policy.min_coverage else None
