"""The form of late fees, what it means in days, and the levels that have late fees of their own."""

from typing import Any

import reflex as rx

from pm_app.receivables.rules.late_fees.policy import MAY_BE_ELIGIBLE
from pm_app.ui import paths
from pm_app.ui.pages.settings_late_fees.reading import BASES, CAP_CHOICES, FREQUENCIES, PLACES
from pm_app.ui.pages.settings_late_fees.state import LateFeeSettingsState, LevelLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.dialog import confirm_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    form,
    form_note,
    money_field,
    number_field,
)
from pm_app.ui.parts.page import missing_page, note_line, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row

TITLES = {"1": "The fee", "2": "A second fee beside it", "3": "A third fee beside them"}


def page() -> rx.Component:
    """Return the page."""
    s = LateFeeSettingsState
    return rx.cond(
        s.missing,
        missing_page("This lease or property is not here", paths.LATE_FEE_SETTINGS, "Late fees of the company"),
        parts_page(
            page_head(
                rx.cond(s.name != "", "Late fees of " + s.name, "Late-fee settings"),
                crumbs=[("Late fees", paths.LATE_FEES)],
                sub=s.where,
                ready=s.loaded,
                actions=[
                    rx.cond(s.back != "", link_button("Back", s.back)),
                    rx.cond(s.own, button("Remove", on_click=s.open_removing)),
                ],
            ),
            rx.cond(s.own, rx.el.p(s.standing, class_name="pd-small pd-muted"), note_line(s.standing)),
            rx.cond(s.loaded, _form(), skeleton_lines(8)),
            rx.cond(is_empty(s.levels), rx.fragment(), _levels()),
            _removing(),
        ),
    )


def _form() -> rx.Component:
    s = LateFeeSettingsState
    return rx.el.div(
        form(
            *[_rule(place) for place in PLACES],
            _meaning(),
            section("What can be late", _kinds()),
            section("How it is charged", _terms()),
            on_submit=s.submit_policy,
            on_preview=s.set_preview,
            errors=s.errors,
            label="Late fees",
            key=s.form_key,
        ),
        class_name="pd-late-fees",
    )


def _rule(place: str) -> rx.Component:
    s = LateFeeSettingsState
    draft = s.drafts[place]
    fields = rx.fragment(
        field_pair(
            choice_field("What is charged", f"base_{place}", BASES, draft.base, any="No late fee"),
            money_field("Amount", f"amount_{place}", draft.amount, hint="For a fixed amount."),
            number_field("Percent", f"rate_{place}", draft.rate, hint="For a percentage."),
        ),
        field_pair(
            number_field("Days of grace", f"grace_{place}", draft.grace, hint="The due day is not counted."),
            choice_field("How often", f"frequency_{place}", FREQUENCIES, draft.frequency),
        ),
        field_pair(
            money_field("At most", f"cap_{place}", draft.cap, optional=True),
            number_field("Or % of the rent", f"cap_rate_{place}", draft.cap_rate, optional=True),
            choice_field("If both are given", f"cap_choice_{place}", CAP_CHOICES, draft.cap_choice),
            number_field(
                "Within days",
                f"cap_days_{place}",
                draft.cap_days,
                optional=True,
                hint="Empty: for one rent.",
            ),
        ),
    )
    if place == PLACES[0]:
        return section(TITLES[place], rx.el.div(fields, class_name="pd-form"))
    return rx.el.details(
        rx.el.summary(TITLES[place]),
        rx.el.div(fields, class_name="pd-form"),
        class_name="pd-more",
        open=draft.base != "",
    )


def _meaning() -> rx.Component:
    """What the rules mean in days, for rent due on the first."""
    s = LateFeeSettingsState
    return rx.cond(
        is_empty(s.examples),
        rx.fragment(),
        rx.el.div(rx.foreach(s.examples, lambda words: rx.el.p(words)), class_name="pd-meaning", role="status"),
    )


def _kinds() -> rx.Component:
    s = LateFeeSettingsState
    ticks: list[Any] = [
        check_field(kind.value[0].upper() + kind.value[1:], f"kind {kind.value}", s.kinds[kind.value])
        for kind in MAY_BE_ELIGIBLE
    ]
    return rx.fragment(
        rx.el.div(*ticks, class_name="pd-ticks"),
        form_note("Late fees, returned-payment fees, deposits and refunds never count: there is no fee on a fee."),
    )


def _terms() -> rx.Component:
    s = LateFeeSettingsState
    return rx.el.div(
        field_pair(
            money_field("No fee below", "minimum", s.minimum, optional=True, hint="While less than this is open."),
            day_field("For rent due from", "due_from", s.due_from, hint="Rent due earlier keeps what counted then."),
        ),
        check_field("Somebody approves each fee before it is posted", "requires_approval", s.requires_approval),
        check_field("Write to the household when a fee is posted", "notifies", s.notifies),
        class_name="pd-form",
    )


def _levels() -> rx.Component:
    s = LateFeeSettingsState
    return section(
        "With late fees of their own",
        data_table(
            "Properties and leases with late fees of their own",
            [Column("Where"), Column("What"), Column("Late fees", fill=True)],
            s.levels,
            _level,
        ),
    )


def _level(line: LevelLine) -> rx.Component:
    return table_row(link_cell(line.name, line.path), cell(line.what), cell(line.words, fill=True))


def _removing() -> rx.Component:
    s = LateFeeSettingsState
    return confirm_dialog(
        title="Remove these late fees?",
        body="What is set above counts again, or none at all. Fees that are posted stay; fees that wait go by it too.",
        confirm="Remove",
        danger=True,
        open_=s.removing,
        on_confirm=s.submit_removing,
        on_close=s.close_removing,
    )
