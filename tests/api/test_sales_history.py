from __future__ import annotations

from typing import Any

import pytest

from api.client import Client
from api.database import Database
from api.errors import ApiError
from tests.api.receipts_files import EXPECTED, load, stored, text

LATER = (
    text().replace("Frais;camille", "Boissons;camille").replace(";5,25;", ";6,25;")
    + "3;30/04/2026;11:00;1,00;1;Frais;x\n"
)


def refused(client: Client, import_id: int) -> ApiError:
    with pytest.raises(ApiError) as caught:
        client.undo_import("lyon", import_id)
    return caught.value


def test_the_history_says_what_each_import_did(client: Client) -> None:
    load(client, text() + "9;x;10:00;1,00;1;;\n")
    load(client, LATER)
    later, first = client.imports("lyon").imports
    assert (first.import_id, first.file, first.layout) == (1, "receipts", "generic")
    assert (first.rows_kept, first.rows_rejected) == (3, 1)
    assert (first.tickets, first.added, first.replaced) == (2, 2, 0)
    assert first.mapping is not None
    assert first.mapping["amount"] == "Montant TTC"
    assert (later.tickets, later.added, later.replaced, later.undone) == (3, 1, 2, None)


def test_an_undone_import_leaves_things_as_they_were(client: Client, database: Database) -> None:
    load(client, text())
    load(client, LATER)
    assert stored(database) != EXPECTED
    undone = client.undo_import("lyon", 2)
    assert undone.undone is not None
    assert stored(database) == EXPECTED
    client.undo_import("lyon", 1)
    assert stored(database) == []


def test_a_file_that_was_undone_can_be_imported_again(client: Client, database: Database) -> None:
    load(client, text())
    client.undo_import("lyon", 1)
    again = load(client, text())
    assert (again.import_id, again.rows_unchanged) == (2, 0)
    assert stored(database) == EXPECTED
    assert refused(client, 1).code == "already_undone"


def test_the_same_file_again_makes_no_history(client: Client) -> None:
    load(client, text())
    assert load(client, text()).import_id == 1
    assert len(client.imports("lyon").imports) == 1


def test_what_a_later_import_rests_on_is_not_undone(client: Client, database: Database) -> None:
    load(client, text())
    load(client, LATER)
    error = refused(client, 1)
    assert (error.status, error.code) == (409, "later_import")
    assert "changed by later imports (2)" in error.message
    client.undo_import("lyon", 2)
    load(client, text() + "3;30/04/2026;11:00;1,00;1;Frais;x\n")
    assert "confirmed by later imports (3)" in refused(client, 1).message
    client.undo_import("lyon", 3)
    client.undo_import("lyon", 1)
    assert stored(database) == []


def test_a_ticket_that_was_replaced_twice_comes_back_step_by_step(
    client: Client, database: Database
) -> None:
    row = "Ticket;Date;Montant TTC\n1;29/04/2026;{}\n"
    for amount in ("1,10", "2,20", "3,30"):
        load(client, row.format(amount))
    for import_id, left in ((3, [220]), (2, [110]), (1, [])):
        client.undo_import("lyon", import_id)
        assert [ticket[4] for ticket in stored(database)] == left


def test_an_import_that_is_not_there(client: Client) -> None:
    assert refused(client, 7).status == 404


def test_days_of_an_undone_import_are_not_known(client: Client, database: Database) -> None:
    from api.receipts import receipt_days
    from api.stores import calendar_of, described

    def known() -> tuple[Any, ...]:
        with database.read() as session:
            calendar = calendar_of(described(session, "lyon"))
            return receipt_days(session, "lyon", calendar).stretches

    load(client, text())
    assert len(known()) == 1
    client.undo_import("lyon", 1)
    assert known() == ()


def test_other_categories_are_another_ticket_but_none_are_no_change(
    client: Client, database: Database
) -> None:
    load(client, text())
    without = "\n".join(";".join(line.split(";")[:5]) for line in text().splitlines()) + "\n"
    assert load(client, without).rows_unchanged == 3
    assert stored(database) == EXPECTED
    assert load(client, text().replace("Épicerie", "Cave")).rows_replaced == 2


def test_kinds_are_counted(client: Client) -> None:
    found = load(
        client,
        "Ticket,Date,Amount,Type\n1,2026-04-29,10.00,sale\n2,2026-04-29,-5.00,\n"
        "3,2026-04-29,6.00,exchange\n4,2026-04-29,7.00,void\n4,2026-04-29,7.00,training\n"
        "5,2026-04-29,8.00,vente\n5,2026-04-29,9.00,annulé\n",
    )
    assert found.tickets_by_kind == {"sale": 2, "return": 1, "exchange": 1, "void": 1}
    assert found.rows_by_kind == {"sale": 2, "": 1, "exchange": 1, "void": 2, "training": 1}
    assert (found.sales, str(found.amount)) == (3, "24.00")
