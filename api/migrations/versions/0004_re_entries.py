"""Re-entries at lines"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was counted before, nothing was undone as a re-entry.
    with op.batch_alter_table("line_counts") as table:
        table.add_column(
            sa.Column("re_entries", sa.BigInteger(), nullable=False, server_default="0")
        )


def downgrade() -> None:
    with op.batch_alter_table("line_counts") as table:
        table.drop_column("re_entries")
