"""Records of the floor plan"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAMES = ("queue_counts", "waits", "flows", "paths", "journeys")


def upgrade() -> None:
    _table(
        "queue_counts",
        [("zone", 64)],
        *_counts("joined", "served", "abandoned", "censored"),
        sa.Column("length_seconds", sa.Double(), nullable=False),
        *_counts("peak"),
        by_epoch=False,
    )
    _table(
        "waits",
        [("zone", 64)],
        *(
            sa.Column(name, sa.JSON(), nullable=False)
            for name in ("served", "abandoned", "censored")
        ),
    )
    _table("flows", [("origin", 64), ("destination", 64)], *_counts("people"))
    _table("paths", [("path", 780)], *_counts("people"))
    _table(
        "journeys",
        [],
        *_counts("visits", "whole"),
        sa.Column("confidence_sum", sa.Double(), nullable=False),
        *_counts("passed_by", "looked", "looked_entered", nullable=True),
        *_counts("entered", "turned_back", "reached", "stopped"),
        *_counts("queued", "served", "abandoned", nullable=True),
        *_counts("backtracked", "hesitated"),
    )


def downgrade() -> None:
    for name in NAMES:
        op.drop_table(name)


def _counts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _table(
    name: str, texts: list[tuple[str, int]], *more: sa.Column[Any], by_epoch: bool = True
) -> None:
    """``texts``: names and lengths of what is in the key beside camera, start and epoch."""
    keys = [text for text, _ in texts]
    # A zone stands before the time, as in the other tables; the ends of a flow after.
    before = [key for key in keys if key == "zone"]
    after = [key for key in keys if key != "zone"]
    key = ["store_id", "camera", *before, "start", *(["epoch"] if by_epoch else []), *after]
    op.create_table(
        name,
        sa.Column("store_id", sa.String(length=64), nullable=False),
        sa.Column("camera", sa.String(length=64), nullable=False),
        *(sa.Column(text, sa.String(length=length), nullable=False) for text, length in texts),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        *([sa.Column("end", sa.BigInteger(), nullable=False)] if by_epoch else []),
        *more,
        sa.Column("epoch_started", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.store_id"], name=f"fk_{name}_stores", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_store_id_start", name, ["store_id", "start"])
