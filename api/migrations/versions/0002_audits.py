"""Audits: quarter-hours counted by hand"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audits",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("audit", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("upcoming", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("unobserved", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_audits_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "audit", name="pk_audits"),
    )
    op.create_table(
        "audit_quarters",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("audit", sa.String(length=32), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("stratum", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=True),
        sa.Column("tallied", sa.BigInteger(), nullable=True),
        sa.Column("taps", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_audit_quarters_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "audit", "start", name="pk_audit_quarters"),
    )


def downgrade() -> None:
    op.drop_table("audit_quarters")
    op.drop_table("audits")
