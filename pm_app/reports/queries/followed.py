"""Whether somebody may see a record they follow, and what it is called now."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor, told_elsewhere
from pm_app.documents.queries.scope import seen_document
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.notifications.queries import FollowedChange
from pm_app.people.queries import person_details
from pm_app.portfolio.queries.properties import property_details

Found = tuple[str, UUID | None]


@dataclass(frozen=True)
class FollowedRecord:
    """A record that can be followed, as it is called now; `property_id` is None for what belongs to no one property."""

    kind: str
    about_id: UUID
    name: str
    property_id: UUID | None


def followed_record(session: Session, actor: Actor, *, kind: str, about_id: UUID) -> FollowedRecord:
    """Return a record with its name for somebody who may follow it.

    Refuses (`NotAllowed`, `NotFound`) whoever may not see what is done to records, or not this one.
    """
    actor.must(Permission.VIEW_HISTORY)
    find = _FINDS.get(kind)
    if find is None:
        raise NotFound("Records of this kind cannot be followed.")
    name, property_id = find(session, actor, about_id)
    return FollowedRecord(kind, about_id, name, property_id)


def told_of(follower: Actor, change: FollowedChange) -> tuple[str, str]:
    """Return what is said to a follower of a change: what was done to what, and by whom.

    What a paper of a record is called is told as its history tells it to this follower.
    """
    own = change.about_id == change.followed_id
    name = change.about_name if own else told_elsewhere(follower, change.about_kind, change.about_name, {})[0]
    title = f"{change.followed_name}: {change.did}" if own else f"{change.followed_name}: {change.did}, {name}"
    return title, change.actor_name


def _property(session: Session, actor: Actor, about_id: UUID) -> Found:
    return property_details(session, actor, property_id=about_id).name, about_id


def _tenancy(session: Session, actor: Actor, about_id: UUID) -> Found:
    place = tenancy_place(session, actor, tenancy_id=about_id)
    return place.name, place.property_id


def _person(session: Session, actor: Actor, about_id: UUID) -> Found:
    return person_details(session, actor, person_id=about_id).name, None


def _document(session: Session, actor: Actor, about_id: UUID) -> Found:
    actor.must(Permission.VIEW_DOCUMENTS)
    return seen_document(session, actor, about_id, trashed=True).title, None


_FINDS: dict[str, Callable[[Session, Actor, UUID], Found]] = {
    "property": _property,
    "tenancy": _tenancy,
    "person": _person,
    "document": _document,
}
