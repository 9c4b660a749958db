"""How the page of required documents and of expirations looks."""

import reflex as rx

from pm_app.documents.enums import ComplianceState
from pm_app.documents.rules.requirements import LEVELS
from pm_app.ui import paths
from pm_app.ui.pages.compliance.state import CompliancePageState, ExpirationLine
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, search_field, segments, tabs
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.required_filing import RequiredState, required_dialogs
from pm_app.ui.parts.required_table import required_table
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, day_cell, link_cell, table_row

OF = [Choice(level.value, level.value.capitalize()) for level in LEVELS]
WITHIN = [
    Choice("past", "Past"),
    Choice("30", "Within 30 days or past"),
    Choice("60", "Within 60 days or past"),
    Choice("180", "Within 180 days or past"),
    Choice("365", "Within a year or past"),
]


def page() -> rx.Component:
    """Return the page."""
    s = CompliancePageState
    return parts_page(
        page_head(
            "Compliance",
            sub=s.summary,
            ready=s.loaded,
            actions=[
                rx.cond(s.may_set, link_button("Required documents", paths.REQUIRED_DOCUMENTS, icon_="list-checks"))
            ],
        ),
        tabs(Tab("Required"), Tab("All expirations", "expirations")),
        rx.cond(s.tab == "expirations", _expirations(), _required()),
        required_dialogs(CompliancePageState.load),
    )


def _required() -> rx.Component:
    s, c = CompliancePageState, CompliancePageState.counts
    return rx.fragment(
        filter_bar(
            search_field("Find property or person"),
            segments(
                Tab("To do", "", s.to_do),
                *[_segment(state, c[state.value]) for state in _SHOWN],
                param="state",
                label="Where the document stands",
            ),
            choice_filter("Of", "level", OF),
            choice_filter("Document", "kind", s.kinds),
            choice_filter("Property", "property", s.properties),
            right=[export_menu("compliance", s.export_query)],
        ),
        required_table(
            s.lines,
            loaded=s.loaded,
            total=s.total,
            reload=CompliancePageState.load,
            nothing=rx.cond(
                s.has_rules,
                empty("Nothing here", "No required document stands like this with these filters."),
                empty(
                    "No document is required yet",
                    "Say which documents must be there for properties, units, leases, owners and vendors.",
                    rx.cond(s.may_set, link_button("Required documents", paths.REQUIRED_DOCUMENTS)),
                ),
            ),
        ),
    )


_SHOWN = (
    ComplianceState.MISSING,
    ComplianceState.EXPIRED,
    ComplianceState.EXPIRING,
    ComplianceState.NO_DATE,
    ComplianceState.IN_INBOX,
    ComplianceState.NOT_YET_DUE,
    ComplianceState.WAIVED,
    ComplianceState.IN_ORDER,
)


def _segment(state: ComplianceState, number: str | rx.Var[str]) -> Tab:
    return Tab(state.value.capitalize(), state.value, number)


def _expirations() -> rx.Component:
    s = CompliancePageState
    return rx.fragment(
        filter_bar(
            search_field("Find title or number"),
            choice_filter("When", "within", WITHIN, any_="Within 90 days or past"),
            choice_filter("Property", "property", s.properties),
            right=[export_menu("expirations", s.export_query)],
        ),
        data_table(
            "Documents that expire",
            [
                Column("Document", sort="title", fill=True),
                Column("Kind", sort="kind"),
                Column("Belongs to", hide=True),
                Column("What"),
                Column("Day", sort="day"),
                Column("Actions", quiet=True),
            ],
            s.days,
            _day_row,
            loaded=s.loaded,
            total=s.total,
            noun="expirations",
            default_sort="day",
            compact=True,
            empty=empty("Nothing expires", "No document in use expires in this time."),
        ),
    )


def _day_row(line: ExpirationLine) -> rx.Component:
    s = CompliancePageState
    renew = button(
        "Renew",
        on_click=RequiredState.open_file(line.kind_value, "", "", line.document_id),
        kind="quiet",
        small=True,
        aria_label=f"Renew: {line.title}",
    )
    return table_row(
        link_cell(line.title, line.path, fill=True, title=line.title),
        cell(line.kind),
        cell(line.belongs, muted=True, hide=True),
        cell(line.what),
        day_cell(line.on, line.left, line.left_tone),
        actions_cell(rx.cond(s.may_file, renew)),
    )
