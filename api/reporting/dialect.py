"""How either database writes what their SQL does not share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from api.reporting.offsets import offsets

Name = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """``{…}`` are filled in by `str.format`. ``local``: the seconds of a column ``{seconds}`` on
    the clocks of ``st``, counted as if these were UTC; ``zone_join``: what must be joined for it.
    ``moment`` is an instant, ``clock`` a time without a zone, ``day`` a date, each of seconds."""

    name: Name
    prefix: str
    local: str
    zone_join: str
    moment: str
    clock: str
    day: str
    text: str
    cut_over: str
    elements: str
    element_text: str


POSTGRESQL: Final = Dialect(
    name="postgresql",
    prefix="reporting.",
    local=(
        "CAST(extract(epoch FROM (to_timestamp({seconds}) AT TIME ZONE st.timezone)) AS bigint)"
    ),
    zone_join="",
    moment="to_timestamp({seconds})",
    clock="(to_timestamp({seconds}) AT TIME ZONE 'UTC')",
    day="CAST(to_timestamp({seconds}) AT TIME ZONE 'UTC' AS date)",
    text="s.description ->> '{name}'",
    cut_over="CAST(extract(epoch FROM CAST(s.description ->> 'cut_over' AS time)) AS bigint)",
    elements="CROSS JOIN LATERAL json_array_elements(s.description -> '{name}') AS e(value)",
    element_text="(e.value ->> '{name}')",
)
SQLITE: Final = Dialect(
    name="sqlite",
    prefix="reporting_",
    local="({seconds} + o.seconds)",
    zone_join=(
        "JOIN reporting_offsets o ON o.timezone = st.timezone "
        "AND {seconds} >= o.since AND {seconds} < o.until"
    ),
    moment="strftime('%Y-%m-%dT%H:%M:%SZ', {seconds}, 'unixepoch')",
    clock="datetime({seconds}, 'unixepoch')",
    day="date({seconds}, 'unixepoch')",
    text="json_extract(s.description, '$.{name}')",
    cut_over=(
        "CAST(strftime('%s', '1970-01-01 ' || json_extract(s.description, '$.cut_over')) "
        "AS INTEGER)"
    ),
    elements="JOIN json_each(s.description, '$.{name}') AS e",
    element_text="json_extract(e.value, '$.{name}')",
)


def dialect_named(name: str) -> Dialect:
    return POSTGRESQL if name == "postgresql" else SQLITE


def offsets_view(zones: Iterable[str]) -> str:
    """The view that `SQLITE.zone_join` reads, for the zones of the stores."""
    rows = [
        f"('{zone}', {each.since}, {each.until}, {each.seconds})"
        for zone in sorted(zones)
        for each in offsets(ZoneInfo(zone))
    ]
    # With no store yet the view is there and empty.
    values = ", ".join(rows) or "(NULL, NULL, NULL, NULL)"
    return (
        "SELECT column1 AS timezone, column2 AS since, column3 AS until, column4 AS seconds "
        f"FROM (VALUES {values})"
    )
