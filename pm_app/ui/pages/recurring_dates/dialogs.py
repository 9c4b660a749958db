"""The dialogs of recurring dates: adding and changing one, done, skipped, removed."""

import reflex as rx

from pm_app.tasks.rules.tasks import LONGEST_TITLE
from pm_app.ui.pages.recurring_dates.lines import FROM_DONE, FROM_START
from pm_app.ui.pages.recurring_dates.state import RecurringState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, day_field, field_pair, hidden_field, long_field, text_field
from pm_app.ui.parts.repeating import repeat_fields

COUNTED = [Choice(FROM_START, "From its first day"), Choice(FROM_DONE, "From the last time it was done")]


def dialogs() -> rx.Component:
    """Return all of them; the State says which is open."""
    return rx.fragment(_form(), _done(), _skip(), _remove())


def _form() -> rx.Component:
    s, d = RecurringState, RecurringState.draft
    new = d.date_id == ""
    return form_dialog(
        hidden_field("date_id", d.date_id),
        hidden_field("version", d.version),
        text_field("What is to be done", "title", d.title, auto_focus=True, max_length=LONGEST_TITLE),
        *repeat_fields(d),
        field_pair(
            choice_field("Counted", "counts_from", COUNTED, d.counts_from),
            day_field("First on, or after", "starts_on", d.starts_on),
        ),
        field_pair(
            choice_field("Property", "property_id", s.properties, d.property_id, any="No property"),
            text_field("Unit", "unit_name", d.unit_name, optional=True, width="short"),
        ),
        choice_field("Who answers for it", "responsible_id", s.people, d.responsible_id, any="The property's manager"),
        text_field("Remind on days before", "ladder", d.ladder, hint="A minus means days after: 30, 7, 0, -7."),
        long_field("Note", "notes", d.notes, optional=True),
        title=rx.cond(new, "Add recurring date", "Change recurring date"),
        submit=rx.cond(new, "Add recurring date", "Save"),
        open_=s.opened == "form",
        on_close=s.close_dialog,
        on_submit=s.submit_date,
        errors=s.errors,
    )


def _done() -> rx.Component:
    s = RecurringState
    return form_dialog(
        hidden_field("date_id", s.line.date_id),
        hidden_field("due_on", s.line.next_iso),
        day_field("Done on", "done_on", s.today, auto_focus=True),
        long_field("Note", "note", "", optional=True, hint="Who did it, what was found."),
        title="Done: " + s.line.title,
        note="For " + s.line.next_on + ". " + s.line.repeats + ".",
        submit="Mark done",
        open_=s.opened == "done",
        on_close=s.close_dialog,
        on_submit=s.submit_done,
        errors=s.errors,
    )


def _skip() -> rx.Component:
    s = RecurringState
    return form_dialog(
        hidden_field("date_id", s.line.date_id),
        hidden_field("due_on", s.line.next_iso),
        long_field("Why", "reason", "", auto_focus=True),
        title="Skip once: " + s.line.title,
        note=s.line.next_on + " is passed over; the one after it stays.",
        submit="Skip once",
        open_=s.opened == "skip",
        on_close=s.close_dialog,
        on_submit=s.submit_skip,
        errors=s.errors,
    )


def _remove() -> rx.Component:
    s = RecurringState
    return confirm_dialog(
        title="Remove " + s.line.title + "?",
        body="It comes no more and nobody is reminded of it. When it was done is kept.",
        confirm="Remove",
        danger=True,
        open_=s.opened == "remove",
        on_confirm=s.submit_remove,
        on_close=s.close_dialog,
    )
