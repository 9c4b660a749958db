"""The tabs of the charges run: to post, in the closed period, left out, the last runs."""

import reflex as rx

from pm_app.ui.pages.charges_run.state import ChargeLine, ChargesRunState, LeftOutLine, RunLine
from pm_app.ui.parts.address import Tab, choice_filter, day_filter, filter_bar, search_field, tabs
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import confirm_dialog
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.page import alert_line, empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, money_cell, table_row

__all__ = ["ChargesRunState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = ChargesRunState
    post = button("Post now…", kind="primary", on_click=s.open_posting)
    return parts_page(
        page_head("Charges run", sub=s.summary, primary=rx.cond(s.may_post, post)),
        rx.cond(s.done != "", note_line(s.done)),
        rx.foreach(s.problems, lambda problem: alert_line(problem)),
        rx.cond(s.ahead != "", note_line(s.ahead, " Posting now posts only what is due now.")),
        tabs(
            Tab("To post", count=s.due_count),
            Tab("In the closed period", "blocked", s.blocked_count),
            Tab("Left out", "left-out", s.left_out_count),
            Tab("Last runs", "runs"),
        ),
        rx.cond(
            s.tab == "runs",
            _runs(),
            rx.fragment(
                filter_bar(
                    search_field("Find household, unit or property"),
                    choice_filter("Property", "property", s.properties),
                    day_filter("Run on", "on"),
                    right=[export_menu("charges-run", s.export)],
                ),
                rx.match(s.tab, ("left-out", _left_out()), ("blocked", _blocked()), _due()),
            ),
        ),
        confirm_dialog(
            title="Post the charges that are due?",
            body=s.question,
            confirm="Post now",
            open_=s.asking,
            on_confirm=s.submit_posting,
            on_close=s.close_posting,
        ),
    )


def _due() -> rx.Component:
    why = "Every night, what falls due in the next days is posted: as far ahead as the terms of each household say."
    return _charges("Charges of the next run", empty("Nothing is due that is not posted", why))


def _blocked() -> rx.Component:
    why = "What falls due in a closed period is not posted until it is reopened."
    return rx.fragment(
        rx.cond(
            ChargesRunState.blocked_count != "0",
            note_line(
                ChargesRunState.closed,
                " These charges are due within: reopen the period, or charge them by hand on a later day.",
                tone="amber",
            ),
        ),
        _charges("Charges in the closed period", empty("Nothing is held back", why)),
    )


def _charges(caption: str, nothing: rx.Component) -> rx.Component:
    s = ChargesRunState
    return data_table(
        caption,
        [
            Column("Due", sort="due"),
            Column("Household", sort="household"),
            Column("Unit", sort="unit"),
            Column("Kind", sort="kind"),
            Column("Description", fill=True),
            Column("Amount", sort="-amount", num=True),
        ],
        s.lines,
        _charge,
        loaded=s.loaded,
        total=s.total,
        noun="charges",
        default_sort="due",
        compact=True,
        empty=nothing,
        totals=[cell("Total"), cell(), cell(), cell(), cell(), cell(s.amount, num=True)],
    )


def _charge(line: ChargeLine) -> rx.Component:
    return table_row(
        cell(line.due),
        link_cell(line.household, line.path),
        cell(line.place),
        cell(line.kind),
        cell(line.description, fill=True, muted=True, title=line.description),
        money_cell(line.amount),
    )


def _left_out() -> rx.Component:
    s = ChargesRunState
    return rx.fragment(
        rx.cond(
            s.left_out_count != "0",
            note_line(
                "These stays were taken over: what fell due before was most likely charged elsewhere, so the run "
                "leaves it alone. Where it was not, charge it from the household's ledger."
            ),
        ),
        data_table(
            "Left out, by household",
            [
                Column("Household"),
                Column("Unit"),
                Column("Days", fill=True),
                Column("Charges", num=True),
                Column("Amount", num=True),
            ],
            s.left_out,
            _left_out_row,
            loaded=s.loaded,
            total=s.total,
            noun="households",
            compact=True,
            empty=empty("Nothing is left out", "Stays that were taken over from elsewhere are charged from then on."),
            totals=[cell("Total"), cell(), cell(), cell(), cell(s.amount, num=True)],
        ),
    )


def _left_out_row(line: LeftOutLine) -> rx.Component:
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place),
        cell(line.days, fill=True),
        cell(line.count, num=True),
        money_cell(line.amount),
    )


def _runs() -> rx.Component:
    s = ChargesRunState
    return data_table(
        "The last runs, newest first",
        [
            Column("Started"),
            Column("Posted", num=True),
            Column("Not posted", num=True),
            Column("What came of it", fill=True),
        ],
        s.runs,
        _run,
        loaded=s.loaded,
        empty=empty("No run yet", "The clock posts every night; what a person posts here is kept as well."),
    )


def _run(line: RunLine) -> rx.Component:
    return table_row(
        cell(line.started),
        cell(line.posted, num=True),
        cell(line.failed, num=True),
        cell(line.summary, fill=True, title=line.summary),
    )
