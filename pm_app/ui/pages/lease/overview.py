"""The first tab of a household: the terms in force, who lives there, what is charged, what happened lately."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import history_of
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.queries.details import PartyRow, TenancyDetails, tenancy_details
from pm_app.leasing.queries.rent import RentLineRow
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, day, days_left, days_tone, dollars
from pm_app.ui.parts.alert_lines import AlertLine
from pm_app.ui.parts.facts import HistoryLine, fact, facts, line_link, line_list, list_line, timeline
from pm_app.ui.parts.figures import columns
from pm_app.ui.parts.history import history_lines
from pm_app.ui.parts.page import empty, note_line, section
from pm_app.ui.parts.record_alerts import alert_list, alerts_about
from pm_app.ui.parts.record_task_list import record_tasks
from pm_app.ui.session import route_id, signed_in

LATELY = 6


@dataclass
class PersonLine:
    """Somebody of the household, as text."""

    name: str
    path: str
    role: str
    reached: str


@dataclass
class ChargedLine:
    """Something that is charged again and again, as text."""

    kind: str
    detail: str
    amount: str


class OverviewState(rx.State):
    """What the first tab shows."""

    loaded: bool = False
    notice: str = ""
    term: str = ""
    ends: str = ""
    left: str = ""
    left_tone: str = ""
    after: str = ""
    since: str = ""
    leaves: str = ""
    notes: str = ""
    people: list[PersonLine] = []
    charged: list[ChargedLine] = []
    recent: list[HistoryLine] = []
    dates: list[AlertLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        tenancy_id = route_id(self, "tenancy_id")
        today = services().clock.today()
        found = await run(actor, tenancy_details, tenancy_id=tenancy_id, today=today)
        _show(self, found, today)
        self.dates = await alerts_about(actor, today, tenancy_id=tenancy_id)
        self.recent = []
        if actor.may(Permission.VIEW_HISTORY):
            rows = await run(actor, history_of, about_id=tenancy_id, limit=LATELY)
            self.recent = history_lines(rows, installed().settings.time_zone, own_kind="tenancy")
        self.loaded = True


def _show(state: OverviewState, found: TenancyDetails, today: date) -> None:
    row = found.row
    state.notice = _notice(found, today)
    kind = row.term_kind.value.capitalize() if row.term_kind else UNKNOWN
    state.term = f"{kind}, from {day(row.term_starts_on)}"
    state.ends, state.left, state.left_tone = day(row.lease_ends_on), "", ""
    if row.lease_ends_on is None:
        state.ends = "No last day"
    elif found.state in {LeaseState.ACTIVE, LeaseState.EXPIRING, LeaseState.FUTURE}:
        state.left, state.left_tone = days_left(row.lease_ends_on, today), days_tone(row.lease_ends_on, today)
    state.after = "Goes on month to month" if found.rolls_month_to_month else "Ends unless renewed"
    state.since = day(row.starts_on)
    state.leaves = day(row.moved_out_on or row.move_out_planned_on)
    state.notes = found.notes
    state.people = [_person(party) for party in found.parties if party.ends_on is None or party.ends_on >= today]
    state.charged = [_charged(line, today) for line in found.rent_lines if _counts(line, today)]


def _notice(found: TenancyDetails, today: date) -> str:
    notice = found.standing_notice
    if notice is None or found.place.moved_out_on is not None:
        return ""
    giver = notice.given_by.value.capitalize()
    last_day = f"{giver}'s notice of {day(notice.given_on)}: last day {day(notice.move_out_on)}"
    reason = f" Reason: {notice.reason}" if notice.reason else ""
    return f"{last_day}, {days_left(notice.move_out_on, today).lower()}.{reason}"


def _person(party: PartyRow) -> PersonLine:
    reached = party.phone or party.email
    return PersonLine(party.name, paths.person_path(party.person_id), party.role.value.capitalize(), reached)


def _counts(line: RentLineRow, today: date) -> bool:
    return line.ends_on is None or line.ends_on >= today


def _charged(line: RentLineRow, today: date) -> ChargedLine:
    words = [line.description] if line.description else []
    words.append(f"{line.frequency.value}, due on day {line.due_day}")
    if line.starts_on > today:
        words.append(f"from {day(line.starts_on)}")
    if line.ends_on is not None:
        words.append(f"until {day(line.ends_on)}")
    return ChargedLine(line.kind.value.capitalize(), ", ".join(words), dollars(line.amount_cents))


def panel() -> rx.Component:
    """Return the tab."""
    return rx.fragment(
        rx.cond(OverviewState.notice != "", note_line(OverviewState.notice, tone="amber")),
        columns(
            rx.el.div(
                section(
                    "Lease",
                    facts(
                        fact("Term", OverviewState.term),
                        fact("Ends", OverviewState.ends, _days_beside()),
                        fact("After that", OverviewState.after),
                        fact("Moved in", OverviewState.since),
                        fact("Moves out", OverviewState.leaves),
                        fact("Notes", OverviewState.notes, shown=OverviewState.notes != ""),
                    ),
                ),
                section(
                    "Recurring charges",
                    line_list(
                        OverviewState.charged,
                        _charged_line,
                        empty("Nothing is charged", "Rent and what else is charged every month stands here."),
                    ),
                ),
            ),
            rx.el.div(
                section("Household", line_list(OverviewState.people, _person_line)),
                section("Dates", alert_list(OverviewState.dates)),
                record_tasks(),
                section("Lately", timeline(OverviewState.recent)),
            ),
        ),
    )


def _days_beside() -> rx.Component:
    return rx.el.span(
        OverviewState.left, class_name="pd-days beside", custom_attrs={"data-tone": OverviewState.left_tone}
    )


def _charged_line(line: ChargedLine) -> rx.Component:
    return list_line(
        rx.el.span(line.kind, class_name="pd-strong"),
        rx.el.span(line.detail, class_name="pd-small pd-muted"),
        end=line.amount,
    )


def _person_line(line: PersonLine) -> rx.Component:
    return list_line(
        line_link(line.name, line.path), rx.el.span(line.role, class_name="pd-small pd-muted"), end=line.reached
    )
