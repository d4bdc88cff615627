"""Views for BI tools: made, made again and taken away.

On PostgreSQL they are in the schema `reporting`, with comments. SQLite has no schemas: there they
are named `reporting_…` and carry their comment in their text, and the offsets of the stores' time
zones are a view of their own, made again when a store comes in a zone that it lacks.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from analytics.business_day import zone_named
from api.reporting.definitions import View, views
from api.reporting.dialect import Dialect, dialect_named, offsets_view


def make_views(connection: Connection) -> list[str]:
    """Their names. Those of before are replaced; who may read the schema stays."""
    dialect = dialect_named(connection.dialect.name)
    drop_views(connection)
    if dialect.name == "postgresql":
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS reporting"))
    else:
        _run(connection, f"CREATE VIEW reporting_offsets AS {offsets_view(_zones(connection))}")
    names = []
    for view in views(dialect):
        name = f"{dialect.prefix}{view.name}"
        names.append(name)
        _make(connection, dialect, name, view)
    return names


def know_zone(connection: Connection, zone: str) -> None:
    """On SQLite, where there are views: without the zone's offsets a store would be in none."""
    if connection.dialect.name != "sqlite":
        return
    there = connection.scalar(
        text("SELECT count(*) FROM sqlite_master WHERE name = 'reporting_offsets'")
    )
    known = text("SELECT count(*) FROM reporting_offsets WHERE timezone = :zone")
    if there and not connection.scalar(known, {"zone": zone}):
        make_views(connection)


def drop_views(connection: Connection) -> bool:
    """Whether there were any. Migrations change tables that views would hold fast."""
    dialect = dialect_named(connection.dialect.name)
    if dialect.name == "postgresql":
        found = connection.execute(
            text("SELECT viewname FROM pg_views WHERE schemaname = 'reporting'")
        )
    else:
        found = connection.execute(
            text(
                "SELECT substr(name, 11) FROM sqlite_master "
                "WHERE type = 'view' AND name LIKE 'reporting\\_%' ESCAPE '\\'"
            )
        )
    there = set(found.scalars())
    ours = ["offsets", *(view.name for view in views(dialect))]
    # The last first: each is of those before it.
    for name in reversed(ours):
        if name in there:
            _run(connection, f"DROP VIEW {dialect.prefix}{name}")
    return bool(there & set(ours))


def _make(connection: Connection, dialect: Dialect, name: str, view: View) -> None:
    if dialect.name == "sqlite":
        _run(connection, f"CREATE VIEW {name} AS /* {view.comment} */ {view.query}")
        return
    _run(connection, f"CREATE VIEW {name} AS {view.query}")
    _run(connection, f"COMMENT ON VIEW {name} IS {_quoted(view.comment)}")
    for column, comment in view.columns.items():
        _run(connection, f"COMMENT ON COLUMN {name}.{column} IS {_quoted(comment)}")


def _zones(connection: Connection) -> set[str]:
    found = connection.execute(
        text("SELECT DISTINCT json_extract(description, '$.timezone') FROM stores")
    )
    return {zone_named(name).key for name in found.scalars() if name}


def _quoted(comment: str) -> str:
    return "'" + comment.replace("'", "''") + "'"


def _run(connection: Connection, statement: str) -> None:
    # PostgreSQL's driver reads % as the sign of a parameter, SQLite's does not.
    on_postgresql = connection.dialect.name == "postgresql"
    connection.exec_driver_sql(statement.replace("%", "%%") if on_postgresql else statement)
