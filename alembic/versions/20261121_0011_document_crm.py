"""The document CRM: review, retention, restricted records, findings and lessons, kinds, requirements, own fields."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import context, op

revision: str = "5f8e273e2c28"
down_revision: str | None = "a41c7be02d15"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


_ORGANIZATION = sa.text("nullif(current_setting('app.organization_id', true), '')::uuid")
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
RESTRICTED = (
    "pet record",
    "guarantor agreement",
    "identification",
    "proof of income",
    "rental application",
    "screening report",
    "subsidy contract",
    "tax form",
    "bank statement",
    "incident report",
    "correspondence",
)
CHANGED_TOO = ("document_kind_setting", "document_requirement", "document_waiver", "document_field")
MAY_DELETE = ("search_word", "saved_search", "document_page_layout", "document_finding", "document_lesson")
EMPTIED_FROM_THE_TRASH = ("document", "document_version", "stored_file")


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    _new_kinds()
    op.create_table(
        "document_field",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "field_kind",
            sa.Enum(
                "text",
                "number",
                "money",
                "date",
                "choice",
                "yes or no",
                name="fieldkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_document_field_name_given")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_field_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_field")),
        sa.UniqueConstraint("organization_id", "key", name=op.f("uq_document_field_organization_id_key")),
    )
    op.create_table(
        "document_kind_setting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("levels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires", sa.Boolean(), nullable=False),
        sa.Column("usual_months", sa.Integer(), nullable=True),
        sa.Column("ladder", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column(
            "keep_basis",
            sa.Enum(
                "expiration or end of the lease",
                "the day it was filed",
                "as long as we manage the property",
                name="retentionbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("keep_months", sa.Integer(), nullable=True),
        sa.Column(
            "sensitivity",
            sa.Enum(
                "everyone who sees the record",
                "restricted",
                name="sensitivity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "keep_months is null or keep_months between 0 and 1200",
            name=op.f("ck_document_kind_setting_keep_months_plausible"),
        ),
        sa.CheckConstraint(
            "usual_months is null or usual_months between 1 and 1200",
            name=op.f("ck_document_kind_setting_usual_months_plausible"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_kind_setting_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_kind_setting")),
        sa.UniqueConstraint("organization_id", "kind", name=op.f("uq_document_kind_setting_organization_id_kind")),
    )
    op.create_table(
        "search_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_search_word_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("organization_id", "word", name=op.f("uq_search_word_organization_id_word")),
    )
    op.create_index(
        "ix_search_word_word_trigrams",
        "search_word",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_search_name_given")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_saved_search_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_search_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_search_user_id_name")),
    )
    op.create_index(op.f("ix_saved_search_user_id"), "saved_search", ["user_id"], unique=False)
    op.create_table(
        "document_lesson",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("words", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("labels", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("links", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_lesson_document_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_lesson_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_lesson")),
        sa.UniqueConstraint("document_id", name=op.f("uq_document_lesson_document_id")),
    )
    op.create_index("ix_document_lesson_words", "document_lesson", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "document_requirement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "property",
                "unit",
                "lease",
                "applicant",
                "owner",
                "vendor",
                "company",
                name="kindlevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "condition",
            sa.Enum(
                "always",
                "built before a year",
                "kind of property",
                "lease with a pet",
                name="requirementcondition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("condition_value", sa.String(), nullable=False),
        sa.Column("within_days", sa.Integer(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(condition in ('always', 'lease with a pet')) = (condition_value = '')",
            name=op.f("ck_document_requirement_value_given"),
        ),
        sa.CheckConstraint(
            "within_days between 0 and 3650", name=op.f("ck_document_requirement_within_days_plausible")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_requirement_organization_id")
        ),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_document_requirement_property_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_requirement")),
    )
    op.create_index(op.f("ix_document_requirement_property_id"), "document_requirement", ["property_id"], unique=False)
    op.create_table(
        "document_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("document_version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "kind",
                "effective",
                "expiration",
                "notice",
                "signed",
                "dated",
                "total",
                "amount",
                "reference number",
                "person",
                "organization",
                "address",
                "unit",
                name="findingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("match_score", sa.Integer(), nullable=False),
        sa.Column("match_reason", sa.String(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "accepted",
                "corrected",
                "dismissed",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_value", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(decision is null) = (decided_at is null)", name=op.f("ck_document_finding_decided_at_a_moment")
        ),
        sa.CheckConstraint("confidence between 0 and 100", name=op.f("ck_document_finding_confidence_in_percent")),
        sa.CheckConstraint("match_score between 0 and 100", name=op.f("ck_document_finding_score_in_percent")),
        sa.CheckConstraint(
            "num_nonnulls(property_id, unit_id, tenancy_id, person_id) <= 1",
            name=op.f("ck_document_finding_means_one_thing"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_finding_document_id")),
        sa.ForeignKeyConstraint(
            ["document_version_id"], ["document_version.id"], name=op.f("fk_document_finding_document_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_finding_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_finding_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_document_finding_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_document_finding_tenancy_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_finding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_finding")),
    )
    op.create_index(op.f("ix_document_finding_document_id"), "document_finding", ["document_id"], unique=False)
    op.create_index(
        op.f("ix_document_finding_document_version_id"), "document_finding", ["document_version_id"], unique=False
    )
    op.create_table(
        "document_page_layout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("document_page_id", sa.Uuid(), nullable=False),
        sa.Column("boxes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_page_id"],
            ["document_page.id"],
            name=op.f("fk_document_page_layout_document_page_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_page_layout_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_page_layout")),
        sa.UniqueConstraint("document_page_id", name=op.f("uq_document_page_layout_document_page_id")),
    )
    op.create_table(
        "document_waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), server_default=_ORGANIZATION, nullable=False),
        sa.Column("document_requirement_id", sa.Uuid(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waived_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_document_waiver_reason_given")),
        sa.CheckConstraint(
            "num_nonnulls(property_id, unit_id, tenancy_id, person_id) = 1",
            name=op.f("ck_document_waiver_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["document_requirement_id"],
            ["document_requirement.id"],
            name=op.f("fk_document_waiver_document_requirement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_document_waiver_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_waiver_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_document_waiver_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_document_waiver_tenancy_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_document_waiver_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_waiver")),
    )
    op.create_index(
        op.f("ix_document_waiver_document_requirement_id"), "document_waiver", ["document_requirement_id"], unique=False
    )
    op.create_index(op.f("ix_document_waiver_person_id"), "document_waiver", ["person_id"], unique=False)
    op.create_index(op.f("ix_document_waiver_property_id"), "document_waiver", ["property_id"], unique=False)
    op.create_index(op.f("ix_document_waiver_tenancy_id"), "document_waiver", ["tenancy_id"], unique=False)
    op.create_index(op.f("ix_document_waiver_unit_id"), "document_waiver", ["unit_id"], unique=False)
    op.add_column("document", sa.Column("signed_on", sa.Date(), nullable=True))
    op.add_column("document", sa.Column("cancel_by_on", sa.Date(), nullable=True))
    op.add_column("document", sa.Column("auto_renews", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("document", sa.Column("reference", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("document", sa.Column("amount_cents", sa.BigInteger(), nullable=True))
    op.add_column(
        "document",
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "document",
        sa.Column(
            "source",
            sa.Enum(
                "upload",
                "command",
                "watched folder",
                "mailbox",
                "made here",
                name="documentsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'upload'"),
            nullable=False,
        ),
    )
    op.add_column("document", sa.Column("came_with_id", sa.Uuid(), nullable=True))
    op.add_column("document", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document", sa.Column("reviewed_by", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("document", sa.Column("restricted", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("document", sa.Column("restricted_by_hand", sa.Boolean(), nullable=True))
    op.add_column("document", sa.Column("retention_until_by_hand", sa.Date(), nullable=True))
    op.add_column("document", sa.Column("legal_hold_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document", sa.Column("legal_hold_by", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("document", sa.Column("legal_hold_reason", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("document", sa.Column("trashed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("document", sa.Column("trashed_by", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_index(op.f("ix_document_came_with_id"), "document", ["came_with_id"], unique=False)
    op.create_index(
        "ix_document_cancel_by_on",
        "document",
        ["cancel_by_on"],
        unique=False,
        postgresql_where=sa.text("cancel_by_on is not null"),
    )
    op.create_index(
        "ix_document_reference",
        "document",
        [sa.literal_column("lower(reference)")],
        unique=False,
        postgresql_where=sa.text("reference <> ''"),
    )
    op.create_index(
        "ix_document_trashed_at",
        "document",
        ["trashed_at"],
        unique=False,
        postgresql_where=sa.text("trashed_at is not null"),
    )
    op.create_index(
        "ix_document_unreviewed",
        "document",
        ["filed_at"],
        unique=False,
        postgresql_where=sa.text("reviewed_at is null"),
    )
    op.create_foreign_key(op.f("fk_document_came_with_id"), "document", "document", ["came_with_id"], ["id"])
    op.add_column("stored_file", sa.Column("thumbnail_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stored_file", sa.Column("view_at", sa.DateTime(timezone=True), nullable=True))
    for column in (
        "auto_renews",
        "reference",
        "source",
        "reviewed_by",
        "restricted",
        "legal_hold_by",
        "legal_hold_reason",
        "trashed_by",
    ):
        op.alter_column("document", column, server_default=None)
    op.create_check_constraint("amount_not_negative", "document", "amount_cents is null or amount_cents >= 0")
    op.create_check_constraint(
        "legal_hold_has_a_reason", "document", "(legal_hold_at is null) = (legal_hold_reason = '')"
    )
    _know_what_is_there()
    _guard()


def _new_kinds() -> None:
    listed = ", ".join("'" + kind.replace("'", "''") + "'" for kind in KINDS)
    op.execute("alter table document drop constraint ck_document_documentkind")
    op.execute(f"alter table document add constraint ck_document_documentkind check (kind in ({listed}))")


def _kind() -> sa.Enum:
    return sa.Enum(*KINDS, name="documentkind", native_enum=False, create_constraint=True, length=40)


def _know_what_is_there() -> None:
    """What was filed before the inbox was there has been looked at; sensitive kinds are restricted from now on."""
    listed = ", ".join(f"'{kind}'" for kind in RESTRICTED)
    op.execute("alter table document no force row level security")
    op.execute("update document set reviewed_at = filed_at, reviewed_by = filed_by")
    op.execute(f"update document set restricted = true where kind in ({listed})")
    op.execute("alter table document force row level security")


def _guard() -> None:
    role = context.config.attributes["app_role"]
    for table in (*CHANGED_TOO, *MAY_DELETE):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_organization on {table} using (organization_id ="
            " (select nullif(current_setting('app.organization_id', true), '')::uuid))"
        )
        rights = "select, insert, update, delete" if table in MAY_DELETE else "select, insert, update"
        op.execute(f'grant {rights} on {table} to "{role}"')
    for table in EMPTIED_FROM_THE_TRASH:
        op.execute(f'grant delete on {table} to "{role}"')
