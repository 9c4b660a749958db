"""What the viewer and lists ask for beside the file: its pages as a PDF, its small picture, the hits of a search."""

from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.rules import SCHEDULER
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.rules.naming import LinkTarget, thumbnail_key, view_key
from pm_app.documents.rules.texts import FileText, PageText, WordBox
from pm_app.documents.tables.documents import DocumentVersion, StoredFile
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.fakes import MemoryObjectStore
from tests.http.browser import Browser
from tests.http.files.sending import PDF, a_stored, fetch, scoped_to


def with_forms(session: Session, store: MemoryObjectStore, at: str) -> str:
    """Put the view and the thumbnail of a document's file beside it, and return what the file's content begins with."""
    document_id = UUID(at.rpartition("/")[2])
    file = session.exec(
        select(StoredFile)
        .join(DocumentVersion, DocumentVersion.stored_file_id == StoredFile.id)  # pyright: ignore[reportArgumentType]
        .where(DocumentVersion.document_id == document_id)
    ).one()
    file.view_at = file.thumbnail_at = NOON
    store.objects[view_key(file.sha256)] = PDF
    store.objects[thumbnail_key(file.sha256)] = b"RIFF....WEBP"
    session.commit()
    return file.sha256[:16]


async def test_pages_made_of_a_file_are_shown_in_ranges_and_saved_as_a_pdf(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    at = await a_stored(browser, b"Dear tenant", "letter.txt")
    with_forms(session, store, at)

    shown = await fetch(browser, f"{at}/view", range="bytes=0-3")
    saved = await fetch(browser, f"{at}/view?save=1")

    assert (shown.status_code, shown.content) == (206, PDF[:4])
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    assert saved.headers["content-disposition"].startswith('attachment; filename="letter.pdf"')


async def test_the_picture_of_a_page_is_kept_for_good_where_the_address_names_its_content(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    at = await a_stored(browser)
    content = with_forms(session, store, at)

    named, other = await fetch(browser, f"{at}/thumbnail?of={content}"), await fetch(browser, f"{at}/thumbnail?of=x")

    assert (named.status_code, named.headers["content-type"]) == (200, "image/webp")
    assert named.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert other.headers["cache-control"] == "private, no-cache"


async def test_a_form_that_was_not_made_or_is_lost_is_not_there(
    browser: Browser, session: Session, store: MemoryObjectStore
) -> None:
    at = await a_stored(browser)
    for path in ("view", "thumbnail"):
        assert (await fetch(browser, f"{at}/{path}")).status_code == 404

    with_forms(session, store, at)
    store.objects.clear()

    for path in ("view", "thumbnail"):
        assert (await fetch(browser, f"{at}/{path}")).json() == {"error": "This file is not in the store."}


async def test_the_forms_and_hits_of_others_do_not_exist(
    stranger: Browser, session: Session, store: MemoryObjectStore
) -> None:
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id), pages=("roof",))
    with_forms(session, store, f"/documents/{document_id}")
    browser = scoped_to(stranger, session, a_property(session).id)

    for path in ("view", "thumbnail", "hits?q=roof"):
        assert (await fetch(browser, f"/documents/{document_id}/{path}")).status_code == 404


async def test_hits_are_told_by_page_with_words_and_places(browser: Browser, session: Session) -> None:
    document_id = a_document(session)
    edition = session.exec(select(DocumentVersion.id).where(DocumentVersion.document_id == document_id)).one()
    box = WordBox(4, 8, 1_000, 2_000, 300, 100)
    text = FileText(ReadingOutcome.READ, "", 1, (PageText(1, "The roof", ReadingMethod.OCR, 90, (box,)),))
    record_text(session, SCHEDULER, document_version_id=edition, text=text, now=NOON)
    session.commit()

    answer = await fetch(browser, f"/documents/{document_id}/hits?q=roofs&first=1&last=5&version=1")

    assert answer.json() == {
        "pages": [{"page": 1, "words": ["roof"], "boxes": [[[1000, 2000, 300, 100]]]}],
        "next": None,
    }
    nothing = await fetch(browser, f"/documents/{document_id}/hits?q=%00&first=x&version=99")
    assert nothing.json() == {"pages": [], "next": None}
