"""Required documents that are missing since the day they were due."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel
from pm_app.documents.queries.compliance import compliance_of, compliance_rows
from pm_app.documents.queries.required_standing import ComplianceFilter
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.documents.tables.documents import Document
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.people.enums import PersonRole
from pm_app.people.tables import PersonRoleHeld
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.dates import critical_dates
from pm_app.reminders.queries.missing import FEW_THINGS
from pm_app.reminders.rules.dates import Scope, Things
from tests.conftest import NOON
from tests.factories.access import LONG_AGO
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, dates_of

LICENSE, INSURANCE = DocumentKind.RENTAL_LICENSE, DocumentKind.RENTERS_INSURANCE


def required(session: Session, level: KindLevel, kind: DocumentKind = LICENSE, *, within_days: int = 0) -> UUID:
    rule = Requirement(kind, level, within_days=within_days)
    return add_requirement(session, CONSOLE, rule=rule, now=LONG_AGO)


def reviewed(session: Session, target: LinkTarget, kind: DocumentKind = LICENSE, **given: date) -> UUID:
    document = a_document(session, target, kind=kind, **given)  # pyright: ignore[reportArgumentType]
    session.get_one(Document, document).reviewed_at = NOON
    return document


def test_what_a_property_lacks_is_missing_since_it_was_due(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court", manager_id=manager.user_id)
    required(session, KindLevel.PROPERTY, within_days=5)

    [missing] = dates_of(session)

    assert (missing.kind, missing.falls_on) == (K.MISSING_DOCUMENT, LONG_AGO.date() + timedelta(5))
    assert (missing.what, missing.who, missing.document_kind) == ("Rental license is missing", "Alder Court", LICENSE)
    assert (missing.property_id, missing.manager_id, missing.ladder) == (building.id, manager.user_id, (0, -7))


def test_what_is_not_due_yet_is_not_missing(session: Session):
    a_property(session)
    required(session, KindLevel.PROPERTY, within_days=13)  # added on January 2: due today

    assert dates_of(session) == []
    assert len(dates_of(session, today=TODAY + timedelta(1))) == 1


def test_each_thing_and_each_rule_is_an_item_that_keeps_its_name(session: Session):
    for _ in range(2):
        a_property(session)
    required(session, KindLevel.PROPERTY)
    required(session, KindLevel.PROPERTY, DocumentKind.PROPERTY_INSURANCE)

    first, again = ([one.item_id for one in dates_of(session)] for _ in range(2))

    assert len(set(first)) == 4
    assert set(again) == set(first)


def test_every_level_says_what_it_is_about(session: Session):
    home = a_tenancy(session, name="Renee Castellano", ends_on=None)
    vendor = a_person(session, name="Brightwater")
    session.add(PersonRoleHeld(person_id=vendor.id, role=PersonRole.VENDOR))
    for level, kind in (
        (KindLevel.UNIT, DocumentKind.SMOKE_DETECTOR_TEST),
        (KindLevel.LEASE, INSURANCE),
        (KindLevel.VENDOR, DocumentKind.CERTIFICATE_OF_INSURANCE),
        (KindLevel.COMPANY, DocumentKind.COMPANY_LICENSE),
    ):
        required(session, level, kind)

    found = {one.document_kind: one for one in dates_of(session)}

    unit, lease = found[DocumentKind.SMOKE_DETECTOR_TEST], found[INSURANCE]
    person, company = found[DocumentKind.CERTIFICATE_OF_INSURANCE], found[DocumentKind.COMPANY_LICENSE]
    assert (unit.unit_id, unit.tenancy_id, unit.who.startswith("Unit ")) == (home.unit_id, None, True)
    assert (lease.tenancy_id, lease.unit_id, lease.who) == (home.id, home.unit_id, "Renee Castellano")
    assert (person.person_id, person.property_id, person.who) == (vendor.id, None, "Brightwater")
    assert (company.person_id, company.property_id, company.who) == (None, None, "Company")


def test_what_is_there_expired_in_the_inbox_or_waived_is_not_missing(session: Session):
    there, lapsed, waiting, waived, lacking = (a_property(session) for _ in range(5))
    rule = required(session, KindLevel.PROPERTY)
    reviewed(session, LinkTarget(property_id=there.id))
    reviewed(session, LinkTarget(property_id=lapsed.id), valid_through=TODAY - timedelta(1))
    a_document(session, LinkTarget(property_id=waiting.id), kind=LICENSE)
    session.get_one(Document, a_document(session, LinkTarget(property_id=waiting.id), kind=LICENSE)).reviewed_at = None
    target = LinkTarget(property_id=waived.id)
    waive_requirement(session, CONSOLE, requirement_id=rule, target=target, reason="Exempt.", now=NOON)

    assert [one.property_id for one in dates_of(session, K.MISSING_DOCUMENT)] == [lacking.id]


def test_it_is_what_the_compliance_page_calls_missing(session: Session, manager: Actor):
    home = a_tenancy(session, ends_on=None)
    required(session, KindLevel.LEASE, INSURANCE)
    required(session, KindLevel.PROPERTY)
    reviewed(session, LinkTarget(property_id=home.property_id))

    narrowed = ComplianceFilter(states=(ComplianceState.MISSING,))
    rows = compliance_rows(session, manager, listing=Listing(size=EVERYTHING), today=TODAY, narrowed=narrowed).rows

    assert {(row.kind, row.thing_id) for row in rows} == {
        (one.document_kind, one.tenancy_id or one.property_id) for one in dates_of(session)
    }
    assert len(compliance_of(session, manager, today=TODAY, tenancy_id=home.id)) == 1


@pytest.mark.parametrize("how_many", [2, FEW_THINGS + 3])
def test_only_what_is_asked_for_is_looked_at_while_it_is_little(session: Session, how_many: int):
    units = [a_unit(session) for _ in range(how_many)]
    a_unit(session)
    required(session, KindLevel.UNIT)

    only = Scope(things=Things(unit_ids=frozenset(unit.id for unit in units)))
    found = critical_dates(session, CONSOLE, today=TODAY, only=only)

    assert {unit.id for unit in units} <= {one.unit_id for one in found}
    assert len(found) == (how_many if how_many <= FEW_THINGS else how_many + 1)
