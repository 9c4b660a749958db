"""/settings/document-kinds and /settings/document-fields: what they show, what their dialogs do, and who may."""

from typing import TypeVar
from uuid import UUID

import pytest
import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, FieldKind, KindLevel, RetentionBasis
from pm_app.documents.queries.fields import document_fields
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.ui import paths
from pm_app.ui.pages import settings_document_fields, settings_document_kinds
from pm_app.ui.pages.settings_document_fields import DocumentFieldsState
from pm_app.ui.pages.settings_document_kinds import DocumentKindsState, KindLine
from tests.conftest import an_actor
from tests.ui.screen import a_browser, open_page, opened, said_by

S = TypeVar("S", bound=rx.State)
KIND = DocumentKind.RENTERS_INSURANCE
FORM = {
    "kind": KIND.value,
    "version": "0",
    "about lease": "1",
    "about unit": "1",
    "expires": "1",
    "usual_months": "6",
    "ladder": "45, 7 0 −7",
    "basis": RetentionBasis.FILING.value,
    "keep_months": "",
    "restricted": "1",
}
FIELD = {
    "field_id": "",
    "version": "0",
    "name": "Trade",
    "holds": "choice",
    "choices": "Roof\nWalls",
    "kind permit": "1",
}


async def at(state: type[S], session: Session, actor: Actor) -> S:
    path = paths.DOCUMENT_KINDS if state is DocumentKindsState else paths.DOCUMENT_FIELDS
    return await opened(state, a_browser(session, actor), path)


def line(state: DocumentKindsState, kind: DocumentKind = KIND) -> KindLine:
    return next(one for one in state.lines if one.kind == kind.value)


def test_the_pages_can_be_drawn():
    assert settings_document_kinds.page().render()
    assert settings_document_fields.page().render()


async def test_every_kind_is_told_as_it_is_shipped(session: Session, manager: Actor):
    state = await at(DocumentKindsState, session, manager)

    assert len(state.lines) == len(DocumentKind)
    told = line(state)
    assert (told.name, told.about) == ("Renter's insurance", "lease")
    assert told.validity == "Expires, mostly 1 year"
    assert told.reminders == "30, 15, 7, 0; 7 after"
    assert told.kept == "3 years from the expiration or end of the lease"
    assert (told.restricted, told.changed, state.may_set) == (False, "", True)
    assert line(state, DocumentKind.DEED).kept == "as long as we manage the property"
    assert state.summary == f"{len(DocumentKind)} kinds, 0 changed by your office"


async def test_a_kind_is_set_and_set_back(session: Session, manager: Actor):
    state = await at(DocumentKindsState, session, manager)
    await state.open_kind(KIND.value)
    assert (state.opened, state.chosen.ladder, state.chosen.levels) == ("kind", "30, 15, 7, 0, -7", ["lease"])

    assert said_by(await state.submit_kind(FORM)) == ["The kind is set."]
    await state.load()

    facts = kind_facts(session)[KIND]
    assert (facts.ladder, facts.levels) == ((45, 7, 0, -7), (KindLevel.UNIT, KindLevel.LEASE))
    assert (facts.usual_months, facts.keep_months, facts.is_restricted) == (6, None, True)
    assert (line(state).changed, line(state).kept) == (manager.name, "for good")
    await state.open_kind(KIND.value)
    await state.open_reset()
    assert said_by(await state.submit_reset()) == ["The kind is as it was shipped."]
    session.expire_all()
    assert kind_facts(session)[KIND] == KIND_FACTS[KIND]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ladder": "7, 30"}, "ladder"),
        ({"ladder": "soon"}, "ladder"),
        ({"ladder": "9999999"}, "ladder"),
        ({"usual_months": "many"}, "usual_months"),
        ({"keep_months": "5000"}, "keep_months"),
        ({"about lease": "", "about unit": ""}, "levels"),
        ({"basis": "never"}, "basis"),
        ({"kind": "treasure map"}, "form"),
        ({"version": "3"}, "form"),
    ],
)
async def test_a_refusal_stands_beside_its_field(session: Session, manager: Actor, changed: dict[str, str], field: str):
    state = await at(DocumentKindsState, session, manager)
    await state.open_kind(KIND.value)

    await state.submit_kind(FORM | changed)

    assert (list(state.errors), state.opened) == ([field], "kind")
    assert kind_facts(session)[KIND] == KIND_FACTS[KIND]


async def test_a_field_is_added_changed_and_taken_away(session: Session, manager: Actor):
    state = await at(DocumentFieldsState, session, manager)
    await state.open_new()
    assert state.opened == "field"
    assert said_by(await state.submit_field(FIELD)) == ["The field is saved."]
    await state.load()
    (told,) = state.lines
    assert (told.name, told.holds_words, told.kinds_words) == ("Trade", "Choice", "permit")
    assert (told.choices_words, told.kinds) == ("Roof, Walls", ["permit"])

    await state.open_field(told.field_id)
    changed = FIELD | {"field_id": told.field_id, "version": told.version, "name": "Part", "kind permit": ""}
    await state.submit_field(changed)

    (field,) = document_fields(session, manager)
    assert (field.name, field.field_kind, field.kinds) == ("Part", FieldKind.CHOICE, ())
    await state.load()
    await state.open_remove(told.field_id)
    assert state.opened == "remove"
    assert said_by(await state.submit_remove()) == ["The field is taken away."]
    assert document_fields(session, manager) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"choices": "Roof"}, "choices"),
        ({"holds": "gold"}, "holds"),
        ({"field_id": "nonsense"}, "form"),
        ({"field_id": str(UUID(int=4))}, "form"),
    ],
)
async def test_a_refused_field_keeps_the_dialog_open(
    session: Session, manager: Actor, changed: dict[str, str], field: str
):
    state = await at(DocumentFieldsState, session, manager)
    await state.open_new()

    await state.submit_field(FIELD | changed)

    assert (list(state.errors), state.opened) == ([field], "field")


async def test_who_sets_no_policies_looks_only(session: Session):
    leasing = an_actor(session, Role.LEASING)
    kinds = await at(DocumentKindsState, session, leasing)
    fields = open_page(DocumentFieldsState, a_browser(session, leasing), paths.DOCUMENT_FIELDS)
    assert not kinds.may_set
    with pytest.raises(NotAllowed):
        await fields.load()

    await kinds.open_kind(KIND.value)
    await kinds.submit_kind(FORM)
    await fields.submit_field(FIELD)

    assert (list(kinds.errors), list(fields.errors)) == (["form"], ["form"])
    with pytest.raises(NotAllowed):
        await kinds.submit_reset()
    with pytest.raises(Refused):
        await fields.submit_remove()
