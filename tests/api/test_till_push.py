from __future__ import annotations

from pathlib import Path

import pytest

from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.receipts_files import load, stored

TICKET = {
    "ticket": 17,
    "till": "2",
    "datetime": "2026-04-29T10:01:00+02:00",
    "amount": 12.5,
    "items": 3,
    "type": "sale",
    "category": "Frais",
    "customer": "camille@canari.example",
}


def test_a_till_pushes_tickets_and_may_repeat_itself(
    client: Client, database: Database, file: Path
) -> None:
    found = client.push_tickets("lyon", [TICKET])
    assert (found.rows_kept, found.sales, found.import_id, found.layout) == (1, 1, 1, "till")
    assert client.push_tickets("lyon", [TICKET]).rows_unchanged == 1
    [row] = stored(database)
    assert row[1:] == ("id:2/17", row[2], "sale", 1250, 3, (("Frais", 3, 1250),))
    assert not [path for path in file.parent.iterdir() if b"canari" in path.read_bytes()]


def test_a_day_s_pushes_are_one_import(client: Client, database: Database) -> None:
    for number, amount in ((1, "1.00"), (2, "2.00"), (1, "1.50")):
        client.push_tickets("lyon", [{**TICKET, "ticket": number, "amount": amount}])
    [only] = client.imports("lyon").imports
    assert (only.layout, only.added, only.replaced) == ("till", 2, 1)
    assert [row[4] for row in stored(database)] == [150, 200]
    client.undo_import("lyon", 1)
    assert stored(database) == []


def test_a_push_after_a_file_is_an_import_of_its_own(client: Client, database: Database) -> None:
    client.push_tickets("lyon", [TICKET])
    load(client, "Caisse;Ticket;Date;Heure;Montant TTC\n2;17;29/04/2026;10:01;13,00\n")
    client.push_tickets("lyon", [TICKET])
    assert [each.import_id for each in client.imports("lyon").imports] == [3, 2, 1]
    for import_id in (3, 2, 1):
        client.undo_import("lyon", import_id)
    assert stored(database) == []


def test_one_ticket_of_many_may_be_wrong(client: Client) -> None:
    wrong = {**TICKET, "ticket": "18", "type": "gift"}
    found = client.push_tickets("lyon", [wrong, TICKET])
    assert [(row.line, row.column) for row in found.rejected] == [(1, "type")]
    assert found.rows_kept == 1


@pytest.mark.parametrize(
    "tickets", [[], [{"ticket": "1"}], [{**TICKET, "amount": "much"}], [{**TICKET, "ticket": ""}]]
)
def test_a_list_that_is_none(client: Client, database: Database, tickets: list[object]) -> None:
    with pytest.raises(ApiError) as caught:
        client.push_tickets("lyon", tickets)  # type: ignore[arg-type]
    assert (caught.value.status, caught.value.code) == (422, "invalid")
    assert "canari" not in str(caught.value)
    assert stored(database) == []


def test_what_no_database_can_hold_is_rejected(client: Client, database: Database) -> None:
    odd = [{**TICKET, "ticket": "a\x00b"}, {**TICKET, "category": "a\x00b"}]
    found = client.push_tickets("lyon", [*odd, {**TICKET, "ticket": "9", "amount": "9" * 15}])
    assert [(row.line, row.column) for row in found.rejected] == [(1, "ticket")]
    assert [row[1] for row in stored(database)] == ["id:2/17", "id:2/9"]
    assert stored(database)[0][6] == ()


def test_amounts_that_only_together_are_too_large(client: Client, database: Database) -> None:
    lines = [{**TICKET, "amount": "9" * 15}] * 100
    with pytest.raises(ApiError, match="too large to be summed"):
        client.push_tickets("lyon", lines)
    assert stored(database) == []
