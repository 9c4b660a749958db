"""/mail/new: who, what, the mail of each, and the dialog before it goes out."""

import reflex as rx

from pm_app.correspondence.rules.letters import LETTER_KINDS, LONGEST_SIGNER
from pm_app.correspondence.rules.templates import LONGEST_SUBJECT
from pm_app.ui import paths
from pm_app.ui.pages.new_mail.asking import AT, BY_LETTER, BY_REST, USUAL_KIND, WORDS
from pm_app.ui.pages.new_mail.lines import LeftOutLine, PersonLine
from pm_app.ui.pages.new_mail.state import NewMailState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice, Tab, address_link, choice_filter, filter_bar, search_field, segments
from pm_app.ui.parts.button import button, icon_button, link_button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    form,
    form_note,
    hidden_field,
    long_field,
    money_field,
    number_field,
    text_field,
)
from pm_app.ui.parts.letter_delivery import WAYS
from pm_app.ui.parts.mail_preview import mail_preview, merge_fields
from pm_app.ui.parts.page import empty, note_line, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.pdf_viewer import pdf_viewer
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row

LETTER_CHOICES = [Choice(kind.value, kind.value.capitalize()) for kind in LETTER_KINDS]

# A viewer beside a form: it takes no keys, and keeps no page of its own in the address.
BESIDE = "second"


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head(
            rx.cond(NewMailState.by != "", "New letters", "New mail"),
            crumbs=[("Mail to many", paths.BULK_MAILS)],
            sub=NewMailState.summary,
            actions=[link_button("What went out", paths.BULK_MAILS)],
        ),
        filter_bar(
            segments(
                Tab("By e-mail"),
                Tab("By letter to those without e-mail", BY_REST),
                Tab("By letter to everybody", BY_LETTER),
                param="by",
                label="How it goes out",
            )
        ),
        _who(),
        _text(),
        _preview(),
        _people(),
        _sending(),
    )


def _who() -> rx.Component:
    s = NewMailState
    kinds = segments(
        *[Tab(words, "" if kind == USUAL_KIND else kind) for kind, words in WORDS.items()],
        param="to",
        label="Who is meant",
        usual=USUAL_KIND,
    )
    places = rx.cond(
        is_empty(s.properties),
        rx.fragment(),
        rx.el.fieldset(
            rx.el.legend("Properties (none checked means all)", class_name="pd-small pd-muted"),
            rx.el.div(rx.foreach(s.properties, _place), class_name="pd-checks pd-checks-long"),
            class_name="pd-kind-levels",
        ),
    )
    narrowing = form(
        hidden_field("to", s.kind),
        rx.cond(
            s.kind == "late",
            field_pair(
                money_field("Owing more than", "amount", s.amount, hint="Past due."),
                number_field("Late by more than", "days", s.days, hint="Days."),
            ),
        ),
        rx.cond(s.kind == "ending", number_field("Ends within days", "days", s.days, width="short")),
        places,
        on_submit=s.submit_audience,
        errors=s.audience_errors,
        submit="Choose these people",
        busy="Looking…",
        label="Who is meant",
        key=s.kind,
    )
    return section("Who", filter_bar(kinds), rx.cond(s.kind == "people", _picking(), narrowing))


def _place(place: Choice) -> rx.Component:
    s = NewMailState
    return check_field(place.label, AT + place.value, rx.Var.create(s.at_places).to(list).contains(place.value))


def _picking() -> rx.Component:
    s = NewMailState
    return rx.fragment(
        filter_bar(search_field("Find a person to add", param="find")),
        line_list(s.found, _found),
    )


def _found(one: Choice) -> rx.Component:
    add = button("Add", small=True, on_click=NewMailState.set_person(one.value, True), aria_label="Add " + one.label)
    return list_line(one.label, end=add)


def _people() -> rx.Component:
    s = NewMailState
    table = data_table(
        "Who gets it",
        [Column("Person"), Column("Address"), Column("Where", fill=True), Column("Actions", quiet=True)],
        s.people,
        _person,
        loaded=s.loaded,
        placeholders=4,
        total=s.total,
        noun="people",
        empty=empty("Nobody would get it", "Choose other people above, or see below who is left out and why."),
    )
    left = rx.cond(
        s.left_words != "",
        rx.el.details(
            rx.el.summary(s.left_words),
            rx.cond(
                s.by == "",
                rx.el.p(
                    address_link(
                        "Write letters to those without e-mail", set_={"by": BY_REST}, class_name="pd-link pd-inline"
                    )
                ),
            ),
            line_list(s.left_out, _left),
            class_name="pd-left-out",
        ),
    )
    folded = rx.cond(
        s.total == 0,
        table,
        rx.el.details(rx.el.summary(s.people_words), table, open=s.kind == "people", class_name="pd-left-out"),
    )
    return section("Who gets it", rx.cond(s.problem != "", note_line(s.problem, tone="amber"), folded), left)


