"""The functions of the search, as they are now, where a database has earlier ones."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "9b2e61d4c07a"
down_revision: str | None = "6b2d81c9e4f3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FUNCTIONS = Path(__file__).resolve().parent.parent / "sql" / "search_documents.sql"


def upgrade() -> None:
    """Make them anew: what a function returns cannot be replaced."""
    op.execute("drop function if exists documents_saying_together, documents_saying")
    op.get_bind().exec_driver_sql(FUNCTIONS.read_text().replace("%", "%%"))
