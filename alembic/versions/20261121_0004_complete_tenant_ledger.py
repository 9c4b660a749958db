"""The complete tenant ledger: credits, refunds, bank deposits, policies, holds, dispositions, take-overs."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import context, op

revision: str = "d59cb9c2270d"
down_revision: str | None = "b3f1c07d5e21"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SQL = Path(__file__).resolve().parent.parent / "sql"

# Rows of these are never changed or deleted, not even by the owner of the schema.
ADDED_TO_ONLY = (
    "credit",
    "refund",
    "bank_deposit",
    "bank_deposit_line",
    "bank_deposit_reversal",
    "bank_transfer",
    "late_fee",
    "plan_promise",
    "served_notice_item",
    "delinquency_note",
    "opening_item",
    "closed_report",
    "bank_statement_line",
    "bank_match",
)
CHANGED_TOO = (
    "billing_policy",
    "late_fee_policy",
    "tenancy_hold",
    "payment_plan",
    "served_notice",
    "deposit_deadline",
    "disposition",
    "opening_batch",
    "column_map",
    "bank_statement",
)
# Rows of these are details that are written anew when their record changes.
MAY_DELETE = ("late_fee_rule", "disposition_line", "disposition_payee")

# The words a column may hold are checked by the database: a word that is new to an enum is new to its check.
CHARGES = (
    "rent",
    "late fee",
    "NSF fee",
    "pet rent",
    "parking",
    "utility",
    "laundry",
    "month-to-month premium",
    "application fee",
    "lease-break fee",
    "damages",
    "cleaning",
    "security deposit",
    "pet deposit",
    "key deposit",
    "last month's rent",
    "other",
    "refund",
)
METHODS = ("cash", "check", "cashier's check", "money order", "transfer", "card")
ENTRIES = (
    "charge",
    "receipt",
    "credit",
    "allocation",
    "reversal",
    "opening balance",
    "refund",
    "bank deposit",
    "bank return",
    "bank transfer",
)
RENT_LINES = ("rent", "pet rent", "parking", "utility", "laundry", "month-to-month premium", "other")
WORDS = (
    ("charge", "kind", "chargekind", CHARGES),
    ("receipt", "method", "receiptmethod", METHODS),
    ("journal_entry", "kind", "entrykind", ENTRIES),
    ("rent_line", "kind", "rentlinekind", RENT_LINES),
)


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("account_label", sa.String(), nullable=False),
        sa.Column("bank_account", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("opening_cents", sa.BigInteger(), nullable=True),
        sa.Column("closing_cents", sa.BigInteger(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_bank_statement_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint(
            "organization_id",
            "sha256",
            "account_label",
            name=op.f("uq_bank_statement_organization_id_sha256_account_label"),
        ),
    )
    op.create_table(
        "column_map",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_column_map_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_map")),
        sa.UniqueConstraint(
            "organization_id", "purpose", "heading", name=op.f("uq_column_map_organization_id_purpose_heading")
        ),
    )
    op.create_table(
        "deposit_deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column(
            "situation",
            sa.Enum(
                "no deductions",
                "with deductions",
                "disputed",
                name="deadlinecase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "starts",
            sa.Enum(
                "possession returned",
                "lease end",
                "forwarding address received",
                "later of possession and address",
                name="clockstart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days between 1 and 365", name=op.f("ck_deposit_deadline_days_plausible")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_deposit_deadline_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_deadline")),
        sa.UniqueConstraint(
            "organization_id",
            "jurisdiction",
            "situation",
            name=op.f("uq_deposit_deadline_organization_id_jurisdiction_situation"),
        ),
    )
    op.create_table(
        "opening_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("cut_over_on", sa.Date(), nullable=False),
        sa.Column("totals", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("undone_because", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_opening_batch_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_batch")),
        sa.UniqueConstraint("request_key", name=op.f("uq_opening_batch_request_key")),
    )
    op.create_index("ix_opening_batch_sha256", "opening_batch", ["sha256"], unique=False)
    op.create_table(
        "bank_statement_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("bank_statement_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_bank_statement_line_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["bank_statement_id"], ["bank_statement.id"], name=op.f("fk_bank_statement_line_bank_statement_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_bank_statement_line_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_line")),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("uq_bank_statement_line_organization_id_fingerprint")
        ),
    )
    op.create_index(
        op.f("ix_bank_statement_line_bank_statement_id"), "bank_statement_line", ["bank_statement_id"], unique=False
    )
    op.create_index("ix_bank_statement_line_posted_on", "bank_statement_line", ["posted_on"], unique=False)
    op.create_table(
        "opening_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("opening_batch_id", sa.Uuid(), nullable=False),
        sa.Column("record_kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "record_kind in ('charge', 'credit', 'tenancy', 'unit', 'property', 'person')",
            name=op.f("ck_opening_item_known_record"),
        ),
        sa.ForeignKeyConstraint(
            ["opening_batch_id"], ["opening_batch.id"], name=op.f("fk_opening_item_opening_batch_id")
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_opening_item_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_item")),
        sa.UniqueConstraint("opening_batch_id", "record_id", name=op.f("uq_opening_item_opening_batch_id_record_id")),
    )
    op.create_table(
        "bank_deposit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bank_account", sa.Integer(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("total_cents > 0", name=op.f("ck_bank_deposit_total_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_bank_deposit_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_bank_deposit_organization_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_bank_deposit_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_deposit")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_bank_deposit_organization_id_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bank_deposit_request_key")),
    )
    op.create_index("ix_bank_deposit_deposited_on", "bank_deposit", ["deposited_on"], unique=False)
    op.create_index(op.f("ix_bank_deposit_entry_id"), "bank_deposit", ["entry_id"], unique=False)
    op.create_index(op.f("ix_bank_deposit_recorded_by_id"), "bank_deposit", ["recorded_by_id"], unique=False)
    op.create_table(
        "closed_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("period_lock_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_closed_report_organization_id")
        ),
        sa.ForeignKeyConstraint(["period_lock_id"], ["period_lock.id"], name=op.f("fk_closed_report_period_lock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_report")),
    )
    op.create_index("ix_closed_report_as_of", "closed_report", ["as_of"], unique=False)
    op.create_index(op.f("ix_closed_report_period_lock_id"), "closed_report", ["period_lock_id"], unique=False)
    op.create_table(
        "bank_deposit_reversal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("bank_deposit_id", sa.Uuid(), nullable=False),
        sa.Column("reversed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_deposit_id"], ["bank_deposit.id"], name=op.f("fk_bank_deposit_reversal_bank_deposit_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_bank_deposit_reversal_entry_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_bank_deposit_reversal_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_deposit_reversal")),
        sa.UniqueConstraint("bank_deposit_id", name=op.f("uq_bank_deposit_reversal_bank_deposit_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bank_deposit_reversal_request_key")),
    )
    op.create_index(op.f("ix_bank_deposit_reversal_entry_id"), "bank_deposit_reversal", ["entry_id"], unique=False)
    op.create_table(
        "bank_transfer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("from_account", sa.Integer(), nullable=False),
        sa.Column("to_account", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_bank_transfer_amount_positive")),
        sa.CheckConstraint("from_account <> to_account", name=op.f("ck_bank_transfer_two_accounts")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_bank_transfer_entry_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_bank_transfer_organization_id")
        ),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_bank_transfer_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transfer")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bank_transfer_request_key")),
    )
    op.create_index(op.f("ix_bank_transfer_entry_id"), "bank_transfer", ["entry_id"], unique=False)
    op.create_index(op.f("ix_bank_transfer_tenancy_id"), "bank_transfer", ["tenancy_id"], unique=False)
    op.create_table(
        "billing_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("priority", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("deposits_automatic", sa.Boolean(), nullable=False),
        sa.Column("nsf_fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("refund_hold_days", sa.Integer(), nullable=False),
        sa.Column("advance_days", sa.Integer(), nullable=False),
        sa.Column(
            "proration",
            sa.Enum(
                "actual days in month",
                "30-day month",
                "365-day year",
                name="prorationmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("num_nonnulls(property_id, tenancy_id) <= 1", name=op.f("ck_billing_policy_one_level")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_billing_policy_organization_id")
        ),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_billing_policy_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_billing_policy_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_policy")),
        sa.UniqueConstraint(
            "organization_id",
            "property_id",
            "tenancy_id",
            name=op.f("uq_billing_policy_organization_id_property_id_tenancy_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_billing_policy_property_id"), "billing_policy", ["property_id"], unique=False)
    op.create_index(op.f("ix_billing_policy_tenancy_id"), "billing_policy", ["tenancy_id"], unique=False)
    op.create_table(
        "delinquency_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("in_collections", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["user_account.id"], name=op.f("fk_delinquency_note_assigned_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_delinquency_note_organization_id")
        ),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_delinquency_note_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delinquency_note")),
    )
    op.create_index(op.f("ix_delinquency_note_assigned_to_id"), "delinquency_note", ["assigned_to_id"], unique=False)
    op.create_index(
        "ix_delinquency_note_tenancy_id_noted_at", "delinquency_note", ["tenancy_id", "noted_at"], unique=False
    )
    op.create_table(
        "disposition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("possession_returned_on", sa.Date(), nullable=True),
        sa.Column("address_received_on", sa.Date(), nullable=True),
        sa.Column("forwarding_address", sa.String(), nullable=False),
        sa.Column("inspection_document_id", sa.Uuid(), nullable=True),
        sa.Column("interest_cents", sa.BigInteger(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("itemized_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("itemized_on", sa.Date(), nullable=True),
        sa.Column("itemized_by", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_method", sa.String(), nullable=False),
        sa.Column("statement_document_id", sa.Uuid(), nullable=True),
        sa.Column("proof_document_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_document_id"], ["document.id"], name=op.f("fk_disposition_inspection_document_id")
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_disposition_organization_id")),
        sa.ForeignKeyConstraint(["proof_document_id"], ["document.id"], name=op.f("fk_disposition_proof_document_id")),
        sa.ForeignKeyConstraint(
            ["statement_document_id"], ["document.id"], name=op.f("fk_disposition_statement_document_id")
        ),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_disposition_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sa.UniqueConstraint("tenancy_id", name=op.f("uq_disposition_tenancy_id")),
    )
    op.create_index(
        op.f("ix_disposition_inspection_document_id"), "disposition", ["inspection_document_id"], unique=False
    )
    op.create_index(op.f("ix_disposition_proof_document_id"), "disposition", ["proof_document_id"], unique=False)
    op.create_index(
        op.f("ix_disposition_statement_document_id"), "disposition", ["statement_document_id"], unique=False
    )
    op.create_table(
        "late_fee_policy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("eligible", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("minimum_cents", sa.BigInteger(), nullable=False),
        sa.Column("requires_approval", sa.Boolean(), nullable=False),
        sa.Column("notifies", sa.Boolean(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minimum_cents >= 0", name=op.f("ck_late_fee_policy_minimum_not_negative")),
        sa.CheckConstraint("num_nonnulls(property_id, tenancy_id) <= 1", name=op.f("ck_late_fee_policy_one_level")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_late_fee_policy_organization_id")
        ),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_late_fee_policy_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_late_fee_policy_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_fee_policy")),
        sa.UniqueConstraint(
            "organization_id",
            "property_id",
            "tenancy_id",
            name=op.f("uq_late_fee_policy_organization_id_property_id_tenancy_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_late_fee_policy_property_id"), "late_fee_policy", ["property_id"], unique=False)
    op.create_index(op.f("ix_late_fee_policy_tenancy_id"), "late_fee_policy", ["tenancy_id"], unique=False)
    op.create_table(
        "payment_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_payment_plan_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_payment_plan_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_plan")),
        sa.UniqueConstraint("request_key", name=op.f("uq_payment_plan_request_key")),
    )
    op.create_index(op.f("ix_payment_plan_tenancy_id"), "payment_plan", ["tenancy_id"], unique=False)
    op.create_table(
        "served_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "late rent",
                "pay or quit",
                "cure or quit",
                "non-renewal",
                "termination",
                "rent increase",
                "entry",
                "lease violation",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("demanded_cents", sa.BigInteger(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_served_notice_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_served_notice_organization_id")
        ),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_served_notice_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_served_notice")),
        sa.UniqueConstraint("request_key", name=op.f("uq_served_notice_request_key")),
    )
    op.create_index(op.f("ix_served_notice_document_id"), "served_notice", ["document_id"], unique=False)
    op.create_index(op.f("ix_served_notice_tenancy_id"), "served_notice", ["tenancy_id"], unique=False)
    op.create_table(
        "tenancy_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "eviction",
                "late fees suspended",
                "certified funds only",
                name="holdkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "because",
            sa.Enum(
                "payment plan",
                "legal hold",
                "bankruptcy",
                "subsidy portion",
                "dispute",
                "other",
                name="suspensionreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_tenancy_hold_reason_given")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_tenancy_hold_in_order")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_tenancy_hold_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_tenancy_hold_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenancy_hold")),
    )
    op.create_index(op.f("ix_tenancy_hold_tenancy_id"), "tenancy_hold", ["tenancy_id"], unique=False)
    op.create_table(
        "bank_deposit_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("bank_deposit_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_deposit_id"], ["bank_deposit.id"], name=op.f("fk_bank_deposit_line_bank_deposit_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_bank_deposit_line_organization_id")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_bank_deposit_line_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_deposit_line")),
        sa.UniqueConstraint(
            "bank_deposit_id", "receipt_id", name=op.f("uq_bank_deposit_line_bank_deposit_id_receipt_id")
        ),
    )
    op.create_index(op.f("ix_bank_deposit_line_receipt_id"), "bank_deposit_line", ["receipt_id"], unique=False)
    op.create_table(
        "bank_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("bank_statement_line_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("bank_deposit_id", sa.Uuid(), nullable=True),
        sa.Column("dismissed", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(receipt_id, bank_deposit_id) = 1 or dismissed <> ''", name=op.f("ck_bank_match_decided")
        ),
        sa.ForeignKeyConstraint(["bank_deposit_id"], ["bank_deposit.id"], name=op.f("fk_bank_match_bank_deposit_id")),
        sa.ForeignKeyConstraint(
            ["bank_statement_line_id"], ["bank_statement_line.id"], name=op.f("fk_bank_match_bank_statement_line_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_bank_match_decided_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_bank_match_organization_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_bank_match_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_match")),
        sa.UniqueConstraint("bank_statement_line_id", name=op.f("uq_bank_match_bank_statement_line_id")),
    )
    op.create_index(op.f("ix_bank_match_bank_deposit_id"), "bank_match", ["bank_deposit_id"], unique=False)
    op.create_index(op.f("ix_bank_match_decided_by_id"), "bank_match", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_bank_match_receipt_id"), "bank_match", ["receipt_id"], unique=False)
    op.create_table(
        "disposition_payee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("disposition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payee", sa.String(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=True),
        sa.Column("share_bps", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("share_bps between 1 and 10000", name=op.f("ck_disposition_payee_share_of_a_whole")),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["disposition.id"], name=op.f("fk_disposition_payee_disposition_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_disposition_payee_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_disposition_payee_organization_id")
        ),
        sa.ForeignKeyConstraint(["payee_id"], ["person.id"], name=op.f("fk_disposition_payee_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition_payee")),
    )
    op.create_index(op.f("ix_disposition_payee_disposition_id"), "disposition_payee", ["disposition_id"], unique=False)
    op.create_index(op.f("ix_disposition_payee_document_id"), "disposition_payee", ["document_id"], unique=False)
    op.create_index(op.f("ix_disposition_payee_payee_id"), "disposition_payee", ["payee_id"], unique=False)
    op.create_table(
        "late_fee_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("late_fee_policy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "base",
            sa.Enum(
                "fixed amount",
                "percent of what is outstanding",
                "percent of the recurring rent",
                name="latefeebase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate_bps", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "once",
                "daily",
                "weekly",
                "monthly",
                name="latefeefrequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cap_cents", sa.BigInteger(), nullable=True),
        sa.Column("cap_bps", sa.Integer(), nullable=True),
        sa.Column(
            "cap_choice",
            sa.Enum(
                "the lesser of both",
                "the greater of both",
                name="capchoice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("cap_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["late_fee_policy_id"], ["late_fee_policy.id"], name=op.f("fk_late_fee_rule_late_fee_policy_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_late_fee_rule_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_fee_rule")),
        sa.UniqueConstraint(
            "late_fee_policy_id", "position", name=op.f("uq_late_fee_rule_late_fee_policy_id_position")
        ),
    )
    op.create_table(
        "plan_promise",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("payment_plan_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_plan_promise_amount_positive")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_plan_promise_organization_id")),
        sa.ForeignKeyConstraint(["payment_plan_id"], ["payment_plan.id"], name=op.f("fk_plan_promise_payment_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_promise")),
        sa.UniqueConstraint("payment_plan_id", "due_on", name=op.f("uq_plan_promise_payment_plan_id_due_on")),
    )
    op.create_table(
        "credit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "concession",
                "waiver",
                "write-off",
                "small balance",
                "move-out credit",
                "deposit release",
                "deposit interest",
                "opening balance",
                name="creditkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column(
            "deposit_kind",
            sa.Enum(
                "rent",
                "late fee",
                "NSF fee",
                "pet rent",
                "parking",
                "utility",
                "laundry",
                "month-to-month premium",
                "application fee",
                "lease-break fee",
                "damages",
                "cleaning",
                "security deposit",
                "pet deposit",
                "key deposit",
                "last month's rent",
                "other",
                "refund",
                name="chargekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'deposit release') = (deposit_kind is not null)", name=op.f("ck_credit_releases_a_deposit")
        ),
        sa.CheckConstraint(
            "(kind in ('waiver', 'write-off')) = (charge_id is not null)", name=op.f("ck_credit_forgives_a_charge")
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_credit_amount_positive")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_credit_charge_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_credit_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_credit_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_credit_property_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_credit_recorded_by_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_credit_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
        sa.UniqueConstraint("request_key", name=op.f("uq_credit_request_key")),
    )
    op.create_index(op.f("ix_credit_charge_id"), "credit", ["charge_id"], unique=False)
    op.create_index(op.f("ix_credit_entry_id"), "credit", ["entry_id"], unique=False)
    op.create_index(op.f("ix_credit_property_id"), "credit", ["property_id"], unique=False)
    op.create_index(op.f("ix_credit_recorded_by_id"), "credit", ["recorded_by_id"], unique=False)
    op.create_index("ix_credit_tenancy_id_credited_on", "credit", ["tenancy_id", "credited_on"], unique=False)
    op.create_table(
        "disposition_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("disposition_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rent",
                "late fee",
                "NSF fee",
                "pet rent",
                "parking",
                "utility",
                "laundry",
                "month-to-month premium",
                "application fee",
                "lease-break fee",
                "damages",
                "cleaning",
                "security deposit",
                "pet deposit",
                "key deposit",
                "last month's rent",
                "other",
                "refund",
                name="chargekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_disposition_line_amount_positive")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_disposition_line_charge_id")),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["disposition.id"], name=op.f("fk_disposition_line_disposition_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_disposition_line_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_disposition_line_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition_line")),
    )
    op.create_index(op.f("ix_disposition_line_charge_id"), "disposition_line", ["charge_id"], unique=False)
    op.create_index(op.f("ix_disposition_line_disposition_id"), "disposition_line", ["disposition_id"], unique=False)
    op.create_index(op.f("ix_disposition_line_document_id"), "disposition_line", ["document_id"], unique=False)
    op.create_table(
        "late_fee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("fee_on", sa.Date(), nullable=False),
        sa.Column("basis_cents", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column("dismissed", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("(charge_id is null) = (dismissed <> '')", name=op.f("ck_late_fee_posted_or_dismissed")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_late_fee_charge_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_late_fee_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_late_fee_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_fee")),
        sa.UniqueConstraint(
            "tenancy_id",
            "due_on",
            "position",
            "occurrence",
            name=op.f("uq_late_fee_tenancy_id_due_on_position_occurrence"),
        ),
    )
    op.create_index(op.f("ix_late_fee_charge_id"), "late_fee", ["charge_id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("payee", sa.String(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "cash",
                "check",
                "cashier's check",
                "money order",
                "transfer",
                "card",
                name="receiptmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("bank_account", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("disposition_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_refund_charge_id")),
        sa.ForeignKeyConstraint(["disposition_id"], ["disposition.id"], name=op.f("fk_refund_disposition_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_refund_organization_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["person.id"], name=op.f("fk_refund_payee_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_refund_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_refund_charge_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_refund_request_key")),
    )
    op.create_index(op.f("ix_refund_disposition_id"), "refund", ["disposition_id"], unique=False)
    op.create_index(op.f("ix_refund_payee_id"), "refund", ["payee_id"], unique=False)
    op.create_index(op.f("ix_refund_tenancy_id"), "refund", ["tenancy_id"], unique=False)
    op.create_table(
        "served_notice_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("served_notice_id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_served_notice_item_charge_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_served_notice_item_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["served_notice_id"], ["served_notice.id"], name=op.f("fk_served_notice_item_served_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_served_notice_item")),
        sa.UniqueConstraint(
            "served_notice_id", "charge_id", name=op.f("uq_served_notice_item_served_notice_id_charge_id")
        ),
    )
    op.create_index(op.f("ix_served_notice_item_charge_id"), "served_notice_item", ["charge_id"], unique=False)
    op.add_column("allocation", sa.Column("credit_id", sa.Uuid(), nullable=True))
    op.add_column(
        "allocation",
        sa.Column(
            "source_id", sa.Uuid(), sa.Computed("coalesce(receipt_id, credit_id)", persisted=True), nullable=True
        ),
    )
    op.alter_column("allocation", "receipt_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(op.f("ix_allocation_credit_id"), "allocation", ["credit_id"], unique=False)
    op.create_index(op.f("ix_allocation_source_id"), "allocation", ["source_id"], unique=False)
    op.create_foreign_key(op.f("fk_allocation_credit_id"), "allocation", "credit", ["credit_id"], ["id"])
    op.add_column("charge", sa.Column("opening", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("receipt", sa.Column("hold_override", sa.String(), nullable=False, server_default=""))
    op.add_column("reversal", sa.Column("credit_id", sa.Uuid(), nullable=True))
    op.add_column(
        "reversal",
        sa.Column(
            "kind",
            sa.Enum(
                "reversed",
                "void",
                "returned",
                name="reversalkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            server_default="reversed",
        ),
    )
    op.add_column("reversal", sa.Column("bank_entry_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_reversal_bank_entry_id"), "reversal", ["bank_entry_id"], unique=False)
    op.create_unique_constraint(op.f("uq_reversal_credit_id"), "reversal", ["credit_id"])
    op.create_foreign_key(op.f("fk_reversal_credit_id"), "reversal", "credit", ["credit_id"], ["id"])
    op.create_foreign_key(op.f("fk_reversal_bank_entry_id"), "reversal", "journal_entry", ["bank_entry_id"], ["id"])
    op.add_column("tenancy", sa.Column("month_to_month_premium_bps", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tenancy", sa.Column("holdover_premium_bps", sa.Integer(), nullable=False, server_default="0"))
    _check_words_and_sums()
    _know_how_receipts_were_taken_back()
    op.get_bind().exec_driver_sql((SQL / "guard_credits.sql").read_text().replace("%", "%%"))
    _guard()


def _check_words_and_sums() -> None:
    for table, column, name, words in WORDS:
        listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
        op.execute(f"alter table {table} drop constraint ck_{table}_{name}")
        op.execute(f"alter table {table} add constraint ck_{table}_{name} check ({column} in ({listed}))")
    for table, name, condition in (
        ("allocation", "of_one_source", "num_nonnulls(receipt_id, credit_id) = 1"),
        ("tenancy", "premium_not_negative", "least(month_to_month_premium_bps, holdover_premium_bps) >= 0"),
    ):
        op.execute(f"alter table {table} add constraint ck_{table}_{name} check ({condition})")
    op.execute("alter table reversal drop constraint ck_reversal_of_one_thing")
    op.execute(
        "alter table reversal add constraint ck_reversal_of_one_thing"
        " check (num_nonnulls(charge_id, receipt_id, credit_id) = 1)"
    )


def _know_how_receipts_were_taken_back() -> None:
    """Until now no receipt lay in a bank deposit: each that was taken back was voided."""
    op.execute("alter table reversal no force row level security")
    op.execute("alter table reversal disable trigger refuse_change")
    op.execute("update reversal set kind = 'void' where receipt_id is not null")
    op.execute("alter table reversal enable trigger refuse_change")
    op.execute("alter table reversal force row level security")
    op.execute(
        "alter table reversal add constraint ck_reversal_kind_of_a_receipt"
        " check ((kind = 'reversed') = (receipt_id is null))"
    )
    op.execute(
        "alter table reversal add constraint ck_reversal_returned_by_a_bank"
        " check ((kind = 'returned') = (bank_entry_id is not null))"
    )


def _guard() -> None:
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
    for table in (*ADDED_TO_ONLY, *CHANGED_TOO, *MAY_DELETE):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_organization on {table}"
            " using (organization_id = nullif(current_setting('app.organization_id', true), '')::uuid)"
        )
        op.execute(f'grant {_rights(table)} on {table} to "{role}"')


def _rights(table: str) -> str:
    if table in ADDED_TO_ONLY:
        return "select, insert"
    return "select, insert, update, delete" if table in MAY_DELETE else "select, insert, update"
