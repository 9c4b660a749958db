"""Papers nobody looked at are closed when they came by themselves, or read like something restricted."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.filing import file_document
from pm_app.documents.actions.kinds import set_kind
from pm_app.documents.actions.proposing import correct_finding, record_findings
from pm_app.documents.actions.reviewing import review_document
from pm_app.documents.enums import DocumentKind, DocumentSource, FindingKind, Sensitivity
from pm_app.documents.queries.conditions import belongs_to_named
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.scope import visible
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.leasing.tables import Tenancy
from tests.conftest import NOON, an_actor
from tests.documents.reading_papers import the_finding
from tests.factories.documents import a_content, a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit


def arrived(session: Session, source: DocumentSource) -> UUID:
    return file_document(
        session,
        CONSOLE,
        request_key=uuid4(),
        sha256=a_content(),
        size_bytes=1_000,
        media_type="application/pdf",
        filename="scan.pdf",
        links=[LinkTarget(property_id=a_property(session).id)],
        source=source,
        now=NOON,
    )


def read_as(session: Session, document_id: UUID, kind: DocumentKind) -> None:
    told = document_details(session, CONSOLE, document_id=document_id, today=NOON.date())
    finding = Finding(FindingKind.KIND, kind.value, kind.value, 1, 0, 4, 90, "it says so")
    edition = told.current.document_version_id
    record_findings(session, CONSOLE, document_version_id=edition, findings=[finding])


def an_application(session: Session) -> UUID:
    """File a paper that reads like an application, which is restricted."""
    document_id = a_document(session)
    read_as(session, document_id, DocumentKind.APPLICATION)
    return document_id


def is_restricted(session: Session, document_id: UUID) -> bool:
    session.flush()
    session.expire_all()
    return session.get_one(Document, document_id).restricted


def reviewed(session: Session, actor: Actor, document_id: UUID, kind: DocumentKind) -> None:
    version = session.get_one(Document, document_id).version
    review_document(
        session,
        actor,
        document_id=document_id,
        version=version,
        title="Scan",
        kind=kind,
        links=[LinkTarget(property_id=a_property(session).id)],
        now=NOON,
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(DocumentSource.MAILBOX, True, id="from the mailbox"),
        pytest.param(DocumentSource.FOLDER, True, id="from the watched folder"),
        pytest.param(DocumentSource.UPLOAD, False, id="filed by somebody"),
    ],
)
def test_what_came_by_itself_is_restricted_until_it_is_reviewed(
    session: Session, manager: Actor, source: DocumentSource, expected: bool
):
    document_id = arrived(session, source)
    assert is_restricted(session, document_id) is expected
    seen = select(Document.id).where(visible(an_actor(session, Role.MAINTENANCE)))
    assert (document_id in session.exec(seen).all()) is not expected

    reviewed(session, manager, document_id, DocumentKind.INVOICE)

    assert not is_restricted(session, document_id)


def test_what_reads_like_a_restricted_kind_is_restricted_until_it_is_reviewed(session: Session, manager: Actor):
    document_id = an_application(session)
    assert is_restricted(session, document_id)

    reviewed(session, manager, document_id, DocumentKind.INVOICE)
    assert not is_restricted(session, document_id)
    read_as(session, document_id, DocumentKind.APPLICATION)
    assert not is_restricted(session, document_id)


def test_what_somebody_corrected_counts_for_more_than_how_it_reads(session: Session, manager: Actor):
    document_id = an_application(session)
    kind = the_finding(session, document_id, FindingKind.KIND)

    correct_finding(
        session,
        manager,
        document_finding_id=kind.document_finding_id,
        value=DocumentKind.INVOICE.value,
        now=NOON,
    )

    assert not is_restricted(session, document_id)


def test_opening_a_kind_leaves_closed_what_nobody_looked_at(session: Session, manager: Actor):
    def opened_up(sensitivity: Sensitivity, version: int) -> None:
        facts = KIND_FACTS[DocumentKind.OTHER]
        set_kind(
            session,
            manager,
            kind=DocumentKind.OTHER,
            version=version,
            levels=facts.levels,
            expires=facts.expires,
            usual_months=facts.usual_months,
            ladder=facts.ladder,
            keep_basis=facts.keep_basis,
            keep_months=facts.keep_months,
            sensitivity=sensitivity,
            now=NOON,
        )

    papers = [arrived(session, DocumentSource.MAILBOX), an_application(session), a_document(session)]
    opened_up(Sensitivity.RESTRICTED, 0)
    assert [is_restricted(session, paper) for paper in papers] == [True, True, True]

    opened_up(Sensitivity.ORDINARY, 1)

    assert [is_restricted(session, paper) for paper in papers] == [True, True, False]


@pytest.fixture
def household(session: Session) -> Tenancy:
    unit = a_unit(session, a_property(session, name="Alder Court"), name="4B")
    tenant = a_person(session, name="Renee Castellano")
    return a_tenancy(session, unit, tenant=tenant, name="Castellano household")


@pytest.mark.parametrize(
    ("role", "pattern", "expected"),
    [
        pytest.param(Role.MANAGER, "%castellano%", {"of both", "of her"}, id="who sees leases and people"),
        pytest.param(Role.MAINTENANCE, "%castellano%", set[str](), id="who sees neither"),
        pytest.param(Role.MAINTENANCE, "%alder%", {"of both"}, id="but the building"),
    ],
)
def test_names_find_papers_only_for_those_who_see_what_is_named(
    session: Session, household: Tenancy, role: Role, pattern: str, expected: set[str]
):
    here, theirs = LinkTarget(property_id=household.property_id), LinkTarget(tenancy_id=household.id)
    a_document(session, here, theirs, title="of both")
    a_document(session, LinkTarget(person_id=a_person(session, name="Ana Castellano").id), title="of her")

    found = session.exec(select(Document.title).where(belongs_to_named(an_actor(session, role), pattern)))

    assert set(found) == expected
