"""The contact log: what is written down, struck out, shown with the mails of a person and of a household."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.actions.log import log_contact, strike_entry, unstrike_entry
from pm_app.correspondence.enums import ContactLogKind, Direction
from pm_app.correspondence.queries.communication import Said, communication, people_to_log
from pm_app.correspondence.tables import ContactLogEntry
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.messages.actions.queueing import queue_message
from pm_app.messages.rules.mail import Mail
from tests.conftest import NOON, an_actor
from tests.factories.mailing import a_home
from tests.factories.people import a_person
from tests.factories.portfolio import a_property


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household in a property of its own."""
    home = a_home(session, a_property(session, name="Elm Court"), "Anna Adams")
    session.commit()
    return home


def tenant(session: Session, home: Tenancy) -> UUID:
    return session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == home.id)).one()


def logged(session: Session, actor: Actor, **more: object) -> UUID:
    given = {
        "request_key": uuid4(),
        "kind": ContactLogKind.CALL,
        "direction": Direction.INCOMING,
        "body": "The heating is off.",
        "happened_at": NOON,
        "now": NOON,
    } | more
    return log_contact(session, actor, **given)  # pyright: ignore[reportArgumentType]


def listed(session: Session, actor: Actor, **more: object) -> list[Said]:
    return communication(session, actor, **({"listing": Listing()} | more)).rows  # pyright: ignore[reportArgumentType]


def a_mail(session: Session, home: Tenancy, key: str, at: datetime) -> None:
    mail = Mail(key, "anna@example.com", "Anna Adams", f"About {key}", "Hello", "<p>Hello</p>")
    person = tenant(session, home)
    queue_message(
        session, SCHEDULER, mail=mail, now=at, person_id=person, tenancy_id=home.id, property_id=home.property_id
    )


def test_calls_notes_and_mails_stand_in_one_list_newest_first(session: Session, manager: Actor, home: Tenancy):
    person = tenant(session, home)
    logged(session, manager, tenancy_id=home.id, person_id=person, happened_at=NOON - timedelta(hours=3))
    a_mail(session, home, "rent", NOON - timedelta(hours=2))
    logged(session, manager, tenancy_id=home.id, kind=ContactLogKind.NOTE, body="Calm down.")

    found = listed(session, manager, tenancy_id=home.id)
    assert [(one.kind, one.direction) for one in found] == [
        (ContactLogKind.NOTE, Direction.INTERNAL),
        (ContactLogKind.MAIL, Direction.OUTGOING),
        (ContactLogKind.CALL, Direction.INCOMING),
    ]
    assert [one.who for one in found] == ["", "Anna Adams", "Anna Adams"]
    assert [one.title for one in found] == ["", "About rent", ""]
    assert listed(session, manager, person_id=person) == found


def test_the_list_is_filtered_and_paged(session: Session, manager: Actor, home: Tenancy):
    for number in range(26):
        logged(session, manager, tenancy_id=home.id, happened_at=NOON - timedelta(minutes=number))
    a_mail(session, home, "rent", NOON)
    logged(session, manager, tenancy_id=home.id, kind=ContactLogKind.LETTER)

    assert [one.kind for one in listed(session, manager, tenancy_id=home.id, kinds=[ContactLogKind.LETTER])] == [
        ContactLogKind.LETTER
    ]
    assert len(listed(session, manager, tenancy_id=home.id, kinds=[ContactLogKind.MAIL])) == 1
    second = communication(session, manager, tenancy_id=home.id, listing=Listing(page=2, size=25))
    assert (len(second.rows), second.total) == (3, 28)


def test_what_was_wrong_is_struck_out_and_stays(session: Session, manager: Actor, home: Tenancy):
    entry_id = logged(session, manager, tenancy_id=home.id)
    strike_entry(session, manager, entry_id=entry_id, now=NOON)
    strike_entry(session, manager, entry_id=entry_id, now=NOON + timedelta(hours=1))
    struck = listed(session, manager, tenancy_id=home.id)[0]
    assert (struck.text, struck.struck_at, struck.struck_by) == ("The heating is off.", NOON, manager.name)
    unstrike_entry(session, manager, entry_id=entry_id, now=NOON)
    assert listed(session, manager, tenancy_id=home.id)[0].struck_at is None
    said = [row.did for row in history_of(session, manager, about_id=home.id)]
    assert sorted(said) == ["logged: call", "struck out: call", "took back in: call"]


