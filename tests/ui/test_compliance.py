"""The Compliance page: what it lists and how its filters add up, and what mends each row; the notices of records."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed
from pm_app.people.enums import PersonRole
from pm_app.portfolio.tables import Property
from pm_app.ui import paths
from pm_app.ui.pages.compliance.state import CompliancePageState
from pm_app.ui.pages.dashboard.figures import FiguresState
from pm_app.ui.pages.lease.documents import HouseholdDocumentsState
from pm_app.ui.pages.person.tabs import PersonDocumentsState
from pm_app.ui.pages.property.documents import PropertyDocumentsState
from pm_app.ui.pages.unit.tabs import UnitDocumentsState
from pm_app.ui.parts.required_filing import RequiredState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, at, open_page, opened, said_by

TODAY = date(2026, 1, 15)
LICENSE = Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY)
COVER = Requirement(DocumentKind.CERTIFICATE_OF_INSURANCE, KindLevel.VENDOR)


@pytest.fixture
def houses(session: Session, manager: Actor) -> dict[str, Property]:
    """Five houses that need a rental license: one is in order, of the others each is in another state."""
    rule_id = add_requirement(session, manager, rule=LICENSE, now=NOON)
    made = {name: a_property(session, name=name) for name in ("Ash", "Birch", "Cedar", "Dogwood", "Elm")}
    for name, days in (("Birch", -5), ("Cedar", 20), ("Dogwood", 300)):
        a_document(session, LinkTarget(property_id=made[name].id), kind=LICENSE.kind, valid_through=days_on(days))
    target = LinkTarget(property_id=made["Elm"].id)
    waive_requirement(session, manager, requirement_id=rule_id, target=target, reason="Owner lives there", now=NOON)
    session.commit()
    return made


def days_on(days: int) -> date:
    return TODAY + timedelta(days=days)


async def compliance_page(session: Session, actor: Actor, query: str = "") -> CompliancePageState:
    return await opened(CompliancePageState, a_browser(session, actor), paths.COMPLIANCE, query)


def dialog(session: Session, actor: Actor) -> RequiredState:
    return open_page(RequiredState, a_browser(session, actor), paths.COMPLIANCE)


async def test_what_is_to_be_dealt_with_comes_first_with_what_mends_it(
    session: Session, manager: Actor, houses: dict[str, Property]
):
    state = await compliance_page(session, manager)

    assert [(line.name, line.state, line.mends, line.may_waive) for line in state.lines] == [
        ("Birch", "Expired", "renew", True),
        ("Ash", "Missing", "file", True),
        ("Cedar", "Expiring", "renew", True),
    ]
    assert (state.summary, state.to_do, state.total) == ("3 required documents to deal with", "3", 3)
    assert (state.lines[2].on, state.lines[2].kind) == ("Feb 4, 2026", "Rental license")
    assert state.lines[1].path == f"/properties/{houses['Ash'].id}?tab=documents"


async def test_each_segment_lists_as_many_as_it_says(session: Session, manager: Actor, houses: dict[str, Property]):
    state = await compliance_page(session, manager)

    for word, number in dict(state.counts).items():
        await at(state, f"state={word}").load()
        assert (word, str(state.total), len(state.lines)) == (word, number, int(number))
    await at(state, "state=waived").load()
    assert [(line.mends, line.why) for line in state.lines] == [("ask", f"Owner lives there ({manager.name})")]
    await at(state, f"property={houses['Cedar'].id}").load()
    assert [line.name for line in state.lines] == ["Cedar"]


async def test_an_address_that_makes_no_sense_shows_the_usual_list(
    session: Session, manager: Actor, houses: dict[str, Property]
):
    state = await compliance_page(session, manager, "state=x&level=%00&kind=y&property=z&page=-1&sort=;&rule=1")

    assert len(state.lines) == 3


async def test_who_only_looks_is_offered_nothing_to_do(session: Session, houses: dict[str, Property]):
    reader = an_actor(session, Role.READ_ONLY)
    state = await compliance_page(session, reader)

    assert {(line.mends, line.may_waive) for line in state.lines} == {("", False)}
    with pytest.raises(NotAllowed):
        await dialog(session, reader).open_file("rental license", "Ash", "", "")
    refused, _ = await _waived(session, reader, state)
    assert "does not allow" in refused.errors["form"]


async def _waived(session: Session, actor: Actor, page: CompliancePageState, reason: str = "why") -> Any:
    line, state = page.lines[0], dialog(session, actor)
    await state.open_waive(line.kind_value, line.name, line.target, line.requirement_id)
    return state, await state.submit_waive({"reason": reason})


async def test_a_document_is_waived_with_a_reason_and_asked_for_again(
    session: Session, manager: Actor, houses: dict[str, Property]
):
    page = await compliance_page(session, manager)

    refused, _ = await _waived(session, manager, page, reason=" ")
    state, answer = await _waived(session, manager, page)

    assert (refused.waiving, list(refused.errors)) == (True, ["reason"])
    assert (state.waiving, said_by(answer)) == (False, ["Waived for Birch."])
    await at(page, "state=waived").load()
    assert [line.name for line in page.lines] == ["Elm", "Birch"]
    await state.submit_ask_again(page.lines[1].waiver_id)
    await page.load()
    assert [line.name for line in page.lines] == ["Elm"]


async def test_what_was_filed_for_a_row_is_given_its_days(
    session: Session, manager: Actor, houses: dict[str, Property]
):
    state = dialog(session, manager)
    await state.open_file("rental license", "Ash", f"property_id={houses['Ash'].id}", "")
    early = await state.submit_days({})
    document_id = a_document(session, LinkTarget(property_id=houses["Ash"].id), kind=LICENSE.kind, title="License 7")
    session.commit()

    await state.set_filed([str(document_id)])
    answer = await state.submit_days({"valid_from": "2026-01-01", "valid_through": "2026-12-31"})

    assert (early, state.links) == (None, {"property_id": str(houses["Ash"].id)})
    assert (state.valid_from, state.valid_through) == ("2026-01-15", "2027-01-14")
    assert (state.filing, said_by(answer)) == (False, ["“License 7” is filed."])
    page = await compliance_page(session, manager, "state=in order")
    assert [line.name for line in page.lines] == ["Dogwood", "Ash"]


async def test_a_policy_is_asked_for_the_date_printed_on_it(session: Session, manager: Actor):
    vendor = a_person(session, role=PersonRole.VENDOR)
    document_id = a_document(session, LinkTarget(person_id=vendor.id), kind=COVER.kind)
    session.commit()
    state = dialog(session, manager)
    await state.open_file(COVER.kind.value, vendor.name, f"person_id={vendor.id}", "")
    await state.set_filed([str(document_id)])

    await state.submit_days({"valid_from": "2026-01-01", "valid_through": "2027-01-01"})

    found = document_details(session, manager, document_id=document_id, today=TODAY)
    assert (state.is_policy, found.valid_through) == (True, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"valid_from": "soon"}, "valid_from"),
        ({"valid_from": "2026-03-01", "valid_through": "2026-02-01"}, "valid_through"),
    ],
)
async def test_days_that_cannot_be_are_refused_beside_their_field(
    session: Session, manager: Actor, houses: dict[str, Property], form: dict[str, str], field: str
):
    document_id = a_document(session, LinkTarget(property_id=houses["Ash"].id), kind=LICENSE.kind)
    session.commit()
    state = dialog(session, manager)
    await state.open_file("rental license", "Ash", "", "")
    await state.set_filed([str(document_id)])

    await state.submit_days(form)

    assert (state.filing, list(state.errors)) == (True, [field])


async def test_a_file_that_is_filed_as_something_else_is_not_taken_for_this(
    session: Session, manager: Actor, houses: dict[str, Property]
):
    document_id = a_document(session, kind=DocumentKind.DEED, title="Deed")
    session.commit()
    state = dialog(session, manager)
    await state.open_file("rental license", "Ash", "", "")

    await state.set_filed([str(document_id)])

    assert (state.filed_id, "title deed" in state.errors["form"]) == ("", True)


async def test_what_waits_in_the_inbox_is_reviewed_there(session: Session, manager: Actor, houses: dict[str, Property]):
    document_id = a_document(session, LinkTarget(property_id=houses["Ash"].id), kind=LICENSE.kind)
    session.get_one(Document, document_id).reviewed_at = None
    session.commit()

    state = await compliance_page(session, manager, "state=in the inbox")

    [line] = state.lines
    assert (line.name, line.mends) == ("Ash", "review")
    assert line.document_path == f"/documents/inbox?document={document_id}"


async def test_an_office_without_rules_is_told_so(session: Session, manager: Actor):
    state = await compliance_page(session, manager)

    assert (state.has_rules, state.summary, state.lines) == (False, "", [])


async def test_every_expiration_is_on_the_second_tab(session: Session, manager: Actor, houses: dict[str, Property]):
    lease = a_document(
        session, title="Laundry contract", kind=DocumentKind.UTILITY_AGREEMENT, valid_through=days_on(80)
    )
    session.get_one(Document, lease).cancel_by_on = days_on(10)
    old = a_document(session, title="Old", valid_through=days_on(5))
    a_document(session, title="New", valid_through=days_on(300), replaces_id=old)
    session.commit()

    state = await compliance_page(session, manager, "tab=expirations")

    assert [(line.on, line.what) for line in state.days] == [
        ("Jan 10, 2026", "Expires"),
        ("Jan 25, 2026", "Cancel by"),
        ("Feb 4, 2026", "Expires"),
        ("Apr 5, 2026", "Expires"),
    ]
    await at(state, "tab=expirations&within=past").load()
    assert (len(state.days), state.total, state.summary) == (1, 1, "1 expiration")
    await at(state, "tab=expirations&within=365&q=new").load()
    assert [line.title for line in state.days] == ["New"]


async def test_the_dashboard_counts_what_the_page_lists(session: Session, manager: Actor, houses: dict[str, Property]):
    figures = await opened(FiguresState, a_browser(session, manager), paths.HOME)
    figure = next(line for line in figures.figures if line.label == "Required documents")

    assert (figure.value, [(part.before, part.figure) for part in figure.parts]) == (
        "3",
        [("Missing", "1"), ("Expired", "1"), ("Expiring", "1"), ("No date", "0"), ("In the inbox", "0")],
    )
    for href, number in ((figure.href, figure.value), *((part.href, part.figure) for part in figure.parts)):
        path, _, query = href.partition("?")
        listed = await opened(CompliancePageState, a_browser(session, manager), path, query)
        assert listed.total == int(number)


async def test_records_tell_what_is_missing_for_them(session: Session, manager: Actor):
    unit = a_unit(session)
    home, vendor = a_tenancy(session, unit), a_person(session, role=PersonRole.VENDOR)
    for rule in (
        LICENSE,
        COVER,
        Requirement(DocumentKind.MOVE_IN_INSPECTION, KindLevel.LEASE),
        Requirement(DocumentKind.SMOKE_DETECTOR_TEST, KindLevel.UNIT),
    ):
        add_requirement(session, manager, rule=rule, now=NOON)
    session.commit()

    async def levels(state: Any, **route: UUID) -> list[str]:
        shown = await opened(state, a_browser(session, manager), "/", "", **route)
        return sorted(line.level for line in shown.required)

    assert await levels(PropertyDocumentsState, property_id=unit.property_id) == ["Lease", "Property", "Unit"]
    assert await levels(UnitDocumentsState, unit_id=unit.id) == ["Lease", "Unit"]
    assert await levels(HouseholdDocumentsState, tenancy_id=home.id) == ["Lease"]
    assert await levels(PersonDocumentsState, person_id=vendor.id) == ["Vendor"]
