"""/documents: choosing several documents and changing them, and searches that are kept."""

from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.ui.pages.documents.choosing import ChoosingState
from pm_app.ui.pages.documents.keeping import KeepingState
from pm_app.ui.pages.documents.narrowing import NarrowingState
from pm_app.ui.pages.documents.state import DocumentsState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened, said_by


async def shown(session: Session, actor: Actor, query: str = "") -> DocumentsState:
    return await opened(DocumentsState, a_browser(session, actor), "/documents", query)


async def choosing(state: DocumentsState, *document_ids: UUID) -> ChoosingState:
    chosen = await state.get_state(ChoosingState)
    for document_id in document_ids:
        await ChoosingState.set_chosen.fn(chosen, str(document_id))
    return chosen


def details(session: Session, document_id: UUID) -> DocumentDetails:
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


async def test_chosen_documents_change_together(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    ids = [a_document(session, title=f"Scan {number}") for number in range(2)]
    chosen = await choosing(await shown(session, manager), *ids)
    assert chosen.words == "2 documents chosen"

    form = {"add_tags": "roof", "remove_tags": "", "kind": "invoice", "property_id": str(building.id)}
    told = await ChoosingState.submit_change.fn(chosen, form)

    now = [details(session, each) for each in ids]
    assert [(each.kind, each.tags, each.links[0].name) for each in now] == [
        (DocumentKind.INVOICE, ("roof",), "Alder Court")
    ] * 2
    assert (said_by(told), chosen.chosen, chosen.opened) == (["2 documents changed."], [], "")


async def test_a_change_of_nothing_stays_open_with_the_sentence(session: Session, manager: Actor):
    chosen = await choosing(await shown(session, manager), a_document(session))
    await ChoosingState.open_change.fn(chosen)

    await ChoosingState.submit_change.fn(chosen, {"add_tags": "", "remove_tags": "", "kind": "", "property_id": ""})

    assert chosen.opened == "change"
    assert "Say what is to change" in " ".join(chosen.errors.values())


async def test_the_page_is_chosen_as_a_whole_and_let_go_again(session: Session, manager: Actor):
    for number in range(3):
        a_document(session, title=f"Scan {number}")
    state = await shown(session, manager)
    chosen = await choosing(state, UUID(state.lines[0].document_id))

    await ChoosingState.set_page.fn(chosen)
    assert sorted(chosen.chosen) == sorted(line.document_id for line in state.lines)

    await ChoosingState.set_page.fn(chosen)
    assert chosen.chosen == []


async def test_chosen_documents_go_to_the_trash(session: Session, manager: Actor):
    chosen = await choosing(await shown(session, manager), a_document(session, title="Old"))

    await ChoosingState.submit_trash.fn(chosen)

    assert (await shown(session, manager)).lines == []
    trash = await shown(session, manager, "state=in+the+trash")
    counted = await opened(NarrowingState, a_browser(session, manager), "/documents")
    assert ([line.title for line in trash.lines], counted.counts["in the trash"]) == (["Old"], "1")


async def test_who_may_not_change_documents_is_refused(session: Session):
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id))
    chosen = await choosing(await shown(session, an_actor(session, Role.READ_ONLY)), document_id)

    told = await ChoosingState.submit_trash.fn(chosen)

    assert "does not allow" in " ".join(said_by(told))


async def test_the_search_that_is_shown_is_kept_and_let_go(session: Session, manager: Actor):
    state = await shown(session, manager, "kind=permit&page=2")
    keeping = await state.get_state(KeepingState)

    await KeepingState.submit_search.fn(keeping, {"name": "Permits", "is_shared": ""})
    assert [(line.name, line.path) for line in keeping.kept] == [("Permits", "/documents?kind=permit")]

    await KeepingState.submit_forget.fn(keeping, keeping.kept[0].saved_search_id)
    assert keeping.kept == []


async def test_a_search_without_a_name_is_asked_for_one(session: Session, manager: Actor):
    keeping = await (await shown(session, manager, "kind=permit")).get_state(KeepingState)

    await KeepingState.submit_search.fn(keeping, {"name": " "})

    assert list(keeping.errors) == ["name"]
