"""/alerts: every date that needs attention, or that somebody has in hand or put off."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, search_field, segments
from pm_app.ui.parts.attention import AttentionState
from pm_app.ui.parts.attention_table import attention_table
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page

__all__ = ["AttentionState", "page"]

KINDS = [
    Choice("leases", "Lease ends"),
    Choice("documents", "Documents"),
    Choice("deposits", "Deposits to settle"),
    Choice("transfers", "Deposit transfers"),
]


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
            "Lease ends and expirations appear here as soon as their first reminder is due.",
            link_button("Documents", paths.DOCUMENTS),
        ),
    )
    return parts_page(
        page_head("Alerts", sub=s.summary),
        filter_bar(
            search_field("Find what, who or property"),
            segments(
                Tab("Open", "", s.state_counts["open"]),
                Tab("Late", "late", s.state_counts["late"]),
                Tab("Acknowledged", "acknowledged", s.state_counts["acknowledged"]),
                Tab("Snoozed", "snoozed", s.state_counts["snoozed"]),
                param="state",
                label="Where the alert stands",
            ),
            rx.cond(s.sees_leases, choice_filter("Kind", "kind", KINDS)),
            choice_filter("Property", "property", s.properties),
        ),
        attention_table(whole=True, nothing=nothing),
    )
