"""What a scan for viruses found in each content; nothing is handed out of what waits for it or is infected."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "d3a6c1f09e52"
down_revision: str | None = "8475a765fa1e"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HELD_BACK = "scan in ('not scanned yet', 'infected')"


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column(
        "stored_file",
        sa.Column(
            "scan",
            sa.Enum(
                "not scanned",
                "not scanned yet",
                "clean",
                "infected",
                name="scanstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'not scanned'"),
            nullable=False,
        ),
    )
    op.add_column("stored_file", sa.Column("virus", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("stored_file", sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint("virus_of_infected", "stored_file", "(scan = 'infected') = (virus <> '')")
    op.create_index("ix_stored_file_held_back", "stored_file", ["scan"], postgresql_where=sa.text(HELD_BACK))
