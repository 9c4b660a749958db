"""Alerts and reminders may be about deposits: their deadlines, and money that is to be moved."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "e81d4b6f2a57"
down_revision: str | None = "c5e2a7419d30"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW_KINDS = ("deposit deadline", "deposit transfer")


def upgrade() -> None:
    """Let the checks of both columns know the new words beside those they know."""
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    for table in ("alert", "reminder"):
        check = f"ck_{table}_criticaldatekind"
        known = op.get_bind().scalar(
            sa.text("select pg_get_expr(conbin, conrelid) from pg_constraint where conname = :name"), {"name": check}
        )
        op.execute(f"alter table {table} drop constraint {check}")
        op.execute(f"alter table {table} add constraint {check} check ({known} or item_kind in ({listed}))")
