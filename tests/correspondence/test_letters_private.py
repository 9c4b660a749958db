"""What a letter tells to whom: by scope, by right, and by whether its document may be seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.access.tables import AuditEntry
from pm_app.correspondence.actions.letter_runs import letters_to_many
from pm_app.correspondence.actions.letters import Concerned, change_delivery
from pm_app.correspondence.actions.templates import add_template, start_from_shipped
from pm_app.correspondence.enums import AudienceKind, LetterDelivery, TemplatePurpose, TemplateUse
from pm_app.correspondence.queries.addresses import own_addresses
from pm_app.correspondence.queries.letter_runs import HIDDEN_RUN, planned_letters, run_standing
from pm_app.correspondence.queries.letters import find_letter, letters_of
from pm_app.correspondence.queries.recipients import HELD, is_held
from pm_app.correspondence.rules.audience import Audience
from pm_app.correspondence.rules.letters import Delivery, checked_letter
from pm_app.correspondence.tables import Letter
from pm_app.documents.actions.filing import Content
from pm_app.documents.actions.mailing import file_paper
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.choosing import NamedThing, choices_named
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.tables.documents import Document
from pm_app.jobs.make_letters import make_letters
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.letters import LetterOrder, letters_of_run_pdf, make_letter
from pm_app.messages.rules import Letterhead
from pm_app.portfolio.tables import Property
from pm_app.receivables.enums import HoldKind
from pm_app.receivables.tables.arrangements import TenancyHold
from tests.conftest import NOON, an_actor
from tests.factories.mailing import a_home
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.papers.made_papers import pages_of

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


def a_run(session: Session, actor: Actor) -> UUID:
    """Letters to the household, made."""
    text: dict[str, Any] = {
        "audience": Audience(AudienceKind.CURRENT),
        "everybody": True,
        "subject": "Bed bugs",
        "body": "Dear {{ recipient_name }}",
        "signed_by": "Dana",
        "today": TODAY,
    }
    seal = planned_letters(session, actor, **text)[0].seal
    letterhead = Letterhead("Harbor", ("1 Quay",))
    given = {"kind": DocumentKind.NOTICE, "delivery": Delivery(), "letterhead": letterhead, "asks_above": 50}
    run = letters_to_many(session, actor, request_key=uuid4(), seal=seal, now=NOON, **given, **text)
    session.commit()
    make_letters()
    return run.letter_run_id


def restricted(session: Session, document_id: UUID | None) -> None:
    document = session.get_one(Document, document_id)
    document.restricted_by_hand = True
    restrict_as_its_kind(session, document)
    session.commit()


def test_the_subject_of_letters_to_many_is_for_their_maker_and_who_sees_one_of_them(
    session: Session, manager: Actor, elm: Property, home: Tenancy
):
    run_id = a_run(session, manager)
    reader = an_actor(session, Role.LEASING)
    reader = replace(reader, permissions=reader.permissions - {Permission.VIEW_SENSITIVE_DOCUMENTS})
    assert run_standing(session, reader, letter_run_id=run_id).subject == "Bed bugs"

    restricted(session, session.exec(select(Letter.document_id)).one())

    assert run_standing(session, reader, letter_run_id=run_id).subject == HIDDEN_RUN
    assert run_standing(session, manager, letter_run_id=run_id).subject == "Bed bugs"
    told = session.exec(select(AuditEntry).where(AuditEntry.about_id == run_id)).one()
    assert (told.did, told.about_name) == ("wrote letters to many", "1 letter")
    assert "Bed bugs" not in str(told.details)


def test_printed_is_what_was_filed_by_who_may_see_it_and_that_it_was_seen_is_noted(
    session: Session, manager: Actor, elm: Property, home: Tenancy
):
    a_home(session, elm, "Bert Brown")
    session.commit()
    run_id = a_run(session, manager)
    anna, bert = session.exec(select(Letter).order_by(col(Letter.place))).all()
    certified = {"way": LetterDelivery.CERTIFIED, "on": TODAY, "number": "9407 1111"}
    change_delivery(session, manager, letter_id=bert.id, version=bert.version, today=TODAY, now=NOON, **certified)
    restricted(session, anna.document_id)
    seen = select(AuditEntry).where(AuditEntry.did == "viewed", AuditEntry.about_id == anna.document_id)

    narrow = an_actor(session, Role.LEASING)
    narrow = replace(narrow, permissions=narrow.permissions - {Permission.VIEW_SENSITIVE_DOCUMENTS})
    [page] = pages_of(letters_of_run_pdf(narrow, run_id))
    assert ("Bert Brown" in page, "9407" in page) == (True, False)
    assert session.exec(seen).all() == []

    other = an_actor(session, Role.MANAGER)
    assert ["Anna Adams" in page for page in pages_of(letters_of_run_pdf(other, run_id))] == [True, False]
    assert [entry.user_id for entry in session.exec(seen)] == [other.user_id]

    with pytest.raises(NotAllowed):
        letters_of_run_pdf(an_actor(session, Role.READ_ONLY), run_id)
    bert.document_id = None
    session.add(bert)
    session.commit()
    with pytest.raises(Refused, match="still to be made"):
        letters_of_run_pdf(manager, run_id)


def test_a_letter_begun_with_a_demand_is_held_back_whoever_writes_it(session: Session, manager: Actor, home: Tenancy):
    demand = add_template(
        session, manager, purpose=TemplatePurpose.BULK_MAIL, name="Demand", subject="Balance",
        body="You owe {{ balance }}.", used_for=TemplateUse.LETTER, now=NOON,
    )  # fmt: skip
    session.add(TenancyHold(tenancy_id=home.id, kind=HoldKind.EVICTION, reason="Filed.", starts_on=TODAY,
                            recorded_at=NOON, recorded_by="Dana"))  # fmt: skip
    session.commit()
    blind = replace(manager, permissions=manager.permissions - {Permission.VIEW_LEDGER})
    order = an_order(Concerned(tenancy_id=home.id), body="You owe $900. Pay or leave.")

    assert is_held(session, blind, tenancy_id=home.id, today=TODAY)
    for actor in (manager, blind):
        with pytest.raises(Refused) as refusal:
            make_letter(actor, replace(order, template=str(demand)))
        assert (refusal.value.field, refusal.value.message) == ("template", HELD)
    assert session.exec(select(Letter)).all() == []
    assert make_letter(blind, replace(order, template="entry-notice")).again is False
    with pytest.raises(NotFound):
        is_held(session, replace(manager, property_ids=frozenset({uuid4()})), tenancy_id=home.id, today=TODAY)


@pytest.mark.parametrize("ask", [
    lambda session, actor: own_addresses(session, actor, []),
    lambda session, actor: planned_letters(session, actor, audience=Audience(AudienceKind.CURRENT), everybody=True,
                                           subject="{", body="", signed_by="", today=TODAY),
    lambda session, actor: is_held(session, actor, tenancy_id=UUID(int=1), today=TODAY),
    lambda session, actor: choices_named(session, actor, thing=NamedThing.UNIT, typed="", today=TODAY,
                                         narrowed=DocumentFilter()),
    lambda session, actor: start_from_shipped(session, actor, key="none", subject="", body="", now=NOON),
    lambda session, actor: file_paper(session, actor, UUID(int=1), Content("", 0, "", ""), "", DocumentKind.OTHER, [],
                                      NOON),
], ids=["addresses", "planned", "held", "choices", "shipped", "paper"])  # fmt: skip
def test_who_has_no_right_is_refused_before_anything_else(session: Session, ask: Callable[[Session, Actor], object]):
    with pytest.raises(NotAllowed):
        ask(session, NOBODY)
