"""How the tab of the arrangements is drawn: what is held, the payment plans, the register of notices."""

from typing import Any

import reflex as rx

from pm_app.ui.pages.lease.arrangements import ArrangementsState, HoldLine, PromiseLine, ServedLine
from pm_app.ui.pages.lease.arranging import ArrangingState
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.page import empty, section
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, money_cell, table_row


def panel() -> rx.Component:
    """Return the tab."""
    return rx.fragment(_holds(), _plans(), _notices())


def _quiet(label: str, about: Any, on_click: Any) -> rx.Component:
    return button(label, on_click=on_click, kind="quiet", small=True, aria_label=label + " " + about)


def _holds() -> rx.Component:
    s, do = ArrangementsState, ArrangingState
    setting = rx.fragment(
        rx.cond(
            s.may_evict & ~s.evicting,
            button("Eviction hold…", on_click=do.open_dialog("eviction", ""), small=True),
        ),
        rx.cond(
            s.may_hold,
            rx.fragment(
                button("Suspend late fees…", on_click=do.open_dialog("late fees", ""), small=True),
                button("Certified funds only…", on_click=do.open_dialog("certified", ""), small=True),
            ),
        ),
    )
    return section(
        "Holds",
        data_table(
            "Holds, latest first",
            [
                Column("What"),
                Column("Status"),
                Column("Why", fill=True),
                Column("From"),
                Column("Until"),
                Column("Actions", quiet=True),
            ],
            s.holds,
            _hold,
            loaded=s.loaded,
            placeholders=1,
            empty=empty("Nothing is held", "Money is taken in every way, and late fees are charged as the lease says."),
        ),
        beside=setting,
    )


def _hold(line: HoldLine) -> rx.Component:
    lift = _quiet("Lift", line.what, ArrangingState.open_dialog("lift", line.hold_id))
    return table_row(
        cell(line.what, strong=True),
        cell(status_badge(line.standing, line.tone)),
        cell(line.why, fill=True, title=line.why),
        cell(line.starts),
        cell(line.ends),
        actions_cell(rx.cond(line.may_lift, lift)),
    )


def _plans() -> rx.Component:
    s = ArrangementsState
    agree = rx.cond(
        s.may_hold & (s.owed != "") & ~s.plan_runs,
        button("Agree on a plan…", on_click=ArrangingState.open_dialog("plan", ""), small=True),
    )
    return section(
        "Payment plans",
        rx.cond(s.plan_words != "", rx.el.p(s.plan_words, class_name="pd-hint")),
        data_table(
            "Promises, the latest plan first",
            [
                Column("Plan"),
                Column("Agreed on"),
                Column("Promised by"),
                Column("Status"),
                Column("Note", fill=True),
                Column("Amount", num=True),
                Column("Actions", quiet=True),
            ],
            s.promises,
            _promise,
            loaded=s.loaded,
            placeholders=1,
            empty=empty(
                "No payment plan", "A plan is promises about what is owed; it is kept or broken by what comes in."
            ),
        ),
        beside=agree,
    )


def _promise(line: PromiseLine) -> rx.Component:
    cancel = _quiet("Call off", "the plan of " + line.agreed, ArrangingState.open_dialog("cancel", line.plan_id))
    return table_row(
        cell(rx.cond(line.plan != "", status_badge(line.plan, line.plan_tone))),
        cell(line.agreed),
        cell(line.due),
        cell(status_badge(line.standing, line.tone)),
        cell(line.note, fill=True, muted=True, title=line.note),
        money_cell(line.amount),
        actions_cell(rx.cond(line.may_cancel, cancel)),
    )


def _notices() -> rx.Component:
    s = ArrangementsState
    return section(
        "Notices served",
        data_table(
            "Notices served, latest first",
            [
                Column("Notice"),
                Column("Status"),
                Column("Served on"),
                Column("How", hide=True),
                Column("For", fill=True),
                Column("Demanded", num=True),
                Column("Until"),
                Column("Proof", hide=True),
                Column("Actions", quiet=True),
            ],
            s.notices,
            _served,
            loaded=s.loaded,
            placeholders=1,
            empty=empty("No notice was served", "Notices to pay, to cure or to leave are kept here with their proof."),
        ),
        beside=rx.cond(s.may_serve, button("Enter a notice…", on_click=ArrangingState.open_notice, small=True)),
    )


def _served(line: ServedLine) -> rx.Component:
    withdraw = _quiet("Withdraw", line.what, ArrangingState.open_dialog("withdraw", line.notice_id))
    proof = rx.cond(line.proof_path != "", text_link("Open", line.proof_path), rx.el.span("—", class_name="pd-muted"))
    return table_row(
        cell(line.what, strong=True),
        cell(status_badge(line.standing, line.tone)),
        cell(line.served),
        cell(line.how, hide=True),
        cell(line.charges, fill=True, muted=True, title=line.charges),
        money_cell(line.demanded),
        cell(line.deadline),
        cell(proof, hide=True),
        actions_cell(rx.cond(line.may_withdraw, withdraw)),
    )
