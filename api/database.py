"""The server's database: opened, migrated, and its two kinds of session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from api.reporting.views import drop_views, make_views
from vision.durability import BUSY_SECONDS, make_durable

DEFAULT_URL: Final = "sqlite:///chaland.db"
_DIALECTS: Final = ("sqlite", "postgresql")


class DatabaseError(Exception):
    """The database cannot be opened. The message is complete."""


class Database:
    """An open, migrated database. ``read`` and ``write`` give a session in one transaction, which
    ``write`` commits when the block ends without an error."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(chaland_write=True)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        with Session(self._writer) as session, session.begin():
            yield session

    def make_views(self) -> list[str]:
        """Those for BI tools, anew; their names."""
        with self._writer.begin() as connection:
            return make_views(connection)

    def drop_views(self) -> bool:
        """Whether there were any."""
        with self._writer.begin() as connection:
            return drop_views(connection)

    def close(self) -> None:
        self.engine.dispose()


def insert_into(session: Session, table: type[Any]) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: type[Any]) -> Any:
    target = table.__table__
    assert isinstance(target, Table)  # noqa: S101  (all of ours are; the type checker cannot know)
    if dialect == "postgresql":
        return postgresql.insert(target)
    return sqlite.insert(target)


def insert_tuples(
    session: Session, statement: Any, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """An INSERT of many rows. ``names``: of the columns in the table's order; values are as the
    driver takes them: an Instant is its number, a date on SQLite its text. It spares the work on
    each value, which costs more than the insertion itself."""
    if not rows:
        return
    connection = session.connection()
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    given: Any = rows
    if not compiled.positional:
        given = [dict(zip(names, row, strict=True)) for row in rows]
    elif tuple(compiled.positiontup) != tuple(names):
        raise ValueError(f"the columns are in the order {compiled.positiontup}")
    connection.exec_driver_sql(str(compiled), given)


def open_database(url: str = DEFAULT_URL) -> Database:
    """Opens the database, making it if it is a new SQLite file, and migrates it to this version.
    Raises DatabaseError."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseError(
            f"{_hidden(url)!r} is not a database address; an example is {DEFAULT_URL}"
        ) from error
    if parsed.get_backend_name() not in _DIALECTS:
        raise DatabaseError(
            f"{parsed.get_backend_name()!r} databases are not supported; use sqlite:///FILE or "
            "postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        )
    try:
        engine = _engine(url)
    except ImportError as error:
        raise DatabaseError(
            "PostgreSQL needs the extra `postgres`: pip install 'chaland[postgres]'"
        ) from error
    name = _shown(parsed)
    try:
        _migrate(engine)
    except OperationalError as error:
        engine.dispose()
        raise DatabaseError(f"cannot open the database {name}: {error.orig}") from error
    except CommandError as error:
        engine.dispose()
        raise DatabaseError(
            f"the database {name} was made by a newer Chaland than this one; upgrade Chaland "
            f"({error})"
        ) from error
    except Exception as error:
        engine.dispose()
        raise DatabaseError(f"cannot migrate the database {name}: {error}") from error
    return Database(engine)


def _shown(url: URL) -> str:
    """Which database it is, without who opens it; options may hold a password too."""
    bare = URL.create(url.drivername, host=url.host, port=url.port, database=url.database)
    return bare.render_as_string()


def _hidden(url: str) -> str:
    """What is no address, without what may be a password."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}…" if "@" in rest else url


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    in_memory = make_url(url).database in (None, "", ":memory:")
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        # In memory each connection is a database of its own: there is one, and users take turns.
        **({"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0} if in_memory else {}),
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: Any) -> None:
        # The driver's own transactions begin at the first change, after the reads it depends on;
        # ours are begun below.
        connection.isolation_level = None
        cursor = connection.cursor()
        make_durable(cursor)
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: one that upgrades a read lock can fail with "database is
        # locked" without waiting.
        writes = connection.get_execution_options().get("chaland_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def migration_config() -> Config:
    config = Config()
    location = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", location.replace("%", "%%"))
    return config


def _migrate(engine: Engine) -> None:
    config = migration_config()
    # One transaction that holds the lock: two processes that open a new file take turns.
    with engine.execution_options(chaland_write=True).begin() as connection:
        config.attributes["connection"] = connection
        head = ScriptDirectory.from_config(config).get_current_head()
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
        # A table under a view cannot be changed.
        had_views = drop_views(connection)
        command.upgrade(config, "head")
        if had_views:
            make_views(connection)
