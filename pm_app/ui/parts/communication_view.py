"""What shows the communication with a person or a household, and the dialog that writes down a contact."""

import reflex as rx

from pm_app.correspondence.enums import ContactLogKind
from pm_app.correspondence.rules.log import LONGEST_ENTRY
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Tab, filter_bar, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.communication import DIRECTIONS, KINDS, CommunicationState, SaidLine
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, field_pair, long_field, text_field
from pm_app.ui.parts.letter_delivery import LetterDeliveryState, delivery_dialog
from pm_app.ui.parts.page import empty, section
from pm_app.ui.parts.table import Column, cell, data_table, detail_blocks, opening_row

_COLUMNS = [
    Column("Open", quiet=True),
    Column("When"),
    Column("How"),
    Column("With", hide=True),
    Column("What", fill=True),
    Column("Status", quiet=True),
]


def communication_panel() -> rx.Component:
    """The tab: what was said and written, newest first, and buttons to write down more."""
    s = CommunicationState
    note = button("Add note", on_click=s.open_log(ContactLogKind.NOTE.value))
    letter = rx.cond(s.letter_path != "", link_button("Write a letter", s.letter_path, icon_="mail-open"))
    call = button("Log a call", on_click=s.open_log(ContactLogKind.CALL.value), icon_="phone")
    kinds = segments(
        Tab("All"),
        Tab("Calls and texts", "calls"),
        Tab("E-mails", "mails"),
        Tab("Letters", "letters"),
        Tab("Visits", "visits"),
        Tab("Notes", "notes"),
        param="show",
        label="Kind of contact",
    )
    nothing = (
        "Calls, visits and notes are written down here; mails and letters that are made here are listed by themselves."
    )
    table = data_table(
        "Communication",
        _COLUMNS,
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="contacts",
        placeholders=4,
        empty=empty("No contact yet", nothing),
    )
    return section(
        "Communication",
        filter_bar(kinds, right=[rx.cond(s.may_log, rx.fragment(note, letter, call))]),
        table,
        delivery_dialog(),
    )


def log_dialog() -> rx.Component:
    """The dialog that writes down a contact; it opens from any tab by `CommunicationState.open_log`."""
    s = CommunicationState
    return form_dialog(
        field_pair(choice_field("How", "kind", KINDS, s.kind), choice_field("Who", "direction", DIRECTIONS)),
        rx.cond(is_empty(s.people), rx.fragment(), choice_field("With", "person_id", s.people, any="The household")),
        field_pair(
            day_field("Day", "happened_on", s.today),
            text_field("Time", "happened_at", s.time_now, width="short", placeholder="2:30 PM"),
        ),
        long_field("What was said", "body", rows=6, auto_focus=True, max_length=LONGEST_ENTRY),
        title="Log a contact",
        submit="Write down",
        open_=s.logging,
        on_close=s.close_log,
        on_submit=s.submit_log,
        errors=s.errors,
    )


def _row(line: SaidLine) -> rx.Component:
    s = CommunicationState
    strike = rx.cond(
        line.struck,
        button("Let it count again", small=True, on_click=s.submit_unstrike(line.entry_id)),
        button("Strike out", small=True, on_click=s.submit_strike(line.entry_id)),
    )
    say = button(line.say_words, small=True, on_click=LetterDeliveryState.open_delivery(line.letter_id))
    text = rx.el.div(s.opened_text, class_name=rx.cond(line.struck, "pd-letter pd-struck", "pd-letter"))
    return opening_row(
        cell(line.when),
        cell(line.how),
        cell(line.who, hide=True),
        cell(rx.el.span(line.summary, class_name=rx.cond(line.struck, "pd-struck", "")), fill=True),
        cell(rx.cond(line.status != "", status_badge(line.status, line.tone))),
        detail=detail_blocks(
            (
                "What was said",
                rx.fragment(text, rx.el.p(line.note, class_name="pd-small pd-muted")),
            ),
            buttons=[
                rx.cond(s.may_log & (line.entry_id != ""), strike),
                rx.cond(line.letter_path != "", link_button("Open the letter", line.letter_path, small=True)),
                rx.cond(s.may_log & (line.letter_id != ""), say),
            ],
        ),
        opened=line.is_open,
        label="Show: " + line.summary,
        on_toggle=s.open_said(line.key),
        columns=6,
    )
