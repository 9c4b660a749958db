"""How dates that need attention are shown: their table with what can be done on each row, and the dialogs that ask."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.alert_handling import SNOOZES, HandlingState
from pm_app.ui.parts.alert_lines import AlertLine
from pm_app.ui.parts.attention import AttentionState
from pm_app.ui.parts.badge import days_text, status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, form_note, hidden_field, long_field
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import link
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row

_WORDS = {3: "+3 days", 7: "+1 week"}

Tick = Callable[[AlertLine], rx.Component]


def attention_table(*, nothing: rx.Component, tick: Tick | None = None) -> rx.Component:
    """The dates of the State, most urgent first; with a `tick` in each row it is the list of its own page.

    That one has the state, who answers, sorting and pages as well.
    """
    s, whole = AttentionState, tick is not None
    more = {"total": s.total, "noun": "alerts", "default_sort": "days"} if whole else {}
    return rx.fragment(
        data_table(
            "Dates that need attention, most urgent first",
            _columns(whole),
            s.lines,
            lambda line: _row(line, tick),
            loaded=s.loaded,
            empty=nothing,
            **more,
        ),
        alert_dialogs(),
    )


def _columns(whole: bool) -> list[Column]:
    if not whole:
        return [
            Column("Days", width="92px"),
            Column("What"),
            Column("Who or where", fill=True),
            Column("Date", hide=True),
            Column("Actions", quiet=True),
        ]
    return [
        Column("Choose", quiet=True, width="26px"),
        Column("Days", sort="days", width="92px"),
        Column("What", sort="what"),
        Column("Who or where", sort="who", fill=True),
        Column("Property", sort="property", wide_only=True),
        Column("Responsible", sort="responsible", hide=True),
        Column("Status", hide=True),
        Column("Date", hide=True),
        Column("Actions", quiet=True),
    ]


def _row(line: AlertLine, tick: Tick | None) -> rx.Component:
    date_cell = cell(line.day, muted=True, hide=True, style={"fontVariantNumeric": "tabular-nums"})
    end = actions_cell(rx.cond(AttentionState.may_handle & ~line.is_over, _actions(line)), _open(line))
    if tick is None:
        return table_row(
            _days(line),
            _what(line),
            cell(_who(line), _beside(line.beside), fill=True, title=f"{line.who}, {line.place}"),
            date_cell,
            end,
        )
    return table_row(
        cell(tick(line)),
        _days(line),
        _what(line),
        cell(_who(line), _place(line), _beside(line.note), fill=True, title=f"{line.who}, {line.place}"),
        cell(line.place, muted=True, wide_only=True),
        cell(_responsible(line), muted=True, hide=True),
        cell(status_badge(line.state, line.state_tone), hide=True),
        date_cell,
        end,
    )


def _days(line: AlertLine) -> rx.Component:
    """The days that are left, and below them the day itself where it has no column of its own."""
    return cell(days_text(line.days, line.days_tone), rx.el.span(line.day, class_name="pd-under pd-show-md"))


def _what(line: AlertLine) -> rx.Component:
    return link_cell(rx.el.span(line.what, class_name="pd-wraps-md"), line.path)


def _responsible(line: AlertLine) -> rx.Component:
    about = f"{line.what}, {line.who}"
    assign = _quiet("Assign", about, HandlingState.open_assign(line.key, about))
    nobody = rx.fragment("Nobody ", rx.cond(AttentionState.may_handle & ~line.is_over, assign))
    return rx.cond(line.responsible != "", line.responsible, nobody)


def _who(line: AlertLine) -> rx.Component:
    named = link(line.who, href=line.about_path, class_name="pd-quiet")
    return rx.el.span(rx.cond(line.about_path != "", named, line.who), class_name="pd-wide-md")


def _beside(words: Any) -> rx.Component:
    return rx.cond(words != "", rx.el.span(" · ", words, class_name="pd-muted"))


def _place(line: AlertLine) -> rx.Component:
    """Where it is, as far as there is no column of its own for it."""
    return rx.cond(line.beside != "", rx.el.span(" · ", line.beside, class_name="pd-muted pd-hide-xl"))


def _actions(line: AlertLine) -> rx.Component:
    h, about = HandlingState, f"{line.what}, {line.who}"
    return rx.cond(
        line.is_open,
        rx.fragment(
            _quiet("Acknowledge", about, h.submit_acknowledge(line.key)),
            _quiet(
                "Snooze",
                about,
                h.open_snooze(line.key, about),
                disabled=line.snooze_off != "",
                title=line.snooze_off,
            ),
        ),
        _quiet("Reopen", about, h.submit_reopen(line.key)),
    )


def _quiet(word: str, about: Any, handler: Any, **props: Any) -> rx.Component:
    return button(word, on_click=handler, kind="quiet", small=True, aria_label=f"{word}: {about}", **props)


def _open(line: AlertLine) -> rx.Component:
    # The name in the row is the same link; this one is for the hand that is already at the right.
    return link(
        icon("chevron-right"), href=line.path, class_name="pd-btn s quiet icon", tab_index=-1, aria_hidden="true"
    )


def alert_dialogs() -> rx.Component:
    """The dialogs that put dates off, give them to a colleague and say that they are done with."""
    return rx.fragment(_snooze(), _assign(), _resolve())


def _snooze() -> rx.Component:
    h = HandlingState
    proposals = [button(_WORDS[days], on_click=h.submit_snooze_days(h.keys, days), small=True) for days in SNOOZES]
    return form_dialog(
        hidden_field("keys", h.keys),
        rx.el.div(*proposals, class_name="pd-proposals", role="group", aria_label="Usual spans"),
        day_field("Remind again on", "snoozed_until", h.proposed),
        title="Snooze until",
        note=h.about,
        submit="Snooze",
        open_=h.opened == "snooze",
        on_close=h.close_dialog,
        on_submit=h.submit_snooze,
        errors=h.errors,
    )


def _assign() -> rx.Component:
    h = HandlingState
    return form_dialog(
        hidden_field("keys", h.keys),
        choice_field("Who answers for it", "user", h.people, "", any="Who manages it"),
        form_note("Reminders go to this person from now on, who is told at once."),
        title="Assign to",
        note=h.about,
        submit="Assign",
        busy="Assigning…",
        open_=h.opened == "assign",
        on_close=h.close_dialog,
        on_submit=h.submit_assign,
        errors=h.errors,
    )


def _resolve() -> rx.Component:
    h = HandlingState
    return form_dialog(
        hidden_field("keys", h.keys),
        long_field("How it was dealt with", "reason", "", rows=2, auto_focus=True),
        rx.cond(
            ~is_empty(h.documents),
            choice_field("Or the document that deals with it", "document", h.documents, "", any="None", width="full"),
        ),
        title="Mark as done",
        note=h.about,
        submit="Mark as done",
        open_=h.opened == "resolve",
        on_close=h.close_dialog,
        on_submit=h.submit_resolve,
        errors=h.errors,
    )
