"""Users and sign-ins."""

from datetime import UTC, datetime
from itertools import count

from sqlmodel import Session

from pm_app.access.actions.signing_in import HASHER
from pm_app.access.enums import Role
from pm_app.access.queries import token_hash
from pm_app.access.tables import SignIn, User

_numbers = count(1)
LONG_AGO = datetime(2026, 1, 2, 15, 0, tzinfo=UTC)


def a_user(session: Session, *, role: Role = Role.MANAGER, name: str = "", email: str = "", password: str = "") -> User:
    """Add an active user, who can sign in when a password is given."""
    number = next(_numbers)
    user = User(
        email=email or f"user{number}@example.com",
        name=name or f"User {number}",
        role=role,
        created_at=LONG_AGO,
        activated_at=LONG_AGO,
        password_hash=HASHER.hash(password) if password else None,
    )
    session.add(user)
    session.flush()
    return user


def a_sign_in(session: Session, user: User, *, at: datetime) -> str:
    """Sign the user in and return the token a browser would hold."""
    token = f"token-{next(_numbers)}"
    session.add(SignIn(user_id=user.id, token_hash=token_hash(token), signed_in_at=at, last_seen_at=at))
    session.flush()
    return token
