"""Letters: what was made, how it went out, those of one text to many; what templates are good for."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import context, op

revision: str = "8475a765fa1e"
down_revision: str | None = "c9d41f7a60b3"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


KINDS = (
    "lease",
    "renewal",
    "month-to-month agreement",
    "addendum",
    "pet record",
    "lead-based-paint disclosure",
    "lead-safe certificate",
    "disclosure",
    "move-in inspection",
    "move-out inspection",
    "periodic inspection",
    "renter's insurance",
    "guarantor agreement",
    "identification",
    "proof of income",
    "rental application",
    "screening report",
    "notice",
    "deposit statement",
    "tenant statement",
    "receipt",
    "subsidy contract",
    "management agreement",
    "tax form",
    "title deed or survey",
    "property insurance",
    "mortgage or property-tax bill",
    "rental license",
    "permit",
    "certificate of occupancy",
    "fire safety inspection",
    "elevator or boiler certificate",
    "backflow test",
    "smoke detector test",
    "service record",
    "energy certificate",
    "warranty or service contract",
    "utility agreement",
    "certificate of insurance",
    "vendor license",
    "vendor contract",
    "company license or bond",
    "invoice",
    "estimate",
    "lien waiver",
    "bank statement",
    "deposit slip",
    "incident report",
    "correspondence",
    "photo",
    "other",
)
TABLES = ("letter_run", "letter")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "letter_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("audience", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("letterhead", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.CheckConstraint("letters > 0", name=op.f("ck_letter_run_to_somebody")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_letter_run_made_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_letter_run_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_run")),
        sa.UniqueConstraint("request_key", name=op.f("uq_letter_run_request_key")),
    )
    op.create_index(op.f("ix_letter_run_made_by_id"), "letter_run", ["made_by_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("letter_run_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("kind", _kinds(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column(
            "delivery",
            sa.Enum(
                "to be sent",
                "posted",
                "certified mail",
                "handed over",
                name="letterdelivery",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("delivery_number", sa.String(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unprinted", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(delivery = 'to be sent') = (delivered_on is null)", name=op.f("ck_letter_went_out_on_a_day")
        ),
        sa.CheckConstraint("to_name <> '' and body <> ''", name=op.f("ck_letter_written")),
        sa.CheckConstraint(
            "letter_run_id is not null or document_id is not null", name=op.f("ck_letter_made_at_once_when_alone")
        ),
        sa.ForeignKeyConstraint(["letter_run_id"], ["letter_run.id"], name=op.f("fk_letter_letter_run_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_letter_made_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_letter_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_letter_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_letter_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("request_key", name=op.f("uq_letter_request_key")),
    )
    op.create_index(op.f("ix_letter_document_id"), "letter", ["document_id"], unique=False)
    op.create_index(op.f("ix_letter_letter_run_id"), "letter", ["letter_run_id"], unique=False)
    op.create_index("ix_letter_made_at", "letter", ["made_at"], unique=False)
    op.create_index(op.f("ix_letter_made_by_id"), "letter", ["made_by_id"], unique=False)
    op.create_index("ix_letter_person_id", "letter", ["person_id"], unique=False)
    op.create_index(op.f("ix_letter_property_id"), "letter", ["property_id"], unique=False)
    op.create_index("ix_letter_tenancy_id", "letter", ["tenancy_id"], unique=False)
    op.create_index(
        "ix_letter_to_be_made",
        "letter",
        ["letter_run_id"],
        unique=False,
        postgresql_where=sa.text("document_id is null and given_up_at is null"),
    )
    op.add_column(
        "mail_template",
        sa.Column(
            "used_for",
            sa.Enum(
                "mail",
                "letters",
                "mail and letters",
                name="templateuse",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default="mail",
        ),
    )
    op.add_column("mail_template", sa.Column("letter_kind", _kinds(), nullable=False, server_default="correspondence"))
    for column in ("used_for", "letter_kind"):
        op.alter_column("mail_template", column, server_default=None)
    _guard()


def _kinds() -> sa.Enum:
    return sa.Enum(*KINDS, name="documentkind", native_enum=False, create_constraint=True, length=40)


def _guard() -> None:
    role = context.config.attributes["app_role"]
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_organization on {table} using (organization_id ="
            " (select nullif(current_setting('app.organization_id', true), '')::uuid))"
        )
        op.execute(f'grant select, insert, update on {table} to "{role}"')
