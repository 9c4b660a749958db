"""The search vector of a page is written by the action that writes the page, so that codes and amounts are found."""

from collections.abc import Sequence

from alembic import op

revision: str = "b3f1c07d5e21"
down_revision: str | None = "7c1e5d0b9a42"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Let the column be written; what it holds stays."""
    op.execute("alter table document_page alter column search drop expression")
