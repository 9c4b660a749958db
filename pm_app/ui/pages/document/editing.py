"""The dialogs that change what is known of a document, put it away and take it out again, and give it a new version."""

from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import archive_document, change_document, restore_document
from pm_app.documents.actions.linking import UNCHANGED
from pm_app.documents.actions.reading import read_again
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.care import DocumentCare, document_care
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.fields import document_fields
from pm_app.documents.queries.held_values import HIDDEN_PREDECESSOR
from pm_app.documents.queries.kinds import kind_expectations
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.rules.kinds import INSURANCE_KINDS, KindFacts, printed_expiration, usual_end
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.ui.format import day, iso_day, plural
from pm_app.ui.pages.document.care import CareState
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.pages.document.form_reading import (
    day_in,
    id_in,
    kind_in,
    last_day_in,
    likely_day_in,
    particulars_in,
    values_in,
    whole_in,
)
from pm_app.ui.pages.document.own_fields import OwnFieldLine, own_field_lines, typed_lines
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import query, route_id, signed_in


class EditingState(rx.State):
    """The dialogs: `opened` is "edit" or "archive"; `versioning` shows where a new version is dropped."""

    opened: str = ""
    versioning: bool = False
    errors: dict[str, str] = {}
    title: str = ""
    kind: str = ""
    tags: str = ""
    notes: str = ""
    valid_from: str = ""
    valid_through: str = ""
    printed: str = ""
    dates_note: str = ""
    is_insurance: bool = False
    reference: str = ""
    amount: str = ""
    signed_on: str = ""
    cancel_by_on: str = ""
    auto_renews: bool = False
    own_fields: list[OwnFieldLine] = []
    own_values: dict[str, str] = {}
    shown_kind: str = ""
    proposed_from: str = ""
    replaces: str = ""
    replaceable: list[Choice] = []
    version: str = ""

    @rx.event
    async def load(self):
        await signed_in(self)
        self.opened, self.errors, self.versioning = "", {}, False
        return EditingState.open_edit if query(self, "edit") == "1" else None

    @rx.event
    async def open_edit(self):
        actor = await signed_in(self)
        document_id = route_id(self, "document_id")
        today = services().clock.today()
        try:
            found = await run(actor, document_details, document_id=document_id, today=today)
            care = await run(actor, document_care, document_id=document_id)
        except NotFound:
            return
        self.replaceable = await _replaceable(actor, found, today)
        self.title, self.kind, self.tags = found.title, found.kind.value, ", ".join(found.tags)
        self.notes, self.version = found.notes, str(found.version)
        self.replaces = str(found.replaces_id or "")
        _offer(self, found, care)
        self.errors, self.opened = {}, "edit"

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        """Follow what is typed: another kind asks for other things, a first day proposes a last one."""
        actor = await signed_in(self)
        try:
            kind = kind_in(form)
        except Refused:
            return
        facts = await run(actor, kind_expectations, kind=kind)
        switched = kind.value != self.shown_kind
        if switched:
            self.shown_kind, self.is_insurance = kind.value, kind in INSURANCE_KINDS
            self.own_values |= form
            self.own_fields = typed_lines(await run(actor, document_fields, kind=kind), self.own_values)
        _propose(self, kind, facts, form, switched=switched)

    @rx.event
    async def open_archive(self):
        await signed_in(self)
        self.opened = "archive"

    @rx.event
    async def open_version(self):
        await signed_in(self)
        self.versioning = True

    @rx.event
    async def close_version(self):
        self.versioning = False

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_edit(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await _change(actor, route_id(self, "document_id"), form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [DocumentState.load, CareState.load, said("Saved.")]

    @rx.event
    async def submit_archive(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, archive_document, document_id=route_id(self, "document_id"), now=now)
        self.opened = ""
        return [DocumentState.load, CareState.load, said("The document is archived.", undo=EditingState.submit_restore)]

    @rx.event
    async def submit_restore(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, restore_document, document_id=route_id(self, "document_id"), now=now)
        return [DocumentState.load, CareState.load, said("The document is back.")]

    @rx.event
    async def submit_reading(self):
        actor = await signed_in(self)
        await run(actor, read_again, document_id=route_id(self, "document_id"), now=services().clock.now())
        return [DocumentState.load, CareState.load, said("Its text is read again in a moment.")]


async def _change(actor: Actor, document_id: UUID, form: dict[str, str]) -> None:
    kind = kind_in(form)
    await run(
        actor,
        change_document,
        document_id=document_id,
        version=whole_in(form, "version"),
        title=form.get("title", ""),
        kind=kind,
        tags=form.get("tags", "").split(","),
        notes=form.get("notes", ""),
        valid_from=day_in(form, "valid_from"),
        valid_through=last_day_in(form),
        replaces_id=id_in(form, "replaces_id") if "replaces_id" in form else UNCHANGED,
        particulars=particulars_in(form),
        fields=values_in(form, await run(actor, document_fields, kind=kind)),
        now=services().clock.now(),
    )


def _offer(state: EditingState, found: DocumentDetails, care: DocumentCare) -> None:
    """Put what is known into the form; of a first day without a last one the usual end is proposed."""
    ends = found.valid_through or usual_end(found.valid_from, care.facts.usual_months if care.facts.expires else None)
    state.shown_kind, state.is_insurance = found.kind.value, found.kind in INSURANCE_KINDS
    state.valid_from, state.valid_through = iso_day(found.valid_from), iso_day(ends)
    state.printed = iso_day(printed_expiration(found.kind, ends)) if ends else ""
    state.proposed_from = state.valid_from
    state.dates_note = _dates_note(found.kind, care.facts, ends, proposed=ends is not None and not found.valid_through)
    state.reference, state.auto_renews = care.reference, care.auto_renews
    state.amount = f"{care.amount_cents / 100:,.2f}" if care.amount_cents is not None else ""
    state.signed_on, state.cancel_by_on = iso_day(care.signed_on), iso_day(care.cancel_by_on)
    state.own_fields = own_field_lines(care.fields)
    state.own_values = {line.name: line.value for line in state.own_fields}


def _propose(
    state: EditingState, kind: DocumentKind, facts: KindFacts, form: dict[str, str], *, switched: bool
) -> None:
    """Propose the usual end once for each first day that is typed, as long as no last day stands there.

    A day that is just being typed is left alone: a field that is given another value begins anew.
    """
    begins, ends = likely_day_in(form, "valid_from"), likely_day_in(form, "printed_on")
    ends = last_day_in({"printed_on": iso_day(ends)}) if ends else likely_day_in(form, "valid_through")
    usual = usual_end(begins, facts.usual_months if facts.expires else None)
    proposed = ends is None and usual is not None and iso_day(begins) != state.proposed_from
    if proposed:
        ends, state.proposed_from = usual, iso_day(begins)
    if ends is not None and (proposed or switched):
        state.valid_through, state.printed = iso_day(ends), iso_day(printed_expiration(kind, ends))
    state.dates_note = _dates_note(kind, facts, ends, proposed=proposed)


def _dates_note(kind: DocumentKind, facts: KindFacts, ends: date | None, *, proposed: bool) -> str:
    """Say what the dates mean: the last good day of a policy, and that an end was only proposed."""
    said_so: list[str] = []
    if ends is not None and kind in INSURANCE_KINDS:
        said_so.append(f"The last good day is {day(ends)}: a policy ends just after midnight.")
    if proposed and facts.usual_months:
        said_so.append(f"Proposed: such documents mostly hold {plural(facts.usual_months, 'month')}. Check it.")
    return " ".join(said_so)


async def _replaceable(actor: Actor, found: DocumentDetails, today: date) -> list[Choice]:
    """Return what this document replaces, whatever became of that, and those of the same kind and thing."""
    held = found.replaces_id
    title = found.replaces.title if found.replaces else HIDDEN_PREDECESSOR
    choices = [Choice(str(held), title)] if held else []
    if not found.links:
        return choices
    link = found.links[0]
    name = "tenancy_id" if link.kind == "lease" else f"{link.kind}_id"
    others = await run(actor, documents_of, today=today, **{name: link.target_id})
    return choices + [
        Choice(str(row.document_id), row.title)
        for row in others
        if row.document_id not in (found.document_id, held) and row.kind == found.kind
    ]
