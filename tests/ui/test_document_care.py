"""/documents/[document_id]: who sees it, how long it is kept, the trash, the chain it is in, renewing it."""

from datetime import date
from typing import TypeVar
from uuid import UUID

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.care import DocumentCare, document_care
from pm_app.documents.queries.chains import chain_of
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.ui.pages.document.care import CareState
from pm_app.ui.pages.document.care_blocks import dialogs, kept, lines_above
from pm_app.ui.pages.document.editing import EditingState
from pm_app.ui.pages.document.facts import DocumentState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened, said_by

S = TypeVar("S", bound=rx.State)


@pytest.fixture
def here(session: Session) -> LinkTarget:
    return LinkTarget(property_id=a_property(session, name="Alder Court").id)


async def at(state: type[S], session: Session, actor: Actor, document_id: UUID, query: str = "") -> S:
    return await opened(state, a_browser(session, actor), "/documents/[document_id]", query, document_id=document_id)


def care(session: Session, document_id: UUID) -> DocumentCare:
    session.expire_all()
    return document_care(session, CONSOLE, document_id=document_id)


async def at_care(session: Session, actor: Actor, document_id: UUID, dialog: str = "") -> CareState:
    state = await at(CareState, session, actor, document_id)
    if dialog:
        await (await state.get_state(DocumentState)).load()
        await state.open_dialog(dialog)
        assert (state.opened, state.errors) == (dialog, {})
    return state


def test_what_is_decided_can_be_drawn():
    for part in (lines_above(), kept(), dialogs()):
        assert part.render()


async def test_a_chain_shows_gaps_and_the_way_to_the_others(session: Session, manager: Actor, here: LinkTarget):
    kind = DocumentKind.CERTIFICATE_OF_INSURANCE
    old = a_document(session, here, title="2024", kind=kind, valid_through=date(2025, 1, 10))
    document_id = a_document(session, here, title="2025", kind=kind, valid_from=date(2025, 1, 20), replaces_id=old)

    state = await at_care(session, manager, document_id)

    assert [(line.title, line.is_this, line.path) for line in state.chain] == [
        ("2024", False, f"/documents/{old}"),
        ("2025", True, f"/documents/{document_id}"),
    ]
    assert [(line.between, line.is_gap) for line in state.chain] == [
        ("", False),
        ("9 days without cover, Jan 11, 2025 – Jan 19, 2025", True),
    ]


async def test_a_proposed_replacement_is_taken_by_one_press(session: Session, manager: Actor, here: LinkTarget):
    kind = DocumentKind.CERTIFICATE_OF_INSURANCE
    old = a_document(session, here, title="2024", kind=kind, valid_through=date(2025, 1, 10))
    document_id = a_document(session, here, title="2025", kind=kind, valid_through=date(2026, 1, 10))
    state = await at_care(session, manager, document_id)
    assert (state.seems, state.seems_path) == ("2024", f"/documents/{old}")

    answer = await state.submit_replaces()

    assert said_by(answer) == ["It replaces the one before."]
    parts = chain_of(session, CONSOLE, document_id=document_id, today=NOON.date())
    assert [part.document_id for part in parts] == [old, document_id]
    await state.load()
    assert state.seems == ""


async def test_where_nothing_is_proposed_nothing_is_replaced_and_nothing_said(
    session: Session, manager: Actor, here: LinkTarget
):
    document_id = a_document(session, here, kind=DocumentKind.CERTIFICATE_OF_INSURANCE)
    state = await at_care(session, manager, document_id)
    reading = await at_care(session, an_actor(session, Role.READ_ONLY), document_id)

    with pytest.raises(Refused, match="No document is proposed any more"):
        await state.submit_replaces()
    with pytest.raises(NotAllowed):
        await reading.submit_replaces()

    parts = chain_of(session, CONSOLE, document_id=document_id, today=NOON.date())
    assert [part.document_id for part in parts] == [document_id]


async def test_how_long_it_is_kept_is_said_and_set(session: Session, manager: Actor, here: LinkTarget):
    document_id = a_document(session, here, kind=DocumentKind.INVOICE)
    state = await at_care(session, manager, document_id, "retention")
    assert state.kept == "Through Jan 2, 2033: 7 years from the day it was filed."

    await state.submit_retention({"version": state.version, "until": "soon"})
    assert (list(state.errors), state.opened) == (["until"], "retention")
    answer = await state.submit_retention({"version": state.version, "until": "2030-06-30"})

    assert said_by(answer) == ["How long it is kept is set."]
    await state.load()
    assert (state.kept, state.kept_until) == ("Through Jun 30, 2030, set for this document.", "2030-06-30")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DocumentKind.DEED, "As long as we manage the property."),
        (DocumentKind.RENTAL_LICENSE, "As long as we manage the property and 7 years more."),
        (DocumentKind.WARRANTY, "1 year from the expiration or end of the lease, a day that is not known yet."),
    ],
)
async def test_what_is_not_known_yet_is_said(
    session: Session, manager: Actor, here: LinkTarget, kind: DocumentKind, words: str
):
    state = await at_care(session, manager, a_document(session, here, kind=kind))

    assert state.kept == words
    assert state.trash_warning == "It is not deleted: it must be kept for good, or nobody knows yet how long."


