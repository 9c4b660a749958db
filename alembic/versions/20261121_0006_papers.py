"""The letterhead of the office, files that go out with mail, and the kinds of documents that are our own papers."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import context, op

revision: str = "4a6b20f3c9d8"
down_revision: str | None = "3b8e51d07c46"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("letterhead", "message_attachment")
NEW_KINDS = ("tenant statement", "receipt", "deposit slip")
_ORGANIZATION = sa.text("nullif(current_setting('app.organization_id', true), '')::uuid")


def upgrade() -> None:
    """Add both tables with their guards, and let documents be of the new kinds."""
    _add_letterhead()
    _add_attachments()
    role = context.config.attributes["app_role"]
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_organization on {table}"
            " using (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid)"
        )
        op.execute(f'grant select, insert, update on {table} to "{role}"')
    _add_kinds()


def _add_letterhead() -> None:
    op.create_table(
        "letterhead",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("office_name", "address", "phone", "email", "website", "footer")
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("office_name <> ''", name=op.f("ck_letterhead_office_named")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_letterhead_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterhead")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_letterhead_organization_id")),
    )


def _add_attachments() -> None:
    op.create_table(
        "message_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("object_key", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_message_attachment_size_positive")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_attachment_message_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_message_attachment_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attachment")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_message_attachment_message_id_position")),
    )


def _add_kinds() -> None:
    """Let the check of the column know the new words beside those it knows."""
    known = op.get_bind().scalar(
        sa.text("select pg_get_expr(conbin, conrelid) from pg_constraint where conname = 'ck_document_documentkind'")
    )
    listed = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    op.execute("alter table document drop constraint ck_document_documentkind")
    op.execute(f"alter table document add constraint ck_document_documentkind check ({known} or kind in ({listed}))")
