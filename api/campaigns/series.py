"""The daily series of a store and of its zones, as the analysis of a campaign takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from analytics import basket, footfall
from analytics.campaign.series import DailySeries, Window
from api.campaigns import daily
from api.receipts import receipt_days
from api.stores import calendar_of
from vision.description import StoreDescription, ZoneDescription

NO_CUSTOMERS = (
    "How many customers there were is not known: receipts are imported without them. Run: "
    "`chaland import facts FILE --site SITE --kind customers`."
)


@dataclass(frozen=True, slots=True)
class Known:
    """A series; None, and ``why``, where it is not measured."""

    series: DailySeries | None
    why: str = ""

    def without(self, windows: Sequence[Window], until: date) -> Known:
        """The days before ``until`` that lie in ``windows`` as not known."""
        if self.series is None or not windows:
            return self
        days = Window(self.series.first, max(until, self.series.first)).days
        hidden = {day for window in windows for day in window.days if day < until}
        values = tuple(
            None if index < len(days) and days[index] in hidden else value
            for index, value in enumerate(self.series.values)
        )
        return Known(DailySeries(self.series.first, values, self.series.shares))


class StoreDays:
    """What a store counted and sold on business days ``first`` to ``last``. Each series is read
    when it is first asked for."""

    def __init__(
        self, session: Session, description: StoreDescription, first: date, last: date
    ) -> None:
        self._session = session
        self._description = description
        self._days = daily.Days(calendar_of(description), first, last)
        self._kept: dict[str, Known] = {}
        self._shares: dict[tuple[str, ...], tuple[float | None, ...]] = {}

    def footfall(self) -> Known:
        return self._once("footfall", self._read_footfall)

    def orders(self) -> Known:
        return self._of_sales("orders")

    def turnover(self) -> Known:
        """In minor units."""
        return self._of_sales("turnover")

    def customers(self) -> Known:
        """Active customers as another system counts them."""
        return self._once("customers", self._read_customers)

    def visits(self, zone: ZoneDescription) -> Known:
        return self._once(f"zone:{zone.zone}", lambda: self._read_visits(zone))

    def _once(self, name: str, read: Callable[[], Known]) -> Known:
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]

    def _read_footfall(self) -> Known:
        entrances = [line for line in self._description.lines if line.role == "entrance"]
        if not entrances:
            return Known(None, footfall.NO_ENTRANCE)
        counts = daily.people(
            self._session,
            self._description.store,
            self._days,
            [(line.camera, line.line) for line in entrances],
        )
        return self._seen(counts, tuple(sorted({line.camera for line in entrances})))

    def _read_customers(self) -> Known:
        days = self._days.days
        told = daily.active_customers(self._session, self._description.store, days[0], days[-1])
        if not told:
            return Known(None, NO_CUSTOMERS)
        return Known(DailySeries(days[0], tuple(told.get(day) for day in days)))

    def _read_visits(self, zone: ZoneDescription) -> Known:
        store = self._description.store
        counts = daily.visits(self._session, store, self._days, zone.camera, zone.zone)
        return self._seen(counts, (zone.camera,))

    def _seen(self, counts: Sequence[int], cameras: tuple[str, ...]) -> Known:
        """None on days of which nothing was observed: there a count of 0 says nothing."""
        if cameras not in self._shares:
            self._shares[cameras] = daily.covered_shares(
                self._session, self._description.store, self._days, cameras
            )
        shares = self._shares[cameras]
        values = tuple(
            float(count) if share else None for count, share in zip(counts, shares, strict=True)
        )
        return Known(DailySeries(self._days.days[0], values, shares))

    def _of_sales(self, name: str) -> Known:
        if name not in self._kept:
            known = receipt_days(self._session, self._description.store, self._days.calendar)
            days = [known.knows(day) for day in self._days.days]
            if not any(days):
                self._kept |= dict.fromkeys(("orders", "turnover"), Known(None, basket.NO_RECEIPTS))
                return self._kept[name]
            told = daily.takings(self._session, self._description.store, self._days)
            for index, which in enumerate(("orders", "turnover")):
                values = tuple(
                    float(sums[index]) if day else None
                    for sums, day in zip(told, days, strict=True)
                )
                self._kept[which] = Known(DailySeries(self._days.days[0], values))
        return self._kept[name]
