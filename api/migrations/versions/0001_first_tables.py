"""First tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stores",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="pk_stores"),
    )
    op.create_table(
        "batches",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_batches_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "device", "epoch", "seq", name="pk_batches"),
    )
    op.create_table(
        "coverage",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("frames_expected", sa.BigInteger(), nullable=False),
        sa.Column("frames_analysed", sa.BigInteger(), nullable=False),
        sa.Column("frames_damaged", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_coverage_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "camera", "start", name="pk_coverage"),
    )
    op.create_index("ix_coverage_store_id_start", "coverage", ["store_id", "start"])

    op.create_table(
        "dwell",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_dwell_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "camera", "zone", "start", "epoch", name="pk_dwell"),
    )
    op.create_index("ix_dwell_store_id_start", "dwell", ["store_id", "start"])

    op.create_table(
        "epochs",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("contiguous", sa.BigInteger(), nullable=False),
        sa.Column("highest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_epochs_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "device", "epoch", name="pk_epochs"),
    )
    op.create_table(
        "health",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("fps", sa.Double(), nullable=False),
        sa.Column("decode_errors", sa.BigInteger(), nullable=False),
        sa.Column("detect_milliseconds", sa.Double(), nullable=True),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_health_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "camera", "start", name="pk_health"),
    )
    op.create_table(
        "heat",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("cols", sa.Integer(), nullable=False),
        sa.Column("person_milliseconds", sa.LargeBinary(), nullable=False),
        sa.Column("passages", sa.LargeBinary(), nullable=False),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_heat_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "camera", "start", "epoch", name="pk_heat"),
    )
    op.create_table(
        "line_counts",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("u_turns", sa.BigInteger(), nullable=False),
        sa.Column("groups", sa.BigInteger(), nullable=True),
        sa.Column("staff", sa.BigInteger(), nullable=True),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_line_counts_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "store_id", "camera", "line", "start", "direction", name="pk_line_counts"
        ),
    )
    op.create_index("ix_line_counts_store_id_start", "line_counts", ["store_id", "start"])

    op.create_table(
        "sales_imports",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("rows_kept", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_sales_imports_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "sha256", name="pk_sales_imports"),
    )
    op.create_table(
        "tickets",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ticket", sa.String(length=200), nullable=False),
        sa.Column("occurred", sa.BigInteger(), nullable=False),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_tickets_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "day", "ticket", name="pk_tickets"),
    )
    op.create_index("ix_tickets_store_id_occurred", "tickets", ["store_id", "occurred"])

    op.create_table(
        "zone_counts",
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("exits", sa.BigInteger(), nullable=False),
        sa.Column("passes", sa.BigInteger(), nullable=False),
        sa.Column("person_seconds", sa.Double(), nullable=False),
        sa.Column("visit_seconds", sa.Double(), nullable=False),
        sa.Column("peak", sa.BigInteger(), nullable=False),
        sa.Column("stops", sa.BigInteger(), nullable=False),
        sa.Column("censored_begin", sa.BigInteger(), nullable=False),
        sa.Column("censored_end", sa.BigInteger(), nullable=False),
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name="fk_zone_counts_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "camera", "zone", "start", name="pk_zone_counts"),
    )
    op.create_index("ix_zone_counts_store_id_start", "zone_counts", ["store_id", "start"])


def downgrade() -> None:
    op.drop_table("zone_counts")
    op.drop_table("tickets")
    op.drop_table("sales_imports")
    op.drop_table("line_counts")
    op.drop_table("heat")
    op.drop_table("health")
    op.drop_table("epochs")
    op.drop_table("dwell")
    op.drop_table("coverage")
    op.drop_table("batches")
    op.drop_table("stores")
