"""Common words are searched for without writing all that say them to the disk."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "3f7c05ad91be"
down_revision: str | None = "9b2e61d4c07a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FUNCTIONS = Path(__file__).resolve().parent.parent / "sql" / "search_documents.sql"


def upgrade() -> None:
    """Make them anew; what they take and return is as it was."""
    op.get_bind().exec_driver_sql(FUNCTIONS.read_text().replace("%", "%%"))
