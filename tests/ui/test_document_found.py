"""What the reader found, beside the document: shown with its place, taken over with one press, dismissed."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.changing import change_document
from pm_app.documents.actions.proposing import record_findings
from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.naming import LinkTarget
from pm_app.ui.pages.document.found import FoundState, block
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened, said_by

TEXT = "Service contract for Alder Court, good until June 30, 2027. Total $1,250.00"


def a_contract(session: Session) -> UUID:
    building = a_property(session, name="Alder Court")
    document_id = a_document(
        session, LinkTarget(property_id=building.id), kind=DocumentKind.WARRANTY, pages=(TEXT,), title="Contract"
    )
    values = (
        (FindingKind.EXPIRES_ON, "2027-06-30", "June 30, 2027"),
        (FindingKind.TOTAL, "125000", "$1,250.00"),
    )
    findings = [
        Finding(kind, value, shown, 1, TEXT.index(shown), TEXT.index(shown) + len(shown), 90, "it says so")
        for kind, value, shown in values
    ]
    edition = details(session, document_id).current.document_version_id
    record_findings(session, CONSOLE, document_version_id=edition, findings=findings)
    return document_id


def details(session: Session, document_id: UUID) -> DocumentDetails:
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


async def shown(session: Session, actor: Actor, document_id: UUID) -> FoundState:
    browser = a_browser(session, actor)
    return await opened(FoundState, browser, f"/documents/{document_id}", document_id=document_id)


def test_the_panel_can_be_drawn():
    assert block().render()


async def test_findings_are_shown_with_their_place_and_what_they_can_be_used_as(session: Session, manager: Actor):
    state = await shown(session, manager, a_contract(session))

    assert {(line.label, line.shown, line.page, line.use) for line in state.lines} == {
        ("Expiration", "June 30, 2027", "1", "Use as expiration"),
        ("Total", "$1,250.00", "1", "Use as amount"),
    }


async def test_one_press_takes_a_finding_over(session: Session, manager: Actor):
    document_id = a_contract(session)
    state = await shown(session, manager, document_id)
    expiration = next(line for line in state.lines if line.label == "Expiration")

    told = await FoundState.submit_use.fn(state, expiration.finding_id)

    assert said_by(told) == ["Taken over."]
    assert details(session, document_id).valid_through == date(2027, 6, 30)
    again = await shown(session, manager, document_id)
    assert {line.label: line.held for line in again.lines} == {"Expiration": True, "Total": False}


async def test_what_the_document_has_already_is_not_offered_again(session: Session, manager: Actor):
    document_id = a_contract(session)
    before = details(session, document_id)
    change_document(
        session,
        manager,
        document_id=document_id,
        version=before.version,
        title=before.title,
        kind=before.kind,
        tags=(),
        notes="",
        valid_from=None,
        valid_through=date(2027, 6, 30),
        replaces_id=None,
        now=NOON,
    )

    state = await shown(session, manager, document_id)

    assert {line.label: line.held for line in state.lines} == {"Expiration": True, "Total": False}


async def test_what_is_dismissed_is_gone(session: Session, manager: Actor):
    document_id = a_contract(session)
    state = await shown(session, manager, document_id)
    total = next(line for line in state.lines if line.label == "Total")

    await FoundState.submit_dismiss.fn(state, total.finding_id)

    assert [line.label for line in (await shown(session, manager, document_id)).lines] == ["Expiration"]


async def test_who_only_reads_sees_them_and_takes_nothing_over(session: Session):
    document_id = a_contract(session)
    state = await shown(session, an_actor(session, Role.READ_ONLY), document_id)
    assert (len(state.lines), state.may_change) == (2, False)

    told = await FoundState.submit_use.fn(state, state.lines[0].finding_id)

    assert "does not allow" in " ".join(said_by(told))
    assert details(session, document_id).valid_through is None
