"""Billing terms of a property or a household can be taken away again."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "a41c7be02d15"
down_revision: str | None = "f27c9e03a1d4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Remember when terms were removed; what is set stands."""
    op.add_column("billing_policy", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
