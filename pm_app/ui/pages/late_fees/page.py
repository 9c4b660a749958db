"""The tabs of late fees: to approve, waivers, decided."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.late_fees.deciding import DecidingState, dialogs
from pm_app.ui.pages.late_fees.lines import DecidedLine, FeeLine, WaiverLine
from pm_app.ui.pages.late_fees.state import LateFeesState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Tab, choice_filter, filter_bar, search_field, tabs
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.form import form
from pm_app.ui.parts.page import alert_line, empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, money_cell, table_row


def page() -> rx.Component:
    """Return the page."""
    s = LateFeesState
    return parts_page(
        page_head(
            "Late fees",
            sub=s.summary,
            actions=[rx.cond(s.may_set, link_button("Late-fee settings", paths.LATE_FEE_SETTINGS))],
        ),
        tabs(
            Tab("To approve", count=s.fee_count),
            Tab("Proposed waivers", "waivers", s.waiver_count),
            Tab("Decided", "decided"),
        ),
        rx.foreach(s.problems, lambda problem: alert_line(problem)),
        filter_bar(
            search_field("Find household, unit or property"),
            choice_filter("Property", "property", s.properties),
            right=[
                rx.cond(
                    (s.tab == "") & s.may_post & ~is_empty(s.fees),
                    rx.fragment(
                        button(rx.cond(s.tick_all, "Tick none", "Tick all"), kind="ghost", on_click=s.set_all),
                        button("Dismiss…", on_click=DecidingState.open_dismissal),
                        rx.cond(
                            s.all_words != "",
                            button("Approve all: " + s.all_words, on_click=DecidingState.open_approval_of_all),
                        ),
                    ),
                )
            ],
        ),
        rx.match(s.tab, ("waivers", _waivers()), ("decided", _decided()), _proposals()),
        dialogs(),
    )


def _proposals() -> rx.Component:
    s = LateFeesState
    return rx.cond(s.may_post & ~is_empty(s.fees), _form(), _fees())


def _form() -> rx.Component:
    s = LateFeesState
    return rx.el.div(
        form(
            _fees(),
            on_submit=DecidingState.open_approval,
            on_preview=s.set_ticked,
            errors={},
            submit="Approve and post " + s.chosen,
            busy="Opening…",
            label="Late fees to approve",
            key=s.form_key,
        ),
        class_name="pd-hand",
    )


def _fees() -> rx.Component:
    s = LateFeesState
    return data_table(
        "Late fees to approve",
        [
            Column("Approve", quiet=True, width="26px"),
            Column("Household", sort="household"),
            Column("Unit", sort="place", hide=True),
            Column("Rent due", hide=True),
            Column("Open", num=True),
            Column("Grace ended", hide=True),
            Column("Dated", sort="dated"),
            Column("Rule", wide_only=True),
            Column("How computed", fill=True),
            Column("Fee", sort="-fee", num=True),
        ],
        s.fees,
        _fee,
        loaded=s.loaded,
        total=s.total,
        noun="late fees",
        default_sort="dated",
        empty=rx.cond(s.is_set, _none_due(), _none_set()),
    )


def _none_due() -> rx.Component:
    return empty("No late fee waits", "A fee appears here the day after the last day of grace of a rent that is open.")


def _none_set() -> rx.Component:
    return empty(
        "No late fees are set",
        "Say after how many days rent is late, and what that costs.",
        link_button("Late-fee settings", paths.LATE_FEE_SETTINGS),
    )


def _fee(line: FeeLine) -> rx.Component:
    tick = rx.el.input(
        type="checkbox",
        name="fees",
        value=line.key,
        default_checked=LateFeesState.tick_all,
        aria_label="Approve " + line.household + ", " + line.dated + ", " + line.fee,
        class_name="pd-tick",
    )
    return table_row(
        cell(rx.cond(LateFeesState.may_post, tick)),
        link_cell(line.household, line.path),
        cell(line.place, hide=True),
        cell(line.rent_due, hide=True),
        money_cell(line.open),
        cell(line.grace_ended, hide=True),
        cell(line.dated),
        cell(line.rule, wide_only=True),
        cell(line.computed, fill=True, title=line.computed),
        money_cell(line.fee),
    )


def _waivers() -> rx.Component:
    s = LateFeesState
    return data_table(
        "Proposed waivers",
        [
            Column("Household"),
            Column("Unit", hide=True),
            Column("Fee dated"),
            Column("Fee", num=True),
            Column("Why", fill=True),
            Column("Waive", num=True),
            Column("Decide", quiet=True),
        ],
        s.waivers,
        _waiver,
        loaded=s.loaded,
        total=s.total,
        noun="waivers",
        empty=empty(
            "No waiver is due", "When money dated within grace is typed after its fee was posted, the fee appears here."
        ),
    )


def _waiver(line: WaiverLine) -> rx.Component:
    do = DecidingState
    keep = do.open_keeping(line.late_fee_id, line.fee + " for " + line.household)
    decide = rx.cond(
        LateFeesState.may_waive,
        rx.fragment(
            button("Waive", on_click=do.submit_waiver(line.late_fee_id, line.cents), kind="quiet", small=True),
            button("Keep…", on_click=keep, kind="quiet", small=True),
        ),
    )
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place, hide=True),
        cell(line.dated),
        money_cell(line.fee),
        cell(line.why, fill=True, title=line.why),
        money_cell(line.waiver),
        actions_cell(decide),
    )


def _decided() -> rx.Component:
    s = LateFeesState
    return data_table(
        "Late fees that were decided",
        [
            Column("Household"),
            Column("Unit", hide=True),
            Column("Rent due", hide=True),
            Column("Dated"),
            Column("What became of it"),
            Column("Why", fill=True),
            Column("Decided", hide=True),
            Column("Fee", num=True),
        ],
        s.decided,
        _decision,
        loaded=s.loaded,
        total=s.total,
        noun="late fees",
        empty=empty("Nothing was decided yet", "Fees that were posted or dismissed appear here."),
    )


def _decision(line: DecidedLine) -> rx.Component:
    return table_row(
        link_cell(line.household, line.path),
        cell(line.place, hide=True),
        cell(line.rent_due, hide=True),
        cell(line.dated),
        cell(status_badge(line.state, line.tone)),
        cell(line.why, fill=True, title=line.why),
        cell(line.decided, hide=True, muted=True),
        money_cell(line.fee),
    )
