"""Receipts by category, and a history of their imports that can be undone"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets") as table:
        table.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
    _number_imports()
    _table(
        "ticket_categories",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("ticket", sa.String(length=200), primary_key=True),
        sa.Column("category", sa.String(length=64), primary_key=True),
        sa.Column("items", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
    )
    _table(
        "replaced_tickets",
        sa.Column("import_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("ticket", sa.String(length=200), primary_key=True),
        sa.Column("was_import", sa.Integer(), nullable=True),
        sa.Column("occurred", sa.BigInteger(), nullable=False),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
    )
    _table(
        "sales_mappings",
        sa.Column("fingerprint", sa.String(length=64), primary_key=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sales_mappings")
    op.drop_table("replaced_tickets")
    op.drop_table("ticket_categories")
    # As it was, the same file is there once, and what was undone is not.
    op.execute("DELETE FROM sales_imports WHERE undone IS NOT NULL")
    op.execute(
        "DELETE FROM sales_imports WHERE EXISTS (SELECT 1 FROM sales_imports AS later "
        "WHERE later.store_id = sales_imports.store_id AND later.sha256 = sales_imports.sha256 "
        "AND later.import_id > sales_imports.import_id)"
    )
    with op.batch_alter_table("sales_imports") as table:
        table.drop_constraint("pk_sales_imports", type_="primary")
        for name in (
            *("import_id", "undone", "layout", "file", "mapping", "tickets", "added"),
            *("replaced", "confirms"),
        ):
            table.drop_column(name)
        table.create_primary_key("pk_sales_imports", ["store_id", "sha256"])
    with op.batch_alter_table("tickets") as table:
        table.drop_column("import_id")


def _number_imports() -> None:
    with op.batch_alter_table("sales_imports") as table:
        table.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("undone", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("layout", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("file", sa.String(length=255), nullable=True))
        table.add_column(sa.Column("mapping", sa.JSON(), nullable=True))
        for name in ("tickets", "added", "replaced"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("confirms", sa.JSON(), nullable=True))
    op.execute(
        "UPDATE sales_imports SET import_id = (SELECT count(*) FROM sales_imports AS earlier "
        "WHERE earlier.store_id = sales_imports.store_id AND (earlier.imported < "
        "sales_imports.imported OR (earlier.imported = sales_imports.imported "
        "AND earlier.sha256 <= sales_imports.sha256)))"
    )
    with op.batch_alter_table("sales_imports") as table:
        table.alter_column("import_id", existing_type=sa.Integer(), nullable=False)
        table.drop_constraint("pk_sales_imports", type_="primary")
        table.create_primary_key("pk_sales_imports", ["store_id", "import_id"])


def _table(name: str, *columns: sa.Column[Any]) -> None:
    keys = [column.name for column in columns if column.primary_key]
    op.create_table(
        name,
        sa.Column("store_id", sa.String(length=64), nullable=False),
        *(sa.Column(each.name, each.type, nullable=bool(each.nullable)) for each in columns),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name=f"fk_{name}_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", *keys, name=f"pk_{name}"),
    )
