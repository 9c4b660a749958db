"""The first schema: every table, its keys, checks and indexes."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "054f1aafd9ab"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Make the extensions and the way document text is read, then the tables."""
    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        op.execute(f"create extension if not exists {extension}")
    # English stems with accents folded; numbers and codes stay as written.
    op.execute("create text search configuration document_text (copy = pg_catalog.english)")
    op.execute(
        "alter text search configuration document_text"
        " alter mapping for hword, hword_part, word with unaccent, english_stem"
    )

    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asset",
                "liability",
                "equity",
                "income",
                "expense",
                name="accountkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_account_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("uq_account_organization_id_number")),
    )
    op.create_table(
        "entry_counter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("entry_year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_entry_counter_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_counter")),
        sa.UniqueConstraint("organization_id", "entry_year", name=op.f("uq_entry_counter_organization_id_entry_year")),
    )
    op.create_table(
        "failed_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_failed_attempt_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_attempt")),
    )
    op.create_index("ix_failed_attempt_email_failed_at", "failed_attempt", ["email", "failed_at"], unique=False)
    op.create_table(
        "job_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("run_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "done in part",
                "failed",
                name="joboutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_job_run_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("run_key", name=op.f("uq_job_run_run_key")),
    )
    op.create_index("ix_job_run_name_started_at", "job_run", ["name", "started_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("person", "organization", name="personkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_person_name_given")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_person_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_sort_name", "person", ["sort_name"], unique=False)
    op.create_table(
        "queued_work",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("read document", name="workkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_queued_work_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_work")),
    )
    op.create_index(
        "ix_queued_work_due_at",
        "queued_work",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at is null and dead_at is null"),
    )
    op.create_index(
        "uq_queued_work_open",
        "queued_work",
        ["kind", "about_id"],
        unique=True,
        postgresql_where=sa.text("done_at is null and dead_at is null"),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_stored_file_sha256_hexadecimal")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_stored_file_size_not_negative")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_stored_file_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("organization_id", "sha256", name=op.f("uq_stored_file_organization_id_sha256")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "manager",
                "accounting",
                "leasing",
                "maintenance",
                "read-only",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_user_account_email_lower")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_user_account_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("organization_id", "email", name=op.f("uq_user_account_organization_id_email")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("about_name", sa.String(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_audit_entry_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_audit_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_about_id_happened_at", "audit_entry", ["about_id", "happened_at"], unique=False)
    op.create_index("ix_audit_entry_happened_at", "audit_entry", ["happened_at"], unique=False)
    op.create_index(op.f("ix_audit_entry_property_id"), "audit_entry", ["property_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_tenancy_id"), "audit_entry", ["tenancy_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_user_id"), "audit_entry", ["user_id"], unique=False)
    op.create_table(
        "contact_way",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "e-mail", "phone", "address", name="contactkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_contact_way_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_way_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_way")),
    )
    op.create_index(op.f("ix_contact_way_person_id"), "contact_way", ["person_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                "rental application",
                "notice",
                "deposit statement",
                "subsidy contract",
                "management agreement",
                "tax form",
                "title deed or survey",
                "property insurance",
                "mortgage or property-tax bill",
                "rental license",
                "permit",
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
                "bank statement",
                "correspondence",
                "photo",
                "other",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_through", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by_id", sa.Uuid(), nullable=True),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_document_title_given")),
        sa.CheckConstraint(
            "valid_from is null or valid_through is null or valid_from <= valid_through",
            name=op.f("ck_document_in_order"),
        ),
        sa.ForeignKeyConstraint(["filed_by_id"], ["user_account.id"], name=op.f("fk_document_filed_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_document_organization_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["document.id"], name=op.f("fk_document_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_document_replaces_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_document_request_key")),
    )
    op.create_index(op.f("ix_document_filed_by_id"), "document", ["filed_by_id"], unique=False)
    op.create_index("ix_document_search", "document", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_document_tags", "document", ["tags"], unique=False, postgresql_using="gin")
    op.create_index("ix_document_valid_through", "document", ["valid_through"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_invitation_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_user_id"), "invitation", ["user_id"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("entry_year", sa.Integer(), nullable=False),
        sa.Column("entry_number", sa.Integer(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "charge",
                "receipt",
                "allocation",
                "reversal",
                "opening balance",
                name="entrykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("source_kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("entry_key", sa.String(), nullable=False),
        sa.Column("reverses_entry_id", sa.Uuid(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_journal_entry_organization_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_journal_entry_recorded_by_id")),
        sa.ForeignKeyConstraint(
            ["reverses_entry_id"], ["journal_entry.id"], name=op.f("fk_journal_entry_reverses_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("organization_id", "entry_key", name=op.f("uq_journal_entry_organization_id_entry_key")),
        sa.UniqueConstraint(
            "organization_id",
            "entry_year",
            "entry_number",
            name=op.f("uq_journal_entry_organization_id_entry_year_entry_number"),
        ),
        sa.UniqueConstraint("reverses_entry_id", name=op.f("uq_journal_entry_reverses_entry_id")),
    )
    op.create_index("ix_journal_entry_posted_on", "journal_entry", ["posted_on"], unique=False)
    op.create_index(op.f("ix_journal_entry_recorded_by_id"), "journal_entry", ["recorded_by_id"], unique=False)
    op.create_index("ix_journal_entry_source_id", "journal_entry", ["source_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("message_key", sa.String(), nullable=False),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_user_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body_text", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supplier_id", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_message_organization_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["user_account.id"], name=op.f("fk_message_to_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("organization_id", "message_key", name=op.f("uq_message_organization_id_message_key")),
    )
    op.create_index("ix_message_about_id", "message", ["about_id"], unique=False)
    op.create_index(
        "ix_message_due_at",
        "message",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("sent_at is null and failed_at is null"),
    )
    op.create_index(op.f("ix_message_to_user_id"), "message", ["to_user_id"], unique=False)
    op.create_table(
        "period_lock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("locked_through", sa.Date(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["locked_by_id"], ["user_account.id"], name=op.f("fk_period_lock_locked_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_period_lock_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_lock")),
    )
    op.create_index("ix_period_lock_locked_at", "period_lock", ["locked_at"], unique=False)
    op.create_index(op.f("ix_period_lock_locked_by_id"), "period_lock", ["locked_by_id"], unique=False)
    op.create_table(
        "person_role_held",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "tenant", "owner", "vendor", name="personrole", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_person_role_held_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_role_held_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_role_held")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_person_role_held_person_id_role")),
    )
    op.create_index(op.f("ix_person_role_held_person_id"), "person_role_held", ["person_id"], unique=False)
    op.create_table(
        "property",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "apartments",
                "single-family",
                "condo",
                "townhouse",
                "mobile home",
                "commercial",
                "mixed use",
                "other",
                name="propertykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address_line", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("postal_code", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("year_built", sa.Integer(), nullable=True),
        sa.Column("storeys", sa.Integer(), nullable=True),
        sa.Column("unit_count", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("management_company", sa.String(), nullable=False),
        sa.Column("photo_sha256", sa.String(), nullable=True),
        sa.Column("photo_media_type", sa.String(), nullable=False),
        sa.Column("external_reference", sa.String(), nullable=True),
        sa.Column("extra", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_property_name_given")),
        sa.CheckConstraint("storeys is null or storeys between 0 and 300", name=op.f("ck_property_storeys_plausible")),
        sa.CheckConstraint("unit_count is null or unit_count >= 0", name=op.f("ck_property_unit_count_not_negative")),
        sa.CheckConstraint(
            "year_built is null or year_built between 1500 and 2200", name=op.f("ck_property_year_built_plausible")
        ),
        sa.ForeignKeyConstraint(["manager_id"], ["user_account.id"], name=op.f("fk_property_manager_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_property_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property")),
    )
    op.create_index("ix_property_lower_name", "property", [sa.literal_column("lower(name)")], unique=False)
    op.create_index(op.f("ix_property_manager_id"), "property", ["manager_id"], unique=False)
    op.create_index(
        "uq_property_external_reference",
        "property",
        ["organization_id", "external_reference"],
        unique=True,
        postgresql_where=sa.text("external_reference is not null"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_sign_in_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column(
            "item_kind",
            sa.Enum(
                "lease end",
                "document expiration",
                name="criticaldatekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["user_account.id"], name=op.f("fk_alert_acknowledged_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_alert_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_alert_property_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("item_kind", "item_id", "cycle", name=op.f("uq_alert_item_kind_item_id_cycle")),
    )
    op.create_index(op.f("ix_alert_acknowledged_by_id"), "alert", ["acknowledged_by_id"], unique=False)
    op.create_index("ix_alert_falls_on", "alert", ["falls_on"], unique=False)
    op.create_index(op.f("ix_alert_property_id"), "alert", ["property_id"], unique=False)
    op.create_table(
        "audit_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("audit_entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_entry_id"], ["audit_entry.id"], name=op.f("fk_audit_link_audit_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_audit_link_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("audit_entry_id", name=op.f("uq_audit_link_audit_entry_id")),
        sa.UniqueConstraint("position", name=op.f("uq_audit_link_position")),
    )
    op.create_table(
        "document_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "read",
                "read in part",
                "unreadable",
                name="readingoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_reason", sa.String(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_version_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_version_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_document_version_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
    )
    op.create_index(op.f("ix_document_version_document_id"), "document_version", ["document_id"], unique=False)
    op.create_index(op.f("ix_document_version_stored_file_id"), "document_version", ["stored_file_id"], unique=False)
    op.create_table(
        "ownership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("share_bps", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_ownership_in_order")),
        sa.CheckConstraint("share_bps between 1 and 10000", name=op.f("ck_ownership_share_plausible")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_ownership_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ownership_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_ownership_property_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership")),
        sa.UniqueConstraint(
            "property_id", "person_id", "starts_on", name=op.f("uq_ownership_property_id_person_id_starts_on")
        ),
    )
    op.create_index(op.f("ix_ownership_person_id"), "ownership", ["person_id"], unique=False)
    op.create_index(op.f("ix_ownership_property_id"), "ownership", ["property_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column(
            "item_kind",
            sa.Enum(
                "lease end",
                "document expiration",
                name="criticaldatekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "sent",
                "skipped: late",
                "cancelled",
                name="reminderstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reminder_message_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_reminder_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "item_kind", "item_id", "cycle", "rung", name=op.f("uq_reminder_item_kind_item_id_cycle_rung")
        ),
    )
    op.create_index("ix_reminder_item_id", "reminder", ["item_id"], unique=False)
    op.create_index(op.f("ix_reminder_message_id"), "reminder", ["message_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum("high", "normal", "low", name="priority", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "about_kind",
            sa.Enum(
                "property",
                "unit",
                "tenancy",
                "person",
                "document",
                name="tasksubject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("about_name", sa.String(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_task_title_given")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["user_account.id"], name=op.f("fk_task_assigned_to_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_task_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_task_property_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("request_key", name=op.f("uq_task_request_key")),
    )
    op.create_index(op.f("ix_task_about_id"), "task", ["about_id"], unique=False)
    op.create_index(op.f("ix_task_assigned_to_id"), "task", ["assigned_to_id"], unique=False)
    op.create_index("ix_task_due_on", "task", ["due_on"], unique=False)
    op.create_index(op.f("ix_task_property_id"), "task", ["property_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("baths_half", sa.Integer(), nullable=True),
        sa.Column("area_sqft", sa.Integer(), nullable=True),
        sa.Column("market_rent_cents", sa.BigInteger(), nullable=True),
        sa.Column(
            "off_market",
            sa.Enum(
                "down",
                "model",
                "owner-occupied",
                name="offmarket",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("off_market_note", sa.String(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_unit_name_given")),
        sa.CheckConstraint(
            "area_sqft is null or area_sqft between 1 and 10000000", name=op.f("ck_unit_area_plausible")
        ),
        sa.CheckConstraint("baths_half is null or baths_half between 0 and 100", name=op.f("ck_unit_baths_plausible")),
        sa.CheckConstraint("beds is null or beds between 0 and 50", name=op.f("ck_unit_beds_plausible")),
        sa.CheckConstraint(
            "market_rent_cents is null or market_rent_cents >= 0", name=op.f("ck_unit_market_rent_not_negative")
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_unit_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_unit_property_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_index(op.f("ix_unit_property_id"), "unit", ["property_id"], unique=False)
    op.create_index("uq_unit_property_id_name", "unit", ["property_id", sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "user_property",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_user_property_organization_id")
        ),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_user_property_property_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_property_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_property")),
        sa.UniqueConstraint("user_id", "property_id", name=op.f("uq_user_property_user_id_property_id")),
    )
    op.create_index(op.f("ix_user_property_property_id"), "user_property", ["property_id"], unique=False)
    op.create_index(op.f("ix_user_property_user_id"), "user_property", ["user_id"], unique=False)
    op.create_table(
        "document_page",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("document_version_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "text layer", "ocr", "none", name="readingmethod", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('document_text', left(body, 250000))", persisted=True),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_page_document_id")),
        sa.ForeignKeyConstraint(
            ["document_version_id"], ["document_version.id"], name=op.f("fk_document_page_document_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_page_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_page")),
        sa.UniqueConstraint("document_version_id", "number", name=op.f("uq_document_page_document_version_id_number")),
    )
    op.create_index(op.f("ix_document_page_document_id"), "document_page", ["document_id"], unique=False)
    op.create_index("ix_document_page_search", "document_page", ["search"], unique=False, postgresql_using="gin")
    op.create_table(
        "tenancy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("move_out_planned_on", sa.Date(), nullable=True),
        sa.Column("moved_out_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rolls_month_to_month", sa.Boolean(), nullable=False),
        sa.Column(
            "days",
            postgresql.DATERANGE(),
            sa.Computed(
                "case when cancelled_at is null then daterange(starts_on, coalesce(moved_out_on, move_out_planned_on), '[]') else 'empty'::daterange end",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("unit_id"), "="), (sa.column("days"), "&&"), using="gist", name="no_double_occupancy"
        ),
        sa.CheckConstraint(
            "move_out_planned_on is null or move_out_planned_on >= starts_on", name=op.f("ck_tenancy_plan_after_in")
        ),
        sa.CheckConstraint("moved_out_on is null or moved_out_on >= starts_on", name=op.f("ck_tenancy_out_after_in")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_tenancy_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_tenancy_property_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_tenancy_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenancy")),
        sa.UniqueConstraint("request_key", name=op.f("uq_tenancy_request_key")),
    )
    op.create_index("ix_tenancy_property_id", "tenancy", ["property_id"], unique=False)
    op.create_index(op.f("ix_tenancy_unit_id"), "tenancy", ["unit_id"], unique=False)
    op.create_table(
        "document_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("scope_property_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(property_id, unit_id, tenancy_id, person_id) = 1", name=op.f("ck_document_link_to_one_thing")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_link_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_link_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_link_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_document_link_property_id")),
        sa.ForeignKeyConstraint(
            ["scope_property_id"], ["property.id"], name=op.f("fk_document_link_scope_property_id")
        ),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_document_link_tenancy_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_link_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_link")),
        sa.UniqueConstraint(
            "document_id",
            "property_id",
            "unit_id",
            "tenancy_id",
            "person_id",
            name=op.f("uq_document_link_document_id_property_id_unit_id_tenancy_id_person_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_document_link_document_id"), "document_link", ["document_id"], unique=False)
    op.create_index(op.f("ix_document_link_person_id"), "document_link", ["person_id"], unique=False)
    op.create_index(op.f("ix_document_link_property_id"), "document_link", ["property_id"], unique=False)
    op.create_index(op.f("ix_document_link_scope_property_id"), "document_link", ["scope_property_id"], unique=False)
    op.create_index(op.f("ix_document_link_tenancy_id"), "document_link", ["tenancy_id"], unique=False)
    op.create_index(op.f("ix_document_link_unit_id"), "document_link", ["unit_id"], unique=False)
    op.create_table(
        "journal_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("debit_cents", sa.BigInteger(), nullable=False),
        sa.Column("credit_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(debit_cents > 0 and credit_cents = 0) or (credit_cents > 0 and debit_cents = 0)",
            name=op.f("ck_journal_line_one_side"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_journal_line_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_line_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_journal_line_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_journal_line_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_journal_line_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_journal_line_tenancy_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_journal_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_line")),
    )
    op.create_index("ix_journal_line_account_id", "journal_line", ["account_id"], unique=False)
    op.create_index(op.f("ix_journal_line_entry_id"), "journal_line", ["entry_id"], unique=False)
    op.create_index(op.f("ix_journal_line_person_id"), "journal_line", ["person_id"], unique=False)
    op.create_index(op.f("ix_journal_line_property_id"), "journal_line", ["property_id"], unique=False)
    op.create_index("ix_journal_line_tenancy_id_account_id", "journal_line", ["tenancy_id", "account_id"], unique=False)
    op.create_index(op.f("ix_journal_line_unit_id"), "journal_line", ["unit_id"], unique=False)
    op.create_table(
        "lease",
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
                "original",
                "renewal",
                "month-to-month",
                name="termkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column(
            "days",
            postgresql.DATERANGE(),
            sa.Computed("daterange(starts_on, ends_on, '[]')", persisted=True),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("tenancy_id"), "="), (sa.column("days"), "&&"), using="gist", name="terms_do_not_overlap"
        ),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_lease_in_order")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_lease_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_lease_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
    )
    op.create_index(op.f("ix_lease_ends_on"), "lease", ["ends_on"], unique=False)
    op.create_index(op.f("ix_lease_tenancy_id"), "lease", ["tenancy_id"], unique=False)
    op.create_table(
        "lease_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "given_by",
            sa.Enum("tenant", "landlord", name="noticegiver", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("move_out_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_lease_notice_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_lease_notice_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_notice")),
    )
    op.create_index(op.f("ix_lease_notice_tenancy_id"), "lease_notice", ["tenancy_id"], unique=False)
    op.create_table(
        "lease_party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "tenant",
                "co-tenant",
                "guarantor",
                "occupant",
                "minor occupant",
                "billing contact",
                name="partyrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_lease_party_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lease_party_person_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_lease_party_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_party")),
        sa.UniqueConstraint(
            "tenancy_id",
            "person_id",
            "role",
            "starts_on",
            name=op.f("uq_lease_party_tenancy_id_person_id_role_starts_on"),
        ),
    )
    op.create_index(op.f("ix_lease_party_person_id"), "lease_party", ["person_id"], unique=False)
    op.create_index(op.f("ix_lease_party_tenancy_id"), "lease_party", ["tenancy_id"], unique=False)
    op.create_table(
        "receipt",
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
        sa.Column("payer_id", sa.Uuid(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "cash",
                "check",
                "transfer",
                "card",
                "money order",
                name="receiptmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_receipt_amount_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_receipt_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_receipt_organization_id")),
        sa.ForeignKeyConstraint(["payer_id"], ["person.id"], name=op.f("fk_receipt_payer_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_receipt_property_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_receipt_recorded_by_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_receipt_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("request_key", name=op.f("uq_receipt_request_key")),
    )
    op.create_index("ix_receipt_amount_cents", "receipt", ["amount_cents"], unique=False)
    op.create_index(op.f("ix_receipt_entry_id"), "receipt", ["entry_id"], unique=False)
    op.create_index(op.f("ix_receipt_payer_id"), "receipt", ["payer_id"], unique=False)
    op.create_index(op.f("ix_receipt_property_id"), "receipt", ["property_id"], unique=False)
    op.create_index(op.f("ix_receipt_recorded_by_id"), "receipt", ["recorded_by_id"], unique=False)
    op.create_index("ix_receipt_tenancy_id_received_on", "receipt", ["tenancy_id", "received_on"], unique=False)
    op.create_table(
        "rent_line",
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
                "rent",
                "pet rent",
                "parking",
                "utility",
                "laundry",
                "other",
                name="rentlinekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "weekly",
                "every two weeks",
                "semi-monthly",
                "monthly",
                "quarterly",
                "half-yearly",
                "yearly",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_day", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("prorated", sa.Boolean(), nullable=False),
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
        sa.Column("description", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_rent_line_amount_positive")),
        sa.CheckConstraint("due_day between 1 and 31", name=op.f("ck_rent_line_due_day_of_month")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_rent_line_in_order")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_rent_line_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_rent_line_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rent_line")),
    )
    op.create_index(op.f("ix_rent_line_tenancy_id"), "rent_line", ["tenancy_id"], unique=False)
    op.create_table(
        "charge",
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
                "rent",
                "late fee",
                "NSF fee",
                "pet rent",
                "parking",
                "utility",
                "laundry",
                "application fee",
                "lease-break fee",
                "damages",
                "security deposit",
                "pet deposit",
                "key deposit",
                "last month's rent",
                "other",
                name="chargekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("service_from", sa.Date(), nullable=True),
        sa.Column("service_to", sa.Date(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("rent_line_id", sa.Uuid(), nullable=True),
        sa.Column("period_starts_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_charge_amount_positive")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_charge_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_charge_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_charge_property_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_charge_recorded_by_id")),
        sa.ForeignKeyConstraint(["rent_line_id"], ["rent_line.id"], name=op.f("fk_charge_rent_line_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_charge_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        sa.UniqueConstraint("rent_line_id", "period_starts_on", name=op.f("uq_charge_rent_line_id_period_starts_on")),
        sa.UniqueConstraint("request_key", name=op.f("uq_charge_request_key")),
    )
    op.create_index(op.f("ix_charge_entry_id"), "charge", ["entry_id"], unique=False)
    op.create_index(op.f("ix_charge_property_id"), "charge", ["property_id"], unique=False)
    op.create_index(op.f("ix_charge_recorded_by_id"), "charge", ["recorded_by_id"], unique=False)
    op.create_index("ix_charge_tenancy_id_due_on", "charge", ["tenancy_id", "due_on"], unique=False)
    op.create_table(
        "allocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("allocated_on", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_allocation_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_allocation_amount_not_zero")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_allocation_charge_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_allocation_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_allocation_organization_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_allocation_receipt_id")),
        sa.ForeignKeyConstraint(
            ["reverses_allocation_id"], ["allocation.id"], name=op.f("fk_allocation_reverses_allocation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint("reverses_allocation_id", name=op.f("uq_allocation_reverses_allocation_id")),
    )
    op.create_index(op.f("ix_allocation_charge_id"), "allocation", ["charge_id"], unique=False)
    op.create_index(op.f("ix_allocation_entry_id"), "allocation", ["entry_id"], unique=False)
    op.create_index(op.f("ix_allocation_receipt_id"), "allocation", ["receipt_id"], unique=False)
    op.create_table(
        "reversal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("charge_id", sa.Uuid(), nullable=True),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("reversed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("num_nonnulls(charge_id, receipt_id) = 1", name=op.f("ck_reversal_of_one_thing")),
        sa.ForeignKeyConstraint(["charge_id"], ["charge.id"], name=op.f("fk_reversal_charge_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_reversal_entry_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_reversal_organization_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_reversal_receipt_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_reversal_recorded_by_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_reversal_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversal")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_reversal_charge_id")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_reversal_receipt_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_reversal_request_key")),
    )
    op.create_index(op.f("ix_reversal_entry_id"), "reversal", ["entry_id"], unique=False)
    op.create_index(op.f("ix_reversal_recorded_by_id"), "reversal", ["recorded_by_id"], unique=False)
    op.create_index(op.f("ix_reversal_tenancy_id"), "reversal", ["tenancy_id"], unique=False)
