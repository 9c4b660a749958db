"""One letter: drawn, kept as a document that is found at once, written into the communication, once for one press."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.correspondence.actions.letters import Concerned, KeptLetter, change_delivery
from pm_app.correspondence.enums import ContactLogKind, LetterDelivery
from pm_app.correspondence.queries.communication import communication
from pm_app.correspondence.queries.letters import HIDDEN, find_letter, letter_rows, letters_of
from pm_app.correspondence.queries.recipients import (
    letter_draft,
    recipients_of_household,
    recipients_of_person,
    recipients_of_property,
)
from pm_app.correspondence.rules.letters import Delivery, checked_letter
from pm_app.correspondence.tables import Letter
from pm_app.documents.actions.restricting import restrict_as_its_kind
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.queries.search import search_documents
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.letters import LetterOrder, make_letter
from pm_app.messages.actions.letterhead import change_letterhead
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.portfolio.tables import Property
from pm_app.runtime import services
from tests.conftest import NOON, an_actor
from tests.factories.mailing import a_home
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.papers.made_papers import text_of

TODAY = date(2026, 1, 15)
POSTED = Delivery(LetterDelivery.POSTED, TODAY)


@pytest.fixture
def elm(session: Session) -> Property:
    """A property with a household of one tenant who has no e-mail address."""
    elm = a_property(session, name="Elm Court")
    session.commit()
    return elm


@pytest.fixture
def home(session: Session, elm: Property) -> Tenancy:
    """The household."""
    home = a_home(session, elm, "Anna Adams", address=None)
    session.commit()
    return home


def person_of(session: Session, home: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == home.id)).one()


def an_order(home: Tenancy, **more: Any) -> LetterOrder:
    text = {
        "to_name": "Anna Adams",
        "to_address": "1 Elm Street\nSpringfield, IL 62701",
        "written_on": TODAY,
        "subject": "Notice of entry",
        "body": 'We look at the quokka alarm. #read("/etc/passwd")',
        "signed_by": "Dana",
        "today": TODAY,
    } | more.pop("text", {})
    given = {
        "request_key": uuid4(),
        "letter": checked_letter(**text),
        "concerned": Concerned(tenancy_id=home.id, about="Elm Court, Unit 1"),
        "kind": DocumentKind.NOTICE,
        "delivery": POSTED,
    } | more
    return LetterOrder(**given)


def count(session: Session, table: type[Letter] | type[Document]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_a_letter_is_kept_on_the_lease_and_found_by_its_text_at_once(session: Session, manager: Actor, home: Tenancy):
    kept = make_letter(manager, an_order(home))

    document = session.get_one(Document, kept.document_id)
    assert (document.kind, document.title) == (DocumentKind.NOTICE, "Notice of entry, Anna Adams, Jan 15, 2026")
    assert document.reviewed_at is not None
    [row] = documents_of(session, manager, tenancy_id=home.id, today=TODAY)
    assert row.document_id == kept.document_id
    found = search_documents(session, manager, text="quokka", today=TODAY)
    assert [hit.document_id for hit in found.rows] == [kept.document_id]


def test_its_pdf_says_what_was_written_and_runs_nothing(session: Session, manager: Actor, home: Tenancy):
    make_letter(manager, an_order(home))
    [key] = list(services().store.keys("documents/"))
    text = text_of(b"".join(services().store.chunks(key)))
    for said in ("Anna Adams", "1 Elm Street", "Springfield, IL 62701", "Jan 15, 2026", '#read("/etc/passwd")', "Dana"):
        assert said in text
    assert "root:" not in text


def test_it_stands_in_the_communication_of_the_household_and_of_the_person(
    session: Session, manager: Actor, home: Tenancy
):
    make_letter(manager, an_order(home))
    person_id = person_of(session, home)
    for about in ({"tenancy_id": home.id}, {"person_id": person_id}):
        [said] = communication(session, manager, listing=Listing(), kinds=[ContactLogKind.LETTER], **about).rows
        assert (said.kind, said.title, said.who) == (ContactLogKind.LETTER, "Notice of entry", "Anna Adams")
        assert said.letter is not None
        assert said.letter.delivery == POSTED
    assert (
        communication(session, manager, listing=Listing(), kinds=[ContactLogKind.CALL], tenancy_id=home.id).total == 0
    )


def test_a_second_press_makes_nothing_and_is_nobody_elses(session: Session, manager: Actor, home: Tenancy):
    order = an_order(home)
    first, second = make_letter(manager, order), make_letter(manager, order)
    assert second == KeptLetter(first.letter_id, first.document_id, again=True)
    assert (count(session, Letter), count(session, Document)) == (1, 1)
    with pytest.raises(NotAllowed):
        make_letter(an_actor(session, Role.MANAGER), order)


def test_the_same_letter_asked_for_again_on_purpose_is_one_document_and_two_letters(
    session: Session, manager: Actor, home: Tenancy
):
    first, second = make_letter(manager, an_order(home)), make_letter(manager, an_order(home))
    assert first.document_id == second.document_id
    assert count(session, Letter) == 2


@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_write_to_tenants_makes_no_letters(session: Session, home: Tenancy, role: Role):
    actor = an_actor(session, role)
    with pytest.raises(NotAllowed):
        make_letter(actor, an_order(home))
    with pytest.raises(NotAllowed):
        recipients_of_household(session, actor, tenancy_id=home.id, today=TODAY)
    assert count(session, Letter) == 0


def test_records_out_of_scope_and_unknown_kinds_are_refused(session: Session, manager: Actor, home: Tenancy):
    narrow = Actor(
        manager.user_id, manager.name, "", manager.role, manager.permissions, property_ids=frozenset({uuid4()})
    )
    with pytest.raises(NotFound):
        make_letter(narrow, an_order(home))
    with pytest.raises(Refused):
        make_letter(manager, an_order(home, concerned=Concerned()))
    with pytest.raises(Refused) as refusal:
        make_letter(manager, an_order(home, kind=DocumentKind.LEASE))
    assert refusal.value.field == "kind"
    assert count(session, Letter) == 0


def test_the_text_of_a_restricted_letter_is_for_those_who_see_the_document(
    session: Session, manager: Actor, home: Tenancy
):
    kept = make_letter(manager, an_order(home))
    document = session.get_one(Document, kept.document_id)
    document.restricted_by_hand = True
    restrict_as_its_kind(session, document)
    session.flush()
    reader = an_actor(session, Role.READ_ONLY)
    [said] = communication(session, reader, listing=Listing(), tenancy_id=home.id).rows
    assert (said.title, said.text) == (HIDDEN, "")
    assert said.letter is not None
    assert said.letter.document_id is None
    [seen] = letters_of(session, manager, tenancy_id=home.id)
    assert seen.subject == "Notice of entry"


def test_how_it_went_out_is_said_later_and_corrected_once(session: Session, manager: Actor, home: Tenancy):
    kept = make_letter(manager, an_order(home, delivery=Delivery()))

    def say(way: LetterDelivery, version: int, number: str = "", on: date | None = TODAY) -> None:
        change_delivery(
            session,
            manager,
            letter_id=kept.letter_id,
            way=way,
            on=on,
            number=number,
            version=version,
            today=TODAY,
            now=NOON,
        )

    say(LetterDelivery.POSTED, 1)
    with pytest.raises(Stale):
        say(LetterDelivery.POSTED, 1)
    with pytest.raises(Refused):
        say(LetterDelivery.TO_BE_SENT, 2)
    say(LetterDelivery.CERTIFIED, 2, "9407 1111")
    with pytest.raises(Refused, match="corrected once"):
        say(LetterDelivery.POSTED, 3)
    found = find_letter(session, manager, letter_id=kept.letter_id)
    assert found.delivery == Delivery(LetterDelivery.CERTIFIED, TODAY, "9407 1111")
    assert not found.may_correct
    told = session.exec(select(AuditEntry).where(AuditEntry.tenancy_id == home.id)).all()
    assert ["posted on Jan 15, 2026", "certified mail on Jan 15, 2026, 9407 1111"] in [
        entry.details.get("went out") for entry in told
    ]


def test_a_household_a_person_and_a_property_offer_whom_to_write_to(session: Session, manager: Actor, elm: Property):
    home = a_home(session, elm, "Anna Adams")
    [anna] = recipients_of_household(session, manager, tenancy_id=home.id, today=TODAY)
    assert (anna.name, anna.tenancy_id, anna.property_id) == ("Anna Adams", home.id, elm.id)
    assert elm.address_line in anna.address
    [same] = recipients_of_person(session, manager, person_id=anna.person_id or uuid4(), today=TODAY)
    assert (same.tenancy_id, same.address) == (home.id, anna.address)
    vendor = a_person(session, name="Volt Electric")
    session.add(ContactWay(person_id=vendor.id, kind=ContactKind.ADDRESS, value="5 Oak Row, Springfield, IL 62701"))
    session.flush()
    [volt] = recipients_of_person(session, manager, person_id=vendor.id, today=TODAY)
    assert volt.address == "5 Oak Row\nSpringfield, IL 62701"
    assert [one.name for one in recipients_of_property(session, manager, property_id=elm.id, today=TODAY)] == [
        "Anna Adams"
    ]


def test_a_template_begins_the_letter_filled_in_and_without_its_sign_off(
    session: Session, manager: Actor, home: Tenancy
):
    change_letterhead(session, manager, office_name="Harbor", address="", phone="(555) 1", email="", website="",
                      footer="", version=0, now=NOON)  # fmt: skip
    [anna] = recipients_of_household(session, manager, tenancy_id=home.id, today=TODAY)
    draft = letter_draft(session, manager, template_key="entry-notice", to=anna, today=TODAY)
    assert draft.subject.startswith("Notice of entry: Elm Court")
    assert draft.body.startswith("Dear Anna Adams,")
    assert "[[day]]" in draft.body
    assert draft.body.endswith("look for another one.")
    assert draft.kind == DocumentKind.NOTICE
    with pytest.raises(Refused) as refusal:
        letter_draft(session, manager, template_key="staff", to=anna, today=TODAY)
    assert refusal.value.field == "template"


def test_a_list_of_letters_is_searched_and_narrowed(session: Session, manager: Actor, elm: Property, home: Tenancy):
    make_letter(manager, an_order(home))
    other = a_home(session, elm, "Bert Brown")
    session.commit()
    make_letter(manager, an_order(other, text={"to_name": "Bert Brown"}, delivery=Delivery()))
    named = letter_rows(session, manager, listing=Listing(search="bert"))
    assert [one.to_name for one in named.rows] == ["Bert Brown"]
    unsent = letter_rows(session, manager, listing=Listing(), ways=[LetterDelivery.TO_BE_SENT])
    assert [one.to_name for one in unsent.rows] == ["Bert Brown"]
    assert letter_rows(session, manager, listing=Listing(search="entry")).total == 2
    elsewhere = Actor(uuid4(), "N", "", manager.role, manager.permissions, property_ids=frozenset({uuid4()}))
    assert letter_rows(session, elsewhere, listing=Listing()).total == 0
    with pytest.raises(NotFound):
        find_letter(session, elsewhere, letter_id=named.rows[0].letter_id)
