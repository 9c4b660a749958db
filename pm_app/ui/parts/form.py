"""Forms and their fields: uncontrolled, a refusal beside its field, a button that cannot be pressed twice.

A page's State holds `errors: dict[str, str]`, keyed by field name, and clears it when the action has returned:

    try:
        await run(actor, add_unit, ...)
    except Refused as refusal:
        self.errors = errors_of(refusal)
        return None
    self.errors = {}

Whatever is not named after a field of the form stands above it. What was typed stays.
Every form also sends `request_key`, a UUID that is the same when a form is sent twice.
An unticked checkbox arrives as an empty text, a ticked one as `1`.
"""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.ui.parts.accepted import Errors, Flag, Handler, Text
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.library import library

FORM_LIBRARY = library("form.jsx")
DIALOG_LIBRARY = library("dialog.jsx")

Options = Sequence[Choice] | rx.Var[list[Choice]]


class FormState(rx.State):
    """Counts answers of the server, so that a form knows when it may be sent again, also after a failure."""

    answers: int = 0

    @rx.event
    async def set_answered(self):
        """Count one more answer; it stands behind every handler of a form in the queue of the page."""
        self.answers += 1


class _Form(rx.Component):
    library = FORM_LIBRARY
    tag = "DeskForm"
    answers: rx.Var[int]
    errors: rx.Var[dict[str, str]]
    aria_label: rx.Var[str]
    on_submit: rx.EventHandler[lambda data: [data]]
    on_preview: rx.EventHandler[lambda data: [data]]


class _Submit(rx.Component):
    library = FORM_LIBRARY
    tag = "DeskSubmit"
    label: rx.Var[str]
    busy_label: rx.Var[str]
    tone: rx.Var[str]


class _Field(rx.Component):
    library = FORM_LIBRARY
    tag = "DeskField"
    kind: rx.Var[str]
    name: rx.Var[str]
    label: rx.Var[str]
    value: rx.Var[Any]
    hint: rx.Var[str]
    optional: rx.Var[bool]
    width: rx.Var[str]
    options: rx.Var[list[Any]]
    any: rx.Var[str]
    placeholder: rx.Var[str]
    auto_complete: rx.Var[str]
    auto_focus: rx.Var[bool]
    max_length: rx.Var[int]
    rows: rx.Var[int]
    disabled: rx.Var[bool]


def errors_of(refusal: Refused) -> dict[str, str]:
    """Return the `errors` of a form for a refusal: its sentence, under its field or above the form."""
    return {refusal.field or "form": refusal.message}


def answered(*handlers: Handler) -> list[Handler]:
    """Return the handlers with the one behind them that tells the form that the server has answered."""
    several = [one if isinstance(one, list) else [one] for one in handlers]
    return [*(handler for some in several for handler in some), FormState.set_answered]


def form(
    *fields: rx.Component,
    on_submit: Handler,
    errors: Errors,
    submit: Text = "Save",
    busy: str = "Saving…",
    label: Text = "",
    key: Any = None,
    on_preview: Handler = None,
) -> rx.Component:
    """A form that stands in the page; a changed `key` makes it start anew with its first values.

    `on_preview` is handed what the form holds a moment after the last key or tick.
    """
    more = ({} if key is None else {"key": key}) | ({} if on_preview is None else {"on_preview": on_preview})
    return _Form.create(
        *fields,
        rx.el.div(submit_button(submit, busy), class_name="pd-form-foot"),
        on_submit=answered(on_submit),
        answers=FormState.answers,
        errors=errors,
        aria_label=label,
        **more,
    )


def submit_button(label: Text, busy: str = "Saving…", *, tone: str = "") -> rx.Component:
    """The button that sends the form it stands in; `tone="danger"` when it takes something away."""
    return _Submit.create(label=label, busy_label=busy, tone=tone)


def text_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """One line of text. `more`, also for the fields below: hint, optional, placeholder, width (name, short, full),
    auto_focus, auto_complete, max_length, disabled."""
    return _field("text", label, name, value, **more)


def email_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """A mail address."""
    return _field("email", label, name, value, **more)


def phone_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """A phone number."""
    return _field("phone", label, name, value, **more)


def password_field(label: Text, name: str, **more: Any) -> rx.Component:
    """A password; never filled in beforehand."""
    return _field("password", label, name, "", **more)


def money_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """An amount in dollars, read by `parse_dollars`."""
    return _field("money", label, name, value, **more)


def number_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """A number, as text."""
    return _field("number", label, name, value, **more)


def day_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """A day, typed or picked; `value` and what arrives are like `2026-11-20` (`iso_day`, `parse_day`)."""
    return _field("day", label, name, value, **more)


def long_field(label: Text, name: str, value: Text = "", **more: Any) -> rx.Component:
    """Several lines of text."""
    return _field("long", label, name, value, **more)


def choice_field(label: Text, name: str, options: Options, value: Text = "", **more: Any) -> rx.Component:
    """One of several; `any="Choose a unit"` puts an empty choice with these words first."""
    return _field("choice", label, name, value, options=_options(options), **more)


def suggest_field(label: Text, name: str, options: Options, value: Text = "", **more: Any) -> rx.Component:
    """Free text with suggestions by label."""
    return _field("suggest", label, name, value, options=_options(options), **more)


def check_field(label: Text, name: str, value: Flag = False, **more: Any) -> rx.Component:
    """Yes or no; arrives as `1` or an empty text."""
    return _field("check", label, name, value, **more)


def hidden_field(name: str, value: Text) -> rx.Component:
    """A value that travels with the form."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def field_pair(*fields: rx.Component) -> rx.Component:
    """Short fields that belong together, side by side where there is room."""
    return rx.el.div(*fields, class_name="pd-pair")


def form_note(*content: Any) -> rx.Component:
    """A muted sentence between fields."""
    return rx.el.p(*content, class_name="pd-hint")


def _field(kind: str, label: Text, name: str, value: Any, **more: Any) -> rx.Component:
    return _Field.create(kind=kind, label=label, name=name, value=value, **more)


def _options(options: Options) -> Any:
    if isinstance(options, rx.Var):
        return options
    return [{"value": option.value, "label": option.label} for option in options]
