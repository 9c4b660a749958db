"""Who holds a token, who works here, what was done; and the filter that keeps a query within scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, text, true
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission, Role
from pm_app.access.queries.acting import actor_of
from pm_app.access.rules import AT_CALENDARS, ATTEMPT_WINDOW, DOCUMENT, NOBODY, Actor, has_ended, told_elsewhere
from pm_app.access.tables import AuditEntry, FailedAttempt, Invitation, SignIn, User, UserProperty
from pm_app.kernel.errors import NotFound, Refused


class InvitationEnded(Refused):
    """The link was used, or it is too old."""


@dataclass(frozen=True)
class UserRow:
    """A user as the office sees one."""

    user_id: UUID
    email: str
    name: str
    role: Role
    activated_at: datetime | None
    disabled_at: datetime | None
    last_seen_at: datetime | None
    property_ids: tuple[UUID, ...]
    version: int


@dataclass(frozen=True)
class SignInRow:
    """One browser somebody is signed in with."""

    sign_in_id: UUID
    browser: str
    address: str
    signed_in_at: datetime
    last_seen_at: datetime
    is_this_one: bool


@dataclass(frozen=True)
class HistoryRow:
    """One thing that was done, newest first in every answer."""

    happened_at: datetime
    actor_name: str
    did: str
    about_kind: str
    about_id: UUID
    about_name: str
    tenancy_id: UUID | None
    details: dict[str, Any]


def token_hash(token: str) -> str:
    """Return what is stored of a secret token: its SHA-256, in hexadecimal."""
    return sha256(token.encode()).hexdigest()


def within_scope(actor: Actor, property_id: Any) -> ColumnElement[bool]:
    """Return the condition that a query on records of properties must carry for this actor.

    What belongs to no property is for everybody.
    """
    if actor.property_ids is None:
        return true()
    return or_(property_id.is_(None), property_id.in_(actor.property_ids))


def actor_for_token(
    session: Session, actor: Actor, *, token: str, now: datetime, idle: timedelta, longest: timedelta
) -> Actor:
    """Return who holds this sign-in token, or NOBODY when it is unknown, ended, lapsed or its user disabled."""
    row = session.exec(
        select(SignIn, User)
        .join(User, col(User.id) == col(SignIn.user_id))
        .where(SignIn.token_hash == token_hash(token), col(SignIn.ended_at).is_(None), col(User.disabled_at).is_(None))
    ).first()
    if row is None:
        return NOBODY
    held, user = row
    if has_ended(held.signed_in_at, held.last_seen_at, now, idle=idle, longest=longest):
        return NOBODY
    return actor_of(session, user, held.id)


def has_users(session: Session, actor: Actor) -> bool:
    """Return whether anybody at all was ever invited: an empty database asks for its first administrator."""
    return session.exec(select(User.id).limit(1)).first() is not None


def recent_failures(session: Session, actor: Actor, *, email: str, now: datetime) -> list[datetime]:
    """Return when signing in with this e-mail address failed within the window that counts."""
    since = now - ATTEMPT_WINDOW
    return list(
        session.exec(
            select(FailedAttempt.failed_at).where(
                FailedAttempt.email == email.strip().lower(), col(FailedAttempt.failed_at) > since
            )
        )
    )


def recent_failures_from(
    session: Session, actor: Actor, *, address: str, now: datetime, at_calendars: bool = False
) -> int:
    """Return how often signing in failed from this network address within the window that counts.

    `at_calendars`: how often a calendar was asked for that is none. Neither counts for the other.
    """
    at_calendar = col(FailedAttempt.email) == AT_CALENDARS
    counted = select(func.count()).where(
        FailedAttempt.address == address[:100],
        col(FailedAttempt.failed_at) > now - ATTEMPT_WINDOW,
        at_calendar if at_calendars else ~at_calendar,
    )
    return session.exec(counted).one()


def invited_user(session: Session, actor: Actor, *, token: str, now: datetime) -> UserRow:
    """Return the user an invitation link is for; refuses (`InvitationEnded`) a used, old or unknown link."""
    row = session.exec(
        select(Invitation, User)
        .join(User, col(User.id) == col(Invitation.user_id))
        .where(Invitation.token_hash == token_hash(token), col(User.disabled_at).is_(None))
    ).first()
    if row is None or row[0].used_at is not None or row[0].expires_at <= now:
        raise InvitationEnded("This link was already used or is too old. Ask an administrator for a new one.")
    return _user_row(row[1], None, ())


def users(session: Session, actor: Actor) -> list[UserRow]:
    """Return every user of the office, by name; disabled ones last."""
    actor.must(Permission.MANAGE_USERS)
    seen = select(SignIn.user_id, func.max(SignIn.last_seen_at).label("seen")).group_by(col(SignIn.user_id)).subquery()
    rows = session.exec(
        select(User, seen.c.seen)
        .outerjoin(seen, seen.c.user_id == col(User.id))
        .order_by(col(User.disabled_at).isnot(None), func.lower(User.name))
    ).all()
    scopes: dict[UUID, list[UUID]] = {}
    for user_id, property_id in session.exec(select(UserProperty.user_id, UserProperty.property_id)):
        scopes.setdefault(user_id, []).append(property_id)
    return [_user_row(user, last_seen, tuple(scopes.get(user.id, ()))) for user, last_seen in rows]


def colleagues(session: Session, actor: Actor) -> list[tuple[UUID, str, str]]:
    """Return (user id, name, e-mail) of everybody who may sign in, by name: for choosing who is responsible."""
    actor.must(Permission.VIEW_PORTFOLIO)
    rows = session.exec(
        select(User.id, User.name, User.email).where(col(User.disabled_at).is_(None)).order_by(func.lower(User.name))
    )
    return [(user_id, name, email) for user_id, name, email in rows]


def colleagues_with_role(session: Session, actor: Actor, *, role: Role) -> list[tuple[UUID, str, str]]:
    """Return (user id, name, e-mail) of the active users with a role, by name."""
    actor.must(Permission.VIEW_PORTFOLIO)
    rows = session.exec(
        select(User.id, User.name, User.email)
        .where(col(User.disabled_at).is_(None), User.role == role)
        .order_by(func.lower(User.name))
    )
    return [(user_id, name, email) for user_id, name, email in rows]


def user_ids(session: Session, actor: Actor, *, emails: Iterable[str]) -> dict[str, UUID]:
    """Return the ids of the users with these e-mail addresses, by address in small letters; strangers are left out."""
    actor.must(Permission.VIEW_PORTFOLIO)
    wanted = [email.strip().lower() for email in emails]
    return dict(session.exec(select(User.email, User.id).where(col(User.email).in_(wanted))).all())


def sign_ins(session: Session, actor: Actor, *, now: datetime) -> list[SignInRow]:
    """Return the browsers the asking person is signed in with, last used first."""
    if actor.user_id is None:
        raise NotFound("Nobody is signed in.")
    rows = session.exec(
        select(SignIn)
        .where(SignIn.user_id == actor.user_id, col(SignIn.ended_at).is_(None))
        .order_by(col(SignIn.last_seen_at).desc())
        .limit(50)
    )
    return [
        SignInRow(r.id, r.browser, r.address, r.signed_in_at, r.last_seen_at, r.id == actor.sign_in_id) for r in rows
    ]


def history_of(session: Session, actor: Actor, *, about_id: UUID, limit: int = 200) -> list[HistoryRow]:
    """Return what was done to one record, newest first; the record's own query decides whether one may see it.

    For a tenancy, what was done to its money and its papers is included; what of papers, only their own history says.
    """
    actor.must(Permission.VIEW_HISTORY)
    told_of = (col(AuditEntry.about_id), col(AuditEntry.tenancy_id), col(AuditEntry.property_id))
    of_it = or_(*(column == about_id for column in told_of))
    here = within_scope(actor, col(AuditEntry.property_id))
    return _history(session, actor, of_it, here, limit=limit, about_id=about_id)


def was_done(session: Session, actor: Actor, *, about_id: UUID, did: str, since: datetime) -> bool:
    """Return whether the asking person did this to a record at or after a moment."""
    wanted = select(AuditEntry.id).where(
        AuditEntry.about_id == about_id,
        col(AuditEntry.happened_at) >= since,
        AuditEntry.user_id == actor.user_id,
        AuditEntry.did == did,
    )
    return session.exec(wanted.limit(1)).first() is not None


def recent_activity(session: Session, actor: Actor, *, limit: int = 20, by_people: bool = False) -> list[HistoryRow]:
    """Return what was done lately to anything within scope, newest first.

    `by_people` leaves out what the app did by itself, and what concerns only the users' own accounts. Papers of no
    property are told of to those who sort them.
    """
    actor.must(Permission.VIEW_HISTORY)
    conditions = [within_scope(actor, col(AuditEntry.property_id))]
    if actor.property_ids is not None or not actor.may(Permission.FILE_DOCUMENTS):
        conditions.append(or_(col(AuditEntry.about_kind) != DOCUMENT, col(AuditEntry.property_id).isnot(None)))
    if by_people:
        conditions += [col(AuditEntry.user_id).isnot(None), col(AuditEntry.about_kind) != "user"]
    return _history(session, actor, *conditions, limit=limit)


_AUDIT_FINDINGS = {
    "were changed after they were written, or their place in the chain was": """
        select e.id from audit_link l join audit_entry e on e.id = l.audit_entry_id
        where l.hash <> encode(sha256(convert_to(concat_ws('|', l.previous_hash, audit_content(e)), 'UTF8')), 'hex')
    """,
    "do not follow the one before them: one between was removed": """
        select audit_entry_id from (
          select audit_entry_id, previous_hash, position, lag(hash, 1, '') over w as hash_before,
                 lag(position, 1, 0::bigint) over w as position_before
          from audit_link window w as (order by position)
        ) chain where previous_hash <> hash_before or position <> position_before + 1
    """,
    "are not in the chain": """
        select e.id from audit_entry e left join audit_link l on l.audit_entry_id = e.id where l.id is null
    """,
}


def audit_findings(session: Session, actor: Actor) -> list[tuple[str, tuple[UUID, ...]]]:
    """Return what is wrong with the chain of audit entries: a sentence each, and the entries; empty is good."""
    actor.must(Permission.VIEW_HISTORY)
    found: list[tuple[str, tuple[UUID, ...]]] = []
    for wrong, statement in _AUDIT_FINDINGS.items():
        ids = tuple(session.connection().execute(text(statement)).scalars())
        if ids:
            found.append((f"{len(ids)} audit {'entry' if len(ids) == 1 else 'entries'}: {wrong}.", ids))
    return found


def _history(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], limit: int, about_id: UUID | None = None
) -> list[HistoryRow]:
    rows = session.exec(
        select(AuditEntry)
        .where(*conditions)
        .order_by(col(AuditEntry.happened_at).desc(), col(AuditEntry.id).desc())
        .limit(limit)
    )
    return [_history_row(actor, entry, of_its_own=entry.about_id == about_id) for entry in rows]


def _history_row(actor: Actor, r: AuditEntry, *, of_its_own: bool) -> HistoryRow:
    told = (r.about_name, r.details)
    name, details = told if of_its_own else told_elsewhere(actor, r.about_kind, *told)
    return HistoryRow(r.happened_at, r.actor_name, r.did, r.about_kind, r.about_id, name, r.tenancy_id, details)


def _user_row(user: User, last_seen: datetime | None, scope: Sequence[UUID]) -> UserRow:
    return UserRow(
        user.id,
        user.email,
        user.name,
        user.role,
        user.activated_at,
        user.disabled_at,
        last_seen,
        tuple(scope),
        user.version,
    )
