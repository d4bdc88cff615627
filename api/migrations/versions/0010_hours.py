"""Sums of whole hours; every hour that has minutes is to be summed"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _table("dirty_hours", _instant("start"), sa.Column("gen", sa.BigInteger(), nullable=False))
    _table(
        "hour_coverage",
        _instant("start"),
        _name("camera", 64),
        sa.Column("minutes", sa.Double(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
    )
    _table(
        "hour_lines",
        _instant("start"),
        _name("line", 64),
        _name("direction", 3),
        *_counts("people", "u_turns", "re_entries", "staff", "unsorted", "groups", "ungrouped"),
        *_counts("blind"),
    )
    _table(
        "hour_zones",
        _instant("start"),
        _name("zone", 64),
        *_counts("entries", "exits", "passes", "stops", "censored", "blind"),
    )
    minutes = " UNION ".join(
        f"SELECT store_id, start - start % 3600 AS start FROM {table}"  # noqa: S608  (no input)
        for table in ("coverage", "line_counts", "zone_counts")
    )
    op.execute(
        f"INSERT INTO dirty_hours (store_id, start, gen) "  # noqa: S608
        f"SELECT store_id, start, 1 FROM ({minutes}) AS minutes"
    )


def downgrade() -> None:
    for name in ("hour_zones", "hour_lines", "hour_coverage", "dirty_hours"):
        op.drop_table(name)


def _table(name: str, *columns: sa.Column[Any]) -> None:
    keys = [column.name for column in columns if column.primary_key]
    op.create_table(
        name,
        sa.Column("store_id", sa.String(length=64), nullable=False),
        *(sa.Column(each.name, each.type, nullable=False) for each in columns),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name=f"fk_{name}_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", *keys, name=f"pk_{name}"),
        sqlite_with_rowid=name == "dirty_hours",
    )


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), primary_key=True, autoincrement=False)


def _name(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), primary_key=True)


def _counts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
