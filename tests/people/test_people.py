"""Persons and organizations: added, changed, archived, found."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.kernel.listing import Listing
from pm_app.people.actions import NameMissing, add_person, add_role, archive_person, change_person, restore_person
from pm_app.people.enums import ContactKind, PersonKind, PersonRole
from pm_app.people.queries import contacts_of, find_person, person_choices, person_details, person_rows, role_counts
from pm_app.people.rules import Contact, checked_contact, sort_name
from pm_app.people.tables import Person
from tests.conftest import NOON, an_actor
from tests.factories.people import a_person

EMAIL = Contact(ContactKind.EMAIL, "renee@example.com", "home")
WORK = Contact(ContactKind.EMAIL, "rc@office.example", "work")
PHONE = Contact(ContactKind.PHONE, "(555) 010-4482")


def a_tenant(session: Session, actor: Actor, name: str = "Renee Castellano") -> Any:
    return add_person(
        session,
        actor,
        kind=PersonKind.PERSON,
        name=name,
        roles=[PersonRole.TENANT],
        contacts=[EMAIL, WORK, PHONE],
        now=NOON,
    )


def changed(session: Session, actor: Actor, person_id: Any, *, version: int = 1, **what: Any) -> None:
    before: dict[str, Any] = {
        "kind": PersonKind.PERSON,
        "name": "Renee Castellano",
        "roles": [PersonRole.TENANT],
        "contacts": [EMAIL, WORK, PHONE],
        "notes": "",
    }
    change_person(session, actor, person_id=person_id, version=version, now=NOON, **(before | what))


def test_an_added_person_is_found_with_roles_and_contacts_in_order(session: Session, manager: Actor) -> None:
    person_id = a_tenant(session, manager)

    person = person_details(session, manager, person_id=person_id)

    assert (person.name, person.roles, person.contacts) == ("Renee Castellano", ("tenant",), (EMAIL, WORK, PHONE))
    assert (person.email, person.phone) == ("renee@example.com", "(555) 010-4482")
    assert contacts_of(session, manager, person_ids=[person_id]) == {person_id: (EMAIL, WORK, PHONE)}


def test_the_same_form_sent_twice_adds_one_person(session: Session, manager: Actor) -> None:
    key = uuid4()

    for _ in range(2):
        add_person(session, manager, kind=PersonKind.PERSON, name="Ada Oak", now=NOON, request_key=key)

    assert session.exec(select(func.count()).select_from(Person)).one() == 1


def test_a_person_without_a_name_is_refused(session: Session, manager: Actor) -> None:
    with pytest.raises(NameMissing) as refusal:
        add_person(session, manager, kind=PersonKind.PERSON, name=" \x00 ", now=NOON)

    assert refusal.value.field == "name"


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (Contact(ContactKind.EMAIL, "renee"), "email"),
        (Contact(ContactKind.EMAIL, "a@b"), "email"),
        (Contact(ContactKind.EMAIL, "a b@example.com"), "email"),
        (Contact(ContactKind.PHONE, "12"), "phone"),
        (Contact(ContactKind.PHONE, "call me"), "phone"),
        (Contact(ContactKind.ADDRESS, "x" * 401), "address"),
    ],
)
def test_what_reaches_nobody_is_refused_beside_its_field(
    session: Session, manager: Actor, contact: Contact, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add_person(session, manager, kind=PersonKind.PERSON, name="Ada Oak", contacts=[contact], now=NOON)

    assert refusal.value.field == field


def test_contacts_are_kept_without_blanks_around_them() -> None:
    assert checked_contact(Contact(ContactKind.EMAIL, " a@example.com ")).value == "a@example.com"


def test_changing_a_person_replaces_roles_and_contacts_and_writes_down_both(session: Session, manager: Actor) -> None:
    person_id = a_tenant(session, manager)

    changed(session, manager, person_id, roles=[PersonRole.OWNER], contacts=[PHONE], name="Renee Castellano-Ruiz")

    person = person_details(session, manager, person_id=person_id)
    assert (person.name, person.roles, person.contacts, person.version) == (
        "Renee Castellano-Ruiz",
        ("owner",),
        (PHONE,),
        2,
    )
    assert history_of(session, manager, about_id=person_id)[0].details == {
        "name": ["Renee Castellano", "Renee Castellano-Ruiz"],
        "roles": ["tenant", "owner"],
        "contacts": ["renee@example.com, rc@office.example, (555) 010-4482", "(555) 010-4482"],
    }


def test_changing_nothing_of_a_person_leaves_no_trace(session: Session, manager: Actor) -> None:
    person_id = a_tenant(session, manager)

    changed(session, manager, person_id)

    assert person_details(session, manager, person_id=person_id).version == 1
    assert len(history_of(session, manager, about_id=person_id)) == 1


def test_a_person_changed_meanwhile_is_not_changed_again(session: Session, manager: Actor) -> None:
    person_id = a_tenant(session, manager)
    changed(session, manager, person_id, notes="Call first")

    with pytest.raises(Stale, match="Reload the page"):
        changed(session, manager, person_id, notes="Do not call")

    assert person_details(session, manager, person_id=person_id).notes == "Call first"


def test_an_archived_person_leaves_lists_and_choices_and_comes_back(session: Session, manager: Actor) -> None:
    person_id = a_tenant(session, manager)

    archive_person(session, manager, person_id=person_id, now=NOON)
    archive_person(session, manager, person_id=person_id, now=NOON)
    gone = person_rows(session, manager, listing=Listing()).total, person_choices(session, manager, search="renee")
    archived = role_counts(session, manager, archived=True)
    restore_person(session, manager, person_id=person_id, now=NOON)

    assert gone == (0, [])
    assert archived == {None: 1, PersonRole.TENANT: 1}
    assert person_rows(session, manager, listing=Listing()).total == 1


def test_a_role_is_noted_once(session: Session, manager: Actor) -> None:
    person = a_person(session)

    for _ in range(2):
        add_role(session, manager, person_id=person.id, role=PersonRole.VENDOR)
        session.flush()

    assert person_details(session, manager, person_id=person.id).roles == ("vendor",)


def test_persons_are_found_by_name_mail_and_phone_however_it_is_written(session: Session, manager: Actor) -> None:
    a_tenant(session, manager)
    a_person(session, name="Omar 100% Said", role=PersonRole.OWNER)

    def found(words: str) -> list[str]:
        return [row.name for row in person_rows(session, manager, listing=Listing(search=words)).rows]

    assert found("castel") == ["Renee Castellano"]
    assert found("RC@office") == ["Renee Castellano"]
    assert found("5550104482") == ["Renee Castellano"]
    assert found("010 4482") == ["Renee Castellano"]
    assert found("100%") == ["Omar 100% Said"]
    assert found("';--%_\\\x00") == []
    assert found("x" * 100_000) == []


def test_lists_narrow_to_a_role_and_count_each(session: Session, manager: Actor) -> None:
    a_tenant(session, manager)
    a_person(session, name="Omar Said", role=PersonRole.OWNER)

    owners = person_rows(session, manager, listing=Listing(), role=PersonRole.OWNER)

    assert [row.name for row in owners.rows] == ["Omar Said"]
    assert role_counts(session, manager) == {None: 2, PersonRole.TENANT: 1, PersonRole.OWNER: 1}


@pytest.mark.parametrize(
    ("kind", "name", "sorted_as"),
    [
        (PersonKind.PERSON, "Renee Castellano", "castellano, renee"),
        (PersonKind.PERSON, "Sammy Davis Jr.", "davis jr., sammy"),
        (PersonKind.PERSON, "Cher", "cher"),
        (PersonKind.ORGANIZATION, "Alder Court Holdings LLC", "alder court holdings llc"),
    ],
)
def test_people_stand_under_their_last_name_and_companies_under_their_own(
    kind: PersonKind, name: str, sorted_as: str
) -> None:
    assert sort_name(kind, name) == sorted_as


def test_a_name_that_is_on_file_is_found_whatever_its_capitals(session: Session, manager: Actor) -> None:
    person = a_person(session, name="Alder Court Holdings LLC")

    assert find_person(session, manager, name="ALDER COURT HOLDINGS LLC") == person.id
    assert find_person(session, manager, name="Alder Court") is None


CHANGES: dict[str, Callable[..., Any]] = {
    "add": lambda session, actor, _: a_tenant(session, actor),
    "change": lambda session, actor, person_id: changed(session, actor, person_id),
    "archive": lambda session, actor, person_id: archive_person(session, actor, person_id=person_id, now=NOON),
    "restore": lambda session, actor, person_id: restore_person(session, actor, person_id=person_id, now=NOON),
    "role": lambda session, actor, person_id: add_role(session, actor, person_id=person_id, role=PersonRole.OWNER),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_who_only_looks_changes_no_person(session: Session, change: Callable[..., Any]) -> None:
    person = a_person(session)

    with pytest.raises(NotAllowed):
        change(session, an_actor(session, Role.READ_ONLY), person.id)


@pytest.mark.parametrize("name", ["change", "archive", "restore"])
def test_a_person_that_is_not_there_is_said_to_be_missing(session: Session, manager: Actor, name: str) -> None:
    with pytest.raises(NotFound):
        CHANGES[name](session, manager, uuid4())


def test_maintenance_sees_no_persons(session: Session) -> None:
    actor = an_actor(session, Role.MAINTENANCE)

    with pytest.raises(NotAllowed):
        person_rows(session, actor, listing=Listing())
    with pytest.raises(NotAllowed):
        person_details(session, actor, person_id=a_person(session).id)
