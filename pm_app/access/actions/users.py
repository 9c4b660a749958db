"""Inviting people, letting them set a password, changing what they may do."""

import re
import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.actions.signing_in import HASHER, SignInRefused, password_fits
from pm_app.access.enums import Permission, Role
from pm_app.access.queries import has_users, invited_user, recent_failures, token_hash
from pm_app.access.rules import INVITATION_LASTS, Actor, TooManyAttempts, check_password, must_pause
from pm_app.access.tables import FailedAttempt, Invitation, SignIn, User, UserProperty
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale

# The first administrator has no address until the link is used; `.invalid` never receives mail (RFC 2606).
FIRST_ADDRESS = "administrator@first.invalid"
# Two administrators who disable each other at once: the second waits, and hears that one must be left.
_USERS_LOCK = 7_316_002
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]+")


class AlreadyInvited(Refused):
    """Somebody with this e-mail address is already a user."""


def invite_user(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    now: datetime,
    property_ids: tuple[UUID, ...] = (),
) -> str:
    """Add a user and return the token of the single-use link with which that person sets a password."""
    actor.must(Permission.MANAGE_USERS)
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > 320:
        raise Refused("Write an e-mail address such as name@example.com.", field="email")
    if not name.strip():
        raise Refused("Write the person's name.", field="name")
    if session.exec(select(User.id).where(User.email == email)).first():
        raise AlreadyInvited("Somebody with this e-mail address is already a user.", field="email")
    user = User(email=email, name=name.strip()[:200], role=role, created_at=now)
    session.add(user)
    session.flush()
    for property_id in property_ids:
        session.add(UserProperty(user_id=user.id, property_id=property_id))
    record_audit(
        session,
        actor,
        did=f"invited as {role.value}",
        about_kind="user",
        about_id=user.id,
        about_name=user.name,
        now=now,
    )
    return _new_invitation(session, user, now=now)


def invite_first_administrator(session: Session, actor: Actor, *, now: datetime) -> str:
    """Return a link token for the first administrator of an empty database; refused once there are users.

    Asking again before it is used gives a new link and ends the old one.
    """
    waiting = session.exec(select(User).where(col(User.activated_at).is_(None))).all()
    active = session.exec(select(User.id).where(col(User.activated_at).isnot(None)).limit(1)).first()
    if active or (has_users(session, actor) and not any(u.email == FIRST_ADDRESS for u in waiting)):
        raise NotAllowed("This office already has users: ask an administrator for an invitation.")
    user = next((u for u in waiting if u.email == FIRST_ADDRESS), None)
    if user is None:
        user = User(email=FIRST_ADDRESS, name="Administrator", role=Role.ADMINISTRATOR, created_at=now)
        session.add(user)
        session.flush()
    return _new_invitation(session, user, now=now)


def renew_invitation(session: Session, actor: Actor, *, user_id: UUID, now: datetime) -> str:
    """Return a new single-use link for a user (a lost invitation, a forgotten password); earlier links end."""
    actor.must(Permission.MANAGE_USERS)
    user = _user(session, user_id)
    record_audit(
        session, actor, did="sent a new link to", about_kind="user", about_id=user.id, about_name=user.name, now=now
    )
    return _new_invitation(session, user, now=now)


def accept_invitation(
    session: Session, actor: Actor, *, token: str, password: str, now: datetime, email: str = "", name: str = ""
) -> str:
    """Set the password the link was for and return the user's e-mail address; the link is used up.

    The first administrator also gives an own e-mail address and name. Earlier failures to sign in no longer count:
    whoever forgot the password tried it before asking for a link.
    """
    # Held until the end, so that a link that is used twice at once is used once.
    session.exec(select(Invitation.id).where(Invitation.token_hash == token_hash(token)).with_for_update()).first()
    invited = invited_user(session, actor, token=token, now=now)
    user = session.exec(select(User).where(User.id == invited.user_id).with_for_update()).one()
    if user.email == FIRST_ADDRESS:
        email = email.strip().lower()
        if not _EMAIL.fullmatch(email) or len(email) > 320:
            raise Refused("Write an e-mail address such as name@example.com.", field="email")
        if not name.strip():
            raise Refused("Write your name.", field="name")
        user.email, user.name = email, name.strip()[:200]
    check_password(password, email=user.email, name=user.name)
    user.password_hash = HASHER.hash(password)
    user.activated_at = user.activated_at or now
    _end_everything(session, user.id, now=now)
    session.exec(delete(FailedAttempt).where(col(FailedAttempt.email) == user.email))
    by = Actor(user.id, user.name, user.email, user.role, frozenset())
    record_audit(session, by, did="set a password", about_kind="user", about_id=user.id, about_name=user.name, now=now)
    return user.email


