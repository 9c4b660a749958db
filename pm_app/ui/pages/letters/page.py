"""/letters: the list, and above it what is done with all letters of one text."""

import reflex as rx

from pm_app.correspondence.enums import LetterDelivery
from pm_app.ui import paths
from pm_app.ui.pages.letters.state import LetterLine, LettersState
from pm_app.ui.parts.address import Choice, Tab, filter_bar, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, link_button, paper_link
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, field_pair, form_note
from pm_app.ui.parts.letter_delivery import LetterDeliveryState, delivery_dialog, shown_again
from pm_app.ui.parts.page import empty, missing_page, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, detail_blocks, opening_row

shown_again(paths.LETTERS, LettersState.load)
_SENT = [Choice(way.value, way.value.capitalize()) for way in LetterDelivery if way is not LetterDelivery.TO_BE_SENT]


def page() -> rx.Component:
    """Return the page."""
    s = LettersState
    new = rx.cond(
        s.may_write, link_button("Letters to many", paths.with_query(paths.NEW_MAIL, by="letter"), kind="primary")
    )
    return rx.cond(
        s.missing,
        missing_page("These letters are not here", paths.LETTERS, "All letters"),
        parts_page(
            rx.cond(s.run_id != "", _run_head(), page_head("Letters", sub=s.summary, primary=new)),
            rx.cond(s.run_problem != "", note_line(s.run_problem, tone="amber")),
            filter_bar(
                search_field("Find a letter"),
                segments(
                    Tab("All"),
                    Tab("To be sent", "open", s.open_count),
                    Tab("Posted", "posted"),
                    Tab("Handed over", "handed"),
                    param="show",
                    label="How they went out",
                ),
            ),
            _table(new),
            delivery_dialog(),
            _saying(),
        ),
    )


def _run_head() -> rx.Component:
    s = LettersState
    print_all = rx.cond(s.print_path != "", paper_link("Print all letters", s.print_path, kind="primary"))
    say = rx.cond(
        s.may_write & (s.run_open > 0), button("Say how they went out", on_click=s.open_saying, icon_="mail-check")
    )
    again = rx.cond(s.run_waits, button("Look again", on_click=LettersState.load, icon_="refresh-cw"))
    given_up = s.may_write & (s.run_problem != "")
    anew = rx.cond(given_up, button("Try again", on_click=LettersState.submit_again, icon_="rotate-ccw"))
    return page_head(
        s.run_title,
        crumbs=[("Letters", paths.LETTERS)],
        sub=s.run_words,
        actions=[again, anew, say],
        primary=print_all,
        ready=s.loaded,
    )


def _table(new: rx.Component) -> rx.Component:
    s = LettersState
    return data_table(
        "Letters",
        [
            Column("Open", quiet=True),
            Column("Date"),
            Column("To"),
            Column("Home", hide=True),
            Column("Subject", fill=True),
            Column("Status"),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="letters",
        empty=empty(
            "No letters yet",
            "Write one from the page of a lease, a person or a property, or to many at once.",
            new,
        ),
    )


def _row(line: LetterLine) -> rx.Component:
    s = LettersState
    document = rx.cond(line.path != "", link_button("Open the letter", line.path, small=True))
    say = rx.cond(
        line.may_say,
        button(line.say_words, small=True, on_click=LetterDeliveryState.open_delivery(line.letter_id)),
    )
    return opening_row(
        cell(line.written),
        cell(line.recipient),
        cell(line.about, hide=True),
        cell(line.subject, fill=True, title=line.subject),
        cell(status_badge(line.status, line.tone)),
        detail=detail_blocks(
            ("The text", rx.el.div(s.opened_text, class_name="pd-letter")),
            (
                "How it went out",
                rx.fragment(rx.el.p(line.went), rx.el.p(line.note, class_name="pd-small pd-muted")),
            ),
            buttons=[document, say],
        ),
        opened=line.is_open,
        label="Show the letter to " + line.recipient,
        on_toggle=s.open_letter(line.letter_id),
        columns=6,
    )


def _saying() -> rx.Component:
    s = LettersState
    return form_dialog(
        form_note("It is written down for the letters of which it is not said yet."),
        field_pair(
            choice_field("How they went out", "delivery", _SENT, LetterDelivery.POSTED.value),
            day_field("Day", "delivered_on", s.today),
        ),
        title="How these letters went out",
        submit="Write down",
        open_=s.saying,
        on_close=s.close_saying,
        on_submit=s.submit_saying,
        errors=s.errors,
    )