def test_a_form_that_is_sent_twice_is_written_down_once(session: Session, manager: Actor, home: Tenancy):
    key = uuid4()
    first = logged(session, manager, tenancy_id=home.id, request_key=key)
    assert logged(session, manager, tenancy_id=home.id, request_key=key) == first
    assert session.exec(select(func.count()).select_from(ContactLogEntry)).one() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"body": "  "}, "body"),
        ({"body": "x" * 5001}, "body"),
        ({"happened_at": NOON + timedelta(minutes=11)}, "happened_on"),
        ({"happened_at": datetime(1980, 1, 1, tzinfo=UTC)}, "happened_on"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    session: Session, manager: Actor, home: Tenancy, given: dict[str, object], field: str
):
    with pytest.raises(Refused) as refusal:
        logged(session, manager, tenancy_id=home.id, **given)
    assert refusal.value.field == field
    assert session.exec(select(ContactLogEntry)).all() == []


def test_a_contact_is_with_somebody_who_is_there(session: Session, manager: Actor, home: Tenancy):
    with pytest.raises(Refused):
        logged(session, manager)
    for given in ({"person_id": uuid4()}, {"tenancy_id": uuid4()}, {"tenancy_id": home.id, "person_id": uuid4()}):
        with pytest.raises(NotFound):
            logged(session, manager, **given)
    for missing in ({"person_id": uuid4()}, {"tenancy_id": uuid4()}):
        with pytest.raises(NotFound):
            listed(session, manager, **missing)
    with pytest.raises(NotFound):
        strike_entry(session, manager, entry_id=uuid4(), now=NOON)


def test_who_looks_after_another_property_sees_and_writes_nothing_here(session: Session, manager: Actor, home: Tenancy):
    person = tenant(session, home)
    of_home = logged(session, manager, tenancy_id=home.id, person_id=person)
    logged(session, manager, person_id=person, body="Wants a parking space.")
    a_mail(session, home, "rent", NOON)
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    assert [one.text for one in listed(session, scoped, person_id=person)] == ["Wants a parking space."]
    with pytest.raises(NotFound):
        listed(session, scoped, tenancy_id=home.id)
    with pytest.raises(NotFound):
        logged(session, scoped, tenancy_id=home.id)
    with pytest.raises(NotFound):
        strike_entry(session, scoped, entry_id=of_home, now=NOON)
    with pytest.raises(NotFound):
        people_to_log(session, scoped, tenancy_id=home.id)
    assert len(listed(session, manager, person_id=person)) == 3


def test_a_household_shows_what_was_said_with_its_people(session: Session, manager: Actor, home: Tenancy):
    person, other = tenant(session, home), a_home(session, a_property(session), "Bert Brown")
    logged(session, manager, person_id=person, body="General")
    logged(session, manager, tenancy_id=other.id, person_id=person, body="Of the other home")
    logged(session, manager, person_id=a_person(session).id, body="Somebody else")
    logged(session, manager, tenancy_id=home.id, body="The whole household")
    assert {one.text for one in listed(session, manager, tenancy_id=home.id)} == {"General", "The whole household"}
    assert {one.text for one in listed(session, manager, person_id=person)} == {
        "General",
        "Of the other home",
        "The whole household",
    }
    assert people_to_log(session, manager, tenancy_id=home.id) == [(person, "Anna Adams")]


def test_roles(session: Session, manager: Actor, home: Tenancy):
    logged(session, manager, tenancy_id=home.id)
    a_mail(session, home, "rent", NOON)
    reader = an_actor(session, Role.READ_ONLY)
    assert [one.kind for one in listed(session, reader, tenancy_id=home.id)] == [ContactLogKind.CALL]
    for role in (Role.READ_ONLY, Role.MAINTENANCE):
        with pytest.raises(NotAllowed):
            logged(session, an_actor(session, role), tenancy_id=home.id)
    for about in ({"tenancy_id": home.id}, {"person_id": tenant(session, home)}):
        with pytest.raises(NotAllowed):
            listed(session, an_actor(session, Role.MAINTENANCE), **about)
