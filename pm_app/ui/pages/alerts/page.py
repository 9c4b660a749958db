"""/alerts: every date that needs attention, that somebody has in hand or put off, that is still to come or over."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.alerts.choosing import ChosenAlertsState, bar, tick
from pm_app.ui.parts.address import Tab, choice_filter, filter_bar, search_field, segments
from pm_app.ui.parts.alert_lines import URGENCIES
from pm_app.ui.parts.attention import AttentionState
from pm_app.ui.parts.attention_table import attention_table
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page

__all__ = ["ChosenAlertsState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = AttentionState
    nothing = rx.cond(
        s.narrowed,
        empty(
            "No alert fits",
            "Another filter or search may show more.",
            link_button("Show what needs attention", paths.ALERTS),
        ),
        empty(
            "Nothing needs attention",
            "Lease ends, expirations, deadlines and tasks appear here as soon as their first reminder is due.",
            link_button("What is still to come", f"{paths.ALERTS}?state=upcoming"),
        ),
    )
    return parts_page(
        page_head("Alerts", sub=s.summary, actions=[link_button("Calendar", paths.CALENDAR, icon_="calendar-days")]),
        _filters(),
        bar(),
        attention_table(nothing=nothing, tick=tick),
    )


def _filters() -> rx.Component:
    s = AttentionState
    states = segments(
        Tab("Open", "", s.state_counts["open"]),
        Tab("Late", "late", s.state_counts["late"]),
        Tab("Acknowledged", "acknowledged", s.state_counts["acknowledged"]),
        Tab("Snoozed", "snoozed", s.state_counts["snoozed"]),
        Tab("Upcoming", "upcoming", s.state_counts["upcoming"]),
        Tab("Done", "resolved", s.state_counts["resolved"]),
        Tab("Closed", "closed", s.state_counts["closed"]),
        param="state",
        label="Where the alert stands",
    )
    return rx.fragment(
        filter_bar(search_field("Find what, who or property"), states),
        filter_bar(
            choice_filter("Kind", "kind", s.kinds),
            choice_filter("When", "urgency", URGENCIES),
            choice_filter("Property", "property", s.properties),
            choice_filter("Responsible", "who", s.people, any_="Anybody"),
        ),
    )
