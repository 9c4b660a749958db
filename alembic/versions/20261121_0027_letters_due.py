"""A letter of many that could not be made waits until it is due again."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "5b9d03e7a1c6"
down_revision: str | None = "8c1f5a9e27d4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("letter", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
