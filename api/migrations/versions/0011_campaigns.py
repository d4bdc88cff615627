"""Campaigns"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BLIND = sa.text("status = 'blind'")


def upgrade() -> None:
    op.create_table(
        "campaigns",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("lever", sa.String(length=200), nullable=True),
        sa.Column("controls", sa.JSON(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("spend", sa.BigInteger(), nullable=True),
        sa.Column("margin", sa.Double(), nullable=True),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_campaigns_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "campaign", name="pk_campaigns"),
    )
    op.create_index(
        "ix_coverage_blind",
        "coverage",
        ["store_id", "camera", "start"],
        sqlite_where=BLIND,
        postgresql_where=BLIND,
    )


def downgrade() -> None:
    op.drop_index("ix_coverage_blind", "coverage")
    op.drop_table("campaigns")
