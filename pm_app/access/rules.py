"""Who is asking and what that person may do; passwords, lockouts and how long a sign-in lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pm_app.access.enums import Permission as P
from pm_app.access.enums import Role
from pm_app.kernel.errors import NotAllowed, NotFound, Refused

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
ATTEMPTS_BEFORE_PAUSE = 5
ATTEMPT_WINDOW = timedelta(minutes=15)
# What asking for a calendar that is none is written down as, where a failed sign-in has its e-mail address.
AT_CALENDARS = "calendar feed"
INVITATION_LASTS = timedelta(days=7)
DOCUMENT = "document"

_LOOK = frozenset(
    {P.VIEW_PORTFOLIO, P.VIEW_PEOPLE, P.VIEW_LEASES, P.VIEW_DOCUMENTS, P.VIEW_ALERTS, P.VIEW_TASKS, P.VIEW_HISTORY}
)
_MONEY = frozenset({P.VIEW_LEDGER, P.VIEW_REPORTS})
_OFFICE = frozenset({P.HANDLE_ALERTS, P.CHANGE_TASKS, P.FILE_DOCUMENTS, P.CHANGE_DOCUMENTS, P.VIEW_SENSITIVE_DOCUMENTS})
_BOOKS = frozenset(
    {P.POST_CHARGES, P.RECORD_RECEIPTS, P.REVERSE_ENTRIES, P.GIVE_CREDITS, P.PAY_REFUNDS, P.SET_POLICIES}
)

GRANTS: dict[Role, frozenset[P]] = {
    Role.ADMINISTRATOR: frozenset(P),
    Role.MANAGER: frozenset(P) - {P.MANAGE_USERS, P.LOCK_PERIODS, P.RUN_JOBS},
    Role.ACCOUNTING: _LOOK | _MONEY | _OFFICE | _BOOKS | {P.LOCK_PERIODS, P.CHANGE_PEOPLE, P.VIEW_MAIL},
    Role.LEASING: _LOOK | _MONEY | _OFFICE | {P.CHANGE_PEOPLE, P.CHANGE_LEASES, P.CHANGE_PORTFOLIO, P.VIEW_MAIL},
    Role.MAINTENANCE: frozenset(
        {P.VIEW_PORTFOLIO, P.VIEW_DOCUMENTS, P.FILE_DOCUMENTS, P.VIEW_ALERTS, P.VIEW_TASKS, P.CHANGE_TASKS}
    ),
    Role.READ_ONLY: _LOOK | _MONEY,
}


class PasswordRefused(Refused):
    """The password is too short, too long, or too easy to guess."""


class TooManyAttempts(Refused):
    """Somebody tried too often; signing in is paused for this address."""


@dataclass(frozen=True)
class Actor:
    """Whoever asks: a person signed in, the scheduler, or nobody.

    `property_ids` is the scope: None means every property, otherwise only these.
    """

    user_id: UUID | None
    name: str
    email: str
    role: Role | None
    permissions: frozenset[P]
    property_ids: frozenset[UUID] | None = None
    sign_in_id: UUID | None = None

    def may(self, permission: P) -> bool:
        """Return whether this actor holds the permission."""
        return permission in self.permissions

    def must(self, permission: P) -> None:
        """Refuse (`NotAllowed`) when this actor does not hold the permission."""
        if permission not in self.permissions:
            asked = f"Your role does not allow this ({permission.value})." if self.user_id else "Please sign in."
            raise NotAllowed(asked)

    def sees(self, property_id: UUID | None) -> bool:
        """Return whether a record of that property is within scope; what belongs to no property is for all."""
        return self.property_ids is None or property_id is None or property_id in self.property_ids

    def must_see(self, property_id: UUID | None) -> None:
        """Refuse (`NotFound`: its existence is not told) when the property is outside this actor's scope."""
        if not self.sees(property_id):
            raise NotFound("This record does not exist, or it is not yours to see.")


NOBODY = Actor(None, "Nobody", "", None, frozenset())
SCHEDULER = Actor(None, "Scheduler", "", None, frozenset(P))
CONSOLE = Actor(None, "Console", "", None, frozenset(P))


def check_password(password: str, *, email: str, name: str) -> None:
    """Refuse a password that is shorter than 12 characters, absurdly long, or made of the person's own name.

    No rules on kinds of characters: length is what counts (NIST SP 800-63B).
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordRefused(f"Use at least {SHORTEST_PASSWORD} characters.", field="password")
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefused(f"Use at most {LONGEST_PASSWORD} characters.", field="password")
    folded = password.casefold()
    if len(set(folded)) < 5 or folded in {email.casefold(), name.casefold()}:
        raise PasswordRefused("This password is too easy to guess. Use a few unrelated words.", field="password")


def must_pause(failed_at: list[datetime], now: datetime) -> bool:
    """Return whether signing in is paused: five or more failures within the last fifteen minutes."""
    return sum(now - moment < ATTEMPT_WINDOW for moment in failed_at) >= ATTEMPTS_BEFORE_PAUSE


def has_ended(
    signed_in_at: datetime, last_seen_at: datetime, now: datetime, *, idle: timedelta, longest: timedelta
) -> bool:
    """Return whether a sign-in has lapsed: unused for `idle`, or older than `longest`."""
    return now - last_seen_at > idle or now - signed_in_at > longest


def told_elsewhere(actor: Actor, about_kind: str, name: str, details: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the name and the details of an audit entry as histories of other records show them to this actor.

    What was written into a paper stands in its own history alone. What it is called is for those who see restricted
    papers too: an entry keeps the name a paper had, and whether it was restricted since does not matter.
    """
    if about_kind != DOCUMENT:
        return name, details
    return (name if actor.may(P.VIEW_SENSITIVE_DOCUMENTS) else "a document"), {}
