"""${message}"""

from collections.abc import Sequence

import sqlalchemy as sa
${imports if imports else ""}
from alembic import op

revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = ${repr(branch_labels)}
depends_on: str | Sequence[str] | None = ${repr(depends_on)}


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    # Rows are guarded from the owner too: who changes some here lifts `force row level security` of their table
    # meanwhile, and of stale_date when the table leaves notes there (see note_stale_date in sql/scan_on_save.sql).
    ${upgrades if upgrades else "pass"}
