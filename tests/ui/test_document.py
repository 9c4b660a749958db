"""/documents/[document_id]: what is shown of a document, and what its dialogs do."""

from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import DocumentKind, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.rules import FileText, LinkTarget, PageText
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.ui.pages.document.belonging import BelongingState
from pm_app.ui.pages.document.editing import EditingState
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.page import DocumentPageState, page
from pm_app.ui.pages.document.viewing import ViewerState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, open_page, opened, said_by

S = TypeVar("S", bound=rx.State)


async def at_document(state: type[S], session: Session, actor: Actor, document_id: UUID | str, query: str = "") -> S:
    browser = a_browser(session, actor)
    return await opened(state, browser, "/documents/[document_id]", query, document_id=document_id)


def details(session: Session, document_id: UUID) -> DocumentDetails:
    session.expire_all()
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


def the_form(state: EditingState, **changed: str) -> dict[str, str]:
    given = {
        "version": state.version,
        "title": state.title,
        "kind": state.kind,
        "tags": state.tags,
        "notes": state.notes,
        "valid_from": state.valid_from,
        "valid_through": state.valid_through,
        "replaces_id": state.replaces,
    }
    return given | changed


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
    assert (state.replaces, state.replaces_path) == ("Policy 2024", f"/documents/{old}")
    assert state.gap == "9 days without cover before it"
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


async def test_an_edit_is_kept(session: Session, manager: Actor):
    document_id = a_document(session, title="Scan")
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()

    answer = await state.submit_edit(
        the_form(state, title="Deed", kind="title deed or survey", tags="Alder, deed", valid_through="2027-01-31")
    )

    told = details(session, document_id)
    assert (told.title, told.kind, told.tags) == ("Deed", DocumentKind.DEED, ("alder", "deed"))
    assert told.valid_through == date(2027, 1, 31)
    assert (state.opened, said_by(answer)) == ("", ["Saved."])


async def test_insurance_is_valid_through_the_day_before_the_printed_one(session: Session, manager: Actor):
    document_id = a_document(session, kind=DocumentKind.CERTIFICATE_OF_INSURANCE, valid_through=date(2026, 1, 31))
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()
    assert (state.is_insurance, state.printed) == (True, "2026-02-01")
    form = the_form(state, printed_on="2027-02-01")
    del form["valid_through"]

    await state.submit_edit(form)

    assert details(session, document_id).valid_through == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "treasure map"}, "kind"),
        ({"valid_through": "31.12."}, "valid_through"),
        ({"valid_from": "2026-02-01", "valid_through": "2026-01-01"}, "valid_through"),
        ({"replaces_id": "x"}, "replaces_id"),
        ({"version": "7"}, "form"),
    ],
)
async def test_a_refusal_stands_beside_its_field_and_the_dialog_stays_open(
    session: Session, manager: Actor, changed: dict[str, str], field: str
):
    document_id = a_document(session, title="Deed")
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()

    await state.submit_edit(the_form(state, **changed))

    assert list(state.errors) == [field]
    assert state.opened == "edit"
    assert details(session, document_id).version == 1


async def test_documents_of_the_same_thing_and_kind_can_be_replaced(session: Session, manager: Actor):
    building = a_property(session)
    here = LinkTarget(property_id=building.id)
    old = a_document(session, here, title="Permit 2024", kind=DocumentKind.PERMIT)
    a_document(session, here, title="Deed", kind=DocumentKind.DEED)
    document_id = a_document(session, here, title="Permit 2025", kind=DocumentKind.PERMIT)
    state = await at_document(EditingState, session, manager, document_id)

    await state.open_edit()
    assert [choice.label for choice in state.replaceable] == ["Permit 2024"]
    await state.submit_edit(the_form(state, replaces_id=str(old)))

    replaced = details(session, document_id).replaces
    assert replaced is not None
    assert replaced.document_id == old


async def test_archiving_can_be_undone(session: Session, manager: Actor):
    document_id = a_document(session)
    state = await at_document(EditingState, session, manager, document_id)

    await state.open_archive()
    await state.submit_archive()
    assert details(session, document_id).archived_at is not None

    await state.submit_restore()
    assert details(session, document_id).archived_at is None


async def test_things_are_found_added_and_taken_away(session: Session, manager: Actor):
    tenancy = a_tenancy(session, tenant=a_person(session, name="Renee Castellano"), name="Castellano")
    document_id = a_document(session)
    state = await at_document(BelongingState, session, manager, document_id, "add=1&thing=castellano")
    assert {(line.kind, line.name) for line in state.found} == {
        ("lease", "Castellano"),
        ("person", "Renee Castellano"),
    }

    await state.submit_link("lease", str(tenancy.id))
    (link,) = details(session, document_id).links
    assert link.name == "Castellano"

    await state.submit_unlink(str(link.document_link_id))
    assert details(session, document_id).links == ()


@pytest.mark.parametrize(("kind", "thing_id"), [("planet", str(uuid4())), ("unit", "nonsense"), ("unit", str(uuid4()))])
async def test_what_is_not_there_cannot_be_added(session: Session, manager: Actor, kind: str, thing_id: str):
    document_id = a_document(session)
    state = await at_document(BelongingState, session, manager, document_id)

    with pytest.raises(Refused):
        await state.submit_link(kind, thing_id)


async def test_a_text_can_be_read_again(session: Session, manager: Actor):
    document_id = a_document(session, pages=("one",))
    state = await at_document(EditingState, session, manager, document_id)

    answer = await state.submit_reading()

    assert said_by(answer) == ["Its text is read again in a moment."]
    assert details(session, document_id).current.outcome is None


async def test_who_may_only_look_changes_nothing(session: Session):
    document_id = a_document(session)
    looker = an_actor(session, Role.READ_ONLY)
    state = await at_document(DocumentState, session, looker, document_id)
    assert (state.may_change, state.may_link) == (False, False)
    editing = await at_document(EditingState, session, looker, document_id)

    with pytest.raises(NotAllowed):
        await editing.submit_archive()
    await editing.open_edit()
    await editing.submit_edit(the_form(editing, title="Mine"))

    assert details(session, document_id).title != "Mine"
    assert list(editing.errors) == ["form"]


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
