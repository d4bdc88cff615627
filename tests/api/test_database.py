from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint, text

from api.database import Database, DatabaseError, migration_config, open_database
from api.instant import FineInstant, Instant
from api.models import Base


def test_every_key_of_a_store_s_table_contains_the_store() -> None:
    checked = 0
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
                assert "store_id" in constraint.columns, constraint
                checked += 1
            elif isinstance(constraint, ForeignKeyConstraint):
                assert "store_id" in constraint.column_keys, constraint
                assert "store_id" in {each.column.name for each in constraint.elements}
                checked += 1
        for index in table.indexes:
            assert "store_id" in index.columns, index
            checked += 1
    assert checked > 20


def test_every_store_s_table_goes_with_its_store() -> None:
    for table in Base.metadata.tables.values():
        if table.name != "stores":
            assert [key.target_fullname for key in table.foreign_keys] == ["stores.store_id"]


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone(database: Database) -> None:
    config = migration_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        assert names.scalars().all() == ["alembic_version"]


def test_what_was_counted_before_re_entries_were_told_has_none(database: Database) -> None:
    config = migration_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
        connection.execute(text("INSERT INTO stores VALUES ('lyon', 'EUR', '{}')"))
        connection.execute(
            text(
                "INSERT INTO line_counts (store_id, camera, line, start, direction, people, "
                "u_turns, epoch_started, epoch, rev, seq) "
                "VALUES ('lyon', 'door', 'gate', 0, 'in', 3, 1, 0, 'e', 0, 1)"
            )
        )
        command.upgrade(config, "head")
        found = connection.execute(text("SELECT people, u_turns, re_entries FROM line_counts"))
        assert found.all() == [(3, 1, 0)]


def test_a_file_survives_a_power_cut_and_keeps_its_references(database: Database) -> None:
    with database.engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_database, [url] * 4))
    for database in opened:
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM stores")) == 0
        database.close()


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    insert = text("INSERT INTO stores VALUES ('lyon', 'EUR', '{}')")

    def fail() -> None:
        with database.write() as session:
            session.execute(insert)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM stores")) == 0


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("chaland.db", "not a database address"),
        ("mysql://host/name", "not supported"),
        ("sqlite:////nowhere/at/all/chaland.db", "cannot open"),
    ],
)
def test_an_address_that_cannot_be_opened(url: str, word: str) -> None:
    with pytest.raises(DatabaseError, match=word):
        open_database(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://anne:s3cret@127.0.0.1:1/chaland",
        "postgresql+psycopg://127.0.0.1:1/chaland?user=anne&password=s3cret",
        "postgresql+psycopg://anne:s3cret@127.0.0.1:one/chaland",
        "mysql://anne:s3cret@127.0.0.1/chaland",
    ],
)
def test_who_opens_it_is_not_repeated(url: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database(url)
    assert "s3cret" not in str(caught.value)
    assert "anne" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Not a database at all. " * 100)
    with pytest.raises(DatabaseError, match=r"notes\.db"):
        open_database(f"sqlite:///{path}")


def test_a_database_of_a_newer_version(file: Path, database: Database) -> None:
    database.close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(DatabaseError, match="newer Chaland"):
        open_database(f"sqlite:///{file}")


def test_instants_keep_their_unit_and_refuse_wall_clock_times(database: Database) -> None:
    dialect = database.engine.dialect
    moment = datetime(2026, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    fine = FineInstant().process_bind_param(moment, dialect)
    assert FineInstant().process_result_value(fine, dialect) == moment
    coarse = Instant().process_bind_param(moment, dialect)
    assert Instant().process_result_value(coarse, dialect) == moment.replace(microsecond=0)
    with pytest.raises(ValueError, match="zone"):
        Instant().process_bind_param(moment.replace(tzinfo=None), dialect)
