"""No summed length of visits: of one visit in a minute it was its exact dwell"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("zone_counts") as table:
        table.drop_column("visit_seconds")


def downgrade() -> None:
    with op.batch_alter_table("zone_counts") as table:
        table.add_column(
            sa.Column("visit_seconds", sa.Double(), nullable=False, server_default="0")
        )
