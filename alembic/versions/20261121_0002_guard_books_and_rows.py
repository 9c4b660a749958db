"""Guards: append-only books and audit trail, balanced entries, row-level security, the rights of the app's role."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from alembic import context, op

revision: str = "7c1e5d0b9a42"
down_revision: str | None = "054f1aafd9ab"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SQL = Path(__file__).resolve().parent.parent / "sql"

# Rows of these are never changed or deleted, not even by the owner of the schema.
ADDED_TO_ONLY = (
    "journal_entry",
    "journal_line",
    "charge",
    "receipt",
    "allocation",
    "reversal",
    "period_lock",
    "audit_entry",
    "audit_link",
)
# Rows of these are details that are written anew when their record changes.
MAY_DELETE = (
    "user_property",
    "contact_way",
    "person_role_held",
    "ownership",
    "document_link",
    "document_page",
    "failed_attempt",
)


def upgrade() -> None:
    """Add functions and triggers, force row-level security, grant the app's role no more than it needs."""
    for name in ("guard_books.sql", "chain_audit.sql"):
        op.get_bind().exec_driver_sql((SQL / name).read_text().replace("%", "%%"))
    tables = sa.inspect(op.get_bind()).get_table_names()
    for table in ADDED_TO_ONLY:
        op.execute(
            f"create trigger refuse_change before update or delete on {table}"
            " for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger refuse_truncate before truncate on {table}"
            " for each statement execute function refuse_change()"
        )
    role = context.config.attributes["app_role"]
    op.execute(f'grant usage on schema public to "{role}"')
    for table in sorted(set(tables) - {"alembic_version", "organization"}):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_organization on {table}"
            " using (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid)"
        )
        op.execute(f'grant {_rights(table)} on {table} to "{role}"')
    op.execute(f'grant select on organization, alembic_version to "{role}"')
    op.execute("insert into organization (id, name) values (gen_random_uuid(), 'Office')")


def _rights(table: str) -> str:
    if table == "audit_link":
        return "select"
    if table in ADDED_TO_ONLY:
        return "select, insert"
    return "select, insert, update, delete" if table in MAY_DELETE else "select, insert, update"
