from __future__ import annotations

from typing import Any

import pytest

from api.client import Client
from api.database import Database
from tests.api.receipts_files import load, stored

CHANGES = (
    "Ticket;Date;Heure;Montant TTC\n"
    "1;25/10/2026;01:59;1,00\n2;25/10/2026;02:30;1,00\n3;25/10/2026;03:00;1,00\n"
    "4;29/03/2026;01:59;1,00\n5;29/03/2026;02:30;1,00\n6;29/03/2026;03:00;1,00\n"
    "7;28/03/2026;02:30;1,00\n"
)


def times(database: Database) -> dict[str, str]:
    return {row[1][3:]: f"{row[2]:%d %H:%M}" for row in stored(database)}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {}),
        ({"ambiguous": "first"}, {"2": "25 00:30"}),
        ({"ambiguous": "second"}, {"2": "25 01:30"}),
        ({"missing": "forward"}, {"5": "29 01:30"}),
        ({"ambiguous": "second", "missing": "forward"}, {"2": "25 01:30", "5": "29 01:30"}),
    ],
)
def test_times_that_the_clocks_skip_or_show_twice(
    client: Client, database: Database, options: Any, expected: dict[str, str]
) -> None:
    found = load(client, CHANGES, **options)
    certain = {"1": "24 23:59", "3": "25 02:00", "4": "29 00:59", "6": "29 01:00", "7": "28 01:30"}
    assert times(database) == certain | expected
    assert (found.clock_changes.ambiguous, found.clock_changes.missing) == (1, 1)
    reasons = {row.line: row.reason for row in found.rejected}
    assert reasons.keys() == {3, 6} - {{"2": 3, "5": 6}[ticket] for ticket in expected}
    assert "happened twice" in reasons.get(3, "happened twice")
    assert "does not exist" in reasons.get(6, "does not exist")


def test_a_row_may_name_its_own_zone(client: Client, database: Database) -> None:
    found = load(
        client,
        "Ticket,Date,Time,Time Zone,Amount\n"
        "1,2026-04-29,10:00,Eastern Time (US & Canada),1.00\n"
        "2,2026-04-29,10:00,Europe/London,1.00\n3,2026-04-29,10:00,,1.00\n"
        "4,2026-04-29,10:00,Mars,1.00\n5,2026-04-29,22:00,Pacific Time (US & Canada),1.00\n",
    )
    assert times(database) == {"1": "29 14:00", "2": "29 09:00", "3": "29 08:00", "5": "30 05:00"}
    assert [(row.line, row.column) for row in found.rejected] == [(5, "Time Zone")]
    # The day is the store's.
    assert [str(row[0]) for row in stored(database) if row[1] == "id:5"] == ["2026-04-30"]


def test_what_is_read_at_once_is_what_is_read_one_by_one(
    client: Client, database: Database
) -> None:
    """Midnight, noon without a time, other offsets, halves of the day, single digits."""
    texts = {
        "a": "29/04/2026 00:00:00",
        "b": "29/04/2026",
        "c": "2026-04-29T23:30:00Z",
        "d": "29/04/2026 12:15 AM",
        "e": "9/4/2026 9:05",
        "f": "25/10/2026",
        "g": "2026-04-29 10:00+0530",
        "h": "29/04/2026  7h",
    }
    rows = "".join(f"{name};{when};1,00\n" for name, when in texts.items())
    load(client, "Ticket;Date;Montant TTC\n" + rows, date_order="dmy")
    assert times(database) == {
        "a": "28 22:00",
        "b": "29 10:00",
        "c": "29 23:30",
        "d": "28 22:15",
        "e": "09 07:05",
        "f": "25 11:00",
        "g": "29 04:30",
        "h": "29 05:00",
    }
    days = {row[1]: str(row[0]) for row in stored(database)}
    assert (days["id:a"], days["id:c"]) == ("2026-04-29", "2026-04-30")
