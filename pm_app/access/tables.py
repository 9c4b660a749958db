"""Users, how they come in, what they may see, and the record of what they did."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from pm_app.access.enums import Role
from pm_app.kernel.tables import Table, chosen, moment, new_id


class Organization(SQLModel, table=True):
    """The management company whose data this is. One is in use; every other table points here."""

    metadata = Table.metadata

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str


class User(Table, table=True):
    """Somebody of the office who may sign in."""

    __tablename__ = "user_account"  # pyright: ignore[reportAssignmentType]  "user" is a word of SQL
    __table_args__ = (
        UniqueConstraint("organization_id", "email"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    email: str
    name: str
    role: Role = chosen(Role)
    password_hash: str | None = None
    created_at: datetime = moment()
    activated_at: datetime | None = moment(default=None)
    disabled_at: datetime | None = moment(default=None)
    version: int = 1


class UserProperty(Table, table=True):
    """One property within a user's scope; a user without any row sees every property."""

    __table_args__ = (UniqueConstraint("user_id", "property_id"),)

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    property_id: UUID = Field(foreign_key="property.id", index=True)


class Invitation(Table, table=True):
    """A single-use link with which a user sets a password: the first time, or a new one."""

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)


class SignIn(Table, table=True):
    """One browser that is signed in; the cookie holds the token, this row only its hash."""

    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True)
    signed_in_at: datetime = moment()
    last_seen_at: datetime = moment()
    ended_at: datetime | None = moment(default=None)
    browser: str = ""
    address: str = ""


class FailedAttempt(Table, table=True):
    """A sign-in that was refused, kept to slow down guessing."""

    __table_args__ = (Index("ix_failed_attempt_email_failed_at", "email", "failed_at"),)

    email: str
    address: str = ""
    failed_at: datetime = moment()


class AuditEntry(Table, table=True):
    """Who did what to which record, with what changed. Never updated, never deleted (trigger and rights)."""

    __table_args__ = (
        Index("ix_audit_entry_about_id_happened_at", "about_id", "happened_at"),
        Index("ix_audit_entry_happened_at", "happened_at"),
    )

    happened_at: datetime = moment()
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id", index=True)
    actor_name: str
    did: str
    about_kind: str
    about_id: UUID
    about_name: str = ""
    property_id: UUID | None = Field(default=None, index=True)
    tenancy_id: UUID | None = Field(default=None, index=True)
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))


class AuditLink(Table, table=True):
    """The chain: each audit entry's hash covers the one before it. Written by a trigger when a transaction commits."""

    __table_args__ = (UniqueConstraint("audit_entry_id"), UniqueConstraint("position"))

    audit_entry_id: UUID = Field(foreign_key="audit_entry.id")
    position: int = Field(sa_column=Column(BigInteger, Identity(always=False), nullable=False))
    previous_hash: str
    hash: str
