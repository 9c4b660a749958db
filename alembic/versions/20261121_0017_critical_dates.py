"""Critical dates kept as rows, their rules and recipients; tasks that recur; notifications, templates, schedules."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import context, op

revision: str = "41dadce77a0d"
down_revision: str | None = "3f7c05ad91be"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCAN_ON_SAVE = Path(__file__).resolve().parent.parent / "sql" / "scan_on_save.sql"
CHANGED_TOO = (
    "alert",
    "reminder",
    "reminder_recipient",
    "cursor",
    "mail_template",
    "office_calendar",
    "office_closure",
    "system_problem",
    "undeliverable_address",
    "bulk_mail",
    "calendar_feed",
    "task_template",
    "report_schedule",
    "recurring_date",
    "contact_log_entry",
    "recurring_date_done",
    "report_mailed",
)
MAY_DELETE = (
    "stale_date",
    "notification",
    "notification_preference",
    "reminder_rule",
    "following",
    "checklist_item",
)


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    _new_tables()
    _changed_tables()
    _alerts_anew()
    _recipients()
    _guard()
    _take_over()
    op.get_bind().exec_driver_sql(SCAN_ON_SAVE.read_text().replace("%", "%%"))


def _new_tables() -> None:
    op.create_table(
        "cursor",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_cursor_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cursor")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_cursor_organization_id_name")),
    )
    op.create_table(
        "mail_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "reminder to staff",
                "reminder to a tenant",
                "reminder to an owner",
                "reminder to a vendor",
                "mail to tenants",
                name="templatepurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_mail_template_name_given")),
        sa.CheckConstraint("subject <> '' and body <> ''", name=op.f("ck_mail_template_text_given")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_mail_template_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_template")),
    )
    op.create_table(
        "office_calendar",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("weekdays", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("subdivision", sa.String(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("digest_hour between 0 and 23", name=op.f("ck_office_calendar_digest_hour_of_day")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_office_calendar_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_calendar")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_office_calendar_organization_id")),
    )
    op.create_table(
        "office_closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_office_closure_name_given")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_office_closure_in_order")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_office_closure_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_closure")),
    )
    op.create_table(
        "stale_date",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_stale_date_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stale_date")),
    )
    op.create_index(op.f("ix_stale_date_position"), "stale_date", ["position"], unique=False)
    op.create_table(
        "system_problem",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("problem_key", sa.String(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum("warning", "critical", name="severity", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_system_problem_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_problem")),
    )
    op.create_index(
        "uq_system_problem_standing",
        "system_problem",
        ["problem_key"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "undeliverable_address",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.String(), nullable=False),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_undeliverable_address_address_lower")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_undeliverable_address_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undeliverable_address")),
    )
    op.create_index(
        "uq_undeliverable_address_standing",
        "undeliverable_address",
        ["address"],
        unique=True,
        postgresql_where=sa.text("cleared_at is null"),
    )
    op.create_table(
        "bulk_mail",
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
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_by_id", sa.Uuid(), nullable=True),
        sa.Column("queued_by", sa.String(), nullable=False),
        sa.CheckConstraint("mails > 0", name=op.f("ck_bulk_mail_to_somebody")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_bulk_mail_organization_id")),
        sa.ForeignKeyConstraint(["queued_by_id"], ["user_account.id"], name=op.f("fk_bulk_mail_queued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_mail")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bulk_mail_request_key")),
    )
    op.create_index(op.f("ix_bulk_mail_queued_by_id"), "bulk_mail", ["queued_by_id"], unique=False)
    op.create_table(
        "calendar_feed",
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
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_calendar_feed_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_user_id"), "calendar_feed", ["user_id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("notification_key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reminder",
                "escalation",
                "task",
                "followed record",
                "mail trouble",
                "system",
                "done",
                name="notificationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("ck_notification_title_given")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_notification_organization_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("user_id", "notification_key", name=op.f("uq_notification_user_id_notification_key")),
    )
    op.create_index(
        "ix_notification_unread", "notification", ["user_id"], unique=False, postgresql_where=sa.text("read_at is null")
    )
    op.create_index("ix_notification_user_id_created_at", "notification", ["user_id", "created_at"], unique=False)
    op.create_table(
        "notification_preference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "at once",
                "in the digest",
                "not by mail",
                name="mailway",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_notification_preference_organization_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_preference_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_preference")),
        sa.UniqueConstraint("user_id", "topic", name=op.f("uq_notification_preference_user_id_topic")),
    )
    op.create_table(
        "reminder_rule",
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
                "renewal offer",
                "move-out",
                "rent increase notice",
                "notice deadline",
                "document expiration",
                "cancel by",
                "inspection",
                "missing document",
                "deposit deadline",
                "deposit transfer",
                "payment promise",
                "task",
                "recurring date",
                name="criticaldatekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "document_kind",
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
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ladder", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("tells_responsible", sa.Boolean(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("alone_from", sa.Integer(), nullable=True),
        sa.Column("escalate_manager_at", sa.Integer(), nullable=True),
        sa.Column("escalate_admin_at", sa.Integer(), nullable=True),
        sa.Column("staff_template_id", sa.Uuid(), nullable=True),
        sa.Column(
            "outsider",
            sa.Enum(
                "nobody",
                "tenant",
                "owner",
                "vendor",
                name="outsider",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outsider_rungs", postgresql.ARRAY(sa.Integer()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("outsider_template_id", sa.Uuid(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_mails", sa.Integer(), nullable=False),
        sa.Column("let_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "lead_days is null or lead_days between 0 and 730", name=op.f("ck_reminder_rule_lead_days_plausible")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_reminder_rule_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["outsider_template_id"], ["mail_template.id"], name=op.f("fk_reminder_rule_outsider_template_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_template_id"], ["mail_template.id"], name=op.f("fk_reminder_rule_staff_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
        sa.UniqueConstraint(
            "organization_id",
            "item_kind",
            "document_kind",
            name=op.f("uq_reminder_rule_organization_id_item_kind_document_kind"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_reminder_rule_outsider_template_id"), "reminder_rule", ["outsider_template_id"], unique=False
    )
    op.create_index(op.f("ix_reminder_rule_staff_template_id"), "reminder_rule", ["staff_template_id"], unique=False)
    op.create_table(
        "task_template",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column(
            "event",
            sa.Enum(
                "by hand",
                "tenant moved in",
                "notice given",
                "tenant moved out",
                "lease expiring",
                "document expired",
                name="taskevent",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "document_kind",
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
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum("high", "normal", "low", name="priority", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column(
            "assign_to",
            sa.Enum(
                "the responsible manager",
                "one person",
                name="assignto",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("checklist", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("in_use_since", sa.Date(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_task_template_title_given")),
        sa.CheckConstraint("due_days between 0 and 365", name=op.f("ck_task_template_due_days_plausible")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["user_account.id"], name=op.f("fk_task_template_assigned_to_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_task_template_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_template")),
    )
    op.create_index(op.f("ix_task_template_assigned_to_id"), "task_template", ["assigned_to_id"], unique=False)
    op.create_table(
        "following",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("about_kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("about_name", sa.String(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_following_organization_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_following_property_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_following_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_following")),
        sa.UniqueConstraint("user_id", "about_id", name=op.f("uq_following_user_id_about_id")),
    )
    op.create_index(op.f("ix_following_about_id"), "following", ["about_id"], unique=False)
    op.create_index(op.f("ix_following_property_id"), "following", ["property_id"], unique=False)
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "rent roll",
                "delinquency",
                "compliance",
                "expirations",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "file_format",
            sa.Enum("PDF", "XLSX", name="reportformat", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "rhythm",
            sa.Enum(
                "every working day",
                "every week",
                "every month",
                name="reportrhythm",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Integer(), nullable=False),
        sa.Column("at_hour", sa.Integer(), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("user_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("at_hour between 0 and 23", name=op.f("ck_report_schedule_hour_of_day")),
        sa.CheckConstraint("on_day between 0 and 31", name=op.f("ck_report_schedule_on_day_plausible")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_report_schedule_organization_id")
        ),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_report_schedule_property_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    op.create_index("ix_report_schedule_next_on", "report_schedule", ["next_on"], unique=False)
    op.create_index(op.f("ix_report_schedule_property_id"), "report_schedule", ["property_id"], unique=False)
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f("ck_checklist_item_title_given")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_checklist_item_organization_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_checklist_item_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
    )
    op.create_index(op.f("ix_checklist_item_task_id"), "checklist_item", ["task_id"], unique=False)
    op.create_table(
        "recurring_date",
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
        sa.Column("repeats", sa.String(), nullable=False),
        sa.Column("from_last_done", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("ladder", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("repeats <> ''", name=op.f("ck_recurring_date_rule_given")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_recurring_date_title_given")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recurring_date_organization_id")
        ),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_recurring_date_property_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user_account.id"], name=op.f("fk_recurring_date_responsible_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_recurring_date_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_date")),
        sa.UniqueConstraint("request_key", name=op.f("uq_recurring_date_request_key")),
    )
    op.create_index("ix_recurring_date_next_on", "recurring_date", ["next_on"], unique=False)
    op.create_index(op.f("ix_recurring_date_property_id"), "recurring_date", ["property_id"], unique=False)
    op.create_index(op.f("ix_recurring_date_responsible_id"), "recurring_date", ["responsible_id"], unique=False)
    op.create_index(op.f("ix_recurring_date_unit_id"), "recurring_date", ["unit_id"], unique=False)
    op.create_table(
        "contact_log_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "call",
                "letter",
                "visit",
                "text message",
                "e-mail",
                "note",
                name="contactlogkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "incoming",
                "outgoing",
                "internal",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by", sa.String(), nullable=False),
        sa.CheckConstraint("body <> ''", name=op.f("ck_contact_log_entry_body_given")),
        sa.CheckConstraint("num_nonnulls(person_id, tenancy_id) > 0", name=op.f("ck_contact_log_entry_of_somebody")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_contact_log_entry_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_log_entry_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_contact_log_entry_property_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_contact_log_entry_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_log_entry")),
        sa.UniqueConstraint("request_key", name=op.f("uq_contact_log_entry_request_key")),
    )
    op.create_index("ix_contact_log_entry_person_id", "contact_log_entry", ["person_id"], unique=False)
    op.create_index(op.f("ix_contact_log_entry_property_id"), "contact_log_entry", ["property_id"], unique=False)
    op.create_index("ix_contact_log_entry_tenancy_id", "contact_log_entry", ["tenancy_id"], unique=False)
    op.create_table(
        "recurring_date_done",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("recurring_date_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recurring_date_done_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["recurring_date_id"], ["recurring_date.id"], name=op.f("fk_recurring_date_done_recurring_date_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_date_done")),
        sa.UniqueConstraint(
            "recurring_date_id", "due_on", name=op.f("uq_recurring_date_done_recurring_date_id_due_on")
        ),
    )
    op.create_table(
        "report_mailed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("report_schedule_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_report_mailed_message_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_report_mailed_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_schedule_id"], ["report_schedule.id"], name=op.f("fk_report_mailed_report_schedule_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_report_mailed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mailed")),
        sa.UniqueConstraint(
            "report_schedule_id", "due_on", "user_id", name=op.f("uq_report_mailed_report_schedule_id_due_on_user_id")
        ),
    )
    op.create_index(op.f("ix_report_mailed_message_id"), "report_mailed", ["message_id"], unique=False)
    op.create_index(op.f("ix_report_mailed_user_id"), "report_mailed", ["user_id"], unique=False)


def _changed_tables() -> None:
    op.add_column(
        "message",
        sa.Column(
            "purpose",
            sa.Enum(
                "reminder",
                "digest",
                "mail to many",
                "paper",
                "report",
                "account",
                "system",
                "other",
                name="messagepurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default=sa.text("'other'"),
            nullable=False,
        ),
    )
    op.alter_column("message", "purpose", server_default=None)
    op.add_column("message", sa.Column("person_id", sa.Uuid(), nullable=True))
    op.add_column("message", sa.Column("tenancy_id", sa.Uuid(), nullable=True))
    op.add_column("message", sa.Column("property_id", sa.Uuid(), nullable=True))
    op.add_column("message", sa.Column("bulk_mail_id", sa.Uuid(), nullable=True))
    op.add_column("message", sa.Column("unsubscribe", sa.String(), server_default=sa.text("''"), nullable=False))
    op.alter_column("message", "unsubscribe", server_default=None)
    op.add_column("message", sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("unsure_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("message", sa.Column("bounce", sa.String(), server_default=sa.text("''"), nullable=False))
    op.alter_column("message", "bounce", server_default=None)
    op.create_index(op.f("ix_message_bulk_mail_id"), "message", ["bulk_mail_id"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_index(op.f("ix_message_property_id"), "message", ["property_id"], unique=False)
    op.create_index("ix_message_queued_at", "message", ["queued_at"], unique=False)
    op.create_index("ix_message_supplier_id", "message", ["supplier_id"], unique=False)
    op.create_index(op.f("ix_message_tenancy_id"), "message", ["tenancy_id"], unique=False)
    op.create_index("ix_message_to_address_sent_at", "message", ["to_address", "sent_at"], unique=False)
    op.create_foreign_key(op.f("fk_message_bulk_mail_id"), "message", "bulk_mail", ["bulk_mail_id"], ["id"])
    op.create_foreign_key(op.f("fk_message_property_id"), "message", "property", ["property_id"], ["id"])
    op.create_foreign_key(op.f("fk_message_tenancy_id"), "message", "tenancy", ["tenancy_id"], ["id"])
    op.create_foreign_key(op.f("fk_message_person_id"), "message", "person", ["person_id"], ["id"])
    op.add_column("task", sa.Column("repeats", sa.String(), server_default=sa.text("''"), nullable=False))
    op.alter_column("task", "repeats", server_default=None)
    op.add_column("task", sa.Column("repeats_from_done", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.alter_column("task", "repeats_from_done", server_default=None)
    op.add_column("task", sa.Column("series_id", sa.Uuid(), nullable=True))
    op.add_column("task", sa.Column("task_template_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_task_series_id"), "task", ["series_id"], unique=False)
    op.create_index(op.f("ix_task_task_template_id"), "task", ["task_template_id"], unique=False)
    op.create_foreign_key(op.f("fk_task_task_template_id"), "task", "task_template", ["task_template_id"], ["id"])
    op.drop_index("ix_message_due_at", table_name="message")
    op.create_index(
        "ix_message_due_at",
        "message",
        ["due_at"],
        postgresql_where=sa.text("sent_at is null and failed_at is null and unsure_at is null"),
    )
    op.execute("alter table task drop constraint ck_task_tasksubject")
    subjects = "'property', 'unit', 'tenancy', 'person', 'document', 'alert', 'message'"
    op.execute(f"alter table task add constraint ck_task_tasksubject check (about_kind in ({subjects}))")


def _alerts_anew() -> None:
    """Alerts count their cycles and say what they are about, so they are made anew beside the old ones."""
    for table in ("alert", "reminder"):
        op.execute(f"alter table {table} rename to former_{table}")
        for index in _indexes_of(f"former_{table}"):
            op.execute(f"alter index {index} rename to former_{index}")
        for constraint in _foreign_keys_of(f"former_{table}"):
            op.execute(f"alter table former_{table} drop constraint {constraint}")
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
                "renewal offer",
                "move-out",
                "rent increase notice",
                "notice deadline",
                "document expiration",
                "cancel by",
                "inspection",
                "missing document",
                "deposit deadline",
                "deposit transfer",
                "payment promise",
                "task",
                "recurring date",
                name="criticaldatekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ladder", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column(
            "document_kind",
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
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("property_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("tenancy_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_to_id", sa.Uuid(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snoozed_by", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("resolved_reason", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(closed_at is null) = (closed_reason = '')", name=op.f("ck_alert_closed_with_a_reason")),
        sa.CheckConstraint(
            "(resolved_at is null) = (resolved_reason = '')", name=op.f("ck_alert_resolved_with_a_reason")
        ),
        sa.CheckConstraint("cycle > 0", name=op.f("ck_alert_cycle_counted")),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["user_account.id"], name=op.f("fk_alert_acknowledged_by_id")),
        sa.ForeignKeyConstraint(["assigned_to_id"], ["user_account.id"], name=op.f("fk_alert_assigned_to_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["user_account.id"], name=op.f("fk_alert_manager_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_alert_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_alert_person_id")),
        sa.ForeignKeyConstraint(["property_id"], ["property.id"], name=op.f("fk_alert_property_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_alert_task_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_alert_tenancy_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_alert_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("item_kind", "item_id", "cycle", name=op.f("uq_alert_item_kind_item_id_cycle")),
    )
    op.create_index(op.f("ix_alert_acknowledged_by_id"), "alert", ["acknowledged_by_id"], unique=False)
    op.create_index(op.f("ix_alert_assigned_to_id"), "alert", ["assigned_to_id"], unique=False)
    op.create_index(op.f("ix_alert_document_id"), "alert", ["document_id"], unique=False)
    op.create_index(
        "ix_alert_falls_on", "alert", ["falls_on"], unique=False, postgresql_where=sa.text("closed_at is null")
    )
    op.create_index(op.f("ix_alert_manager_id"), "alert", ["manager_id"], unique=False)
    op.create_index(
        "ix_alert_next_due_on", "alert", ["next_due_on"], unique=False, postgresql_where=sa.text("closed_at is null")
    )
    op.create_index(op.f("ix_alert_person_id"), "alert", ["person_id"], unique=False)
    op.create_index(op.f("ix_alert_property_id"), "alert", ["property_id"], unique=False)
    op.create_index(op.f("ix_alert_task_id"), "alert", ["task_id"], unique=False)
    op.create_index(op.f("ix_alert_tenancy_id"), "alert", ["tenancy_id"], unique=False)
    op.create_index(op.f("ix_alert_unit_id"), "alert", ["unit_id"], unique=False)
    op.create_index(
        "uq_alert_standing",
        "alert",
        ["item_kind", "item_id"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column(
            "item_kind",
            sa.Enum(
                "lease end",
                "renewal offer",
                "move-out",
                "rent increase notice",
                "notice deadline",
                "document expiration",
                "cancel by",
                "inspection",
                "missing document",
                "deposit deadline",
                "deposit transfer",
                "payment promise",
                "task",
                "recurring date",
                name="criticaldatekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "due",
                "sent",
                "skipped: late",
                "skipped",
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
        sa.CheckConstraint("state = 'sent' or reason <> ''", name=op.f("ck_reminder_reason_given")),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_reminder_alert_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_reminder_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "item_kind", "item_id", "cycle", "rung", name=op.f("uq_reminder_item_kind_item_id_cycle_rung")
        ),
    )
    op.create_index(op.f("ix_reminder_alert_id"), "reminder", ["alert_id"], unique=False)


def _recipients() -> None:
    op.create_table(
        "reminder_recipient",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("reminder_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "responsible",
                "role",
                "escalation",
                "tenant",
                "owner",
                "vendor",
                name="told",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum(
                "a mail of its own",
                "in the digest",
                "in the app",
                name="tellingway",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.CheckConstraint("num_nonnulls(user_id, person_id) = 1", name=op.f("ck_reminder_recipient_one_recipient")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reminder_recipient_message_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_reminder_recipient_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_recipient_person_id")),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name=op.f("fk_reminder_recipient_reminder_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_reminder_recipient_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_recipient")),
        sa.UniqueConstraint(
            "reminder_id",
            "user_id",
            "person_id",
            name=op.f("uq_reminder_recipient_reminder_id_user_id_person_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_reminder_recipient_for_digest",
        "reminder_recipient",
        ["user_id"],
        unique=False,
        postgresql_where=sa.text("way = 'in the digest' and message_id is null"),
    )
    op.create_index(op.f("ix_reminder_recipient_message_id"), "reminder_recipient", ["message_id"], unique=False)
    op.create_index(op.f("ix_reminder_recipient_person_id"), "reminder_recipient", ["person_id"], unique=False)
    op.create_index(op.f("ix_reminder_recipient_user_id"), "reminder_recipient", ["user_id"], unique=False)


def _indexes_of(table: str) -> list[str]:
    found = op.get_bind().exec_driver_sql("select indexname from pg_indexes where tablename = %s", (table,))
    return [name for (name,) in found]


def _foreign_keys_of(table: str) -> list[str]:
    statement = "select conname from pg_constraint where contype = 'f' and conrelid = %s::regclass"
    return [name for (name,) in op.get_bind().exec_driver_sql(statement, (table,))]


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


# What they are about and when they begin to speak is written by the first scan; until then they are on nobody's list.
_ALERTS = """
insert into alert (id, organization_id, item_kind, item_id, cycle, falls_on, begins_on, ladder, what, who,
  property_id, raised_at, acknowledged_at, acknowledged_by_id, acknowledged_by, snoozed_until, snoozed_by,
  resolved_by, resolved_reason, closed_at, closed_reason, version)