def change_password(session: Session, actor: Actor, *, password: str, new_password: str, now: datetime) -> None:
    """Set one's own password; the present one is asked for. Every other browser is signed out, every link ends.

    The caller records a wrong present password (`SignInRefused`) in a transaction of its own.
    """
    if actor.user_id is None:
        raise NotAllowed("Please sign in.")
    user = _user(session, actor.user_id)
    if must_pause(recent_failures(session, actor, email=user.email, now=now), now):
        raise TooManyAttempts("Too many attempts. Wait fifteen minutes, then try again.")
    if user.password_hash is None or not password_fits(user.password_hash, password):
        raise SignInRefused("This is not your present password.", field="old_password")
    check_password(new_password, email=user.email, name=user.name)
    user.password_hash = HASHER.hash(new_password)
    _end_everything(session, user.id, now=now, but=actor.sign_in_id)
    record_audit(
        session,
        actor,
        did="changed the password of",
        about_kind="user",
        about_id=user.id,
        about_name=user.name,
        now=now,
    )


def change_user(
    session: Session,
    actor: Actor,
    *,
    user_id: UUID,
    name: str,
    role: Role,
    property_ids: tuple[UUID, ...],
    version: int,
    now: datetime,
) -> None:
    """Change a user's name, role and property scope; refuses taking away the last administrator."""
    actor.must(Permission.MANAGE_USERS)
    _one_at_a_time(session)
    user = _user(session, user_id)
    if user.version != version:
        raise Stale("Somebody else changed this user meanwhile. Reload the page and look again.")
    if not name.strip():
        raise Refused("Write the person's name.", field="name")
    if user.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _must_leave_an_administrator(session, user.id)
    before = user.role
    user.name, user.role, user.version = name.strip()[:200], role, user.version + 1
    for row in session.exec(select(UserProperty).where(UserProperty.user_id == user.id)):
        session.delete(row)
    session.flush()
    for property_id in property_ids:
        session.add(UserProperty(user_id=user.id, property_id=property_id))
    record_audit(
        session,
        actor,
        did="changed",
        about_kind="user",
        about_id=user.id,
        about_name=user.name,
        now=now,
        details={"role": [before.value, role.value], "properties": len(property_ids)},
    )


def disable_user(session: Session, actor: Actor, *, user_id: UUID, now: datetime) -> None:
    """Keep a user out from now on: every sign-in and link ends. Refuses the last administrator and oneself."""
    actor.must(Permission.MANAGE_USERS)
    _one_at_a_time(session)
    user = _user(session, user_id)
    if user.id == actor.user_id:
        raise Refused("You cannot disable yourself. Ask another administrator.")
    if user.role == Role.ADMINISTRATOR:
        _must_leave_an_administrator(session, user.id)
    user.disabled_at = user.disabled_at or now
    _end_everything(session, user.id, now=now)
    record_audit(session, actor, did="disabled", about_kind="user", about_id=user.id, about_name=user.name, now=now)


def enable_user(session: Session, actor: Actor, *, user_id: UUID, now: datetime) -> None:
    """Let a disabled user in again."""
    actor.must(Permission.MANAGE_USERS)
    user = _user(session, user_id)
    user.disabled_at = None
    record_audit(session, actor, did="enabled", about_kind="user", about_id=user.id, about_name=user.name, now=now)


def _new_invitation(session: Session, user: User, *, now: datetime) -> str:
    session.exec(
        update(Invitation)
        .where(col(Invitation.user_id) == user.id, col(Invitation.used_at).is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(user_id=user.id, token_hash=token_hash(token), created_at=now, expires_at=now + INVITATION_LASTS)
    )
    return token


def _end_everything(session: Session, user_id: UUID, *, now: datetime, but: UUID | None = None) -> None:
    session.exec(
        update(Invitation)
        .where(col(Invitation.user_id) == user_id, col(Invitation.used_at).is_(None))
        .values(used_at=now)
    )
    session.exec(
        update(SignIn)
        .where(col(SignIn.user_id) == user_id, col(SignIn.ended_at).is_(None), col(SignIn.id).is_distinct_from(but))
        .values(ended_at=now)
    )


def _one_at_a_time(session: Session) -> None:
    session.connection().execute(select(func.pg_advisory_xact_lock(_USERS_LOCK)))


def _must_leave_an_administrator(session: Session, leaving_id: UUID) -> None:
    another = session.exec(
        select(User.id).where(
            User.role == Role.ADMINISTRATOR,
            User.id != leaving_id,
            col(User.disabled_at).is_(None),
            col(User.activated_at).isnot(None),
        )
    ).first()
    if another is None:
        raise Refused("This is the last administrator. Make somebody else an administrator first.")


def _user(session: Session, user_id: UUID) -> User:
    user = session.exec(select(User).where(User.id == user_id).with_for_update()).first()
    if user is None:
        raise NotFound("This user does not exist.")
    return user
