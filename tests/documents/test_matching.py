"""Which of our records the findings of a paper mean."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, SCHEDULER, Actor
from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.queries.matching import Match, matches_of
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.matching import address_score, unit_key
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit


def found(kind: FindingKind, value: str) -> Finding:
    return Finding(kind, value, value, 1, 0, len(value), 80, "for the test")


def the_match(
    session: Session, *findings: Finding, by: Actor = SCHEDULER, kind: DocumentKind | None = None
) -> Match | None:
    """Return the match of the last finding, the others being there to agree with it."""
    return matches_of(session, by, findings=findings, kind=kind)[-1]


@pytest.fixture
def oak_court(session: Session) -> Property:
    place = a_property(session, name="Oak Court")
    place.address_line, place.city, place.postal_code = "412 Maple Ave", "Springfield", "62704"
    session.flush()
    return place


@pytest.mark.parametrize(
    "written",
    [
        "412 Maple Avenue, Unit 4B, Springfield, IL 62704",
        "412 MAPLE AVE SPRINGFIELD IL 62704",
        "412 Maple Ave., Springfield",
        "412 Maple Avenue",
        "412 Mapel Avenue, Springfield, IL 62704",
    ],
)
def test_an_address_means_the_property_however_it_is_written(
    session: Session, oak_court: Property, written: str
) -> None:
    match = the_match(session, found(FindingKind.ADDRESS, written))

    assert match is not None
    assert (match.target.property_id, match.reason) == (oak_court.id, "the address of Oak Court")


@pytest.mark.parametrize(
    "written",
    [
        "414 Maple Avenue, Springfield, IL 62704",
        "412 Elm Street, Springfield, IL 62704",
        "412 Maple Ave, Dunmore, OH 43044",
    ],
)
def test_another_house_street_or_town_is_another_place(session: Session, oak_court: Property, written: str) -> None:
    assert the_match(session, found(FindingKind.ADDRESS, written)) is None


def test_the_name_of_a_property_means_it(session: Session, oak_court: Property) -> None:
    match = the_match(session, found(FindingKind.ORGANIZATION, "Oak Court Apartments"))

    assert match is not None
    assert match.target.property_id == oak_court.id


def test_a_unit_is_one_of_the_named_property(session: Session, oak_court: Property) -> None:
    unit = a_unit(session, oak_court, name="Apt 4-B")
    a_unit(session, name="4B")
    address = found(FindingKind.ADDRESS, "412 Maple Avenue, Springfield, IL 62704")

    match = the_match(session, address, found(FindingKind.UNIT, "4B"))

    assert match is not None
    assert match.target.unit_id == unit.id
    assert the_match(session, found(FindingKind.UNIT, "4B")) is None


def test_a_name_means_the_lease_of_who_lives_there_or_the_person(session: Session) -> None:
    tenancy = a_tenancy(session, tenant=a_person(session, name="Renee Castellano"))
    name = found(FindingKind.PERSON, "CASTELLANO, Renée")

    of_lease = the_match(session, name, kind=DocumentKind.NOTICE)
    of_person = the_match(session, name, kind=DocumentKind.TAX_FORM)

    assert of_lease is not None
    assert of_lease.target.tenancy_id == tenancy.id
    assert of_person is not None
    assert of_person.target.person_id is not None


def test_of_two_of_one_name_the_one_in_the_named_unit_is_meant(session: Session, oak_court: Property) -> None:
    unit = a_unit(session, oak_court, name="4B")
    a_tenancy(session, tenant=a_person(session, name="Maria Lopez"))
    here = a_tenancy(session, unit, tenant=a_person(session, name="Maria Lopez"))
    address = found(FindingKind.ADDRESS, "412 Maple Avenue, Springfield, IL 62704")

    match = the_match(session, address, found(FindingKind.UNIT, "4B"), found(FindingKind.PERSON, "Maria Lopez"))

    assert match is not None
    assert match.target.tenancy_id == here.id
    assert match.reason == "a tenant of ours by this name"


def test_two_of_one_name_are_believed_less_where_nothing_tells_them_apart(session: Session) -> None:
    one = the_match(session, found(FindingKind.PERSON, "Maria Lopez"))
    a_person(session, name="Maria Lopez")
    sure = the_match(session, found(FindingKind.PERSON, "Maria Lopez"))
    a_person(session, name="Maria Lopez")
    unsure = the_match(session, found(FindingKind.PERSON, "Maria Lopez"))

    assert one is None
    assert sure is not None
    assert unsure is not None
    assert unsure.score < sure.score
    assert "one of 2 alike" in unsure.reason


def test_a_vendor_is_found_by_its_name_with_or_without_its_legal_form(session: Session) -> None:
    vendor = a_person(session, name="Brightwater Plumbing LLC")
    a_person(session, name="Clearwater Plumbing LLC")

    match = the_match(session, found(FindingKind.ORGANIZATION, "Brightwater Plumbing"), kind=DocumentKind.INVOICE)

    assert match is not None
    assert match.target.person_id == vendor.id


@pytest.mark.parametrize("name", ["Renee", "Management LLC", "", "Renee Kowalski"])
def test_a_part_of_a_name_is_nobody(session: Session, name: str) -> None:
    a_person(session, name="Renee Castellano")
    a_person(session, name="Harrow Management LLC")

    assert the_match(session, found(FindingKind.PERSON, name)) is None


def test_records_out_of_scope_are_not_meant(session: Session, oak_court: Property) -> None:
    tenancy = a_tenancy(session, a_unit(session, oak_court), tenant=a_person(session, name="Renee Castellano"))
    elsewhere = replace(_an_actor(Role.MANAGER), property_ids=frozenset({a_property(session).id}))
    address = found(FindingKind.ADDRESS, "412 Maple Avenue, Springfield, IL 62704")
    name = found(FindingKind.PERSON, "Renee Castellano")

    matches = matches_of(session, elsewhere, findings=[address, name])

    assert matches[0] is None
    assert matches[1] is None or matches[1].target.tenancy_id != tenancy.id


def test_who_may_not_view_people_is_not_told_of_them(session: Session) -> None:
    a_person(session, name="Renee Castellano")

    assert the_match(session, found(FindingKind.PERSON, "Renee Castellano"), by=_an_actor(Role.MAINTENANCE)) is None


def test_archived_people_and_properties_are_not_meant(session: Session, oak_court: Property) -> None:
    person = a_person(session, name="Renee Castellano")
    _archive(session, person)
    _archive(session, oak_court)

    matches = matches_of(
        session,
        SCHEDULER,
        findings=[
            found(FindingKind.PERSON, "Renee Castellano"),
            found(FindingKind.ADDRESS, "412 Maple Ave, Springfield"),
        ],
    )

    assert matches == [None, None]


def test_addresses_and_units_are_the_same_however_they_are_written() -> None:
    assert address_score("12 Oak St", "12 Oak Street", "", "") == 100
    assert address_score("", "12 Oak Street", "", "") == 0
    assert unit_key("Apt. 4-B") == unit_key("#4b") == "4b"


def _an_actor(role: Role) -> Actor:
    return Actor(None, "Somebody", "", role, GRANTS[role])


def _archive(session: Session, record: Person | Property) -> None:
    record.archived_at = record.created_at
    session.flush()
