"""Coming in and going out."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlmodel import Session, col, delete, select, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.queries import actor_for_token, recent_failures, recent_failures_from, token_hash
from pm_app.access.rules import Actor, TooManyAttempts, must_pause
from pm_app.access.tables import FailedAttempt, SignIn, User
from pm_app.kernel.errors import NotFound, Refused

HASHER = PasswordHasher()
SEEN_EVERY = timedelta(minutes=1)
# Many addresses tried from one place; an office behind one connection forgets passwords less often than that.
FAILURES_FROM_ONE_PLACE = 50
FAILURES_KEPT = timedelta(days=1)
# Verified against when the address is unknown, so that an answer takes as long as for a known one.
_NO_SUCH_USER = HASHER.hash(secrets.token_urlsafe(16))


class SignInRefused(Refused):
    """The address and the password do not belong together."""


def sign_in(
    session: Session, actor: Actor, *, email: str, password: str, browser: str, address: str, now: datetime
) -> str:
    """Return the token of a new sign-in. Refuses a wrong pair (`SignInRefused`) and a paused one (`TooManyAttempts`).

    The caller records a refused attempt in a transaction of its own, since this one is rolled back.
    """
    email = email.strip().lower()
    by_address = recent_failures_from(session, actor, address=address, now=now)
    if must_pause(recent_failures(session, actor, email=email, now=now), now) or by_address >= FAILURES_FROM_ONE_PLACE:
        raise TooManyAttempts("Too many attempts. Wait fifteen minutes, then try again.")
    user = session.exec(select(User).where(User.email == email, col(User.disabled_at).is_(None))).first()
    known_hash = user.password_hash if user and user.password_hash else _NO_SUCH_USER
    if not password_fits(known_hash, password) or user is None or user.password_hash is None:
        raise SignInRefused("This e-mail address and password do not belong together.")
    token = secrets.token_urlsafe(32)
    held = SignIn(
        user_id=user.id,
        token_hash=token_hash(token),
        signed_in_at=now,
        last_seen_at=now,
        browser=browser[:200],
        address=address[:100],
    )
    session.add(held)
    if HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = HASHER.hash(password)
    by = Actor(user.id, user.name, user.email, user.role, frozenset())
    record_audit(session, by, did="signed in", about_kind="user", about_id=user.id, about_name=user.name, now=now)
    return token


def record_failed_attempt(session: Session, actor: Actor, *, email: str, address: str, now: datetime) -> None:
    """Remember that somebody failed to sign in; what is older than a day is forgotten."""
    session.exec(delete(FailedAttempt).where(col(FailedAttempt.failed_at) < now - FAILURES_KEPT))
    session.add(FailedAttempt(email=email.strip().lower()[:320], address=address[:100], failed_at=now))


def resume_sign_in(
    session: Session, actor: Actor, *, token: str, now: datetime, idle: timedelta, longest: timedelta
) -> Actor:
    """Return who holds this token, or NOBODY; note the browser as in use, once a minute, so that it does not lapse."""
    asking = actor_for_token(session, actor, token=token, now=now, idle=idle, longest=longest)
    if asking.sign_in_id is not None:
        session.exec(
            update(SignIn)
            .where(col(SignIn.id) == asking.sign_in_id, col(SignIn.last_seen_at) < now - SEEN_EVERY)
            .values(last_seen_at=now)
        )
    return asking


def sign_out(session: Session, actor: Actor, *, now: datetime) -> None:
    """End the sign-in the person is asking with."""
    if actor.sign_in_id is not None:
        end_sign_in(session, actor, sign_in_id=actor.sign_in_id, now=now)


def end_sign_in(session: Session, actor: Actor, *, sign_in_id: UUID, now: datetime) -> None:
    """End one of the person's own sign-ins; refuses those of others."""
    held = session.get(SignIn, sign_in_id)
    if held is None or held.user_id != actor.user_id:
        raise NotFound("This sign-in is not yours, or it has ended already.")
    held.ended_at = held.ended_at or now


def password_fits(password_hash: str, password: str) -> bool:
    """Return whether the password is the one that was hashed."""
    try:
        return HASHER.verify(password_hash, password[:1_000])
    except VerificationError:
        return False
