"""Writing one letter: who can be written to, the text a template begins it with, how it looks, and making it."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.letters import Concerned
from pm_app.correspondence.enums import LetterDelivery, TemplatePurpose
from pm_app.correspondence.queries.recipients import (
    Recipient,
    is_held,
    letter_draft,
    recipients_of_household,
    recipients_of_person,
    recipients_of_property,
)
from pm_app.correspondence.queries.templates import templates_for
from pm_app.correspondence.rules.letters import FOR_LETTERS, LETTER_KINDS, LetterText, checked_letter
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound, Refused, Unavailable
from pm_app.letters import LetterOrder, make_letter, preview_letter
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import iso_day, parse_day, plural
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.letter_delivery import delivery_in
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import query, signed_in

SOMEBODY_ELSE = "else"
FIRST_TEMPLATE = "letter"
KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in LETTER_KINDS]
_ABOUT = {"lease": paths.lease_path, "person": paths.person_path, "property": paths.property_path}


class NewLetterState(rx.State):
    """What the letter says so far, as the form begins; `key` changes when it begins anew."""

    loaded: bool = False
    missing: bool = False
    back: str = ""
    people: list[Choice] = []
    templates: list[Choice] = []
    to: str = ""
    template: str = ""
    key: str = ""
    to_name: str = ""
    to_address: str = ""
    subject: str = ""
    body: str = ""
    kind: str = DocumentKind.CORRESPONDENCE.value
    written_on: str = ""
    signed_by: str = ""
    today: str = ""
    delivery: str = LetterDelivery.POSTED.value
    held: bool = False
    begun_problem: str = ""
    preview_path: str = ""
    preview_words: str = ""
    preview_problem: str = ""
    unprinted: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        self.errors, self.missing, self.today = {}, False, iso_day(services().clock.today())
        try:
            found = await _recipients(actor, query_of(self))
        except NotFound:
            self.missing, self.loaded = True, True
            return
        self.back = _back(query_of(self))
        self.people = [*(Choice(one.key, one.label) for one in found), Choice(SOMEBODY_ELSE, "Somebody else")]
        choices = await run(actor, templates_for, purpose=TemplatePurpose.BULK_MAIL, used_for=FOR_LETTERS)
        self.templates = [Choice(one.shipped_key or one.key, one.name) for one in choices]
        await _begin(self, actor, found)
        await _show(self, actor, _as_form(self))
        self.loaded = True

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        await _show(self, actor, form)

    @rx.event
    async def submit_letter(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        try:
            order = await _order(self, actor, form)
            kept = await asyncio.to_thread(make_letter, actor, order)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        except Unavailable as problem:
            self.errors = {"form": str(problem)}
            return None
        self.errors = {}
        words = "The letter is made. Print it here." if not kept.again else "The letter was made already."
        return [rx.redirect(paths.document_path(kept.document_id)), said(words)]


async def _recipients(actor: Actor, asked: Mapping[str, str]) -> list[Recipient]:
    """Return who can be written to from the record that the address names; refuses (`NotFound`) an unknown one."""
    today = services().clock.today()
    if asked.get("lease"):
        return await run(actor, recipients_of_household, tenancy_id=_id(asked["lease"]), today=today)
    if asked.get("person"):
        return await run(actor, recipients_of_person, person_id=_id(asked["person"]), today=today)
    if asked.get("property"):
        return await run(actor, recipients_of_property, property_id=_id(asked["property"]), today=today)
    raise NotFound("Write letters from the page of a lease, a person or a property.")


async def _begin(state: NewLetterState, actor: Actor, found: list[Recipient]) -> None:
    """Fill the form with what the template says to the recipient that the address names, or to the first."""
    to = _chosen(query(state, "to"), found)
    asked = query(state, "template")
    state.template = asked or FIRST_TEMPLATE
    state.to = to.key if to else SOMEBODY_ELSE
    state.key = f"{state.to} {state.template}"
    state.to_name, state.to_address = (to.name, to.address) if to else ("", "")
    state.written_on, state.signed_by, state.begun_problem = state.today, actor.name, ""
    concerned = to or _somebody_else(query_of(state))
    today = services().clock.today()
    state.held = concerned.tenancy_id is not None and await run(
        actor, is_held, tenancy_id=concerned.tenancy_id, today=today
    )
    try:
        draft = await run(actor, letter_draft, template_key=state.template, to=concerned, today=today)
    except Refused as refusal:
        state.subject, state.body, state.begun_problem = "", "", refusal.message
        return
    state.subject, state.body, state.kind = draft.subject, draft.body, draft.kind.value


async def _show(state: NewLetterState, actor: Actor, form: Mapping[str, str]) -> None:
    """Draw the letter as it stands in the form, or say why it cannot be made yet."""
    state.preview_problem, state.unprinted, state.preview_words = "", "", ""
    try:
        letter = _letter(form)
        delivery = delivery_in(form, services().clock.today())
        about = await _about(state, actor, form)
        shown = await asyncio.to_thread(preview_letter, actor, letter, about=about, delivery=delivery)
    except (Refused, Unavailable) as problem:
        state.preview_problem = str(problem)
        return
    state.preview_path = f"{paths.LETTERS}/preview/{shown.key}"
    state.preview_words, state.unprinted = plural(shown.pages, "page"), " ".join(shown.unprinted[:40])


async def _order(state: NewLetterState, actor: Actor, form: Mapping[str, str]) -> LetterOrder:
    to = _chosen(query(state, "to") or state.to, await _recipients(actor, query_of(state)))
    one = to or _somebody_else(query_of(state))
    if form.get("kind", "") not in LETTER_KINDS:
        raise Refused("Choose what the letter is filed as.", field="kind")
    return LetterOrder(
        request_key=_id(form.get("request_key", "")),
        letter=_letter(form),
        concerned=Concerned(one.person_id, one.tenancy_id, one.property_id, one.about),
        kind=DocumentKind(form["kind"]),
        delivery=delivery_in(form, services().clock.today()),
        template=query(state, "template") or state.template,
    )


async def _about(state: NewLetterState, actor: Actor, form: Mapping[str, str]) -> str:
    to = _chosen(query(state, "to") or state.to, await _recipients(actor, query_of(state)))
    return to.about if to else ""


def _letter(form: Mapping[str, str]) -> LetterText:
    return checked_letter(
        to_name=form.get("to_name", ""),
        to_address=form.get("to_address", ""),
        written_on=parse_day(form.get("written_on", ""), "written_on"),
        subject=form.get("subject", ""),
        body=form.get("body", ""),
        signed_by=form.get("signed_by", ""),
        today=services().clock.today(),
    )


def _as_form(state: NewLetterState) -> dict[str, str]:
    return {
        "to_name": state.to_name,
        "to_address": state.to_address,
        "subject": state.subject,
        "body": state.body,
        "written_on": state.written_on,
        "signed_by": state.signed_by,
        "delivery": state.delivery,
        "delivered_on": state.today,
    }


def _chosen(key: str, found: list[Recipient]) -> Recipient | None:
    if key == SOMEBODY_ELSE or not found:
        return None
    return next((one for one in found if one.key == key), found[0])


def _somebody_else(asked: Mapping[str, str]) -> Recipient:
    """Return who stands for somebody without a record: the letter concerns what the address names alone."""
    ids: dict[str, Any] = {
        f"{'tenancy' if name == 'lease' else name}_id": _id(asked[name]) for name in _ABOUT if asked.get(name)
    }
    return Recipient(SOMEBODY_ELSE, "", "", "", **ids)


def _back(asked: Mapping[str, str]) -> str:
    return next((path(asked[name]) for name, path in _ABOUT.items() if asked.get(name)), paths.LETTERS)


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
