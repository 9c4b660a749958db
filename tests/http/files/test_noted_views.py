"""Looking at restricted documents is written down, once an hour however many parts of the file are asked for."""

from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.tables import AuditEntry
from pm_app.documents.tables.documents import Document
from tests.http.browser import Browser
from tests.http.files.sending import a_stored, fetch


def noted(session: Session, document_id: UUID) -> list[str]:
    wanted = select(AuditEntry.did).where(AuditEntry.about_id == document_id).order_by(AuditEntry.happened_at)  # pyright: ignore[reportArgumentType]
    return [did for did in session.exec(wanted) if did in ("viewed", "downloaded")]


async def test_views_and_downloads_of_restricted_documents_are_written_down(browser: Browser, session: Session) -> None:
    at = await a_stored(browser)
    document_id = UUID(at.rpartition("/")[2])
    await fetch(browser, f"{at}/file")
    assert noted(session, document_id) == []
    session.get_one(Document, document_id).restricted = True
    session.commit()

    for _ in range(3):
        await fetch(browser, f"{at}/file", range="bytes=0-3")
        await fetch(browser, f"{at}/download")

    assert noted(session, document_id) == ["viewed", "downloaded"]


async def test_searching_a_restricted_document_is_looking_at_it(browser: Browser, session: Session) -> None:
    at = await a_stored(browser)
    document_id = UUID(at.rpartition("/")[2])
    session.get_one(Document, document_id).restricted = True
    session.commit()

    for word in ("roof", "rent"):
        await fetch(browser, f"{at}/hits?q={word}")

    assert noted(session, document_id) == ["viewed"]
