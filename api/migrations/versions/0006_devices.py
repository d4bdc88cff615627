"""Enrolled devices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_codes",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_enrolment_codes_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "sha256", name="pk_enrolment_codes"),
    )
    op.create_table(
        "devices",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("next_sha256", sa.String(length=64), nullable=True),
        sa.Column("enrolled", sa.BigInteger(), nullable=False),
        sa.Column("rotated", sa.BigInteger(), nullable=True),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_devices_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "device", name="pk_devices"),
    )


def downgrade() -> None:
    op.drop_table("devices")
    op.drop_table("enrolment_codes")
