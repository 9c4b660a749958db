"""A document that was put away remembers which one it replaced when another takes that place."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "e07c4a92d5b8"
down_revision: str | None = "d4b71e0f93a2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("document", sa.Column("lost_place_id", sa.Uuid(), nullable=True))
