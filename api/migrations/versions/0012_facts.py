"""Daily facts beside the counted ones, and a history of their imports that can be undone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facts",
        *_store(),
        *_fact(),
        sa.Column("import_id", sa.Integer(), nullable=False),
        *_keys("facts", "kind", "day", "source", "name", "measure", "currency"),
    )
    op.create_table(
        "replaced_facts",
        *_store(),
        sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
        *_fact(),
        sa.Column("was_import", sa.Integer(), nullable=False),
        *_keys(
            *("replaced_facts", "import_id", "kind", "day", "source", "name", "measure"),
            "currency",
        ),
    )
    op.create_table(
        "fact_imports",
        *_store(),
        sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        *(
            sa.Column(each, sa.Integer(), nullable=False)
            for each in ("rows_kept", "rows_rejected", "facts", "replaced")
        ),
        *_keys("fact_imports", "import_id"),
    )


def downgrade() -> None:
    for name in ("fact_imports", "replaced_facts", "facts"):
        op.drop_table(name)


def _store() -> tuple[sa.Column[str]]:
    return (sa.Column("store_id", sa.String(length=64), nullable=False),)


def _fact() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
    )


def _keys(table: str, *key: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name=f"fk_{table}_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", *key, name=f"pk_{table}"),
    )
