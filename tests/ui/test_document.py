"""/documents/[document_id]: what is shown of a document."""

from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.kernel.errors import NotFound
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.page import DocumentPageState, page
from pm_app.ui.pages.document.viewing import ViewerState
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, open_page, opened

S = TypeVar("S", bound=rx.State)


async def at_document(state: type[S], session: Session, actor: Actor, document_id: UUID | str, query: str = "") -> S:
    browser = a_browser(session, actor)
    return await opened(state, browser, "/documents/[document_id]", query, document_id=document_id)


def details(session: Session, document_id: UUID) -> DocumentDetails:
    session.expire_all()
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


def test_the_page_can_be_drawn():
    assert page().render()


async def test_what_is_known_stands_beside_the_pages(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="4B")
    old = a_document(session, title="Policy 2024", valid_through=date(2025, 1, 10))
    document_id = a_document(
        session,
        LinkTarget(unit_id=unit.id),
        title="Policy 2025",
        kind=DocumentKind.RENTERS_INSURANCE,
        tags=("insurance",),
        valid_from=date(2025, 1, 20),
        valid_through=date(2026, 1, 20),
        replaces_id=old,
        pages=("one", "two"),
    )

    state = await at_document(DocumentState, session, manager, document_id)

    assert (state.title, state.state, state.kind) == ("Policy 2025", "Expiring", "Renter's insurance")
    assert (state.valid, state.left, state.left_tone) == ("Jan 20, 2025 – Jan 20, 2026", "5 days left", "soon")
    (line,) = state.belongs
    assert (line.label, line.detail, line.path) == ("4B", "unit, Alder Court", f"/units/{unit.id}")
    assert (state.reading, state.reading_tone) == ("Read", "quiet")
    assert [edition.current for edition in state.editions] == [True]
    assert [line.did for line in state.history] == ["read the text", "filed it"]
    assert state.download_path == f"/documents/{document_id}/download"
    assert state.loaded


@pytest.mark.parametrize("document_id", [uuid4(), "nonsense"])
async def test_an_address_of_nothing_says_so(session: Session, manager: Actor, document_id: object):
    if document_id == "nonsense":
        with pytest.raises(NotFound):
            await at_document(DocumentState, session, manager, str(document_id))
    else:
        state = await at_document(DocumentState, session, manager, str(document_id))
        assert (state.missing, state.title) == (True, "")


async def test_a_pdf_is_shown_as_it_is_at_the_page_and_with_the_words_of_the_search(session: Session, manager: Actor):
    document_id = a_document(session, pages=("one", "two", "three"))

    viewer = await at_document(ViewerState, session, manager, document_id, "page=3&q=three")

    assert (viewer.shows, viewer.at, viewer.words) == ("pdf", 3, "three")
    assert viewer.url == f"/documents/{document_id}/file?version=1"
    assert (viewer.has_text, viewer.has_face, viewer.pages) == (True, True, [])


async def test_a_pdf_can_be_read_as_text_with_the_words_marked(session: Session, manager: Actor):
    document_id = a_document(session, pages=("one", "the roof leaks"))

    viewer = await at_document(ViewerState, session, manager, document_id, "page=2&q=roof&view=text")

    (shown,) = viewer.pages
    assert (viewer.shows, shown.heading) == ("text", "Page 2 of 2")
    assert [(part.text, part.hit) for part in shown.parts] == [("the ", False), ("roof", True), (" leaks", False)]


async def test_a_long_text_is_shown_ten_pages_at_a_time(session: Session, manager: Actor):
    pages = tuple(f"text {number}" for number in range(1, 26))
    document_id = a_document(session, media_type="text/plain", filename="a.txt", pages=pages)

    viewer = await at_document(ViewerState, session, manager, document_id, "page=8")

    assert [page.heading for page in viewer.pages][::9] == ["Page 8 of 25", "Page 17 of 25"]
    assert (viewer.earlier, viewer.later) == ("1", "18")
    assert (await at_document(ViewerState, session, manager, document_id, "page=99")).at == 25


async def test_text_recognized_from_pictures_says_so(session: Session, manager: Actor):
    document_id = a_document(session, media_type="image/tiff", filename="a.tif")
    text = FileText(ReadingOutcome.READ, "", 1, (PageText(1, "roof", ReadingMethod.OCR, 80),))
    edition = details(session, document_id).current.document_version_id
    record_text(session, SCHEDULER, document_version_id=edition, text=text, now=NOON)

    viewer = await at_document(ViewerState, session, manager, document_id)

    assert viewer.shows == "text"
    assert "recognized from pictures" in viewer.text_note


async def test_what_could_not_be_read_says_why_and_can_be_downloaded(session: Session, manager: Actor):
    document_id = a_document(session, media_type="application/encrypted", filename="a.xlsx")
    edition = details(session, document_id).current.document_version_id
    text = FileText(ReadingOutcome.UNREADABLE, "The file asks for a password.", 0, ())
    record_text(session, SCHEDULER, document_version_id=edition, text=text, now=NOON)

    viewer = await at_document(ViewerState, session, manager, document_id)
    state = await at_document(DocumentState, session, manager, document_id)

    assert (viewer.shows, viewer.why_not) == ("nothing", "The file asks for a password.")
    assert (state.reading, state.reading_note) == ("Unreadable", "The file asks for a password.")


async def test_what_is_still_being_read_says_so(session: Session, manager: Actor):
    document_id = a_document(session, media_type="text/plain", filename="a.txt")

    viewer = await at_document(ViewerState, session, manager, document_id)

    assert viewer.shows == "nothing"
    assert "being read" in viewer.why_not


async def test_another_document_is_not_shown_while_the_one_asked_for_is_loaded(session: Session, manager: Actor):
    document_id = a_document(session)
    browser = a_browser(session, manager)
    whole = open_page(DocumentPageState, browser, "/documents/[document_id]", document_id=document_id)
    beside = await whole.get_state(DocumentState)
    await beside.load()

    await whole.load()
    assert beside.loaded

    beside.shown_id = str(uuid4())
    await whole.load()
    assert not beside.loaded
