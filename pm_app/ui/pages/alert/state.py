"""One date as its page shows it, and what the link of a mail offers to do about it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.mailed_links import verify
from pm_app.reminders.actions.alerts import acknowledge_alerts, snooze_alerts
from pm_app.reminders.queries.details import AlertDetails, alert_details
from pm_app.reminders.queries.timeline import timeline_of
from pm_app.reminders.rules.links import SNOOZED_DAYS, LinkEnded, MailedAct
from pm_app.reminders.rules.picking import Picked
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, moment
from pm_app.ui.pages.alert.lines import TimelineLine, timeline_lines
from pm_app.ui.parts.alert_handling import freshened, shown_again
from pm_app.ui.parts.alert_lines import AlertLine, about_path, alert_line, kind_word, state_word
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState, loads_again
from pm_app.ui.session import query, route_id, signed_in
from pm_app.ui.theme import tone_of

_NOTHING = AlertLine("", "", "", "", "", "", "", "", "", "", "", "", "", "", "", is_open=False, is_over=False)


@dataclass
class AboutLine:
    """One record a date is about: what it is, its name, its address."""

    label: str
    name: str
    path: str


@dataclass
class CycleLine:
    """Another cycle of the same item, as text."""

    label: str
    path: str
    state: str
    tone: str
    reason: str


class AlertState(rx.State):
    """One date; `offered` is what the link of a mail offers to do, until it is confirmed or put away."""

    loaded: bool = False
    missing: bool = False
    may_handle: bool = False
    line: AlertLine = _NOTHING
    kind: str = ""
    note: str = ""
    responsible: str = ""
    begins: str = ""
    raised: str = ""
    cycle: str = ""
    about: list[AboutLine] = []
    timeline: list[TimelineLine] = []
    cycles: list[CycleLine] = []
    shown_path: str = ""
    offered: str = ""
    offered_words: str = ""
    offer_refused: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_ALERTS)
        alert_id, today = route_id(self, "alert_id"), services().clock.today()
        await freshened()
        try:
            found = await run(actor, alert_details, alert_id=alert_id, today=today)
        except NotFound:
            self.missing, self.loaded = True, True
            return None
        zone = installed().settings.time_zone
        happened = await run(actor, timeline_of, alert_id=alert_id)
        _show(self, found, actor, zone)
        self.timeline = timeline_lines(happened, found.raised_at, today, actor, zone)
        _offer(self, actor, found)
        self.missing, self.loaded = False, True
        return RecordTasksState.load

    @rx.event
    async def submit_offered(self):
        """Do what the link of the mail offers; nothing of it is taken from what the page says."""
        actor = await signed_in(self)
        alert_id, clock = route_id(self, "alert_id"), services().clock
        actor.must(Permission.HANDLE_ALERTS)
        act = _asked(self, actor, alert_id)
        found = await run(actor, alert_details, alert_id=alert_id, today=clock.today())
        picked = [Picked(alert_id, found.row.version)]
        if act == MailedAct.ACKNOWLEDGE:
            await run(actor, acknowledge_alerts, picked=picked, now=clock.now())
            sentence = "Acknowledged. It is in your hands now."
        else:
            until = clock.today() + timedelta(days=SNOOZED_DAYS)
            asked = {"snoozed_until": until, "today": clock.today(), "now": clock.now()}
            await run(actor, snooze_alerts, picked=picked, **asked)
            sentence = f"Put off until {day(until)}."
        self.offered = ""
        return [rx.redirect(paths.alert_path(alert_id), replace=True), WaitingState.load, said(sentence)]

    @rx.event
    async def close_offer(self):
        await signed_in(self)
        self.offered = ""


shown_again(paths.ALERT, AlertState.load)
loads_again(paths.ALERT, AlertState)


def _show(state: AlertState, found: AlertDetails, actor: Actor, zone: str) -> None:
    today = services().clock.today()
    state.line = alert_line(found.row, today, actor)
    state.may_handle = actor.may(Permission.HANDLE_ALERTS)
    state.kind, state.note = kind_word(found.row.kind), state.line.note
    state.line.days, state.line.days_tone = days_left(found.row.falls_on, today), days_tone(found.row.falls_on, today)
    state.responsible = _responsible(found)
    state.begins, state.raised = day(found.begins_on), moment(found.raised_at, zone)
    state.cycle = f"{found.row.cycle}" if found.row.cycle > 1 or found.cycles else ""
    state.about = _about(found)
    state.shown_path = about_path(found.row)
    state.cycles = [
        CycleLine(
            f"Cycle {one.cycle}, {day(one.falls_on)}",
            paths.alert_path(one.alert_id),
            state_word(one.state),
            tone_of(state_word(one.state)),
            one.closed_reason,
        )
        for one in found.cycles
    ]


def _responsible(found: AlertDetails) -> str:
    if found.assigned_to:
        return f"{found.assigned_to}, instead of {found.manager}" if found.manager else found.assigned_to
    return f"{found.manager}, who manages the property" if found.manager else "Nobody in particular"


def _about(found: AlertDetails) -> list[AboutLine]:
    about = found.row.about
    lines = [
        AboutLine("Document", found.document, paths.document_path(about.document_id or "")),
        AboutLine("Lease", found.household, paths.lease_path(about.tenancy_id or "")),
        AboutLine("Unit", found.unit_name, paths.unit_path(about.unit_id or "")),
        AboutLine("Person", found.person, paths.person_path(about.person_id or "")),
        AboutLine("Property", found.row.property_name, paths.property_path(about.property_id or "")),
    ]
    return [line for line in lines if line.name]


def _asked(state: AlertState, actor: Actor, alert_id: UUID) -> MailedAct:
    """Return what the address asks for; refuses a link of which one part says something else than the other."""
    act = verify(actor, alert_id, query(state, "token"))
    if query(state, "do") not in ("", act.name.lower()):
        raise LinkEnded("This link was changed on its way. Open the mail again and follow its link.")
    return act


def _offer(state: AlertState, actor: Actor, found: AlertDetails) -> None:
    """Show what a mailed link offers; loading the page does nothing by itself."""
    state.offered = state.offer_refused = state.offered_words = ""
    if not query(state, "token") and not query(state, "do"):
        return
    try:
        act = _asked(state, actor, found.row.alert_id)
    except Refused as refusal:
        state.offer_refused = refusal.message
        return
    if not state.may_handle:
        state.offer_refused = "Your role lets you look at this date, not act on it. Ask a manager to."
        return
    if act == MailedAct.SNOOZE and state.line.snooze_off:
        state.offer_refused = state.line.snooze_off
        return
    if not state.line.is_open:
        state.offer_refused = "Somebody has taken care of it already. Nothing is left to do by this link."
        return
    until = day(services().clock.today() + timedelta(days=SNOOZED_DAYS))
    state.offered = act.value
    state.offered_words = "Acknowledge" if act == MailedAct.ACKNOWLEDGE else f"Snooze until {until}"
