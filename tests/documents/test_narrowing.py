"""A list and a search are narrowed the same way."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind, DocumentSource, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.queries.rows import document_rows
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.documents.tables.documents import Document
from pm_app.kernel.listing import Listing
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)


def both(session: Session, actor: Actor, narrowed: DocumentFilter) -> set[UUID]:
    """What the list shows, after the search was seen to find the same."""
    listed = document_rows(session, actor, listing=Listing(), today=TODAY, narrowed=narrowed)
    found = search_documents(session, actor, text="boiler", today=TODAY, narrowed=narrowed)
    assert {row.document_id for row in listed.rows} == {hit.document_id for hit in found.rows}
    return {row.document_id for row in listed.rows}


def test_what_belongs_to_a_unit_a_household_or_a_person(session: Session, manager: Actor):
    tenant = a_person(session, name="Renee Castellano")
    tenancy = a_tenancy(session, tenant=tenant)
    theirs = a_document(session, LinkTarget(tenancy_id=tenancy.id), title="Boiler complaint")
    a_document(session, LinkTarget(property_id=a_property(session).id), title="Boiler permit")

    for narrowed in (
        DocumentFilter(unit_id=tenancy.unit_id),
        DocumentFilter(tenancy_id=tenancy.id),
        DocumentFilter(person_id=tenant.id),
        DocumentFilter(property_id=tenancy.property_id),
    ):
        assert both(session, manager, narrowed) == {theirs}


def test_days_of_expiring_and_of_filing_are_included(session: Session, manager: Actor):
    ends = a_document(session, by=manager, title="Boiler permit", valid_through=date(2026, 6, 30))
    stays = a_document(session, by=manager, title="Boiler manual")
    filed_on = session.get_one(Document, ends).filed_at.date()

    assert both(session, manager, DocumentFilter(expires=True)) == {ends}
    assert both(session, manager, DocumentFilter(expires=False)) == {stays}
    assert both(session, manager, DocumentFilter(expiring_from=date(2026, 6, 30))) == {ends}
    assert both(session, manager, DocumentFilter(filed_from=filed_on, filed_through=filed_on)) == {ends, stays}
    assert both(session, manager, DocumentFilter(filed_from=date(2040, 1, 1))) == set()
    assert both(session, manager, DocumentFilter(filed_through=date(1999, 12, 31))) == set()


def test_what_waits_in_the_inbox_and_how_it_came_in(session: Session, manager: Actor):
    waits = a_document(session, by=manager, title="Boiler scan")
    here = LinkTarget(property_id=a_property(session).id)
    filed = a_document(session, here, title="Boiler permit", kind=DocumentKind.PERMIT)

    assert both(session, manager, DocumentFilter(needs_review=True)) == {waits}
    assert both(session, manager, DocumentFilter(needs_review=False)) == {filed}
    assert both(session, manager, DocumentFilter(source=DocumentSource.UPLOAD)) == {waits, filed}
    assert both(session, manager, DocumentFilter(source=DocumentSource.MAILBOX)) == set()


@pytest.mark.parametrize(("quality", "is_poor"), [(59, True), (60, False)])
def test_scans_that_could_hardly_be_read(session: Session, manager: Actor, quality: int, is_poor: bool):
    document_id = a_document(session, by=manager, title="Boiler scan")
    a_document(session, by=manager, title="Boiler letter", pages=("Plain text.",))
    edition = document_details(session, manager, document_id=document_id, today=TODAY).current.document_version_id
    page = PageText(1, "b0iler", ReadingMethod.OCR, quality)
    text = FileText(ReadingOutcome.READ, "", 1, (page,))
    record_text(session, SCHEDULER, document_version_id=edition, text=text, now=NOON)

    assert both(session, manager, DocumentFilter(poorly_read=True)) == ({document_id} if is_poor else set())