select id, organization_id, item_kind, item_id, number, falls_on, date '9990-01-01', '{}', '', '',
  property_id, raised_at, acknowledged_at, acknowledged_by_id, acknowledged_by, snoozed_until, '',
  '', '', case when number < latest or resolved_at is not null then coalesce(resolved_at, raised_at) end,
  case when number < latest or resolved_at is not null then 'The date was changed or dealt with.' else '' end, 1
from (select *, row_number() over w as number, count(*) over (partition by item_kind, item_id) as latest
      from former_alert window w as (partition by item_kind, item_id order by raised_at, id)) counted
"""
_REMINDERS = """
insert into reminder (id, organization_id, alert_id, item_kind, item_id, cycle, rung, due_on, state, reason, decided_at)
select r.id, r.organization_id, a.id, r.item_kind, r.item_id, n.cycle, r.rung, r.due_on, r.state, r.reason, r.decided_at
from former_reminder r
join former_alert a on a.item_kind = r.item_kind and a.item_id = r.item_id and a.cycle = r.cycle
join alert n on n.id = a.id
"""
_TOLD = """
insert into reminder_recipient (id, organization_id, reminder_id, user_id, name, told, way, message_id, problem)
select gen_random_uuid(), r.organization_id, r.id, m.to_user_id, m.to_name, 'responsible', 'a mail of its own', m.id, ''
from former_reminder r join reminder n on n.id = r.id join message m on m.id = r.message_id
where m.to_user_id is not null
"""


def _take_over() -> None:
    """Take over what was said already; nobody is told again what they were told."""
    guarded = ("alert", "reminder", "reminder_recipient", "former_alert", "former_reminder", "message")
    for table in guarded:
        op.execute(f"alter table {table} no force row level security")
    for statement in (_ALERTS, _REMINDERS, _TOLD):
        op.execute(statement)
    for table in guarded:
        op.execute(f"alter table {table} force row level security")
    op.execute("drop table former_reminder")
    op.execute("drop table former_alert")