async def test_a_legal_hold_is_put_and_released(session: Session, manager: Actor, here: LinkTarget):
    document_id = a_document(session, here, kind=DocumentKind.INVOICE)
    state = await at_care(session, manager, document_id, "hold")
    await state.submit_hold({"version": state.version, "reason": ""})
    assert list(state.errors) == ["reason"]

    await state.submit_hold({"version": state.version, "reason": "Case 24-113"})
    state = await at_care(session, manager, document_id, "release")
    assert state.held == "Case 24-113"
    await state.submit_release({"version": state.version, "reason": "Settled"})

    assert care(session, document_id).retention.held_at is None


async def test_one_document_is_restricted(session: Session, manager: Actor, here: LinkTarget):
    document_id = a_document(session, here, kind=DocumentKind.INVOICE)
    state = await at_care(session, manager, document_id, "access")
    assert state.who_sees == "Everyone who sees what it belongs to."

    await state.submit_access({"version": state.version, "access": "restricted"})
    await state.load()

    assert state.who_sees == (
        "Restricted to administrator, manager, accounting, leasing and who filed it. "
        "Every look at it is written down. Set for this document."
    )
    assert (state.restricted, state.access) == (True, "restricted")


async def test_the_trash_says_when_it_is_deleted_and_can_be_undone(session: Session, manager: Actor):
    document_id = a_document(session)
    state = await at_care(session, manager, document_id, "trash")
    assert state.trash_warning == "It is deleted for good on Feb 14, 2026, unless it is restored before."

    await state.submit_trash()
    await state.load()
    assert (state.in_trash, care(session, document_id).trashed_by) == (True, manager.name)
    assert state.trash_note == "It is deleted for good on Feb 14, 2026, unless it is restored before."

    await state.submit_untrash()
    assert care(session, document_id).trashed_at is None


async def test_what_comes_back_from_the_trash_says_who_took_its_place_until_that_is_settled(
    session: Session, manager: Actor, here: LinkTarget
):
    old = a_document(session, here, kind=DocumentKind.PERMIT, title="Permit 2024")
    document_id = a_document(session, here, kind=DocumentKind.PERMIT, title="Permit 2025, draft", replaces_id=old)
    state = await at_care(session, manager, document_id, "trash")
    await state.submit_trash()
    a_document(session, here, kind=DocumentKind.PERMIT, title="Permit 2025", replaces_id=old)
    session.commit()

    await state.submit_untrash()
    await state.load()
    said_above = (state.lost, state.lost_path, state.lost_to)
    answer = await state.submit_alone()
    await state.load()

    assert said_above == ("Permit 2024", f"/documents/{old}", "Permit 2025")
    assert (said_by(answer), state.lost) == (["It stands alone."], "")


async def test_a_document_is_renewed_by_filing_the_next(session: Session, manager: Actor, here: LinkTarget):
    document_id = a_document(session, here, kind=DocumentKind.PERMIT)
    state = await at_care(session, manager, document_id)
    await state.open_renewal()
    assert state.renewing

    answer = await state.submit_renewed([str(document_id)])

    assert f"/documents/{document_id}?edit=1" in str(answer)
    assert await state.submit_renewed([]) is None
    editing = await at(EditingState, session, manager, document_id, "edit=1")
    await editing.open_edit()
    assert editing.opened == "edit"


async def test_who_only_looks_decides_nothing(session: Session, here: LinkTarget):
    document_id = a_document(session, here)
    looker = an_actor(session, Role.READ_ONLY)
    state = await at_care(session, looker, document_id)
    assert (state.may_hold, state.may_restrict, state.seems) == (False, False, "")

    with pytest.raises(NotAllowed):
        await state.submit_trash()
    with pytest.raises(NotAllowed):
        await state.submit_untrash()
    for submit in (state.submit_retention, state.submit_hold, state.submit_release, state.submit_access):
        await submit({"version": "1", "reason": "x", "access": "restricted"})
        assert list(state.errors) == ["form"]

    assert session.get_one(Document, document_id).version == 1
