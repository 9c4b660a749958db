"""Searches people keep: one's own, shared ones, and what is refused."""

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, NOBODY
from pm_app.documents.actions.saving import forget_search, save_search
from pm_app.documents.queries.saved import saved_searches
from pm_app.documents.rules.saving import MOST_SAVED
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from tests.conftest import NOON, an_actor

QUERY = "kind=property+insurance&q=flood"


def test_a_search_is_kept_without_the_page_one_was_on(session: Session, manager):
    kept = save_search(session, manager, name=" Flood  policies ", query=f"?{QUERY}&page=3", is_shared=False, now=NOON)

    (row,) = saved_searches(session, manager)
    assert (row.saved_search_id, row.name, row.query) == (kept, "Flood policies", QUERY)
    assert (row.is_mine, row.is_shared, row.kept_by) == (True, False, manager.name)


def test_only_what_is_shared_is_seen_by_others_and_forgotten_by_its_owner_alone(session: Session, manager):
    other = an_actor(session, Role.LEASING)
    save_search(session, manager, name="Mine", query=QUERY, is_shared=False, now=NOON)
    shared = save_search(session, manager, name="Ours", query=QUERY, is_shared=True, now=NOON)

    assert [(row.name, row.is_mine) for row in saved_searches(session, other)] == [("Ours", False)]
    with pytest.raises(NotFound):
        forget_search(session, other, saved_search_id=shared)
    forget_search(session, manager, saved_search_id=shared)
    assert saved_searches(session, other) == []


def test_the_same_name_keeps_the_new_search_instead(session: Session, manager):
    first = save_search(session, manager, name="Ends soon", query="due=30", is_shared=False, now=NOON)

    again = save_search(session, manager, name="Ends soon", query="due=now", is_shared=True, now=NOON)

    assert again == first
    assert [(row.query, row.is_shared) for row in saved_searches(session, manager)] == [("due=now", True)]


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("", QUERY, "Give the search a name"),
        ("x" * 81, QUERY, "too long"),
        ("All", "page=2&size=50", "nothing to keep"),
        ("Long", "q=" + "x" * 2_000, "too long"),
        ("Many", "&".join(f"a{number}=1" for number in range(99)), "nothing to keep"),
    ],
    ids=["no name", "a long name", "nothing asked", "a long search", "too many parts"],
)
def test_what_cannot_be_kept_is_refused(session: Session, manager, name: str, query: str, told: str):
    with pytest.raises(Refused, match=told):
        save_search(session, manager, name=name, query=query, is_shared=False, now=NOON)

    assert saved_searches(session, manager) == []


def test_one_person_keeps_at_most_a_hundred(session: Session, manager):
    for number in range(MOST_SAVED):
        save_search(session, manager, name=f"Search {number}", query=QUERY, is_shared=False, now=NOON)

    with pytest.raises(Refused, match="Remove one"):
        save_search(session, manager, name="One more", query=QUERY, is_shared=False, now=NOON)


def test_nobody_and_the_console_keep_none(session: Session):
    for actor in (NOBODY, CONSOLE):
        with pytest.raises(NotAllowed):
            save_search(session, actor, name="Mine", query=QUERY, is_shared=False, now=NOON)
