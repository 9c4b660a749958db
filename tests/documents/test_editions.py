"""What older editions of a document say: kept to be read and compared, not found by a search."""

from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.documents.actions.filing import add_version
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import document_details, page_texts
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.texts import FileText, PageText, WordBox, packed, unpacked
from pm_app.documents.tables.pages import DocumentPageLayout
from tests.conftest import NOON
from tests.factories.documents import a_content, a_document
from tests.fakes import read_text

TODAY = NOON.date()


def a_new_version(session: Session, document_id: UUID) -> UUID:
    """Give the document another edition, still unread, and return the edition's id."""
    told = document_details(session, CONSOLE, document_id=document_id, today=TODAY)
    add_version(
        session,
        CONSOLE,
        document_id=document_id,
        sha256=a_content(),
        size_bytes=10,
        media_type="application/pdf",
        filename="new.pdf",
        version=told.version,
        now=NOON,
    )
    return edition_of(session, document_id, 0)


def edition_of(session: Session, document_id: UUID, place: int) -> UUID:
    told = document_details(session, CONSOLE, document_id=document_id, today=TODAY)
    return told.versions[place].document_version_id


def bodies(session: Session, document_id: UUID, edition: int | None = None) -> list[str]:
    return [page.body for page in page_texts(session, CONSOLE, document_id=document_id, edition=edition)]


def found(session: Session, text: str) -> int:
    return search_documents(session, CONSOLE, text=text, today=TODAY).total


def test_the_text_of_an_older_edition_can_be_read_but_is_not_found(session: Session):
    document_id = a_document(session, pages=("the walnut door", "second"))
    newer = a_new_version(session, document_id)

    assert bodies(session, document_id) == []
    record_text(session, SCHEDULER, document_version_id=newer, text=read_text("the maple door"), now=NOON)

    assert bodies(session, document_id) == ["the maple door"]
    assert bodies(session, document_id, 1) == ["the walnut door", "second"]
    assert (found(session, "walnut"), found(session, "maple")) == (0, 1)


def test_an_older_edition_that_is_read_late_keeps_its_text_and_is_not_found(session: Session):
    document_id = a_document(session)
    newer = a_new_version(session, document_id)
    record_text(session, SCHEDULER, document_version_id=newer, text=read_text("maple"), now=NOON)
    older = edition_of(session, document_id, 1)

    record_text(session, SCHEDULER, document_version_id=older, text=read_text("walnut"), now=NOON)

    assert (bodies(session, document_id), bodies(session, document_id, 1)) == (["maple"], ["walnut"])
    assert (found(session, "walnut"), found(session, "maple")) == (0, 1)


def test_reading_an_edition_again_replaces_its_own_text_alone(session: Session):
    document_id = a_document(session, pages=("walnut",))
    newer = a_new_version(session, document_id)
    for text in ("maple", "birch"):
        record_text(session, SCHEDULER, document_version_id=newer, text=read_text(text), now=NOON)

    assert (bodies(session, document_id), bodies(session, document_id, 1)) == (["birch"], ["walnut"])


def test_the_places_of_words_are_kept_with_a_page_that_was_read_from_its_picture(session: Session):
    document_id = a_document(session)
    edition = edition_of(session, document_id, 0)
    boxes = (WordBox(0, 4, 1_000, 500, 800, 200), WordBox(5, 10, 1_900, 500, 9_999, 200))
    pages = (PageText(1, "roof leaks", ReadingMethod.OCR, 80, boxes), PageText(2, "plain", ReadingMethod.OCR, 80))
    text = FileText(ReadingOutcome.READ, "", 2, pages)

    for _ in range(2):
        record_text(session, SCHEDULER, document_version_id=edition, text=text, now=NOON)

    (layout,) = session.exec(select(DocumentPageLayout)).all()
    assert tuple(unpacked(layout.boxes)) == boxes


def test_places_come_out_as_they_went_in_and_stay_on_the_page():
    boxes = [WordBox(0, 4, -5, 0, 12_000, 20), WordBox(7, 7, 0, 0, 1, 1), WordBox(70_000, 70_004, 1, 2, 3, 4)]

    assert unpacked(packed(boxes)) == [WordBox(0, 4, 0, 0, 10_000, 20), WordBox(70_000, 70_004, 1, 2, 3, 4)]
    assert unpacked(packed(boxes)[:-1]) == [WordBox(0, 4, 0, 0, 10_000, 20)]
    assert unpacked(b"") == []
