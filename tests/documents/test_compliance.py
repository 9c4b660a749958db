"""Required documents of random offices against a slow model; levels, scope, secrets, filters, order and pages."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.compliance import (
    ComplianceFilter,
    ComplianceRow,
    compliance_counts,
    compliance_of,
    compliance_rows,
)
from pm_app.documents.queries.required_things import ThingFilter
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.people.enums import PersonRole
from tests.conftest import NOON, an_actor
from tests.documents.compliance_model import TODAY, Portfolio
from tests.documents.reading_papers import LEASE, a_read_document
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

EVERY_STATE = tuple(ComplianceState)
LICENSE = Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY)


def rows(
    session: Session, actor: Actor, narrowed: ComplianceFilter | None = None, **listing: Any
) -> list[ComplianceRow]:
    wanted = Listing(size=EVERYTHING, **listing)
    return compliance_rows(session, actor, listing=wanted, today=TODAY, narrowed=narrowed).rows


@pytest.mark.parametrize("seed", range(20))
def test_random_offices_stand_as_the_slow_model_says(session: Session, seed: int):
    office = Portfolio(session, Random(seed))
    office.fill()

    told = rows(session, CONSOLE, ComplianceFilter(states=EVERY_STATE))

    found = Counter((row.requirement_id, row.thing_id, row.state.value, row.through) for row in told)
    assert found == office.expected()
    counts = compliance_counts(session, CONSOLE, today=TODAY)
    assert counts == Counter(row.state for row in told)
    for row in told:
        has_paper = {
            ComplianceState.IN_ORDER,
            ComplianceState.EXPIRING,
            ComplianceState.EXPIRED,
            ComplianceState.IN_INBOX,
            ComplianceState.NO_DATE,
        }
        assert (row.document_id is not None) == (row.state in has_paper) or row.state is ComplianceState.WAIVED


def test_the_most_pressing_comes_first_and_a_page_counts_them_all(session: Session, manager: Actor):
    add_requirement(session, manager, rule=LICENSE, now=NOON)
    places = {name: a_property(session, name=name) for name in ("a", "b", "c", "d", "e")}
    places["f"] = a_property(session, name="f")
    for name, days in (("b", 10), ("c", -3), ("d", 400), ("e", -30), ("f", None)):
        target, last = LinkTarget(property_id=places[name].id), None if days is None else TODAY + timedelta(days=days)
        a_document(session, target, kind=LICENSE.kind, valid_through=last)

    found = compliance_rows(session, manager, listing=Listing(size=25), today=TODAY)

    assert [(row.name, row.state.value) for row in found.rows] == [
        ("e", "expired"),
        ("c", "expired"),
        ("a", "missing"),
        ("f", "no date"),
        ("b", "expiring"),
    ]
    assert (found.total, found.counts[ComplianceState.IN_ORDER], found.counts[ComplianceState.NO_DATE]) == (5, 1, 1)
    assert [row.name for row in rows(session, manager, sort="name", descending=True)] == ["f", "e", "c", "b", "a"]
    beyond = compliance_rows(session, manager, listing=Listing(page=9), today=TODAY)
    assert (beyond.rows, beyond.total) == ([], 5)


def test_an_office_without_rules_has_nothing_missing(session: Session, manager: Actor):
    a_property(session)

    found = compliance_rows(session, manager, listing=Listing(), today=TODAY)

    assert (found.rows, found.total, found.counts) == ([], 0, {})


@pytest.mark.parametrize("text", ["alder", "ALDER C", "%", "\x00'\"\\"])
def test_any_text_may_be_searched_for(session: Session, manager: Actor, text: str):
    add_requirement(session, manager, rule=LICENSE, now=NOON)
    a_property(session, name="Alder Court")
    a_property(session, name="Linden Flats")

    assert {row.name for row in rows(session, manager, search=text)} <= {"Alder Court"}


def test_rows_are_narrowed_by_level_kind_rule_and_thing(session: Session, manager: Actor):
    home = a_tenancy(session)
    vendor = a_person(session, role=PersonRole.VENDOR)
    license_ = add_requirement(session, manager, rule=LICENSE, now=NOON)
    tests_ = Requirement(DocumentKind.SMOKE_DETECTOR_TEST, KindLevel.UNIT)
    add_requirement(session, manager, rule=tests_, now=NOON)
    add_requirement(session, manager, rule=Requirement(DocumentKind.MOVE_IN_INSPECTION, KindLevel.LEASE), now=NOON)
    add_requirement(session, manager, rule=Requirement(DocumentKind.TAX_FORM, KindLevel.VENDOR), now=NOON)
    a_property(session)

    def of(**wanted: Any) -> list[str]:
        return sorted(row.level.value for row in rows(session, manager, ComplianceFilter(**wanted)))

    assert of() == ["lease", "property", "property", "unit", "vendor"]
    assert of(kind=DocumentKind.SMOKE_DETECTOR_TEST) == ["unit"]
    assert of(requirement_id=license_) == ["property", "property"]
    assert of(things=ThingFilter(level=KindLevel.VENDOR)) == ["vendor"]
    assert of(things=ThingFilter(property_id=home.property_id)) == ["lease", "property", "unit"]
    assert of(things=ThingFilter(unit_id=home.unit_id)) == ["lease", "unit"]
    assert of(things=ThingFilter(tenancy_id=home.id)) == ["lease"]
    assert of(things=ThingFilter(person_id=vendor.id)) == ["vendor"]
    assert [row.level for row in compliance_of(session, manager, today=TODAY, person_id=vendor.id)] == [
        KindLevel.VENDOR
    ]


def test_levels_are_shown_to_those_who_see_such_records(session: Session, manager: Actor):
    a_tenancy(session)
    a_person(session, role=PersonRole.VENDOR)
    for kind, level in (
        (DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY),
        (DocumentKind.MOVE_IN_INSPECTION, KindLevel.LEASE),
        (DocumentKind.TAX_FORM, KindLevel.VENDOR),
        (DocumentKind.COMPANY_LICENSE, KindLevel.COMPANY),
    ):
        add_requirement(session, manager, rule=Requirement(kind, level), now=NOON)

    maintenance = rows(session, an_actor(session, Role.MAINTENANCE))

    assert {row.level for row in rows(session, manager)} == {
        *(KindLevel.PROPERTY, KindLevel.LEASE, KindLevel.VENDOR, KindLevel.COMPANY),
    } - {KindLevel.COMPANY}
    assert {row.level for row in maintenance} == {KindLevel.PROPERTY}


def test_only_properties_within_scope_are_shown(session: Session, manager: Actor):
    mine, other = a_property(session, name="mine"), a_property(session, name="other")
    add_requirement(session, manager, rule=LICENSE, now=NOON)
    add_requirement(session, manager, rule=replace(LICENSE, property_id=other.id), now=NOON)
    scoped = replace(manager, property_ids=frozenset({mine.id}))

    assert [row.name for row in rows(session, manager)] == ["mine", "other", "other"]
    assert [row.name for row in rows(session, scoped)] == ["mine"]


def test_of_a_restricted_document_only_its_being_there_is_told(session: Session, manager: Actor):
    vendor = a_person(session, role=PersonRole.VENDOR)
    add_requirement(session, manager, rule=Requirement(DocumentKind.TAX_FORM, KindLevel.VENDOR), now=NOON)
    a_document(
        session,
        LinkTarget(person_id=vendor.id),
        kind=DocumentKind.TAX_FORM,
        title="W-9 of a vendor",
        valid_through=TODAY + timedelta(days=10),
    )

    [seen] = rows(session, manager)
    [hidden] = rows(session, an_actor(session, Role.READ_ONLY))

    assert (seen.state, seen.document_title) == (ComplianceState.EXPIRING, "W-9 of a vendor")
    assert (hidden.state, hidden.document_id, hidden.document_title) == (ComplianceState.EXPIRING, None, "")


def test_a_waiver_is_told_with_its_reason(session: Session, manager: Actor):
    place = a_property(session)
    rule_id = add_requirement(session, manager, rule=LICENSE, now=NOON)
    target = LinkTarget(property_id=place.id)
    waive_requirement(session, manager, requirement_id=rule_id, target=target, reason="Not in this city", now=NOON)

    [row] = compliance_of(session, manager, today=TODAY, property_id=place.id)

    assert row.state is ComplianceState.WAIVED
    assert row.waived is not None
    assert (row.waived.reason, row.waived.waived_by) == ("Not in this city", manager.name)
    assert rows(session, manager) == []


def test_a_paper_in_the_inbox_counts_for_what_its_text_seems_to_mean(session: Session, manager: Actor):
    place = a_property(session, name="Oak Court")
    place.address_line, place.city, place.postal_code = "412 Maple Ave", "Springfield", "62704"
    tenancy = a_tenancy(session, a_unit(session, place, name="4B"), tenant=a_person(session, name="Renee Castellano"))
    a_tenancy(session, a_unit(session, place, name="4C"), tenant=a_person(session, name="Somebody Else"))
    add_requirement(session, manager, rule=Requirement(DocumentKind.LEASE, KindLevel.LEASE), now=NOON)
    document_id = a_read_document(session, LEASE)

    told = {row.thing_id: row for row in rows(session, manager)}

    assert told[tenancy.id].state is ComplianceState.IN_INBOX
    assert told[tenancy.id].document_id == document_id
    assert sorted(row.state.value for row in told.values()) == ["in the inbox", "missing"]
