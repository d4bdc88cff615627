"""Two sides compared: this period and another one, or this shop and others."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics import basket, conversion, footfall
from analytics.basket import NO_RECEIPTS, Takings
from analytics.figure import NOT_ENOUGH_DATA, PARTIAL_COVERAGE, Figure, Money
from analytics.intervals import CounterError, Interval, compound_ratio, poisson_ratio

if TYPE_CHECKING:
    from analytics.coverage import Coverage
    from analytics.policy import Policy

OF_COUNTS = "(this - other) / other; Poisson ratio 95 %"
OF_SALES = "(this - other) / other; compound Poisson 95 %"
OF_RATIOS = "(this - other) / other; both intervals, on the log scale (delta method)"
NO_OTHER = "The other side is zero."


@dataclass(frozen=True, slots=True)
class Side:
    """Sums over ``stores`` shops. ``visitors``: None without an entrance; ``takings``: None, for
    the reason ``why``, where the receipts are not known."""

    visitors: int | None
    takings: Takings | None
    coverage: Coverage
    counter_error: CounterError | None = None
    stores: int = 1
    why: str = NO_RECEIPTS
    staff_excluded: bool = True


@dataclass(frozen=True, slots=True)
class Compared:
    """``this`` and ``other``: each with its own interval; counts of several shops are of them all.
    ``change``: relative, 0.1 being a tenth more; where shops are compared, of counts to the mean
    shop."""

    figure: str
    this: Figure | Money
    other: Figure | Money
    change: Figure


def compare(this: Side, other: Side, currency: str, policy: Policy) -> tuple[Compared, ...]:
    """Ratios are recomputed from sums on either side. A figure that either side does not bear is
    not compared."""
    mine, theirs = (_figures(side, currency, policy) for side in (this, other))
    changes = {
        "footfall": _of_counts(this.visitors, other.visitors, this, other, policy, seen=True),
        "transactions": _of_counts(_tickets(this), _tickets(other), this, other, policy),
        "sales": _of_sales(this, other, policy),
    }
    return tuple(
        Compared(
            name,
            mine[name],
            theirs[name],
            _judged(mine[name], theirs[name], changes.get(name), this, other),
        )
        for name in mine
    )


def _figures(side: Side, currency: str, policy: Policy) -> dict[str, Figure | Money]:
    takings, why, error = side.takings, side.why, side.counter_error
    return {
        "footfall": footfall.crossings(
            side.visitors,
            side.coverage,
            policy,
            counter_error=error,
            staff_excluded=side.staff_excluded,
        ),
        "conversion": conversion.conversion(
            None if takings is None else takings.tickets,
            side.visitors,
            side.coverage,
            policy,
            counter_error=error,
            why_no_tickets=why,
        ),
        "transactions": basket.transactions(takings, why),
        "sales": basket.sales(takings, currency, why),
        "atv": basket.average_transaction_value(takings, currency, policy, why),
        "upt": basket.units_per_transaction(takings, policy, why),
        "sales_per_visitor": basket.sales_per_visitor(
            takings,
            side.visitors,
            currency,
            side.coverage,
            policy,
            counter_error=error,
            why=why,
        ),
    }


def _tickets(side: Side) -> int | None:
    return None if side.takings is None else side.takings.tickets


def _of_counts(
    this: int | None,
    other: int | None,
    mine: Side,
    theirs: Side,
    policy: Policy,
    *,
    seen: bool = False,
) -> Figure | None:
    """``seen``: by the cameras, so that the time not observed on either side counts. Of one shop
    the counter's own error is on both sides and falls out; of several it adds."""
    if not this or not other:
        return None
    ratio = poisson_ratio(this, other, policy.z)
    scale = theirs.stores / mine.stores
    value = this / other * scale
    low, high = ratio.low * scale, ratio.high * scale
    if seen:
        low *= theirs.coverage.share or 1.0
        high /= mine.coverage.share or 1.0
        if theirs.stores > 1 or mine.stores > 1:
            errors = [each.counter_error for each in (mine, theirs)]
            spread = policy.z * math.hypot(*(each.relative for each in errors if each is not None))
            low = value * math.exp(-math.hypot(math.log(value / low), spread))
            high = value * math.exp(math.hypot(math.log(high / value), spread))
    return _change(value, Interval(low, high), OF_COUNTS, other)


def _of_sales(this: Side, other: Side, policy: Policy) -> Figure | None:
    if this.takings is None or other.takings is None:
        return None
    interval = compound_ratio(
        (this.takings.minor, this.takings.minor_squares),
        (other.takings.minor, other.takings.minor_squares),
        policy.z,
    )
    if interval is None:
        return None
    scale = other.stores / this.stores
    value = this.takings.minor / other.takings.minor * scale
    scaled = Interval(interval.low * scale, interval.high * scale)
    return _change(value, scaled, OF_SALES, other.takings.tickets)


def _of_ratios(this: Figure | Money, other: Figure | Money) -> Figure:
    """The half-widths of both on the log scale, added in quadrature (Zou and Donner, Statistics in
    Medicine 27, 2008). One shop's counter error is in both, so it is a little wide."""
    if this.value is None or not other.value:
        raise ValueError("needs two values, and the other not 0")
    value = float(this.value) / float(other.value)
    ends = [this.low, this.high, other.low, other.high]
    if not value or any(end is None or end <= 0 for end in ends):
        return _change(value, None, OF_RATIOS, other.n)
    below = math.hypot(_log(this.value, this.low), _log(other.high, other.value))
    above = math.hypot(_log(this.high, this.value), _log(other.value, other.low))
    interval = Interval(value * math.exp(-below), value * math.exp(above))
    return _change(value, interval, OF_RATIOS, other.n)


def _log(above: object, below: object) -> float:
    return math.log(float(above) / float(below))  # type: ignore[arg-type]


def _change(ratio: float, interval: Interval | None, method: str, n: int | None) -> Figure:
    low, high = (None, None) if interval is None else (interval.low - 1, interval.high - 1)
    return Figure(ratio - 1, "share", method, n, low, high)


def _judged(
    this: Figure | Money, other: Figure | Money, change: Figure | None, mine: Side, theirs: Side
) -> Figure:
    for figure, name in ((this, "This side"), (other, "The other side")):
        if figure.value is None:
            note = f"{name}: {figure.note}"
            return Figure(None, "share", OF_RATIOS, flags=(NOT_ENOUGH_DATA,), note=note)
    if not other.value:
        return Figure(None, "share", OF_RATIOS, 0, flags=(NOT_ENOUGH_DATA,), note=NO_OTHER)
    if change is None:
        change = _of_ratios(this, other)
    # What one side doubts the change doubts; of the coverage both sides are said.
    flags = tuple(dict.fromkeys((*this.flags, *other.flags)))
    if PARTIAL_COVERAGE not in flags:
        return replace(change, flags=flags)
    seen, compared = (each.coverage.share or 1.0 for each in (mine, theirs))
    note = f"{seen:.1%} of the expected minutes were observed, of the other side {compared:.1%}."
    return replace(change, flags=flags, note=note)
