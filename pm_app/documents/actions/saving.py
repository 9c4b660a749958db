"""Keeping searches: one's own, and those one shares with the office."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.rules.saving import LONGEST_NAME, MOST_SAVED, checked_query
from pm_app.documents.tables.saved import SavedSearch
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.listing import cleaned


def save_search(session: Session, actor: Actor, *, name: str, query: str, is_shared: bool, now: datetime) -> UUID:
    """Keep a search under a name of one's own and return its id; the same name again keeps the new search instead.

    `query` is what stands behind the question mark in the address of the documents page. Refuses a search without a
    name or without anything in it, and more than 100 of one person.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    if actor.user_id is None:
        raise NotAllowed("Only people keep searches. Please sign in.")
    name = " ".join(cleaned(name, longest=LONGEST_NAME, field="name", name="The name").split())
    if not name:
        raise Refused("Give the search a name, such as “Insurance that ends this month”.", field="name")
    kept = session.exec(
        select(SavedSearch).where(SavedSearch.user_id == actor.user_id, SavedSearch.name == name).with_for_update()
    ).first()
    if kept is None:
        _room_for_one_more(session, actor.user_id)
        kept = SavedSearch(user_id=actor.user_id, name=name, query="", saved_at=now)
    kept.query, kept.is_shared, kept.saved_at = checked_query(query), is_shared, now
    session.add(kept)
    session.flush()
    return kept.id


def forget_search(session: Session, actor: Actor, *, saved_search_id: UUID) -> None:
    """Let go a search of one's own; refuses (`NotFound`) one that is not there or somebody else's."""
    actor.must(Permission.VIEW_DOCUMENTS)
    kept = session.exec(
        select(SavedSearch).where(SavedSearch.id == saved_search_id, SavedSearch.user_id == actor.user_id)
    ).first()
    if kept is None:
        raise NotFound("This search is not one of yours any more.")
    session.delete(kept)
    session.flush()


def _room_for_one_more(session: Session, user_id: UUID) -> None:
    count = session.exec(select(func.count(col(SavedSearch.id))).where(SavedSearch.user_id == user_id)).one()
    if count >= MOST_SAVED:
        raise Refused(f"You have {MOST_SAVED} searches. Remove one you no longer use.", field="name")
