"""Health of cameras and boxes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("health") as table:
        table.add_column(sa.Column("frames_dropped", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("reconnects", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("last_frame_age", sa.Double(), nullable=True))
        table.add_column(sa.Column("view", sa.String(length=16), nullable=True))
    op.create_table(
        "device_health",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("outbox_batches", sa.BigInteger(), nullable=False),
        sa.Column("outbox_oldest_seconds", sa.Double(), nullable=True),
        sa.Column("heat_discarded", sa.BigInteger(), nullable=False),
        sa.Column("disk_free_bytes", sa.BigInteger(), nullable=True),
        sa.Column("clock_skew_seconds", sa.Double(), nullable=True),
        sa.Column("temperature_celsius", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_device_health_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "device", "start", name="pk_device_health"),
    )


def downgrade() -> None:
    op.drop_table("device_health")
    with op.batch_alter_table("health") as table:
        for column in ("view", "last_frame_age", "reconnects", "frames_dropped"):
            table.drop_column(column)
