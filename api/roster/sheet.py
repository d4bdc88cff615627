"""A roster from a CSV file, by its header. Other columns, names of people among them, are dropped
unread."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from pydantic import ValidationError

from api.errors import ApiError
from api.roster.shifts import RosterBody, ShiftBody
from api.sales.columns import normal

DateOrder = Literal["ymd", "dmy", "mdy"]
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "date": ("date", "day", "jour", "shift date"),
    "start": ("start", "start time", "from", "begin", "debut", "heure debut", "heure de debut"),
    "end": ("end", "end time", "to", "until", "fin", "heure fin", "heure de fin"),
    "people": ("people", "staff", "headcount", "personnes", "effectif", "nombre"),
}
_DATES: Final = {"ymd": "%Y-%m-%d", "dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


def roster_of(data: bytes, name: str, date_order: DateOrder = "ymd") -> RosterBody:
    """``start`` and ``end`` are times of the row's date, an end at or before the start being of the
    next day; or without a date column, dates with times. Without ``people`` each row is one person.
    Raises ApiError 422 that names the line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ApiError(
            422, "encoding", f"{name!r} is not UTF-8.", "Save it as CSV in UTF-8."
        ) from error
    delimiter = max(";,\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = _columns(next(rows, []), name)
    shifts = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
        try:
            shifts.append(_shift(cells, date_order))
        except (ValueError, ValidationError) as error:
            why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            raise ApiError(
                422, "invalid", f"{name!r}, line {rows.line_num}: {why}.", _hint(date_order)
            ) from error
    if not shifts:
        raise ApiError(422, "empty", f"{name!r} holds no shift.")
    return RosterBody(shifts=shifts)


def _columns(header: list[str], name: str) -> dict[str, int]:
    normals = [normal(each) for each in header]
    found = {
        field: normals.index(each)
        for field, names in _NAMES.items()
        for each in reversed(names)
        if each in normals
    }
    missing = {"start", "end"} - found.keys()
    if missing:
        raise ApiError(
            422,
            "no_column",
            f"{name!r} has no column for {' and '.join(sorted(missing))}; its header is "
            f"{', '.join(header)}.",
            "Name them date, start, end, people.",
        )
    return found


def _shift(cells: dict[str, str], date_order: DateOrder) -> ShiftBody:
    day = None
    if "date" in cells:
        day = datetime.strptime(cells["date"], _DATES[date_order]).date()  # noqa: DTZ007
    start, end = _moment(cells["start"], day), _moment(cells["end"], day)
    if day is not None and end <= start:
        end += timedelta(days=1)
    return ShiftBody.model_validate(
        {"start": start, "end": end, "people": cells.get("people") or 1}
    )


def _moment(text: str, day: date | None) -> datetime:
    if day is None:
        return datetime.fromisoformat(text)
    return datetime.combine(day, time.fromisoformat(text.replace("h", ":").zfill(5)))


def _hint(date_order: DateOrder) -> str:
    example = date(2026, 5, 31).strftime(_DATES[date_order])
    return f"Dates are read as {example} and times as 09:30; --date-order changes the former."
