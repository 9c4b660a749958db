"""The people of a household: who signed, who lives there, who vouches; joining and leaving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.leasing.queries.details import PartyRow, tenancy_details
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.button import button
from pm_app.ui.parts.page import section
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row
from pm_app.ui.session import route_id, signed_in


@dataclass
class PartyLine:
    """A person's part in the household, as text."""

    party_id: str
    name: str
    path: str
    role: str
    phone: str
    email: str
    since: str
    until: str
    may_leave: bool


class HouseholdPeopleState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    lines: list[PartyLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today = services().clock.today()
        found = await run(actor, tenancy_details, tenancy_id=route_id(self, "tenancy_id"), today=today)
        self.lines = [_line(party) for party in found.parties]
        self.loaded = True


def _line(party: PartyRow) -> PartyLine:
    return PartyLine(
        party_id=str(party.party_id),
        name=party.name,
        path=paths.person_path(party.person_id),
        role=party.role.value.capitalize(),
        phone=party.phone,
        email=party.email,
        since=day(party.starts_on),
        until=day(party.ends_on) if party.ends_on else "",
        may_leave=party.ends_on is None,
    )


def panel(*, on_leave: Callable[[Any, Any], Any]) -> rx.Component:
    """Return the tab; `on_leave` opens the dialog for somebody's last day."""

    return section(
        "People",
        data_table(
            "People of the household",
            [
                Column("Name"),
                Column("Role"),
                Column("Phone"),
                Column("E-mail", fill=True),
                Column("From", hide=True),
                Column("Until"),
                Column("Actions", quiet=True),
            ],
            HouseholdPeopleState.lines,
            lambda line: _row(line, on_leave),
            loaded=HouseholdPeopleState.loaded,
            placeholders=2,
        ),
        beside=rx.cond(
            HouseholdState.may_change,
            address_link("Add person", set_={"add": "1"}, drop=["person"], class_name="pd-btn s"),
        ),
    )


def _row(line: PartyLine, on_leave: Callable[[Any, Any], Any]) -> rx.Component:
    leave = button(
        "Leaves",
        on_click=on_leave(line.party_id, line.name),
        kind="quiet",
        small=True,
        aria_label=line.name + " leaves",
    )
    return table_row(
        link_cell(line.name, line.path),
        cell(line.role),
        cell(line.phone),
        cell(line.email, fill=True),
        cell(line.since, hide=True),
        cell(line.until),
        actions_cell(rx.cond(line.may_leave & HouseholdState.may_change, leave)),
    )
