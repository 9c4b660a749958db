"""What was marked done may be taken back; properties ask for renter's insurance; alerts without words are looked at."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "5be2d07c9f41"
down_revision: str | None = "d3a6c1f09e52"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CONDITIONS = (
    "always",
    "built before a year",
    "kind of property",
    "lease with a pet",
    "property asks for renter''s insurance",
)


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.add_column("recurring_date_done", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "recurring_date_done", sa.Column("undone_by", sa.String(), server_default=sa.text("''"), nullable=False)
    )
    op.alter_column("recurring_date_done", "undone_by", server_default=None)
    op.drop_constraint(op.f("uq_recurring_date_done_recurring_date_id_due_on"), "recurring_date_done", type_="unique")
    op.create_index(
        "uq_recurring_date_done_standing",
        "recurring_date_done",
        ["recurring_date_id", "due_on"],
        unique=True,
        postgresql_where=sa.text("undone_at is null"),
    )
    op.add_column(
        "property",
        sa.Column("requires_renters_insurance", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.alter_column("property", "requires_renters_insurance", server_default=None)
    _conditions()
    _look_at_what_has_no_words()


def _conditions() -> None:
    conditions, values = (
        op.f("ck_document_requirement_requirementcondition"),
        op.f("ck_document_requirement_value_given"),
    )
    allowed = ", ".join(f"'{condition}'" for condition in CONDITIONS)
    op.drop_constraint(conditions, "document_requirement", type_="check")
    op.drop_constraint(values, "document_requirement", type_="check")
    op.create_check_constraint(conditions, "document_requirement", f"condition in ({allowed})")
    op.create_check_constraint(
        values,
        "document_requirement",
        "(condition in ('built before a year', 'kind of property')) = (condition_value <> '')",
    )


def _look_at_what_has_no_words() -> None:
    """Alerts taken over from an earlier release say nothing before the first scan: a note lets it run at the start."""
    tables = ("alert", "stale_date")
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    op.execute(
        "insert into stale_date (id, organization_id, source, source_id)"
        " select gen_random_uuid(), organization_id, 'rule', organization_id from alert"
        " where closed_at is null and what = '' group by organization_id"
    )
    for table in tables:
        op.execute(f"alter table {table} force row level security")
