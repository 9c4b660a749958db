"""/documents: the list as the address asks for it, and what a search found."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import UserProperty
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.ui.pages.documents.page import page
from pm_app.ui.pages.documents.state import DocumentsState
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, opened


async def shown(session: Session, actor: Actor, query: str = "") -> DocumentsState:
    return await opened(DocumentsState, a_browser(session, actor), "/documents", query)


def test_the_page_can_be_drawn():
    assert page().render()


async def test_documents_are_listed_with_what_they_belong_to_and_how_long_they_hold(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="4B")
    document_id = a_document(
        session,
        LinkTarget(unit_id=unit.id),
        title="Boiler certificate",
        kind=DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE,
        valid_through=date(2026, 1, 20),
        pages=("text",),
    )

    state = await shown(session, manager)

    (line,) = state.lines
    assert (line.title, line.kind, line.belongs) == (
        "Boiler certificate",
        "Elevator or boiler certificate",
        "Alder Court 4B",
    )
    assert (line.through, line.left, line.left_tone) == ("Jan 20, 2026", "5 days left", "soon")
    assert (line.state, line.tone, line.reading) == ("Expiring", "amber", "Read")
    assert line.path == f"/documents/{document_id}"
    assert (state.total, state.summary) == (1, "1 document")
    assert state.loaded


async def test_a_document_whose_text_is_still_being_read_says_so(session: Session, manager: Actor):
    a_document(session, title="New")

    assert (await shown(session, manager)).lines[0].reading == "Reading text"


async def test_the_address_narrows_sorts_and_pages(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    for number in range(26):
        a_document(session, title=f"Permit {number:02}", kind=DocumentKind.PERMIT)
    a_document(session, LinkTarget(property_id=building.id), title="Deed", valid_through=date(2025, 1, 1))

    assert [line.title for line in (await shown(session, manager, "state=expired")).lines] == ["Deed"]
    within = await shown(session, manager, f"property={building.id}")
    assert [line.title for line in within.lines] == ["Deed"]
    assert (within.within, within.files_go) == (str(building.id), "They will belong to Alder Court.")
    assert [choice.label for choice in within.properties] == ["Alder Court"]
    last = await shown(session, manager, "kind=permit&sort=title&size=25&page=2")
    assert [line.title for line in last.lines] == ["Permit 25"]


async def test_nonsense_in_the_address_is_passed_over(session: Session, manager: Actor):
    a_document(session, title="Deed")

    state = await shown(session, manager, "state=x&kind=%00&property=1&sort=;drop&page=-1&size=9&tag=")

    assert [line.title for line in state.lines] == ["Deed"]


async def test_a_search_shows_the_words_and_leads_to_the_page(session: Session, manager: Actor):
    document_id = a_document(
        session, title="Lease", pages=("Nothing here.", "The tenant shall keep the premises in good repair.")
    )

    state = await shown(session, manager, "q=premises+in+good+repair")

    (line,) = state.found
    assert state.searching
    assert state.lines == []
    assert line.path == f"/documents/{document_id}?page=2&q=premises%20in%20good%20repair"
    assert line.where == "Other · page 2 of 2"
    assert [part.text for part in line.parts if part.hit] == ["premises in good repair"]
    assert "".join(part.text for part in line.parts) == "The tenant shall keep the premises in good repair."


async def test_markup_in_a_document_stays_text(session: Session, manager: Actor):
    a_document(session, title="<b>x</b>", pages=("A <script>alert(1)</script> roof",))

    (line,) = (await shown(session, manager, "q=roof")).found

    assert "".join(part.text for part in line.parts) == "A <script>alert(1)</script> roof"


async def test_a_search_of_anything_is_answered(session: Session, manager: Actor):
    a_document(session, pages=("roof",))

    for typed in ("%27%22%3B--%25_%5C%00", "x" * 100_000, "%ED%A0%80", "%22"):
        assert (await shown(session, manager, f"q={typed}")).loaded


async def test_scope_and_role_decide_what_is_shown(session: Session, manager: Actor):
    mine, other = a_property(session), a_property(session)
    a_document(session, LinkTarget(property_id=mine.id), title="mine", pages=("roof",))
    a_document(session, LinkTarget(property_id=other.id), title="theirs", pages=("roof",))
    looker = an_actor(session, Role.READ_ONLY)
    session.add(UserProperty(user_id=looker.user_id, property_id=mine.id))  # pyright: ignore[reportArgumentType]

    state = await shown(session, replace(looker), "")
    found = await shown(session, looker, "q=roof")

    assert [line.title for line in state.lines] == ["mine"]
    assert [line.title for line in found.found] == ["mine"]
    assert (state.may_file, (await shown(session, manager)).may_file) == (False, True)
