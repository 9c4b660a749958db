"""Letters to many: one for each household, made by a job, once however often it is pressed; printed as one file."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.actions.letter_runs import LettersToMany, deliver_run, letters_to_many
from pm_app.correspondence.actions.letters_again import note_letters_failed
from pm_app.correspondence.enums import AudienceKind, LeftOut, LetterDelivery
from pm_app.correspondence.queries.addresses import who_gets_letters
from pm_app.correspondence.queries.letter_runs import documents_of_run, letters_to_make, planned_letters, run_standing
from pm_app.correspondence.rules.audience import Audience
from pm_app.correspondence.rules.letters import Delivery
from pm_app.correspondence.tables import Letter, LetterRun
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.tables.documents import Document
from pm_app.jobs.make_letters import make_letters, page_of
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.tables import LeaseParty
from pm_app.letters import letters_of_run_pdf
from pm_app.messages.rules import Letterhead
from pm_app.notifications.tables import Notification
from pm_app.portfolio.tables import Property
from tests.conftest import NOON, an_actor
from tests.factories.mailing import a_home, an_address
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.papers.made_papers import pages_of

TODAY = date(2026, 1, 15)
CURRENT = Audience(AudienceKind.CURRENT)
BODY = "Dear {{ recipient_name }} of {{ property }} {{ unit }},\n\nwater is off.\n\n{{ office_name }}"


@pytest.fixture
def place(session: Session) -> Property:
    """A property with a household that mail reaches, one it does not, and one of two tenants without an address."""
    place = a_property(session, name="Elm Court")
    a_home(session, place, "Anna Adams")
    a_home(session, place, "Bert Brown", address=None)
    home = a_home(session, place, "Cleo Chan", address=None)
    dan = a_person(session, name="Dan Dunn")
    session.add(LeaseParty(tenancy_id=home.id, person_id=dan.id, role=PartyRole.CO_TENANT, starts_on=home.starts_on,
                           position=1))  # fmt: skip
    session.commit()
    return place


def made(session: Session, actor: Actor, **more: Any) -> LettersToMany:
    given = {
        "request_key": uuid4(),
        "audience": CURRENT,
        "everybody": True,
        "subject": "Water",
        "body": BODY,
        "kind": DocumentKind.NOTICE,
        "delivery": Delivery(),
        "signed_by": "Dana",
        "letterhead": Letterhead("Harbor", ("1 Quay",)),
        "asks_above": 50,
        "today": TODAY,
        "now": NOON,
    } | more
    if "seal" not in given:
        asked = {name: given[name] for name in ("audience", "everybody", "subject", "body", "signed_by", "today")}
        given["seal"] = planned_letters(session, actor, **asked)[0].seal
    run = letters_to_many(session, actor, **given)
    session.commit()
    return run


def letters(session: Session) -> list[Letter]:
    return list(session.exec(select(Letter).order_by(col(Letter.place))))


def test_those_without_an_address_get_letters_one_for_each_household(session: Session, manager: Actor, place: Property):
    found = who_gets_letters(session, manager, audience=CURRENT, today=TODAY, everybody=False)
    assert [one.name for one in found.chosen] == ["Bert Brown", "Cleo Chan and Dan Dunn"]
    assert all(place.address_line in one.address for one in found.chosen)
    assert found.left_out == ()
    everybody = who_gets_letters(session, manager, audience=CURRENT, today=TODAY, everybody=True)
    assert [one.name for one in everybody.chosen] == ["Anna Adams", "Bert Brown", "Cleo Chan and Dan Dunn"]


def test_who_has_no_postal_address_and_who_is_left_out_by_hand_is_told(session: Session, manager: Actor):
    olga = a_person(session, name="Olga Owner")
    an_address(session, a_person(session, name="Paul Post"))
    session.commit()
    audience = Audience(AudienceKind.PEOPLE, person_ids=(olga.id,))
    found = who_gets_letters(session, manager, audience=audience, today=TODAY, everybody=True)
    assert [(one.name, reason) for one, reason in found.left_out] == [("Olga Owner", LeftOut.NO_POSTAL_ADDRESS)]
    without = who_gets_letters(session, manager, audience=audience, today=TODAY, everybody=True, without=[olga.id])
    assert [reason for _, reason in without.left_out] == [LeftOut.BY_HAND]


def test_one_press_makes_every_letter_on_its_own_record_and_tells_who_asked(
    session: Session, manager: Actor, place: Property
):
    run = made(session, manager)
    assert (run.letters, run.again) == (3, False)
    assert [one.document_id for one in letters(session)] == [None] * 3
    with pytest.raises(Refused):
        documents_of_run(session, manager, letter_run_id=run.letter_run_id)

    report = make_letters()

    assert (report.done, report.failed) == (3, 0)
    rows = letters(session)
    assert [one.to_name for one in rows] == ["Anna Adams", "Bert Brown", "Cleo Chan and Dan Dunn"]
    assert rows[0].person_id is not None
    assert rows[2].person_id is None
    assert "Harbor" not in rows[0].body
    for one in rows:
        [document] = documents_of(session, manager, tenancy_id=one.tenancy_id, today=TODAY)
        assert (document.document_id, document.kind) == (one.document_id, DocumentKind.NOTICE)
    assert {one.filed_by for one in session.exec(select(Document))} == {manager.name}
    told = session.exec(select(Notification).where(Notification.user_id == manager.user_id)).one()
    assert (told.title, told.path) == ("3 letters are ready to print", page_of(run.letter_run_id))
    assert make_letters().done == 0


def test_all_are_printed_as_one_file_on_the_letterhead_of_that_day(session: Session, manager: Actor, place: Property):
    run = made(session, manager)
    make_letters()
    pages = pages_of(letters_of_run_pdf(manager, run.letter_run_id))
    assert len(pages) == 3
    assert ["Anna Adams" in pages[0], "Bert Brown" in pages[1], "Cleo Chan and Dan Dunn" in pages[2]] == [True] * 3
    assert all("Harbor" in page and "1 Quay" in page and "Sincerely, Dana" in page for page in pages)


def test_a_second_press_makes_nothing_more(session: Session, manager: Actor, place: Property):
    key = uuid4()
    first, second = made(session, manager, request_key=key), made(session, manager, request_key=key)
    assert second == replace(first, again=True)
    assert session.exec(select(func.count()).select_from(LetterRun)).one() == 1
    assert len(letters(session)) == 3
    with pytest.raises(NotAllowed):
        made(session, an_actor(session, Role.MANAGER), request_key=key)


def test_nothing_is_made_for_others_than_those_confirmed_or_without_the_number_typed(
    session: Session, manager: Actor, place: Property
):
    with pytest.raises(Stale):
        made(session, manager, seal="x")
    with pytest.raises(Refused) as refusal:
        made(session, manager, asks_above=2)
    assert (refusal.value.field, refusal.value.message) == ("typed", "Type 3 to say that 3 letters are meant.")
    with pytest.raises(Refused):
        made(session, manager, body="on [[day]] {{ unit }}", seal="")
    with pytest.raises(Refused):
        made(session, manager, kind=DocumentKind.LEASE)
    assert letters(session) == []
    assert made(session, manager, asks_above=2, typed="3").letters == 3


@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_mail_to_many_makes_no_letters_to_many(session: Session, place: Property, role: Role):
    with pytest.raises(NotAllowed):
        made(session, an_actor(session, role), seal="")


def test_what_cannot_be_made_three_times_is_given_up_and_told(session: Session, manager: Actor, place: Property):
    run = made(session, manager)
    first = letters_to_make(session, SCHEDULER, most=1, now=NOON)[0]
    for _ in range(3):
        note_letters_failed(session, SCHEDULER, letter_ids=[first.letter_id], problem="no", now=NOON)
    session.commit()
    make_letters()
    standing = run_standing(session, manager, letter_run_id=run.letter_run_id)
    assert (standing.made, standing.given_up, standing.problem) == (2, 1, "no")
    told = session.exec(select(Notification).where(Notification.user_id == manager.user_id)).one()
    assert told.title == "2 of 3 letters are made"


def test_how_all_of_them_went_out_is_said_at_once(session: Session, manager: Actor, place: Property):
    run = made(session, manager)
    posted = Delivery(LetterDelivery.POSTED, TODAY)
    given = {"letter_run_id": run.letter_run_id, "today": TODAY, "now": NOON}
    assert deliver_run(session, manager, delivery=posted, **given) == 0, "none is made"
    make_letters()
    assert deliver_run(session, manager, delivery=posted, **given) == 3
    assert deliver_run(session, manager, delivery=posted, **given) == 0
    assert {one.delivery for one in letters(session)} == {LetterDelivery.POSTED}
    with pytest.raises(Refused):
        deliver_run(session, manager, delivery=Delivery(), **given)


def test_letters_to_many_of_others_are_not_for_who_is_held_to_some_properties(
    session: Session, manager: Actor, place: Property
):
    run = made(session, manager)
    other = an_actor(session, Role.LEASING)
    narrow = replace(other, property_ids=frozenset({uuid4()}))
    for ask in (run_standing, documents_of_run):
        with pytest.raises(NotFound):
            ask(session, narrow, letter_run_id=run.letter_run_id)
    with pytest.raises(NotFound):
        deliver_run(session, narrow, letter_run_id=run.letter_run_id, delivery=Delivery(), today=TODAY, now=NOON)
