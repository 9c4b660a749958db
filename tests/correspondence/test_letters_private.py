"""What a letter tells to whom: by scope, by right, and by whether its document may be seen."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.letters import Concerned, change_delivery
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.queries.letters import find_letter, letters_of
from pm_app.correspondence.rules.letters import Delivery, checked_letter
from pm_app.correspondence.tables import Letter
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.letters import LetterOrder, make_letter
from pm_app.portfolio.tables import Property
from tests.conftest import NOON, an_actor
from tests.factories.mailing import a_home
from tests.factories.people import a_person
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)


@pytest.fixture
def elm(session: Session) -> Property:
    """A property."""
    elm = a_property(session, name="Elm Court")
    session.commit()
    return elm


@pytest.fixture
def home(session: Session, elm: Property) -> Tenancy:
    """A household of one tenant, whom mail does not reach."""
    home = a_home(session, elm, "Anna Adams", address=None)
    session.commit()
    return home


def person_of(session: Session, home: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == home.id)).one()


def an_order(concerned: Concerned, *, body: str = "We come on Monday.") -> LetterOrder:
    letter = checked_letter(
        to_name="Anna Adams",
        to_address="1 Elm Street",
        written_on=TODAY,
        subject="Notice of entry",
        body=body,
        signed_by="Dana",
        today=TODAY,
    )
    return LetterOrder(uuid4(), letter, concerned, DocumentKind.NOTICE, Delivery(LetterDelivery.POSTED, TODAY))


def test_a_letter_of_no_property_is_opened_and_corrected_by_its_maker_alone_where_scope_is_narrow(
    session: Session, manager: Actor, elm: Property
):
    vendor = a_person(session, name="Volt Electric")
    session.commit()
    own = replace(manager, property_ids=frozenset({elm.id}))
    other = replace(an_actor(session, Role.MANAGER), property_ids=frozenset({elm.id}))
    kept = make_letter(own, an_order(Concerned(person_id=vendor.id)))
    given = {"letter_id": kept.letter_id, "way": LetterDelivery.HANDED_OVER, "on": TODAY, "number": "", "version": 1}

    assert letters_of(session, other, person_id=vendor.id) == []
    with pytest.raises(NotFound):
        find_letter(session, other, letter_id=kept.letter_id)
    with pytest.raises(NotFound):
        change_delivery(session, other, today=TODAY, now=NOON, **given)
    assert session.get_one(Letter, kept.letter_id).delivery == LetterDelivery.POSTED

    assert [one.letter_id for one in letters_of(session, own, person_id=vendor.id)] == [kept.letter_id]
    change_delivery(session, own, today=TODAY, now=NOON, **given)
    assert find_letter(session, own, letter_id=kept.letter_id).delivery.way == LetterDelivery.HANDED_OVER


def test_a_letter_to_a_household_is_told_with_its_people_only_to_who_views_leases(
    session: Session, manager: Actor, home: Tenancy
):
    make_letter(manager, an_order(Concerned(tenancy_id=home.id)))
    person_id = person_of(session, home)
    without = replace(manager, permissions=manager.permissions - {Permission.VIEW_LEASES})
    assert [one.to_name for one in letters_of(session, manager, person_id=person_id)] == ["Anna Adams"]
    assert letters_of(session, without, person_id=person_id) == []
