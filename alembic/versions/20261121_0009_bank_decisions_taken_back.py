"""What a line of a bank statement was decided to be can be taken back, and decided anew."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import context, op

revision: str = "f27c9e03a1d4"
down_revision: str | None = "e81d4b6f2a57"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ORGANIZATION = sa.text("nullif(current_setting('app.organization_id', true), '')::uuid")
_LINE = "uq_bank_match_bank_statement_line_id"


def upgrade() -> None:
    """Count the attempts at a line, and keep which of them were taken back."""
    op.add_column("bank_match", sa.Column("attempt", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("bank_match", "attempt", server_default=None)
    op.drop_constraint(_LINE, "bank_match")
    op.create_unique_constraint(f"{_LINE}_attempt", "bank_match", ["bank_statement_line_id", "attempt"])
    op.create_table(
        "bank_match_reversal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("bank_match_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_match_id"], ["bank_match.id"], name=op.f("fk_bank_match_reversal_bank_match_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_bank_match_reversal_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_match_reversal")),
        sa.UniqueConstraint("bank_match_id", name=op.f("uq_bank_match_reversal_bank_match_id")),
    )
    _guard("bank_match_reversal")


def _guard(table: str) -> None:
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
    role = context.config.attributes["app_role"]
    op.execute(f'grant select, insert on {table} to "{role}"')
