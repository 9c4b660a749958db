"""Whose mail is whose to see."""

from uuid import UUID

from pm_app.access.rules import Actor


def sees_message(actor: Actor, to_user_id: UUID | None, property_id: UUID | None = None) -> bool:
    """Return whether a message is this person's to see.

    Who is held to some properties sees mail to themselves, and mail to people outside the office that stands on the
    record of one of their properties. A message without a property names its subject in words only: it is not theirs.
    """
    if actor.property_ids is None or to_user_id == actor.user_id:
        return True
    return to_user_id is None and property_id is not None and property_id in actor.property_ids
