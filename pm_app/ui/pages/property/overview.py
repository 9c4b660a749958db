"""The first tab of a property: what needs attention, which leases end, what stands empty, who owes."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.leasing.rules import OCCUPYING
from pm_app.receivables.queries.unit_grid import UNIT_SEGMENTS, GridRow, unit_grid
from pm_app.reminders.queries.alerts import alert_rows
from pm_app.reminders.queries.narrowing import AlertFilter
from pm_app.reminders.queries.rows import AlertRow
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, days_left, days_tone, dollars
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.parts.alert_handling import freshened
from pm_app.ui.parts.badge import days_text, status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.facts import line_link, line_list, list_line
from pm_app.ui.parts.figures import columns, key_figure, key_figures
from pm_app.ui.parts.page import empty, section, skeleton_lines
from pm_app.ui.parts.record_task_list import record_tasks
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of

SHOWN = 8
AHEAD_DAYS = 90


@dataclass
class AttentionLine:
    """One thing to see to or to know, as text."""

    label: str
    path: str
    detail: str
    when: str
    tone: str


class PropertyOverviewState(rx.State):
    """What the first tab shows."""

    loaded: bool = False
    occupied: str = ""
    vacant: str = ""
    ending: str = ""
    rent: str = ""
    balance: str = ""
    balance_tone: str = ""
    alerts: list[AttentionLine] = []
    alert_number: str = ""
    alerts_path: str = paths.ALERTS
    ends: list[AttentionLine] = []
    empty_units: list[AttentionLine] = []
    owing: list[AttentionLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today, place = services().clock.today(), route_id(self, "property_id")
        grid = await run(actor, unit_grid, today=today, listing=Listing(size=EVERYTHING), property_id=place)
        await _show_alerts(self, actor, place, today)
        _show(self, grid.rows, today)
        self.occupied = count(grid.occupied)
        self.rent, self.balance = dollars(grid.rent_cents), dollars(grid.balance_cents)
        late = any(row.overdue_cents > 0 for row in grid.rows)
        self.balance_tone = "overdue" if late else "zero" if not grid.balance_cents else ""
        self.loaded = True


async def _show_alerts(state: PropertyOverviewState, actor: Actor, place: UUID, today: date) -> None:
    state.alerts, state.alert_number = [], ""
    state.alerts_path = paths.with_query(paths.ALERTS, property=str(place))
    if actor.may(Permission.VIEW_ALERTS):
        await freshened()
        of_it = AlertFilter(property_id=place)
        found = await run(actor, alert_rows, listing=Listing(), today=today, narrowed=of_it)
        state.alerts = [_alert(row, today) for row in found.rows[:SHOWN]]
        state.alert_number = count(found.total) if found.total else ""


def _alert(row: AlertRow, today: date) -> AttentionLine:
    when, tone = days_left(row.falls_on, today), days_tone(row.falls_on, today)
    return AttentionLine(row.what, paths.alert_path(row.alert_id), row.who, when, tone)


def _show(state: PropertyOverviewState, rows: list[GridRow], today: date) -> None:
    ending = [row for row in rows if _ends_soon(row, today)]
    ending.sort(key=lambda row: (row.lease_ends_on or today, row.unit.name))
    vacant = [row for row in rows if row.state in UNIT_SEGMENTS["vacant"]]
    owing = sorted((row for row in rows if row.overdue_cents > 0), key=lambda row: -row.overdue_cents)
    state.ending, state.vacant = count(len(ending)), count(len(vacant))
    state.ends = [_end(row, today) for row in ending[:SHOWN]]
    state.empty_units = [_empty(row) for row in vacant[:SHOWN]]
    state.owing = [
        AttentionLine(row.tenancy_name, _ledger(row), f"Unit {row.unit.name}", dollars(row.overdue_cents), "overdue")
        for row in owing[:SHOWN]
    ]


def _ends_soon(row: GridRow, today: date) -> bool:
    ends_on = row.lease_ends_on
    return row.tenancy_state in OCCUPYING and ends_on is not None and 0 <= (ends_on - today).days <= AHEAD_DAYS


def _ledger(row: GridRow) -> str:
    return paths.lease_path(row.tenancy_id or "", "ledger")


def _end(row: GridRow, today: date) -> AttentionLine:
    ends_on = row.lease_ends_on or today
    words = f"Unit {row.unit.name}, {day(ends_on)}" + (", moving out" if row.move_out_on else "")
    path = paths.lease_path(row.tenancy_id or "")
    return AttentionLine(row.tenancy_name, path, words, days_left(ends_on, today), days_tone(ends_on, today))


def _empty(row: GridRow) -> AttentionLine:
    word = row.state.value.capitalize()
    rent = dollars(row.unit.market_rent_cents) if row.unit.market_rent_cents is not None else ""
    return AttentionLine(f"Unit {row.unit.name}", paths.unit_path(row.unit.unit_id), rent, word, tone_of(word))


def panel(on_add_unit: Any) -> rx.Component:
    """Return the tab; `on_add_unit` opens the dialog that adds a unit."""
    s = PropertyOverviewState
    no_units = empty(
        "No units yet",
        "Enter what is let in this building, then leases, rents and what needs attention appear here.",
        rx.cond(PropertyState.may_change, button("Add unit", on_click=on_add_unit)),
    )
    shown = rx.fragment(rx.cond(PropertyState.unit_number == "0", no_units, _figures()), _lists())
    return rx.cond(s.loaded, shown, skeleton_lines(6))


def _figures() -> rx.Component:
    s = PropertyOverviewState
    return key_figures(
        key_figure("Occupied", s.occupied, beside=f"of {PropertyState.unit_number} units"),
        key_figure("Vacant", s.vacant),
        key_figure("Leases ending in 90 days", s.ending),
        rx.cond(PropertyState.sees_money, key_figure("Rents a month", s.rent)),
        rx.cond(PropertyState.sees_money, key_figure("Balance", s.balance, tone=s.balance_tone)),
    )


def _lists() -> rx.Component:
    s = PropertyOverviewState
    return columns(
        section(
            "Needs attention",
            line_list(
                s.alerts, _alert_line, _nothing("Nothing is due. Lease ends and expiring documents appear here.")
            ),
            count=s.alert_number,
            link=("All", s.alerts_path),
        ),
        record_tasks(),
        rx.cond(
            PropertyState.sees_leases & (PropertyState.unit_number != "0"),
            section("Leases ending", line_list(s.ends, _line, _nothing("No lease ends within 90 days."))),
        ),
        rx.cond(
            PropertyState.sees_money & (PropertyState.unit_number != "0"),
            section("Overdue", line_list(s.owing, _line, _nothing("Nobody in this building is late."))),
        ),
        _with_units(section("Vacant", line_list(s.empty_units, _unit_line, _nothing("No unit stands empty.")))),
    )


def _with_units(content: rx.Component) -> rx.Component:
    return rx.cond(PropertyState.unit_number != "0", content)


def _nothing(sentence: str) -> rx.Component:
    return rx.el.p(sentence, class_name="pd-hint")


def _line(line: AttentionLine) -> rx.Component:
    return list_line(
        line_link(line.label, line.path),
        rx.el.span(line.detail, class_name="pd-muted pd-small"),
        end=days_text(line.when, line.tone),
    )


def _alert_line(line: AttentionLine) -> rx.Component:
    return list_line(
        rx.el.div(
            line_link(line.detail, line.path),
            rx.el.span(line.label, class_name="pd-under"),
            class_name="pd-two-lines",
        ),
        end=days_text(line.when, line.tone),
    )


def _unit_line(line: AttentionLine) -> rx.Component:
    return list_line(
        line_link(line.label, line.path),
        rx.el.span(line.detail, class_name="pd-muted pd-small"),
        end=status_badge(line.when, line.tone),
    )
