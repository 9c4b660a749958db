"""How dates that need attention are shown: their table with what can be done on each row, and putting one off."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.attention import SNOOZES, AttentionLine, AttentionState
from pm_app.ui.parts.badge import days_text, status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import day_field, hidden_field
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import link
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row

_WORDS = {3: "+3 days", 7: "+1 week"}


def attention_table(*, whole: bool, nothing: rx.Component) -> rx.Component:
    """The dates of the State, most urgent first; `whole` is the list of its own page, with states, sort and pages."""
    s = AttentionState
    more = {"total": s.total, "noun": "alerts", "default_sort": "days"} if whole else {}
    return rx.fragment(
        data_table(
            "Dates that need attention, most urgent first",
            [
                Column("Days", sort="days" if whole else "", width="92px"),
                Column("What"),
                Column("Who or where", fill=True),
                *([Column("Property", hide=True), Column("Status", hide=True)] if whole else []),
                Column("Date", hide=True),
                Column("Actions", quiet=True),
            ],
            s.lines,
            lambda line: _row(line, whole=whole),
            loaded=s.loaded,
            empty=nothing,
            **more,
        ),
        _snooze(),
    )


def _row(line: AttentionLine, *, whole: bool) -> rx.Component:
    beside = _note(line) if whole else _place(line)
    return table_row(
        cell(days_text(line.days, line.days_tone)),
        link_cell(line.what, line.path),
        cell(line.who, beside, fill=True, title=f"{line.who}, {line.place}"),
        *([cell(line.place, muted=True, hide=True), cell(_state(line), hide=True)] if whole else []),
        cell(line.day, muted=True, hide=True, style={"fontVariantNumeric": "tabular-nums"}),
        actions_cell(rx.cond(AttentionState.may_handle, _actions(line)), _open(line)),
    )


def _place(line: AttentionLine) -> rx.Component:
    return rx.cond(line.beside != "", rx.el.span(" · ", line.beside, class_name="pd-muted"))


def _note(line: AttentionLine) -> rx.Component:
    return rx.cond(line.note != "", rx.el.span(" · ", line.note, class_name="pd-muted"))


def _state(line: AttentionLine) -> rx.Component:
    return status_badge(line.state, line.state_tone)


def _actions(line: AttentionLine) -> rx.Component:
    s, about = AttentionState, f"{line.what}, {line.who}"
    return rx.cond(
        line.is_open,
        rx.fragment(
            _quiet("Acknowledge", about, s.submit_acknowledge(line.key)),
            _quiet("Snooze", about, s.open_snooze(line.key, about)),
        ),
        _quiet("Reopen", about, s.submit_reopen(line.key)),
    )


def _quiet(word: str, about: Any, handler: Any) -> rx.Component:
    return button(word, on_click=handler, kind="quiet", small=True, aria_label=f"{word}: {about}")


def _open(line: AttentionLine) -> rx.Component:
    # The name in the row is the same link; this one is for the hand that is already at the right.
    return link(
        icon("chevron-right"), href=line.path, class_name="pd-btn s quiet icon", tab_index=-1, aria_hidden="true"
    )


def _snooze() -> rx.Component:
    s = AttentionState
    proposals = [
        button(_WORDS[days], on_click=s.submit_snooze_days(s.putting_off_key, days), small=True) for days in SNOOZES
    ]
    return form_dialog(
        hidden_field("key", s.putting_off_key),
        rx.el.div(*proposals, class_name="pd-proposals", role="group", aria_label="Usual spans"),
        day_field("Remind again on", "snoozed_until", s.proposed),
        title="Snooze until",
        note=s.putting_off,
        submit="Snooze",
        open_=s.putting_off_key != "",
        on_close=s.close_snooze,
        on_submit=s.submit_snooze,
        errors=s.errors,
    )
