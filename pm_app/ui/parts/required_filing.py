"""Mending what is missing: the dialogs that file a required document, give it its days, and waive it."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import change_document
from pm_app.documents.actions.linking import UNCHANGED
from pm_app.documents.actions.requirements import waive_requirement, withdraw_waiver
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.kinds import kind_expectations
from pm_app.documents.rules.kinds import INSURANCE_KINDS, insurance_valid_through, printed_expiration, usual_end
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import Refused
from pm_app.runtime import run, services
from pm_app.ui.format import iso_day, parse_day
from pm_app.ui.parts.accepted import Handler
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import day_field, errors_of, field_pair, form_note, hidden_field, long_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import signed_in


class RequiredState(rx.State):
    """The required document that is being filed or waived; `filed_id` is what gets its days: filed here, or before."""

    filing: bool = False
    waiving: bool = False
    kind: str = ""
    name: str = ""
    title: str = ""
    renews: str = ""
    links: dict[str, str] = {}
    filed_id: str = ""
    filed_title: str = ""
    is_policy: bool = False
    valid_from: str = ""
    valid_through: str = ""
    requirement_id: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_file(self, kind: str, name: str, target: str, renews: str):
        actor = await signed_in(self)
        actor.must(Permission.FILE_DOCUMENTS)
        self.kind, self.name, self.renews = DocumentKind(kind).value, name, renews
        self.is_policy = DocumentKind(kind) in INSURANCE_KINDS
        self.title = f"{'Renew' if renews else 'File'} the {kind}{' of ' if name else ''}{name}"
        self.links = _links(target)
        self.filed_id, self.filed_title, self.errors, self.filing = "", "", {}, True

    @rx.event
    async def open_days(self, document_id: str):
        """Ask for the days of a document on file that lacks its last one; those it seems to have stand there."""
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_DOCUMENTS)
        today = services().clock.today()
        found = await run(actor, document_details, document_id=UUID(document_id), today=today)
        facts = await run(actor, kind_expectations, kind=found.kind)
        self.kind, self.is_policy, self.renews = found.kind.value, found.kind in INSURANCE_KINDS, ""
        self.title, self.errors, self.filing = f"When does “{found.title}” expire?", {}, True
        self._propose(found, found.kind, found.valid_from, facts.usual_months)

    def _propose(self, found: DocumentDetails, kind: DocumentKind, first: date | None, months: int | None) -> None:
        """Let the form for the days begin with those the document has, else with how long its kind mostly holds."""
        self.filed_id, self.filed_title = str(found.document_id), found.title
        through = found.valid_through or usual_end(first, months)
        self.valid_from = iso_day(first)
        self.valid_through = iso_day(printed_expiration(kind, through)) if through else ""

    @rx.event
    async def close_file(self):
        self.filing = False

    @rx.event
    async def set_filed(self, document_ids: list[str]):
        """Show what was filed with the days it seems to have; nothing more is asked where nothing expires."""
        actor = await signed_in(self)
        if not document_ids or not self.filing:
            return None
        today = services().clock.today()
        found = await run(actor, document_details, document_id=UUID(document_ids[-1]), today=today)
        kind = DocumentKind(self.kind)
        if found.kind not in (kind, DocumentKind.OTHER):
            self.errors = {
                "form": f"This file is already filed as “{found.title}” ({found.kind.value}). Choose another."
            }
            return None
        facts = await run(actor, kind_expectations, kind=kind)
        self.errors = {}
        self._propose(found, kind, found.valid_from or today, facts.usual_months)
        if facts.expires or found.kind is not kind:
            return None
        self.filing = False
        return said(f"“{found.title}” is filed.")

    @rx.event
    async def submit_days(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            title = await _give_days(self, actor, form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.filing, self.errors = False, {}
        return said(f"“{title}” is filed.")

    @rx.event
    async def open_waive(self, kind: str, name: str, target: str, requirement_id: str):
        await signed_in(self)
        self.title, self.name, self.requirement_id = f"Waive the {kind} of {name}?", name, requirement_id
        self.links, self.errors, self.waiving = _links(target), {}, True

    @rx.event
    async def close_waive(self):
        self.waiving = False

    @rx.event
    async def submit_waive(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                waive_requirement,
                requirement_id=UUID(self.requirement_id),
                target=LinkTarget(**{name: UUID(thing) for name, thing in self.links.items()}),
                reason=form.get("reason", ""),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.waiving, self.errors = False, {}
        return said(f"Waived for {self.name}.")

    @rx.event
    async def submit_ask_again(self, waiver_id: str):
        actor = await signed_in(self)
        await run(actor, withdraw_waiver, waiver_id=UUID(waiver_id), now=services().clock.now())
        return said("It is required again.")


async def _give_days(state: RequiredState, actor: Actor, form: dict[str, str]) -> str:
    """Write the days of the form onto what was filed, and return its title."""
    if not state.filed_id:
        raise Refused("Choose the file first.", field="form")
    kind = DocumentKind(state.kind)
    first = _day(form, "valid_from")
    last = _day(form, "valid_through")
    if last is not None and kind in INSURANCE_KINDS:
        last = insurance_valid_through(last)
    found: DocumentDetails = await run(
        actor, document_details, document_id=UUID(state.filed_id), today=services().clock.today()
    )
    await run(
        actor,
        change_document,
        document_id=found.document_id,
        version=found.version,
        title=found.title,
        kind=kind,
        tags=found.tags,
        notes=found.notes,
        valid_from=first,
        valid_through=last,
        replaces_id=UNCHANGED,
        now=services().clock.now(),
    )
    return found.title


def _links(target: str) -> dict[str, str]:
    """What a line says of its thing ("tenancy_id=…") as the query of an upload; nothing for the company."""
    name, _, thing_id = target.partition("=")
    return {name: thing_id} if thing_id else {}


def _day(form: dict[str, str], name: str) -> date | None:
    written = form.get(name, "").strip()
    return parse_day(written, name) if written else None


def required_dialogs(reload: Handler) -> rx.Component:
    """The dialogs; `reload` is called when something was filed or waived."""
    return rx.fragment(_filing(reload), _waiving(reload))


def ask_again(waiver_id: Any, reload: Handler) -> list[Handler]:
    """What withdraws a waiver and loads the page again."""
    return [RequiredState.submit_ask_again(waiver_id), reload]


def _filing(reload: Handler) -> rx.Component:
    s = RequiredState
    printed = "The date printed on the policy: it ends that day just after midnight."
    days = rx.fragment(
        form_note("Filed as “", s.filed_title, "”."),
        field_pair(
            day_field("Valid from", "valid_from", s.valid_from, optional=True),
            day_field(
                rx.cond(s.is_policy, "Expiration date", "Valid through"),
                "valid_through",
                s.valid_through,
                hint=rx.cond(s.is_policy, printed, "The last good day."),
            ),
        ),
    )
    drop = uploader(
        url="/files",
        params={
            "kind": s.kind,
            "renews": s.renews,
            "property_id": s.links["property_id"],
            "unit_id": s.links["unit_id"],
            "tenancy_id": s.links["tenancy_id"],
            "person_id": s.links["person_id"],
        },
        on_done=[RequiredState.set_filed, reload],
        hint=rx.cond(s.renews != "", "It replaces the one before.", ""),
        compact=True,
    )
    return form_dialog(
        rx.cond(s.filed_id == "", drop, rx.fragment(hidden_field("filed", s.filed_id), days)),
        title=s.title,
        submit=rx.cond(s.filed_id == "", "Done", "Save days"),
        open_=s.filing,
        on_close=s.close_file,
        on_submit=[RequiredState.submit_days, reload],
        errors=s.errors,
    )


def _waiving(reload: Handler) -> rx.Component:
    s = RequiredState
    return form_dialog(
        long_field("Reason", "reason", auto_focus=True, max_length=500),
        title=s.title,
        note="It is no longer missing here. The reason stands in the history, and it can be asked for again.",
        submit="Waive",
        open_=s.waiving,
        on_close=s.close_waive,
        on_submit=[RequiredState.submit_waive, reload],
        errors=s.errors,
    )
