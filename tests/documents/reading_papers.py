"""Documents whose text was read and understood, for the tests of proposals."""

from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import FindingKind
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.findings import FindingRow, findings_of
from pm_app.documents.rules.understanding.reading import understood
from tests.factories.access import LONG_AGO
from tests.factories.documents import a_document
from tests.fakes import read_text

LEASE = """RESIDENTIAL LEASE AGREEMENT
This lease is made on March 14, 2025 by and between Oak Court Partners LLC (the landlord) and the tenant.
Tenant: Renee Castellano
Premises: 412 Maple Avenue, Unit 4B, Springfield, IL 62704
The term begins on April 1, 2025 and the lease expires on March 31, 2026.
Rent is due on the first of the month.
"""
CERTIFICATE = """CERTIFICATE OF LIABILITY INSURANCE
Meridian Casualty Company certificate for contractors working throughout Springfield
Insured: Brightwater Plumbing LLC
Policy number GL-4471902
Coverage begins {start}
Our coverage stops, printed here for reference, {end}
Additional insured endorsement attached, waiver of subrogation included
"""


def a_read_document(session: Session, text: str, *, title: str = "") -> UUID:
    """File a document, and read and understand its text as the workers do."""
    document_id = a_document(session, title=title)
    read_again_as(session, document_id, text)
    return document_id


def read_again_as(session: Session, document_id: UUID, text: str) -> None:
    told = document_details(session, CONSOLE, document_id=document_id, today=LONG_AGO.date())
    file_text = read_text(text)
    file_text = replace(file_text, findings=understood(file_text.pages))
    record_text(session, SCHEDULER, document_version_id=told.current.document_version_id, text=file_text, now=LONG_AGO)
    session.flush()


def the_finding(session: Session, document_id: UUID, kind: FindingKind) -> FindingRow:
    """Return the surest finding of a kind, as the console sees it."""
    return next(one for one in findings_of(session, CONSOLE, document_id=document_id) if one.kind is kind)
