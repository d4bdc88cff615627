"""Run by Alembic, with the connection that `api.database` opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from api.instant import Instant
from api.models import Base


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A migration stands by itself: it names the column's type, not our class that may change."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite changes a column by copying its table.
    render_as_batch=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
