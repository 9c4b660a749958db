"""The table: what each household owes first, then how it pays and what is done about it."""

from typing import Any

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.delinquency.lines import AMOUNTS, DelinquentLine
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.form import check_field, choice_field, form, hidden_field, long_field
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, detail_blocks, money_cell, opening_row

_SORTS = ("-balance", "-not-yet-due", "-0-30", "-31-60", "-61-90", "-over-90", "-deposits", "prepaid")
COLUMNS = [
    Column("Open", quiet=True, width="26px"),
    Column("Household", sort="name"),
    Column("Status"),
    *[Column(label, sort=sort, num=True) for label, sort in zip(AMOUNTS, _SORTS, strict=True)],
    Column("Note"),
    Column("Assigned to"),
    Column("Last payment"),
    Column("Times late", num=True),
    Column("Last late fee"),
    Column("Plan"),
    Column("Notice"),
    Column("Deposits held", num=True),
    Column("Rent", num=True),
    Column("Phone and e-mail"),
    Column("Moved in"),
    Column("Lease to"),
]


def table(s: Any) -> rx.Component:
    """Return the table of a State of this page."""
    return data_table(
        "Who owes what",
        COLUMNS,
        s.lines,
        lambda line: _row(line, s),
        loaded=s.loaded,
        total=s.total,
        noun="households",
        default_sort="-owed",
        frozen=2,
        totals=[
            cell(),
            cell(s.total_words),
            cell(),
            *[cell(s.columns[place], num=True) for place in range(len(AMOUNTS))],
            *[cell() for _ in range(6)],
            cell(),
            cell(s.held, num=True),
            *[cell() for _ in range(4)],
        ],
        empty=empty(
            "Nobody owes anything of this kind",
            "Households appear here the day after something they owe was due. Another filter or day may show more.",
            link_button("All leases", paths.LEASES),
        ),
    )


def _row(line: DelinquentLine, s: Any) -> rx.Component:
    return opening_row(
        _two(link(line.household, href=line.path, class_name="pd-quiet pd-strong"), line.place),
        _two(status_badge(line.state, line.state_tone), rx.el.span(line.flag, class_name="pd-overdue")),
        *[money_cell(line.amounts[place], line.tones[place]) for place in range(len(AMOUNTS))],
        _note(line, s),
        cell(line.assigned_to),
        _two(line.paid_on, line.paid),
        cell(line.times_late, num=True),
        day_cell(line.fee_on),
        _two(rx.cond(line.plan != "", status_badge(line.plan, line.plan_tone), "—"), line.plan_note),
        _two(
            line.notice, rx.el.span(line.deadline, class_name="pd-days", custom_attrs={"data-tone": line.deadline_tone})
        ),
        money_cell(line.deposits_held),
        money_cell(line.rent),
        _two(line.phone, line.email),
        day_cell(line.moved_in),
        day_cell(line.lease_to),
        detail=_opened(line, s),
        opened=line.opened,
        label=line.household,
        on_toggle=s.open_line(line.key),
        columns=len(COLUMNS),
    )


def _two(first: Any, under: Any) -> rx.Component:
    return rx.el.td(rx.el.div(first), rx.el.span(under, class_name="pd-under"), class_name="pd-two")


def _note(line: DelinquentLine, s: Any) -> rx.Component:
    words = rx.cond(line.note != "", line.note, rx.cond(s.may_note, "Add note", "—"))
    tone = rx.cond(line.note != "", "pd-row-button", "pd-row-button pd-muted")
    button = rx.el.button(words, type="button", class_name=tone, title=line.note, on_click=s.open_line(line.key))
    return rx.el.td(rx.cond(s.may_note, button, rx.el.span(words)), class_name="pd-note-cell pd-ellipsis")


def _opened(line: DelinquentLine, s: Any) -> rx.Component:
    return detail_blocks(
        ("Open charges", _charges(line)),
        ("Follow-up", rx.cond(s.may_note, _form(line, s), rx.el.p(line.note, class_name="pd-prewrap"))),
    )


def _charges(line: DelinquentLine) -> rx.Component:
    return rx.el.table(
        rx.el.caption("Open charges", class_name="pd-sr"),
        rx.el.tbody(
            rx.foreach(
                line.charges,
                lambda one: rx.el.tr(
                    rx.el.td(one.what),
                    rx.el.td(one.due),
                    rx.el.td(one.late, class_name="pd-days pd-num", custom_attrs={"data-tone": one.tone}),
                    rx.el.td(one.amount, class_name="pd-num"),
                ),
            ),
        ),
        class_name="pd-plain",
    )


def _form(line: DelinquentLine, s: Any) -> rx.Component:
    return form(
        hidden_field("household", line.key),
        long_field("Note", "note", line.note, optional=True, max_length=1000),
        choice_field("Assigned to", "assigned_to_id", s.people, line.assigned_to_id, any="Nobody", optional=True),
        check_field("Handed to collectors", "in_collections", line.in_collections),
        on_submit=s.submit_note,
        errors=s.errors,
        submit="Save note",
        label="Note",
    )
