"""The dialog that looks at a paper of the household, or mails and keeps it: a statement, a late notice."""

import asyncio
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.actions.mailing import Mailed
from pm_app.kernel.dates import first_of_month
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.details import PartyRow, tenancy_details
from pm_app.papers import send_late_notice, send_statement
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import iso_day, parse_day, plural
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import paper_link
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, form_note
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

STATEMENT, LATE_NOTICE = "statement", "late-notice"
KINDS = [Choice(STATEMENT, "Statement"), Choice(LATE_NOTICE, "Late notice")]
EVERYBODY = "everybody"
# Whose account it is; a guarantor may be written to as well, when chosen by name.
_ACCOUNT_OF = frozenset({PartyRole.TENANT, PartyRole.CO_TENANT, PartyRole.BILLING_CONTACT})
_MAY_BE_TOLD = _ACCOUNT_OF | {PartyRole.GUARANTOR}


@dataclass(frozen=True)
class _Order:
    """What a form asks for."""

    kind: str
    starts_on: date
    ends_on: date
    to: tuple[UUID, ...]
    request_key: UUID


class PapersState(rx.State):
    """The dialog, and where the paper it asks for can be looked at."""

    opened: bool = False
    starts: str = ""
    ends: str = ""
    people: list[Choice] = []
    paper_path: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_papers(self):
        actor = await signed_in(self)
        today = services().clock.today()
        parties = await parties_told(actor, route_id(self, "tenancy_id"), today)
        self.starts, self.ends, self.errors = iso_day(first_of_month(today)), iso_day(today), {}
        self.people = people_choices(parties)
        self.paper_path = _path(route_id(self, "tenancy_id"), STATEMENT, self.starts, self.ends)
        self.opened = True

    @rx.event
    async def close_papers(self):
        self.opened = False

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        await signed_in(self)
        try:
            starts_on, ends_on = parse_day(form.get("from", ""), "from"), parse_day(form.get("to_day", ""), "to_day")
        except Refused:
            return  # what is wrong is said when the form is sent, not at every key
        kind = form.get("kind", STATEMENT)
        self.paper_path = _path(route_id(self, "tenancy_id"), kind, iso_day(starts_on), iso_day(ends_on))

    @rx.event
    async def submit_papers(self, form: dict[str, str]):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        try:
            order = _order(form, await parties_told(actor, tenancy_id, today))
            await asyncio.to_thread(_sent, actor, tenancy_id, order, today)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        except Unavailable as problem:
            self.errors = {"form": str(problem)}
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said(f"It goes out to {plural(len(order.to), 'person', 'people')} within a minute.")]


async def parties_told(actor: Actor, tenancy_id: UUID, today: date) -> list[PartyRow]:
    """Return whom the account concerns on a day; all whom it ever did once nobody lives there."""
    details = await run(actor, tenancy_details, tenancy_id=tenancy_id, today=today)
    told = [party for party in details.parties if party.role in _MAY_BE_TOLD]
    return [party for party in told if party.ends_on is None or party.ends_on >= today] or told


def people_choices(parties: list[PartyRow]) -> list[Choice]:
    """Return whom a paper can be mailed to, everybody first."""
    named = [Choice(str(one.person_id), f"{one.name}, {one.email or 'no e-mail address'}") for one in parties]
    return [Choice(EVERYBODY, "Every tenant who has an e-mail address"), *named]


def _path(tenancy_id: UUID, kind: str, starts: str, ends: str) -> str:
    if kind == LATE_NOTICE:
        return paths.with_query(f"/papers/{LATE_NOTICE}/{tenancy_id}", as_of=ends)
    return paths.with_query(f"/papers/{STATEMENT}/{tenancy_id}", **{"from": starts, "to": ends})


def _order(form: dict[str, str], parties: list[PartyRow]) -> _Order:
    kind = form.get("kind", "")
    if kind not in {STATEMENT, LATE_NOTICE}:
        raise Refused("Choose what to send.", field="kind")
    try:
        request_key = UUID(form.get("request_key", ""))
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None
    starts_on, ends_on = parse_day(form.get("from", ""), "from"), parse_day(form.get("to_day", ""), "to_day")
    return _Order(kind, starts_on, ends_on, recipients(form.get("to", ""), parties), request_key)


def recipients(chosen: str, parties: list[PartyRow]) -> tuple[UUID, ...]:
    """Return whom a choice means; refuses when that is nobody who could be written to."""
    if chosen == EVERYBODY:
        found = tuple(party.person_id for party in parties if party.email and party.role in _ACCOUNT_OF)
        if not found:
            raise Refused(
                "No tenant of this household has an e-mail address. Add one on their page under People.", field="to"
            )
        return found
    found = tuple(party.person_id for party in parties if str(party.person_id) == chosen)
    if not found:
        raise Refused("Choose whom to send it to.", field="to")
    return found


def _sent(actor: Actor, tenancy_id: UUID, order: _Order, today: date) -> Mailed:
    if order.kind == LATE_NOTICE:
        as_of = min(order.ends_on, today)
        return send_late_notice(actor, tenancy_id, as_of=as_of, to=order.to, request_key=order.request_key)
    return send_statement(
        actor,
        tenancy_id,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        as_of=today,
        to=order.to,
        request_key=order.request_key,
    )


def dialogs() -> rx.Component:
    """The dialog of this module; the menu of the page opens it."""
    s = PapersState
    return form_dialog(
        choice_field("What", "kind", KINDS, STATEMENT),
        field_pair(day_field("From", "from", s.starts), day_field("Through", "to_day", s.ends)),
        choice_field("Mail it to", "to", s.people, EVERYBODY),
        form_note(
            "It is kept among the documents of the household. ", paper_link("Look at it first", s.paper_path), "."
        ),
        title=f"Mail a paper to {HouseholdState.name}",
        submit="Mail it",
        busy="Mailing…",
        open_=s.opened,
        on_close=s.close_papers,
        on_submit=s.submit_papers,
        on_preview=s.set_preview,
        errors=s.errors,
    )
