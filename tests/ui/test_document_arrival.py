"""/documents/[document_id]: how a document came in, and what came in the same message."""

from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.actions.filing import file_document
from pm_app.documents.actions.linking import link_document
from pm_app.documents.enums import DocumentSource
from pm_app.documents.rules.naming import LinkTarget
from pm_app.ui.pages.document.arrival import ArrivalState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_content
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened


@pytest.fixture
def message(session: Session) -> UUID:
    """A message in the mailbox."""
    return arrived(session, 1, "About the boiler")


def arrived(session: Session, number: int, title: str, came_with_id: UUID | None = None) -> UUID:
    return file_document(
        session,
        SCHEDULER,
        request_key=UUID(int=number),
        sha256=a_content(),
        size_bytes=10,
        media_type="text/plain",
        filename="paper.txt",
        title=title,
        source=DocumentSource.MAILBOX,
        came_with_id=came_with_id,
        now=NOON,
    )


async def shown(session: Session, actor: Actor, document_id: UUID) -> tuple[str, list[tuple[str, str]]]:
    browser = a_browser(session, actor)
    state = await opened(ArrivalState, browser, "/documents/[document_id]", document_id=document_id)
    return state.way, [(line.title, line.detail) for line in state.together]


async def test_a_message_shows_what_was_enclosed_and_each_the_message(session: Session, manager: Actor, message: UUID):
    certificate = arrived(session, 2, "Certificate", message)
    arrived(session, 3, "Invoice", message)

    of_message, of_enclosed = await shown(session, manager, message), await shown(session, manager, certificate)

    assert of_message == ("Mailbox", [("Certificate", "enclosed"), ("Invoice", "enclosed")])
    assert of_enclosed == ("Mailbox", [("About the boiler", "the message")])


async def test_what_somebody_does_not_see_is_not_named(session: Session, message: UUID):
    building = a_property(session)
    certificate = arrived(session, 2, "Certificate", message)
    link_document(session, CONSOLE, document_id=certificate, target=LinkTarget(property_id=building.id), now=NOON)
    actor = an_actor(session, Role.MANAGER)
    session.add(UserProperty(user_id=actor.user_id, property_id=building.id))  # pyright: ignore[reportArgumentType]
    session.commit()

    assert await shown(session, actor, certificate) == ("Mailbox", [])
    assert await shown(session, actor, message) == ("", [])
