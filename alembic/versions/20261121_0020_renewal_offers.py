"""Offers of renewal, and the day by which a household is to answer one among the critical dates."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import context, op

revision: str = "c9d41f7a60b3"
down_revision: str | None = "b52e90c4a1d7"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = (
    *("lease end", "renewal offer", "renewal reply", "move-out", "rent increase notice", "notice deadline"),
    *("document expiration", "cancel by", "inspection", "missing document", "deposit deadline", "deposit transfer"),
    *("payment promise", "task", "recurring date"),
)


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    _offers()
    _guard()
    op.execute(
        "create trigger note_stale_date after insert or update on renewal_offer"
        " for each row execute function note_stale_date('tenancy', 'tenancy_id')"
    )
    for table in ("alert", "reminder", "reminder_rule"):
        listed = ", ".join(f"'{kind}'" for kind in KINDS)
        op.execute(f"alter table {table} drop constraint ck_{table}_criticaldatekind")
        op.execute(f"alter table {table} add constraint ck_{table}_criticaldatekind check (item_kind in ({listed}))")


def _offers() -> None:
    op.create_table(
        "renewal_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "organization_id",
            sa.Uuid(),
            server_default=sa.text("nullif(current_setting('app.organization_id', true), '')::uuid"),
            nullable=False,
        ),
        sa.Column("request_key", sa.Uuid(), nullable=False),
        sa.Column("tenancy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rent_cents", sa.BigInteger(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("late_rise", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_how", _one_of("senthow", "by e-mail", "on paper"), nullable=True),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", _one_of("offeroutcome", "accepted", "declined", "withdrawn", "superseded"), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_reason", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("lease_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_renewal_offer_number_counted")),
        sa.CheckConstraint("rent_cents > 0", name=op.f("ck_renewal_offer_rent_positive")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_renewal_offer_in_order")),
        sa.CheckConstraint("reply_by <= starts_on", name=op.f("ck_renewal_offer_reply_before_term")),
        sa.CheckConstraint("(sent_on is null) = (sent_how is null)", name=op.f("ck_renewal_offer_sent_somehow")),
        sa.CheckConstraint(
            "(outcome is null) = (closed_at is null)", name=op.f("ck_renewal_offer_closed_with_outcome")
        ),
        sa.CheckConstraint(
            "(outcome is not distinct from 'accepted') = (lease_id is not null)",
            name=op.f("ck_renewal_offer_accepted_is_a_term"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_renewal_offer_organization_id")
        ),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancy.id"], name=op.f("fk_renewal_offer_tenancy_id")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_renewal_offer_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_offer")),
        sa.UniqueConstraint("request_key", name=op.f("uq_renewal_offer_request_key")),
        sa.UniqueConstraint("tenancy_id", "number", name=op.f("uq_renewal_offer_tenancy_id_number")),
    )
    op.create_index(
        "uq_renewal_offer_open",
        "renewal_offer",
        ["tenancy_id"],
        unique=True,
        postgresql_where=sa.text("outcome is null"),
    )
    for column in ("tenancy_id", "document_id", "lease_id"):
        op.create_index(op.f(f"ix_renewal_offer_{column}"), "renewal_offer", [column])


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _guard() -> None:
    role = context.config.attributes["app_role"]
    op.execute("alter table renewal_offer enable row level security")
    op.execute("alter table renewal_offer force row level security")
    op.execute(
        "create policy own_organization on renewal_offer using (organization_id ="
        " (select nullif(current_setting('app.organization_id', true), '')::uuid))"
    )
    op.execute(f'grant select, insert, update on renewal_offer to "{role}"')
