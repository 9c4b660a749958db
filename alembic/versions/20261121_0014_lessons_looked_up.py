"""Lessons are looked up by the words they share with a paper through a function that uses their index."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "6b2d81c9e4f3"
down_revision: str | None = "0f7a94c2b6e8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FUNCTIONS = Path(__file__).resolve().parent.parent / "sql" / "match_documents.sql"


def upgrade() -> None:
    """Let the owner look lessons up, and add the function."""
    op.execute("create policy looked_up_by_the_owner on document_lesson for select to current_user using (true)")
    op.get_bind().exec_driver_sql(FUNCTIONS.read_text().replace("%", "%%"))
