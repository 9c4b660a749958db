"""Who may be given something to do."""

from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import colleagues_with_role
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused


class AssigneeUnknown(Refused):
    """It was given to somebody who is not a user of the office, or who cannot see where it is."""


def checked_assignee(
    session: Session,
    actor: Actor,
    user_id: UUID | None,
    *,
    property_id: UUID | None = None,
    field: str = "assigned_to_id",
) -> UUID | None:
    """Return the user that is named, or None for nobody; refuses who may not sign in or not see the property."""
    if user_id is None:
        return None
    found = acting_as(session, actor, user_ids=[user_id]).get(user_id)
    if found is None:
        raise AssigneeUnknown("Choose somebody of the office.", field=field)
    if not found.sees(property_id):
        raise AssigneeUnknown(f"{found.name} does not look after this property. Choose somebody else.", field=field)
    return user_id


def assignee_or_none(session: Session, actor: Actor, user_id: UUID | None, property_id: UUID | None) -> UUID | None:
    """Return the user that is named, or None when it may not be given to them (any more)."""
    try:
        return checked_assignee(session, actor, user_id, property_id=property_id)
    except AssigneeUnknown:
        return None


def standing_in(session: Session, actor: Actor, *, property_id: UUID | None = None) -> UUID | None:
    """Return who takes what nobody answers for: the first active manager who sees the property, else administrator."""
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        named = [user_id for user_id, _, _ in colleagues_with_role(session, actor, role=role)]
        there = acting_as(session, actor, user_ids=named)
        found = next((user_id for user_id in named if user_id in there and there[user_id].sees(property_id)), None)
        if found is not None:
            return found
    return None
