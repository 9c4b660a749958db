"""A document whose file holds a virus, or is still to be scanned: why it is not shown, on each page that would."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.documents.actions.filing import file_document
from pm_app.documents.actions.reading import record_text
from pm_app.documents.actions.scanning import record_scan
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.scanning import infected_text
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.viewing import ViewerState
from pm_app.ui.pages.document_reading import DocumentReadingState
from pm_app.ui.pages.inbox.state import InboxState
from pm_app.ui.theme import tone_of
from tests.conftest import NOON
from tests.factories.documents import a_content
from tests.ui.screen import a_browser, opened


def a_scanned(session: Session, virus: str | None) -> UUID:
    """File a PDF that is to be scanned; with None it still is, else it was, and this was found."""
    document_id = file_document(
        session,
        CONSOLE,
        request_key=uuid4(),
        sha256=a_content(),
        size_bytes=10,
        media_type="application/pdf",
        filename="invoice.pdf",
        to_be_scanned=True,
        now=NOON,
    )
    if virus is not None:
        found = document_details(session, CONSOLE, document_id=document_id, today=NOON.date()).current
        record_scan(session, SCHEDULER, document_version_id=found.document_version_id, virus=virus, now=NOON)
        if virus:
            text = infected_text(virus)
            record_text(session, SCHEDULER, document_version_id=found.document_version_id, text=text, now=NOON)
    session.commit()
    return document_id


@pytest.mark.parametrize(
    ("virus", "reading", "scan", "reason", "shows"),
    [
        (None, "Not scanned yet", "Not scanned yet", "still to be scanned for viruses", "nothing"),
        ("", "Reading text", "Clean, Jan 15, 2026 at 12:00 PM", "", "pdf"),
        ("Eicar.Test", "Infected", "Eicar.Test, Jan 15, 2026 at 12:00 PM", "A virus was found", "nothing"),
    ],
)
async def test_the_page_of_a_document_says_what_was_found_and_shows_only_what_is_clean(
    session: Session, manager: Actor, virus: str | None, reading: str, scan: str, reason: str, shows: str
):
    document_id, browser = a_scanned(session, virus), a_browser(session, manager)

    beside = await opened(DocumentState, browser, "/documents/[document_id]", document_id=document_id)
    middle = await opened(ViewerState, browser, "/documents/[document_id]", document_id=document_id)

    assert (beside.reading, beside.scan, middle.shows) == (reading, scan, shows)
    assert reason in beside.held_back
    assert (beside.held_back != "") == middle.held_back == (shows == "nothing")
    assert reason in middle.why_not


async def test_the_inbox_shows_nothing_of_it_but_the_reason(session: Session, manager: Actor):
    document_id = a_scanned(session, "Eicar.Test")

    state = await opened(InboxState, a_browser(session, manager), "/documents/inbox", f"document={document_id}")

    assert (state.shows, state.url) == ("nothing", "")
    assert "A virus was found" in state.held_back


async def test_the_page_of_readings_lists_it_in_a_color_of_its_own(session: Session, manager: Actor):
    a_scanned(session, "Eicar.Test")

    state = await opened(DocumentReadingState, a_browser(session, manager), "/documents/reading", "state=infected")

    [line] = state.lines
    assert (line.status, line.tone, line.may_again) == ("Infected", "red", True)
    assert "A virus was found in this file: Eicar.Test" in line.problem
    assert tone_of("Not scanned yet") == "amber"
