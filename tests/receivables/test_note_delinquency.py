"""Notes on households that are behind: each is kept, the newest counts."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.receivables.actions.noting import note_delinquency
from pm_app.receivables.tables.arrangements import DelinquencyNote
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.receivables import a_household, typed_on


def notes(session: Session) -> list[tuple[str, bool]]:
    rows = session.exec(select(DelinquencyNote).order_by(col(DelinquencyNote.noted_at)))
    return [(row.note, row.in_collections) for row in rows]


def test_a_note_is_added_and_the_one_before_is_kept(session: Session, manager: Actor):
    home = a_household(session)
    for day, words in ((6, " Called  "), (7, "Pays on Friday")):
        note_delinquency(session, manager, tenancy_id=home.id, note=words, now=typed_on(date(2026, 1, day)))

    assert notes(session) == [("Called", False), ("Pays on Friday", False)]
    session.flush()
    assert history_of(session, manager, about_id=home.id)[0].details == {"note": "Pays on Friday"}


def test_the_same_twice_is_one(session: Session, manager: Actor):
    home = a_household(session)
    for _ in range(2):
        note_delinquency(
            session,
            manager,
            tenancy_id=home.id,
            note="Sent to collectors",
            assigned_to_id=manager.user_id,
            in_collections=True,
            now=NOON,
        )
    note_delinquency(session, manager, tenancy_id=a_household(session).id, note="", now=NOON)

    assert notes(session) == [("Sent to collectors", True)]


def test_a_stranger_cannot_follow_it_up(session: Session, manager: Actor):
    home = a_household(session)

    with pytest.raises(NotFound, match="Choose another"):
        note_delinquency(session, manager, tenancy_id=home.id, note="x", assigned_to_id=home.id, now=NOON)


def test_a_novel_is_refused(session: Session, manager: Actor):
    with pytest.raises(Refused, match="too long") as refusal:
        note_delinquency(session, manager, tenancy_id=a_household(session).id, note="x" * 1_001, now=NOON)

    assert refusal.value.field == "note"


@pytest.mark.parametrize("role", [Role.LEASING, Role.ACCOUNTING])
def test_who_handles_alerts_or_posts_charges_may_note(session: Session, role: Role):
    note_delinquency(session, an_actor(session, role), tenancy_id=a_household(session).id, note="x", now=NOON)

    assert notes(session) == [("x", False)]


def test_who_only_reads_may_not_and_other_properties_are_not_there(session: Session, manager: Actor):
    home = a_household(session)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotAllowed):
        note_delinquency(session, an_actor(session, Role.READ_ONLY), tenancy_id=home.id, note="x", now=NOON)
    with pytest.raises(NotFound):
        note_delinquency(session, elsewhere, tenancy_id=home.id, note="x", now=NOON)
    assert notes(session) == []
