"""Whose mail is whose to see, and whose to read."""

from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.messages.enums import MessagePurpose

NOT_TO_READ = "This mail carries a link to set a password. Only who manages users may read it."


def sees_message(actor: Actor, to_user_id: UUID | None, property_id: UUID | None = None) -> bool:
    """Return whether a message is this person's to see.

    Who is held to some properties sees mail to themselves, and mail to people outside the office that stands on the
    record of one of their properties. A message without a property names its subject in words only: it is not theirs.
    """
    if actor.property_ids is None or to_user_id == actor.user_id:
        return True
    return to_user_id is None and property_id is not None and property_id in actor.property_ids


def reads_message(actor: Actor, purpose: MessagePurpose) -> bool:
    """Return whether somebody who sees a message may read it: whoever holds the link in an invitation is that user."""
    return purpose != MessagePurpose.ACCOUNT or actor.may(Permission.MANAGE_USERS)
