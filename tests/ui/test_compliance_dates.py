"""A required paper without its date needs a look: it is counted apart and given its date where it is listed."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.actions.requirements import add_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.kernel.errors import NotAllowed
from pm_app.ui import paths
from pm_app.ui.pages.compliance.state import CompliancePageState
from pm_app.ui.parts.required_filing import RequiredState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, open_page, opened

LICENSE = Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY)


@pytest.fixture
def license_id(session: Session, manager: Actor) -> str:
    """A license of a house that must have one, without its date."""
    add_requirement(session, manager, rule=LICENSE, now=NOON)
    target = LinkTarget(property_id=a_property(session, name="Ash").id)
    made = a_document(session, target, kind=LICENSE.kind, title="License 7", valid_from=date(2025, 6, 1))
    session.commit()
    return str(made)


async def compliance_page(session: Session, actor: Actor, query: str = "") -> CompliancePageState:
    return await opened(CompliancePageState, a_browser(session, actor), paths.COMPLIANCE, query)


def dialog(session: Session, actor: Actor) -> RequiredState:
    return open_page(RequiredState, a_browser(session, actor), paths.COMPLIANCE)


async def test_a_license_without_its_date_is_given_one(session: Session, manager: Actor, license_id: str):
    page, state = await compliance_page(session, manager), dialog(session, manager)
    [line] = page.lines
    [looked_at] = (await compliance_page(session, an_actor(session, Role.READ_ONLY))).lines

    await state.open_days(line.document_id)
    offered = (state.title, state.valid_from, state.valid_through)
    await state.submit_days({"valid_from": "2025-06-01", "valid_through": "2027-05-31"})

    assert (line.state, line.tone, line.mends, line.may_waive) == ("No date", "amber", "date", True)
    assert (page.counts["no date"], line.document_id, looked_at.mends) == ("1", license_id, "")
    assert offered == ("When does “License 7” expire?", "2025-06-01", "2026-05-31")
    assert [line.name for line in (await compliance_page(session, manager, "state=in order")).lines] == ["Ash"]


async def test_who_may_not_change_documents_gives_them_no_dates(session: Session, license_id: str):
    with pytest.raises(NotAllowed):
        await dialog(session, an_actor(session, Role.READ_ONLY)).open_days(license_id)
