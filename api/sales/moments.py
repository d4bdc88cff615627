"""Dates and times as tills print them, in the store's zone unless they say theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Literal
from zoneinfo import ZoneInfo

from analytics.business_day import instant_of
from api.errors import ApiError

DateOrder = Literal["dmy", "mdy", "ymd"]
DateOrderChoice = Literal["auto", "dmy", "mdy", "ymd"]
Change = Literal["ambiguous", "missing"]
AmbiguousChoice = Literal["first", "second", "reject"]
MissingChoice = Literal["forward", "reject"]

_NOON: Final = time(12)
_PARTS: Final = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME: Final = re.compile(
    r"(\d{1,2})(?:[:hH](\d{2})?)(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT_TIME: Final = re.compile(r"(\d{2})(\d{2})(\d{2})?()()")
_MOMENT: Final = re.compile(rf"({_PARTS.pattern}|{_COMPACT.pattern})(?:[T ,]\s*(.+))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """``timed``: whether the time of day is known; else ``instant`` is the day's noon. ``change``:
    the change of the clocks it was chosen at."""

    instant: datetime
    timed: bool
    change: Change | None = None


class ClockChangeError(ValueError):
    """A local time that has no one instant."""

    def __init__(self, message: str, change: Change) -> None:
        super().__init__(message)
        self.change: Change = change


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """What to make of local times that the clocks showed twice (``ambiguous``) or skipped
    (``missing``; forward: as far after the gap as it was meant after its start)."""

    ambiguous: AmbiguousChoice = "reject"
    missing: MissingChoice = "reject"

    def moment(self, local: datetime, zone: ZoneInfo) -> Moment:
        """Raises ClockChangeError."""
        try:
            return Moment(instant_of(local, zone), True)
        except ValueError as error:
            first = local.replace(tzinfo=zone).astimezone(UTC)
            skipped = first.astimezone(zone).replace(tzinfo=None) != local
            change: Change = "missing" if skipped else "ambiguous"
            if (self.missing if skipped else self.ambiguous) == "reject":
                raise ClockChangeError(str(error), change) from error
            if not skipped and self.ambiguous == "second":
                first = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
            return Moment(first, True, change)


REJECT: Final = ClockChanges()


class DateOrderEvidence:
    """What the dates of a file tell, one after another, about the order they are written in."""

    def __init__(self, name: str, column: str) -> None:
        self._name = name
        self._column = column
        self._proof: dict[DateOrder, str] = {}
        self._doubt: str | None = None

    def add(self, text: str) -> None:
        """Raises ApiError 422 when they were written in two."""
        parts = _numbers(text)
        if parts is None:
            return
        first, second, _ = parts
        if len(first) == 4:
            self._proof.setdefault("ymd", text)
        elif int(first) > 12 >= int(second):
            self._proof.setdefault("dmy", text)
        elif int(second) > 12 >= int(first):
            self._proof.setdefault("mdy", text)
        elif int(first) != int(second):
            self._doubt = text
        if len(self._proof) > 1:
            examples = " and ".join(repr(text) for text in self._proof.values())
            raise _undecided(
                f"{self._name!r}: column {self._column!r} writes dates in two orders: {examples}."
            )

    @property
    def order(self) -> DateOrder:
        """What is known so far; day first while nothing is."""
        return next(iter(self._proof), "dmy")

    def close(self) -> None:
        """Raises ApiError 422 when no date told."""
        if self._doubt is not None and not self._proof:
            raise _undecided(
                f"{self._name!r}: {self._doubt!r} in column {self._column!r} could be day-month or "
                "month-day, and no other date tells which."
            )


def _undecided(message: str) -> ApiError:
    return ApiError(
        422,
        "date_order_undecided",
        message,
        "Say which: date_order=dmy, date_order=mdy or date_order=ymd.",
    )


def _numbers(text: str) -> tuple[str, str, str] | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    groups = match.groups()
    first, second, third = groups[1:4] if groups[1] is not None else groups[4:7]
    return first, second, third


def day_of(text: str, order: DateOrder) -> date:
    """Of a text that is a date and nothing else; raises ValueError."""
    numbers = _numbers(text)
    if numbers is None:
        raise ValueError(f"{text!r} is not a date")
    return _date(numbers, order, text)


def moment_of(
    date_text: str,
    time_text: str | None,
    order: DateOrder,
    zone: ZoneInfo,
    changes: ClockChanges = REJECT,
) -> Moment:
    """From a date (which may hold the time) and a time of its own; raises ValueError, and of it
    ClockChangeError."""
    match = _MOMENT.fullmatch(date_text)
    numbers = _numbers(date_text)
    if match is None or numbers is None:
        raise ValueError(f"{date_text!r} is not a date")
    day = _date(numbers, order, date_text)
    written = time_text or match[8]
    if not written:
        return Moment(instant_of(datetime.combine(day, _NOON), zone), False)
    clock, offset = clock_of(written)
    local = datetime.combine(day, clock)
    if offset is not None:
        return Moment(local.replace(tzinfo=timezone(offset)).astimezone(UTC), True)
    return changes.moment(local, zone)


def _date(numbers: tuple[str, str, str], order: DateOrder, text: str) -> date:
    first, second, third = numbers
    # A year of four digits in front says its order by itself.
    if len(first) == 4:
        order = "ymd"
    year, month, day = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }[order]
    if len(year) not in (2, 4):
        raise ValueError(f"{text!r} has no year of two or four digits")
    full_year = int(year) + 2000 if len(year) == 2 else int(year)
    if not 2000 <= full_year < 2200:
        raise ValueError(f"{text!r} is in the year {full_year}")
    try:
        return date(full_year, int(month), int(day))
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date in the order {order}") from error


def clock_of(text: str) -> tuple[time, timedelta | None]:
    """The time of day, and its offset from UTC where it says one; raises ValueError."""
    match = _TIME.fullmatch(text.strip()) or _COMPACT_TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a time of day")
    hour, minute, second = (int(each or 0) for each in match.group(1, 2, 3))
    half = (match[4] or "").lower().replace(".", "")
    try:
        if half:
            if not 1 <= hour <= 12:
                raise ValueError("hour")  # noqa: TRY301  (one message for all)
            hour = hour % 12 + (12 if half == "pm" else 0)
        clock = time(hour, minute, second)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a time of day") from error
    return clock, _offset(match[5])


def _offset(text: str | None) -> timedelta | None:
    if not text:
        return None
    if text == "Z":
        return timedelta(0)
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if size >= timedelta(hours=24):
        raise ValueError(f"{text!r} is not an offset from UTC")
    return -size if text[0] == "-" else size


def is_date(text: str) -> bool:
    return _numbers(text) is not None
