"""What histories say of papers to people who may not see them."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Role
from pm_app.access.queries import history_of, recent_activity
from pm_app.access.rules import CONSOLE, Actor
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property

WRITTEN = {"amount": ["", "$1,200.00"]}


def a_change(session: Session, *, property_id: UUID | None, name: str = "Eviction notice") -> UUID:
    """Write down that a paper was changed, and return the paper."""
    document_id = uuid4()
    record_audit(
        session,
        CONSOLE,
        did="changed",
        about_kind="document",
        about_id=document_id,
        about_name=name,
        now=NOON,
        property_id=property_id,
        details=WRITTEN,
    )
    session.flush()
    return document_id


@pytest.mark.parametrize(
    ("role", "name"),
    [
        pytest.param(Role.MANAGER, "Eviction notice", id="a manager"),
        pytest.param(Role.READ_ONLY, "a document", id="who sees no restricted papers"),
    ],
)
def test_what_is_in_a_paper_stands_in_its_own_history_alone(session: Session, role: Role, name: str):
    place, actor = a_property(session).id, an_actor(session, role)
    document_id = a_change(session, property_id=place)

    of_place, lately = history_of(session, actor, about_id=place), recent_activity(session, actor)
    (of_itself,) = history_of(session, actor, about_id=document_id)

    told = [(row.about_name, row.details) for row in (*of_place, *lately) if row.about_id == document_id]
    assert told == [(name, {})] * 2
    assert (of_itself.about_name, of_itself.details) == ("Eviction notice", WRITTEN)


def test_papers_of_no_property_are_told_of_to_those_who_sort_them(session: Session, manager: Actor):
    here = a_property(session).id
    a_change(session, property_id=None, name="loose")
    a_change(session, property_id=here, name="placed")

    def told(actor: Actor) -> int:
        return sum(row.about_kind == "document" for row in recent_activity(session, actor))

    scoped = replace(manager, property_ids=frozenset({here}))
    reader = an_actor(session, Role.READ_ONLY)
    assert (told(manager), told(scoped), told(reader)) == (2, 1, 1)
