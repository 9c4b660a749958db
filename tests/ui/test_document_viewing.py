"""/documents/[document_id]: the form a file is shown in, older editions, and two of them beside each other."""

from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.actions.reading import record_text
from pm_app.documents.tables.documents import DocumentVersion, StoredFile
from pm_app.ui.pages.document.comparing import ComparisonState
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.viewing import ViewerState
from tests.conftest import NOON
from tests.documents.test_editions import a_new_version
from tests.factories.documents import a_document
from tests.fakes import read_text
from tests.ui.test_document import at_document


def with_pages(session: Session, document_id: UUID) -> None:
    """Say that the pages of a document's file were made as a PDF."""
    edition = session.exec(select(DocumentVersion).where(DocumentVersion.document_id == document_id)).one()
    session.get_one(StoredFile, edition.stored_file_id).view_at = NOON


def two_editions(session: Session) -> UUID:
    """A document whose second edition says another rent on its first page."""
    document_id = a_document(session, pages=("rent 1200", "same"))
    newer = a_new_version(session, document_id)
    record_text(session, SCHEDULER, document_version_id=newer, text=read_text("rent 1250", "same"), now=NOON)
    return document_id


async def test_pictures_are_viewed_and_searched_like_pages(session: Session, manager: Actor):
    document_id = a_document(session, media_type="image/jpeg", filename="a.jpg", pages=("roof",))

    viewer = await at_document(ViewerState, session, manager, document_id, "q=roof")

    assert (viewer.shows, viewer.url) == ("picture", f"/documents/{document_id}/file?version=1")
    assert viewer.hits_url == f"/documents/{document_id}/hits?version=1"
    assert viewer.print_url == ""


async def test_what_a_browser_does_not_show_is_shown_by_the_pages_made_of_it(session: Session, manager: Actor):
    document_id = a_document(session, media_type="image/tiff", filename="a.tif", pages=("roof",))
    with_pages(session, document_id)

    viewer = await at_document(ViewerState, session, manager, document_id)

    assert (viewer.shows, viewer.url) == ("pdf", f"/documents/{document_id}/view?version=1")
    assert viewer.print_url == viewer.url
    assert viewer.pages_url == f"/documents/{document_id}/view?version=1&save=1"


async def test_an_older_edition_can_be_read_and_says_what_it_is(session: Session, manager: Actor):
    document_id = two_editions(session)

    older = await at_document(ViewerState, session, manager, document_id, "version=1&view=text&q=1200")
    current = await at_document(ViewerState, session, manager, document_id)

    assert [(part.text, part.hit) for part in older.pages[0].parts] == [("rent ", False), ("1200", True)]
    assert older.edition_note == "This is version 1 of 2, replaced on Jan 15, 2026."
    assert (current.edition_note, current.url) == ("", f"/documents/{document_id}/file?version=2")


async def test_a_version_that_never_was_shows_nothing(session: Session, manager: Actor):
    viewer = await at_document(ViewerState, session, manager, a_document(session, pages=("a",)), "version=7")

    assert not viewer.loaded


async def test_older_editions_can_be_shown_compared_and_saved(session: Session, manager: Actor):
    document_id = two_editions(session)

    state = await at_document(DocumentState, session, manager, document_id)

    assert [(line.number, line.compare, line.current) for line in state.editions] == [("", "", True), ("1", "1", False)]
    assert state.editions[1].path == f"/documents/{document_id}/download?version=1"


async def test_two_editions_stand_beside_each_other(session: Session, manager: Actor):
    document_id = two_editions(session)

    state = await at_document(ComparisonState, session, manager, document_id, "compare=1&q=rent")

    assert (state.opened, state.before, state.after) == ("pages", "Version 1", "Version 2")
    assert (state.before_url, state.after_url) == (
        f"/documents/{document_id}/file?version=1",
        f"/documents/{document_id}/file?version=2",
    )


async def test_the_words_that_changed_are_marked_page_by_page(session: Session, manager: Actor):
    document_id = two_editions(session)

    state = await at_document(ComparisonState, session, manager, document_id, "compare=1&view=text")

    (page,) = state.pages
    assert state.note == "1 of 2 pages changed: 1 word added, 1 removed."
    assert page.heading == "Page 1: 1 word added, 1 removed"
    assert [(part.text.strip(), part.change) for part in page.parts] == [
        ("rent", ""),
        ("1200", "removed"),
        ("1250", "added"),
    ]


async def test_many_changed_pages_are_shown_ten_at_a_time(session: Session, manager: Actor):
    document_id = a_document(session, pages=tuple(f"old {number}" for number in range(25)))
    newer = a_new_version(session, document_id)
    texts = read_text(*(f"new {number}" for number in range(25)))
    record_text(session, SCHEDULER, document_version_id=newer, text=texts, now=NOON)

    state = await at_document(ComparisonState, session, manager, document_id, "compare=1&view=text&page=11")

    assert [page.heading[:8] for page in state.pages][::9] == ["Page 11:", "Page 20:"]
    assert (state.earlier, state.later) == ("1", "21")


async def test_files_without_pages_are_compared_by_their_text(session: Session, manager: Actor):
    document_id = a_document(session, media_type="text/csv", filename="a.csv", pages=("a",))
    a_new_version(session, document_id)

    state = await at_document(ComparisonState, session, manager, document_id, "compare=1")

    assert (state.opened, state.has_pages) == ("text", False)
    assert "The text of one of them is not there" in state.note


async def test_there_is_nothing_to_compare_with_a_version_that_never_was(session: Session, manager: Actor):
    document_id = two_editions(session)

    for query in ("", "compare=9", "compare=x"):
        assert (await at_document(ComparisonState, session, manager, document_id, query)).opened == ""
