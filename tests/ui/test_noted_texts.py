"""Reading the text of a restricted paper is written down, wherever it is shown."""

from uuid import UUID

from sqlmodel import Session

from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.tables.documents import Document
from pm_app.ui.pages.document.comparing import ComparisonState
from pm_app.ui.pages.inbox.state import InboxState
from tests.factories.documents import a_document
from tests.ui.screen import a_browser, opened
from tests.ui.test_document import at_document
from tests.ui.test_document_viewing import two_editions


def restricted(session: Session, document_id: UUID) -> UUID:
    session.get_one(Document, document_id).restricted = True
    session.flush()
    return document_id


def views(session: Session, actor: Actor, document_id: UUID) -> int:
    return [row.did for row in history_of(session, actor, about_id=document_id)].count("viewed")


async def test_a_text_read_in_the_inbox_is_written_down(session: Session, manager: Actor):
    paper = a_document(session, media_type="text/plain", filename="a.txt", pages=("roof",))
    document_id = restricted(session, paper)

    state = await opened(InboxState, a_browser(session, manager), "/documents/inbox")

    assert state.shows == "text"
    assert views(session, manager, document_id) == 1


async def test_comparing_two_texts_is_written_down(session: Session, manager: Actor):
    document_id = restricted(session, two_editions(session))

    await at_document(ComparisonState, session, manager, document_id, "compare=1&view=text")

    assert views(session, manager, document_id) == 1
