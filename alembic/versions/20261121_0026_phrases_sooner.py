"""Phrases whose words nearly always stand together are found among the newest papers, not on every page."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "8c1f5a9e27d4"
down_revision: str | None = "e07c4a92d5b8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FUNCTIONS = Path(__file__).resolve().parent.parent / "sql" / "search_documents.sql"


def upgrade() -> None:
    """Make the functions of the search anew."""
    op.get_bind().exec_driver_sql(FUNCTIONS.read_text().replace("%", "%%"))
