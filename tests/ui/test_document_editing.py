"""/documents/[document_id]: what its dialogs do, and what it belongs to."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.changing import archive_document
from pm_app.documents.actions.fields import add_field
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.documents.queries.care import document_care
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.ui.pages.document.belonging import BelongingState
from pm_app.ui.pages.document.editing import EditingState
from pm_app.ui.pages.document.facts import DocumentState
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened, said_by

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
        "reference": state.reference,
        "amount": state.amount,
        "signed_on": state.signed_on,
        "cancel_by_on": state.cancel_by_on,
        "auto_renews": "",
        **{line.name: line.value for line in state.own_fields},
    }
    return given | changed


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


async def test_particulars_and_fields_of_ones_own_are_kept(session: Session, manager: Actor):
    kinds = (DocumentKind.PERMIT,)
    for name, holds in (("Fee", FieldKind.MONEY), ("Posted", FieldKind.YES_NO), ("Trade", FieldKind.CHOICE)):
        add_field(session, manager, name=name, field_kind=holds, kinds=kinds, choices=("Roof", "Walls"), now=NOON)
    document_id = a_document(session, kind=DocumentKind.PERMIT)
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()
    assert [(line.label, line.value) for line in state.own_fields] == [("Fee", ""), ("Posted", ""), ("Trade", "")]

    given = {"reference": "BP-7", "amount": "1,250", "signed_on": "1/2/2026", "auto_renews": "1", "cancel_by_on": ""}
    own = {"field_fee": "12.50", "field_posted": "no", "field_trade": "Walls"}
    await state.submit_edit(the_form(state, **given, **own))

    care = document_care(session, CONSOLE, document_id=document_id)
    assert (care.reference, care.amount_cents, care.signed_on) == ("BP-7", 1_250_00, date(2026, 1, 2))
    assert (care.auto_renews, [one.shown for one in care.fields]) == (True, ["$12.50", "No", "Walls"])
    await state.open_edit()
    assert (state.amount, [line.value for line in state.own_fields]) == ("1,250.00", ["12.50", "no", "Walls"])


async def test_another_kind_asks_for_other_things_and_keeps_what_was_typed(session: Session, manager: Actor):
    add_field(
        session, manager, name="Trade", field_kind=FieldKind.TEXT, kinds=(DocumentKind.PERMIT,), choices=(), now=NOON
    )
    document_id = a_document(session, kind=DocumentKind.PERMIT, valid_through=date(2026, 6, 30))
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()
    form = the_form(state, field_trade="Roof")

    await state.set_preview(form | {"kind": "certificate of insurance"})
    assert (state.is_insurance, state.printed, state.own_fields) == (True, "2026-07-01", [])
    await state.set_preview({**form, "kind": "permit", "field_trade": "Roof"})

    assert (state.is_insurance, [line.value for line in state.own_fields]) == (False, ["Roof"])


async def test_a_first_day_proposes_the_usual_end_once(session: Session, manager: Actor):
    document_id = a_document(session, kind=DocumentKind.CERTIFICATE_OF_INSURANCE)
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()
    form = the_form(state, valid_from="2026-02-01", printed_on="")

    await state.set_preview(form)
    assert (state.valid_through, state.printed) == ("2027-01-31", "2027-02-01")
    assert state.dates_note == (
        "The last good day is Jan 31, 2027: a policy ends just after midnight. "
        "Proposed: such documents mostly hold 12 months. Check it."
    )
    await state.set_preview(form)
    assert state.dates_note == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "much"}, "amount"),
        ({"signed_on": "yesterday"}, "signed_on"),
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


@pytest.mark.parametrize("put_away", [archive_document, trash_document])
async def test_an_edit_keeps_a_predecessor_that_was_put_away(
    session: Session, manager: Actor, put_away: Callable[..., None]
):
    old = a_document(session, title="Permit 2024", kind=DocumentKind.PERMIT)
    document_id = a_document(session, title="Permit 2025", kind=DocumentKind.PERMIT, replaces_id=old)
    put_away(session, manager, document_id=old, now=NOON)
    state = await at_document(EditingState, session, manager, document_id)
    await state.open_edit()
    assert [choice.value for choice in state.replaceable] == [str(old)]

    await state.submit_edit(the_form(state, title="Permit"))
    assert details(session, document_id).replaces_id == old
    await state.open_edit()
    form = the_form(state)
    del form["replaces_id"]
    await state.submit_edit(form)

    assert details(session, document_id).replaces_id == old


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


@pytest.mark.parametrize(
    ("kind", "thing_id"), [("planet", str(UUID(int=4))), ("unit", "nonsense"), ("unit", str(UUID(int=4)))]
)
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
    document_id = a_document(session, LinkTarget(property_id=a_property(session).id))
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
