"""Users as they act: with the permissions of their role and the properties of their scope, as they are now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import GRANTS, Actor, has_ended
from pm_app.access.tables import SignIn, User, UserProperty


def actor_of(session: Session, user: User, sign_in_id: UUID | None) -> Actor:
    """Return the user as they act in one browser, or without one when something is done on their behalf."""
    scope = session.exec(select(UserProperty.property_id).where(UserProperty.user_id == user.id)).all()
    return _acting(user, sign_in_id, scope)


def acting_as(session: Session, actor: Actor, *, user_ids: Iterable[UUID]) -> dict[UUID, Actor]:
    """Return these users as they act, without those that are disabled: what they may see is asked as them.

    Only the app itself asks: for what it tells or sends them.
    """
    users = session.exec(select(User).where(col(User.id).in_(set(user_ids)), col(User.disabled_at).is_(None))).all()
    scopes = _scopes(session, users)
    return {user.id: _acting(user, None, scopes.get(user.id, ())) for user in users}


def actors_signed_in(
    session: Session, actor: Actor, *, sign_in_ids: Iterable[UUID], now: datetime, idle: timedelta, longest: timedelta
) -> dict[UUID, Actor]:
    """Return who stands behind each of these sign-ins, without those that ended, lapsed or whose user is disabled.

    Asking does not count as using them.
    """
    held = session.exec(
        select(SignIn, User)
        .join(User, col(User.id) == col(SignIn.user_id))
        .where(col(SignIn.id).in_(set(sign_in_ids)), col(SignIn.ended_at).is_(None), col(User.disabled_at).is_(None))
    ).all()
    standing = [
        (one, user)
        for one, user in held
        if not has_ended(one.signed_in_at, one.last_seen_at, now, idle=idle, longest=longest)
    ]
    scopes = _scopes(session, [user for _, user in standing])
    return {one.id: _acting(user, one.id, scopes.get(user.id, ())) for one, user in standing}


def _scopes(session: Session, users: Iterable[User]) -> dict[UUID, list[UUID]]:
    scopes: dict[UUID, list[UUID]] = {}
    wanted = {user.id for user in users}
    for user_id, property_id in session.exec(
        select(UserProperty.user_id, UserProperty.property_id).where(col(UserProperty.user_id).in_(wanted))
    ):
        scopes.setdefault(user_id, []).append(property_id)
    return scopes


def _acting(user: User, sign_in_id: UUID | None, scope: Iterable[UUID]) -> Actor:
    return Actor(
        user_id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        permissions=GRANTS[user.role],
        property_ids=frozenset(scope) or None,
        sign_in_id=sign_in_id,
    )
