"""More of what critical dates depend on leaves a note for the scan: names, roles, links that are gone, deposits."""

from collections.abc import Sequence
from pathlib import Path

from alembic import op

revision: str = "8c1f5d20b7e4"
down_revision: str | None = "41dadce77a0d"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCAN_ON_SAVE = Path(__file__).resolve().parent.parent / "sql" / "scan_on_save_of_others.sql"


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.get_bind().exec_driver_sql(SCAN_ON_SAVE.read_text().replace("%", "%%"))
