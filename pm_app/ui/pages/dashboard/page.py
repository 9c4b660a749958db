"""/: what needs me today."""

from datetime import datetime
from zoneinfo import ZoneInfo

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.outbox.queries import last_success
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, short_day, time_of_day
from pm_app.ui.pages.dashboard import activity, chart, figures, receiving, tasks
from pm_app.ui.pages.dashboard.activity import ActivityState
from pm_app.ui.pages.dashboard.figures import FiguresState
from pm_app.ui.pages.dashboard.receiving import PayingHouseholdState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice, Tab, choice_filter, query_of, segments
from pm_app.ui.parts.attention import AttentionState
from pm_app.ui.parts.attention_table import attention_table
from pm_app.ui.parts.button import button, link_button, text_link
from pm_app.ui.parts.page import empty, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.tasks import TasksState
from pm_app.ui.session import signed_in

REMINDERS = "send-reminders"


class DashboardState(rx.State):
    """The head of the page; it loads the parts below it."""

    today: str = ""
    may_receive: bool = False
    may_start_lease: bool = False
    properties: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        clock = services().clock
        heartbeat = await run(actor, last_success, name=REMINDERS)
        today = clock.today()
        self.today = f"{today:%A}, {day(today)} · {_last_run(heartbeat.ended_at, clock.now())}"
        sees_leases = actor.may(Permission.VIEW_LEASES)
        named = await run(actor, let_properties) if sees_leases else []
        self.properties = [Choice(str(key), name) for key, name in named]
        self.may_receive = actor.may(Permission.RECORD_RECEIPTS)
        self.may_start_lease = actor.may(Permission.CHANGE_LEASES) and not self.may_receive
        asks = query_of(self).get("add") == "receipt" and self.may_receive
        return [
            AttentionState.load,
            FiguresState.load,
            TasksState.load,
            ActivityState.load,
            *([PayingHouseholdState.open_receipt] if asks else []),
        ]


def _last_run(ended_at: datetime | None, now: datetime) -> str:
    if ended_at is None:
        return "Reminders have not run yet"
    zone = ZoneInfo(installed().settings.time_zone)
    local = ended_at.astimezone(zone)
    on = "today" if local.date() == now.astimezone(zone).date() else f"on {short_day(local.date())}"
    return f"Reminders last ran {on} at {time_of_day(local.time())}"


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        _head(),
        rx.el.div(_needs_attention(), figures.panel(), class_name="pd-dash"),
        rx.el.div(chart.panel(), tasks.panel(), activity.panel(), class_name="pd-dash2"),
        receiving.dialog(),
    )


def _head() -> rx.Component:
    s = DashboardState
    choose = choice_filter("Property", "property", s.properties, any_="All properties")
    receive = button("Record receipt", kind="primary", on_click=PayingHouseholdState.open_receipt)
    start = rx.cond(s.may_start_lease, link_button("New lease", paths.NEW_LEASE, kind="primary", icon_="plus"))
    return page_head(
        "Dashboard",
        below=s.today,
        actions=[rx.cond(is_empty(s.properties), rx.fragment(), choose)],
        primary=rx.cond(s.may_receive, receive, start),
    )


def _needs_attention() -> rx.Component:
    s = AttentionState
    kinds = segments(
        Tab("All", "", s.kind_counts["all"]),
        Tab("Leases", "leases", s.kind_counts["leases"], shown=s.sees_leases),
        Tab("Documents", "documents", s.kind_counts["documents"]),
        Tab("Inspections", "inspections", s.kind_counts["inspections"]),
        Tab("Deposits", "deposits", s.kind_counts["deposits"], shown=s.sees_ledger),
        Tab("Tasks", "tasks", s.kind_counts["tasks"]),
        param="kind",
        label="What it is about",
    )
    nothing = empty(
        "Nothing needs attention",
        "Lease ends, expirations and deadlines appear here as soon as their first reminder is due.",
        link_button("All alerts", s.all_path),
    )
    every = rx.el.p(text_link(s.all_words, s.all_path), class_name="pd-small pd-below-table")
    return section("Needs attention", attention_table(nothing=nothing), rx.cond(s.total > 0, every), beside=kinds)
