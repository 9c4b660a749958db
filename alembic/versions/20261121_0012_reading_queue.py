"""What was not, or not well read is found without looking at every document."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "c3d90e51a7f6"
down_revision: str | None = "5f8e273e2c28"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Index the editions that are not read and the pages a scan could hardly be made out on."""
    op.create_index(
        "ix_document_version_not_read",
        "document_version",
        ["document_id"],
        postgresql_where=sa.text("outcome is null or outcome <> 'read'"),
    )
    op.create_index(
        "ix_document_page_poorly_read",
        "document_page",
        ["document_version_id"],
        postgresql_where=sa.text("method = 'ocr' and quality < 60"),
    )
