"""What is decided of one document: who sees it, how long it is kept, the trash, and which one comes next."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.keeping import hold_document, release_document, set_restricted, set_retention
from pm_app.documents.actions.linking import let_place_go, set_replaced
from pm_app.documents.actions.trash import restore_from_trash, trash_document
from pm_app.documents.queries.care import DocumentCare, document_care
from pm_app.documents.queries.chains import ChainPart, chain_of, lost_place, seems_to_replace
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, iso_day
from pm_app.ui.pages.document.care_words import (
    access_words,
    between_words,
    kept_words,
    span_words,
    trash_words,
    waiting_words,
)
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.form_reading import day_in, whole_in
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of

CHOICES = {"": None, "restricted": True, "open": False}


@dataclass
class ChainLine:
    """One document of a chain, and what lies between the one before and it."""

    title: str
    path: str
    valid: str
    state: str
    tone: str
    is_this: bool
    between: str
    is_gap: bool


@dataclass
class OwnValueLine:
    """One field of the office's own with what the document says in it."""

    label: str
    value: str


class CareState(rx.State):
    """`opened` is the dialog: "retention", "hold", "release", "access" or "trash"; `renewing` shows where to drop."""

    loaded: bool = False
    opened: str = ""
    renewing: bool = False
    errors: dict[str, str] = {}
    version: str = ""
    may_hold: bool = False
    may_restrict: bool = False
    reference: str = ""
    amount: str = ""
    signed_on: str = ""
    cancel_by_on: str = ""
    auto_renews: bool = False
    own: list[OwnValueLine] = []
    chain: list[ChainLine] = []
    lost: str = ""
    lost_path: str = ""
    lost_to: str = ""
    lost_to_path: str = ""
    seems: str = ""
    seems_path: str = ""
    seems_id: str = ""
    who_sees: str = ""
    restricted: bool = False
    access: str = ""
    kept: str = ""
    kept_until: str = ""
    held: str = ""
    in_trash: bool = False
    trash_note: str = ""
    trash_warning: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        document_id = route_id(self, "document_id")
        self.opened, self.errors, self.renewing = "", {}, False
        try:
            care = await run(actor, document_care, document_id=document_id)
            parts = await run(actor, chain_of, document_id=document_id, today=services().clock.today())
        except NotFound:
            return
        _show(self, actor, care)
        self.chain = [_part(part) for part in parts] if len(parts) > 1 else []
        await _show_proposal(self, actor, document_id, care)
        await _show_lost_place(self, actor, document_id)
        self.loaded = True

    @rx.event
    async def open_dialog(self, name: str):
        await signed_in(self)
        beside = await self.get_state(DocumentState)
        self.version, self.errors, self.opened = beside.version, {}, str(name)

    @rx.event
    async def open_renewal(self):
        await signed_in(self)
        self.renewing = True

    @rx.event
    async def close_renewal(self):
        self.renewing = False

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_renewed(self, ids: list[str]):
        """Go on to the document that was filed last, to look at its dates."""
        await signed_in(self)
        if ids:
            return rx.redirect(paths.with_query(paths.document_path(str(ids[-1])), edit="1"))
        return None

    @rx.event
    async def submit_retention(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            until = day_in(form, "until")
            await run(actor, set_retention, until=until, **_looked_at(self, form))
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return _done("How long it is kept is set.")

    @rx.event
    async def submit_hold(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(actor, hold_document, reason=form.get("reason", ""), **_looked_at(self, form))
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return _done("The document is on legal hold.")

    @rx.event
    async def submit_release(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(actor, release_document, reason=form.get("reason", ""), **_looked_at(self, form))
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return _done("The document is released.")

    @rx.event
    async def submit_access(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            restricted = CHOICES.get(form.get("access", ""))
            await run(actor, set_restricted, restricted=restricted, **_looked_at(self, form))
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return _done("Who sees it is set.")

    @rx.event
    async def submit_trash(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, trash_document, document_id=route_id(self, "document_id"), now=now)
        return _done("The document is in the trash.", undo=CareState.submit_untrash)

    @rx.event
    async def submit_untrash(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, restore_from_trash, document_id=route_id(self, "document_id"), now=now)
        return _done("The document is back.")

    @rx.event
    async def submit_replaces(self):
        """Say that this document replaces the one that was proposed; refused when nothing is proposed any more."""
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_DOCUMENTS)
        if not self.seems_id:
            raise Refused("No document is proposed any more. Reload the page and look again.")
        replaces_id, now = UUID(self.seems_id), services().clock.now()
        await run(actor, set_replaced, document_id=route_id(self, "document_id"), replaces_id=replaces_id, now=now)
        return _done("It replaces the one before.")

    @rx.event
    async def submit_alone(self):
        """Say that this document, which lost its place, replaces nothing."""
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, let_place_go, document_id=route_id(self, "document_id"), now=now)
        return _done("It stands alone.")


async def _show_lost_place(state: CareState, actor: Actor, document_id: UUID) -> None:
    found = await run(actor, lost_place, document_id=document_id) if actor.may(Permission.CHANGE_DOCUMENTS) else None
    state.lost = found.replaced_title if found else ""
    state.lost_path = paths.document_path(found.replaced_id) if found else ""
    state.lost_to = found.taken_by_title if found else ""
    state.lost_to_path = paths.document_path(found.taken_by_id) if found else ""


def _done(sentence: str, undo: object = None) -> list[object]:
    return [CareState.load, DocumentState.load, said(sentence, undo=undo)]


def _looked_at(state: CareState, form: dict[str, str]) -> dict[str, Any]:
    now = services().clock.now()
    return {"document_id": route_id(state, "document_id"), "version": whole_in(form, "version"), "now": now}


def _show(state: CareState, actor: Actor, care: DocumentCare) -> None:
    state.may_hold = actor.may(Permission.SET_POLICIES)
    state.may_restrict = actor.may(Permission.CHANGE_DOCUMENTS) and actor.may(Permission.VIEW_SENSITIVE_DOCUMENTS)
    state.reference, state.auto_renews = care.reference, care.auto_renews
    state.amount = dollars(care.amount_cents) if care.amount_cents is not None else ""
    state.signed_on = day(care.signed_on) if care.signed_on else ""
    state.cancel_by_on = waiting_words(care.cancel_by_on, services().clock.today())
    state.own = [OwnValueLine(one.field.name, one.shown) for one in care.fields if one.shown]
    state.who_sees, state.restricted = access_words(care), care.restricted
    by_hand = care.restricted_by_hand
    state.access = "" if by_hand is None else "restricted" if by_hand else "open"
    state.kept, state.kept_until = kept_words(care), iso_day(care.retention.until if care.retention.by_hand else None)
    state.held = care.retention.held_reason
    state.in_trash, state.trash_note = care.trashed_at is not None, trash_words(care)
    state.trash_warning = trash_words(care, to_come=True, today=services().clock.today())


async def _show_proposal(state: CareState, actor: Actor, document_id: UUID, care: DocumentCare) -> None:
    state.seems = state.seems_path = state.seems_id = ""
    if care.trashed_at is not None or not actor.may(Permission.CHANGE_DOCUMENTS):
        return
    found = await run(actor, seems_to_replace, document_id=document_id)
    if found is not None:
        state.seems_id, state.seems = str(found[0]), found[1]
        state.seems_path = paths.document_path(found[0])


def _part(part: ChainPart) -> ChainLine:
    word = part.state.value.capitalize()
    return ChainLine(
        title=part.title,
        path=paths.document_path(part.document_id),
        valid=span_words(part.valid_from, part.valid_through, nothing="No dates"),
        state=word,
        tone=tone_of(word),
        is_this=part.is_this,
        between=between_words(part.before) if part.before else "",
        is_gap=part.before is not None and part.before.is_gap,
    )