def _person(line: PersonLine) -> rx.Component:
    s = NewMailState
    out = rx.cond(
        s.kind == "people",
        button("Remove", kind="quiet", small=True, on_click=s.set_person(line.person_id, False),
               aria_label="Remove " + line.name),
        button("Leave out", kind="quiet", small=True, on_click=s.set_without(line.person_id, True),
               aria_label="Leave out " + line.name),
    )  # fmt: skip
    return table_row(
        link_cell(line.name, line.path), cell(line.address), cell(line.detail, fill=True), actions_cell(out)
    )


def _left(line: LeftOutLine) -> rx.Component:
    back = rx.cond(
        line.by_hand,
        button(
            "Take in again",
            kind="quiet",
            small=True,
            on_click=NewMailState.set_without(line.person_id, False),
            aria_label="Take in again: " + line.name,
        ),
    )
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.detail, class_name="pd-muted"),
        end=rx.fragment(line.reason, back),
    )


def _text() -> rx.Component:
    s = NewMailState
    writing = form(
        text_field("Subject", "subject", s.subject, width="full", max_length=LONGEST_SUBJECT),
        long_field("Text", "body", s.body, rows=14, width="full"),
        on_submit=s.submit_review,
        on_preview=s.set_text,
        errors=s.errors,
        submit=s.review_words,
        busy="Checking…",
        label="The text",
        key=s.template_key,
    )
    return section(
        "Text",
        filter_bar(choice_filter("Template", "template", s.templates, any_="The usual one")),
        rx.el.div(writing, section("Fields", merge_fields(s.fields)), class_name="pd-writing"),
    )


def _preview() -> rx.Component:
    s = NewMailState
    steps = rx.el.div(
        icon_button("chevron-left", "The mail before", on_click=s.set_place(-1), disabled=s.place == 0),
        icon_button("chevron-right", "The next mail", on_click=s.set_place(1), disabled=s.place + 1 >= s.total),
        rx.el.span(s.shown_to, class_name="pd-small", aria_live="polite"),
        class_name="pd-steps",
    )
    letter = rx.fragment(
        rx.cond(
            s.unprinted != "",
            note_line(
                "These characters stay blank, because no typeface on this machine has them: ", s.unprinted, tone="amber"
            ),
        ),
        rx.el.div(pdf_viewer(s.shown_path, title="The letter", pane=BESIDE), class_name="pd-letter-preview"),
    )
    mail = mail_preview(s.shown_subject, s.shown_html, s.shown_text)
    return section(
        rx.cond(s.by != "", "The letter of each", "The mail of each"),
        rx.cond(
            s.shown_problem != "",
            note_line(s.shown_problem, tone="amber"),
            rx.cond(
                s.shown_to != "",
                rx.fragment(steps, rx.cond(s.by != "", letter, mail)),
                rx.el.p("Nobody would get it yet.", class_name="pd-muted"),
            ),
        ),
    )


def _sending() -> rx.Component:
    s = NewMailState
    return form_dialog(
        form_note(s.sentence),
        rx.cond(
            s.by != "",
            rx.fragment(
                field_pair(
                    choice_field("Filed as", "kind", LETTER_CHOICES, s.letter_kind),
                    text_field("Signed by", "signed_by", s.signed_by, optional=True, max_length=LONGEST_SIGNER),
                ),
                field_pair(
                    choice_field("How they go out", "delivery", WAYS, WAYS[0].value),
                    day_field("Day", "delivered_on", s.today),
                ),
            ),
        ),
        rx.cond(
            s.asks_number != "",
            text_field(
                rx.cond(s.by != "", "Type the number of letters", "Type the number of mails"),
                "typed",
                "",
                width="short",
                auto_focus=True,
                auto_complete="off",
            ),
        ),
        title=s.send_words + "?",
        submit=s.send_words,
        busy="Working…",
        open_=s.reviewing,
        on_close=s.close_review,
        on_submit=s.submit_send,
        errors=s.send_errors,
    )
