from __future__ import annotations

from alembic import command
from sqlalchemy import text

from api.client import Client
from api.database import Database, migration_config
from tests.api.receipts_files import load


def test_imports_and_tickets_of_before_the_history_are_kept(database: Database) -> None:
    config = migration_config()
    with database.engine.execution_options(chaland_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
        connection.execute(text("INSERT INTO stores VALUES ('paris', 'EUR', '{}')"))
        connection.execute(text("INSERT INTO stores VALUES ('nice', 'EUR', '{}')"))
        for store, sha256, imported in (
            ("paris", "b" * 64, 200),
            ("paris", "a" * 64, 200),
            ("paris", "c" * 64, 100),
            ("nice", "a" * 64, 300),
        ):
            connection.execute(
                text("INSERT INTO sales_imports VALUES (:store, :sha256, :imported, 10, 20, 5, 1)"),
                {"store": store, "sha256": sha256, "imported": imported},
            )
        connection.execute(
            text(
                "INSERT INTO tickets VALUES "
                "('paris', '2026-04-29', 'id:1', 1777456860, true, 'sale', 500, 'EUR', 2)"
            )
        )
        command.upgrade(config, "head")
        imports = connection.execute(
            text(
                "SELECT store_id, import_id, sha256, imported, first, last, rows_kept, "
                "rows_rejected, layout, undone FROM sales_imports ORDER BY store_id, import_id"
            )
        )
        assert [tuple(row) for row in imports] == [
            ("nice", 1, "a" * 64, 300, 10, 20, 5, 1, None, None),
            ("paris", 1, "c" * 64, 100, 10, 20, 5, 1, None, None),
            ("paris", 2, "a" * 64, 200, 10, 20, 5, 1, None, None),
            ("paris", 3, "b" * 64, 200, 10, 20, 5, 1, None, None),
        ]
        tickets = connection.execute(text("SELECT ticket, amount, import_id FROM tickets"))
        assert [tuple(row) for row in tickets] == [("id:1", 500, None)]


def test_going_back_keeps_what_is_not_undone(client: Client, database: Database) -> None:
    load(client, "Ticket;Date;Montant TTC\n1;29/04/2026;1,50\n")
    load(client, "Ticket;Date;Montant TTC\n2;29/04/2026;2,50\n")
    client.undo_import("lyon", 2)
    config = migration_config()
    with database.engine.execution_options(chaland_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
        assert connection.execute(text("SELECT rows_kept FROM sales_imports")).all() == [(1,)]
        assert connection.execute(text("SELECT ticket FROM tickets")).all() == [("id:1",)]
        command.upgrade(config, "head")
    assert [each.import_id for each in client.imports("lyon").imports] == [1]
