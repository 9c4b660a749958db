"""Late fees: since when a policy counts, that it was removed, and waivers that were declined."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import context, op

revision: str = "c5e2a7419d30"
down_revision: str | None = "4a6b20f3c9d8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ORGANIZATION = sa.text("nullif(current_setting('app.organization_id', true), '')::uuid")


def upgrade() -> None:
    """Add both columns, and the table with its guards."""
    op.add_column("late_fee_policy", sa.Column("due_from", sa.Date(), nullable=True))
    op.execute("update late_fee_policy set due_from = set_at::date")
    op.alter_column("late_fee_policy", "due_from", nullable=False)
    op.add_column("late_fee_policy", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "late_fee_kept",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("late_fee_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_late_fee_kept_reason_given")),
        sa.ForeignKeyConstraint(["late_fee_id"], ["late_fee.id"], name=op.f("fk_late_fee_kept_late_fee_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_late_fee_kept_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_fee_kept")),
        sa.UniqueConstraint("late_fee_id", name=op.f("uq_late_fee_kept_late_fee_id")),
    )
    _guard("late_fee_kept")


def _guard(table: str) -> None:
    """Let rows only ever be added, and only those of the own organization be seen."""
    role = context.config.attributes["app_role"]
    op.execute(
        f"create trigger refuse_change before update or delete on {table} for each row execute function refuse_change()"
    )
    op.execute(
        f"create trigger refuse_truncate before truncate on {table} for each statement execute function refuse_change()"
    )
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(
        f"create policy own_organization on {table}"
        " using (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid)"
    )
    op.execute(f'grant select, insert on {table} to "{role}"')
