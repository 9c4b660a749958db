"""The searches people keep."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.documents.tables.saved import SavedSearch


@dataclass(frozen=True)
class SavedSearchRow:
    """A search somebody keeps. `query` is what stands behind the question mark of the documents page's address."""

    saved_search_id: UUID
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    kept_by: str


def saved_searches(session: Session, actor: Actor) -> list[SavedSearchRow]:
    """Return the actor's searches, then those others share, each by name."""
    actor.must(Permission.VIEW_DOCUMENTS)
    mine = col(SavedSearch.user_id) == actor.user_id
    found = session.exec(
        select(SavedSearch, col(User.name))
        .join(User, col(User.id) == col(SavedSearch.user_id))
        .where(or_(mine, col(SavedSearch.is_shared)))
        .order_by(mine.desc(), func.lower(col(SavedSearch.name)), col(SavedSearch.id))
    )
    return [
        SavedSearchRow(
            saved_search_id=kept.id,
            name=kept.name,
            query=kept.query,
            is_shared=kept.is_shared,
            is_mine=kept.user_id == actor.user_id,
            kept_by=kept_by,
        )
        for kept, kept_by in found
    ]
