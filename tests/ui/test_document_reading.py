"""/documents/reading: what waits and what could not be read, and reading it again."""

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.queries.details import document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.texts import FileText
from pm_app.ui.pages.document_reading import DocumentReadingState, page
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened


async def shown(session: Session, actor: Actor, query: str = "") -> DocumentReadingState:
    return await opened(DocumentReadingState, a_browser(session, actor), "/documents/reading", query)


def locked(session: Session, title: str = "Locked") -> str:
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id), title=title)
    edition = document_details(session, CONSOLE, document_id=document_id, today=NOON.date()).current
    text = FileText(ReadingOutcome.UNREADABLE, "It asks for a password.", 0, ())
    record_text(session, CONSOLE, document_version_id=edition.document_version_id, text=text, now=NOON)
    return str(document_id)


def test_the_page_can_be_drawn():
    assert page().render()


async def test_what_waits_and_what_failed_is_listed_with_the_reason(session: Session, manager: Actor):
    locked(session)
    a_document(session, title="New")

    state = await shown(session, manager)

    told = {line.title: (line.status, line.tone, line.problem, line.may_again) for line in state.lines}
    assert told == {
        "Locked": ("Unreadable", "red", "It asks for a password.", True),
        "New": ("Waiting", "amber", "", False),
    }
    assert (state.summary, state.moving, state.counts["unreadable"]) == ("1 file still to be read", True, "1")


async def test_one_and_all_of_a_state_are_read_again(session: Session, manager: Actor):
    first, _ = locked(session, "One"), locked(session, "Two")

    state = await shown(session, manager, "state=unreadable")
    assert (state.total, state.may_again) == (2, True)
    await DocumentReadingState.submit_again.fn(state, first)
    state = await shown(session, manager, "state=unreadable")
    assert [line.title for line in state.lines] == ["Two"]
    await DocumentReadingState.submit_all_again.fn(state)

    assert (await shown(session, manager, "state=waiting")).total == 2


async def test_who_only_reads_is_offered_nothing(session: Session):
    locked(session)

    state = await shown(session, an_actor(session, Role.READ_ONLY), "state=unreadable")

    assert (state.may_again, state.lines[0].may_again) == (False, False)
