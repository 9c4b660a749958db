"""Joining and leaving a household: finding or naming who joins, from when; and the last day of who leaves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.parties import NewParty, add_party, remove_party
from pm_app.leasing.enums import PartyRole
from pm_app.people.enums import ContactKind
from pm_app.people.queries import person_choices
from pm_app.people.rules import Contact
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, iso_day, parse_day
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.people import HouseholdPeopleState
from pm_app.ui.parts.address import Choice, filter_bar, query_of, search_field
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.form import (
    choice_field,
    day_field,
    email_field,
    errors_of,
    field_pair,
    hidden_field,
    phone_field,
    text_field,
)
from pm_app.ui.parts.page import section
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

ROLES = [Choice(role.value, role.value.capitalize()) for role in PartyRole]
SHOWN = 8


@dataclass
class FoundLine:
    """Somebody a search found, as text."""

    person_id: str
    name: str
    detail: str


class JoiningState(rx.State):
    """Who is looked for, and the dialogs: `opened` is "join" or "leave"."""

    adding: bool = False
    found: list[FoundLine] = []
    close_path: str = ""
    opened: str = ""
    today: str = ""
    who_id: str = ""
    who: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        asked = query_of(self)
        self.close_path = paths.lease_path(route_id(self, "tenancy_id"), "people")
        self.adding, self.opened = asked.get("add") == "1", ""
        search = asked.get("person", "").strip() if self.adding else ""
        choices = await run(actor, person_choices, search=search, limit=SHOWN) if search else []
        self.found = [FoundLine(str(one.person_id), one.name, one.detail) for one in choices]

    @rx.event
    async def open_join(self, person_id: str, name: str):
        await signed_in(self)
        self.who_id, self.who = str(person_id), str(name)
        self.errors, self.today, self.opened = {}, iso_day(services().clock.today()), "join"

    @rx.event
    async def open_leave(self, party_id: str, name: str):
        await signed_in(self)
        self.who_id, self.who = str(party_id), str(name)
        self.errors, self.today, self.opened = {}, iso_day(services().clock.today()), "leave"

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_join(self, form: dict[str, str]):
        actor = await signed_in(self)
        tenancy_id = route_id(self, "tenancy_id")
        try:
            party = _party(form)
            starts_on = parse_day(form.get("starts_on", ""), "starts_on")
            now = services().clock.now()
            await run(actor, add_party, tenancy_id=tenancy_id, party=party, starts_on=starts_on, now=now)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [rx.redirect(paths.lease_path(tenancy_id, "people")), said(f"Added from {day(starts_on)}.")]

    @rx.event
    async def submit_leave(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            ends_on = parse_day(form.get("ends_on", ""), "ends_on")
            await run(
                actor,
                remove_party,
                tenancy_id=route_id(self, "tenancy_id"),
                party_id=_id(form.get("party_id", "")),
                ends_on=ends_on,
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        return [HouseholdState.load, HouseholdPeopleState.load, said(f"Leaves after {day(ends_on)}.")]


def _party(form: dict[str, str]) -> NewParty:
    role = form.get("role", "")
    if role not in list(PartyRole):
        raise Refused("Choose the person's role in the lease.", field="role")
    if form.get("person_id", ""):
        return NewParty(_id(form["person_id"]), PartyRole(role))
    ways = ((ContactKind.EMAIL, "email"), (ContactKind.PHONE, "phone"))
    contacts = tuple(Contact(kind, form[field]) for kind, field in ways if form.get(field, "").strip())
    return NewParty(role=PartyRole(role), name=form.get("name", ""), contacts=contacts)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("This person is not there any more. Reload the page and look again.") from None


def finder() -> rx.Component:
    """The place where somebody to add is looked for; shown while the address asks for it."""
    return rx.cond(
        JoiningState.adding & HouseholdState.may_change,
        section(
            "Add a person",
            filter_bar(
                search_field("Find by name, phone or e-mail", param="person", width="320px"),
                button("New person", on_click=JoiningState.open_join("", ""), icon_="user-plus"),
                right=[link_button("Close", JoiningState.close_path, kind="ghost")],
            ),
            line_list(JoiningState.found, _found_line),
        ),
    )


def _found_line(line: FoundLine) -> rx.Component:
    add = button(
        "Add", on_click=JoiningState.open_join(line.person_id, line.name), small=True, aria_label="Add " + line.name
    )
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.detail, class_name="pd-small pd-muted"),
        end=add,
    )


def dialogs() -> rx.Component:
    """The dialogs of this module."""
    return rx.fragment(_join(), _leave())


def _join() -> rx.Component:
    known: Any = JoiningState.who_id != ""
    return form_dialog(
        rx.cond(
            known,
            hidden_field("person_id", JoiningState.who_id),
            rx.fragment(
                text_field("Name", "name", auto_focus=True, max_length=200),
                field_pair(email_field("E-mail", "email", optional=True), phone_field("Phone", "phone", optional=True)),
            ),
        ),
        field_pair(
            choice_field("Role in the lease", "role", ROLES, PartyRole.CO_TENANT.value, width="day"),
            day_field("From", "starts_on", JoiningState.today),
        ),
        title=rx.cond(known, f"Add {JoiningState.who} to the household", "Add a new person to the household"),
        note="The household keeps one ledger; whoever signs is liable for all of it.",
        submit="Add",
        open_=JoiningState.opened == "join",
        on_close=JoiningState.close_dialog,
        on_submit=JoiningState.submit_join,
        errors=JoiningState.errors,
    )


def _leave() -> rx.Component:
    return form_dialog(
        hidden_field("party_id", JoiningState.who_id),
        day_field("Last day", "ends_on", JoiningState.today),
        title=f"{JoiningState.who} leaves the household",
        note="The others stay, and the balance stays theirs.",
        submit="Record",
        open_=JoiningState.opened == "leave",
        on_close=JoiningState.close_dialog,
        on_submit=JoiningState.submit_leave,
        errors=JoiningState.errors,
    )
