"""Papers and bank lines that wait are told of as they come and go; working days that change move reminders."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "b52e90c4a1d7"
down_revision: str | None = "8c1f5d20b7e4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TELL_OF_MORE = Path(__file__).resolve().parent.parent / "sql" / "tell_of_more.sql"


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.get_bind().exec_driver_sql(TELL_OF_MORE.read_text().replace("%", "%%"))
