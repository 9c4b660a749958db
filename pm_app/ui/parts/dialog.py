"""Dialogs: a form over the page, and a question before what cannot be undone. A State opens and closes them."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Errors, Flag, Handler, Text
from pm_app.ui.parts.form import DIALOG_LIBRARY, FormState, answered


class _Dialog(rx.Component):
    library = DIALOG_LIBRARY
    tag = "DeskDialog"
    open: rx.Var[bool]
    title: rx.Var[str]
    note: rx.Var[str]
    wide: rx.Var[bool]
    submit: rx.Var[str]
    busy_label: rx.Var[str]
    tone: rx.Var[str]
    answers: rx.Var[int]
    errors: rx.Var[dict[str, str]]
    on_submit: rx.EventHandler[lambda data: [data]]
    on_preview: rx.EventHandler[lambda data: [data]]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class _Confirm(rx.Component):
    library = DIALOG_LIBRARY
    tag = "DeskConfirm"
    open: rx.Var[bool]
    title: rx.Var[str]
    body: rx.Var[str]
    confirm: rx.Var[str]
    busy_label: rx.Var[str]
    danger: rx.Var[bool]
    answers: rx.Var[int]
    on_confirm: rx.EventHandler[rx.event.no_args_event_spec]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


def form_dialog(
    *fields: rx.Component,
    title: Text,
    open_: Flag,
    on_close: Handler,
    on_submit: Handler,
    errors: Errors,
    submit: Text = "Save",
    busy: str = "Saving…",
    note: Text = "",
    wide: bool = False,
    tone: str = "",
    on_preview: Handler = None,
) -> rx.Component:
    """A form in a dialog. The title names the act ("Record receipt for Castellano"), `submit` what will happen.

    The State opens it by a variable and closes it in `on_close` and when the action has returned.
    Fields are made anew with their first values whenever it opens. `on_preview` is handed what the form holds a moment
    after the last key, to show what sending it would do.
    """
    return _Dialog.create(
        *fields,
        title=title,
        open=open_,
        on_close=on_close,
        on_submit=answered(on_submit),
        errors=errors,
        answers=FormState.answers,
        submit=submit,
        busy_label=busy,
        note=note,
        wide=wide,
        tone=tone,
        **({} if on_preview is None else {"on_preview": on_preview}),
    )


def confirm_dialog(
    *content: Any,
    title: Text,
    body: Text,
    confirm: Text,
    open_: Flag,
    on_confirm: Handler,
    on_close: Handler,
    danger: bool = False,
) -> rx.Component:
    """A question that says exactly what will happen; `confirm` names the act; `danger` when something is taken away."""
    return _Confirm.create(
        *content,
        title=title,
        body=body,
        confirm=confirm,
        open=open_,
        on_confirm=answered(on_confirm),
        on_close=on_close,
        answers=FormState.answers,
        danger=danger,
    )
