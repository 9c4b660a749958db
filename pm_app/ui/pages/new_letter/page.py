"""/letters/new: to whom, the letter, and beside it how it will look on paper."""

import reflex as rx

from pm_app.correspondence.rules.letters import LONGEST_NAME, LONGEST_SIGNER, LONGEST_SUBJECT
from pm_app.ui import paths
from pm_app.ui.pages.new_letter.state import KINDS, NewLetterState
from pm_app.ui.parts.address import choice_filter, filter_bar
from pm_app.ui.parts.button import paper_link
from pm_app.ui.parts.form import choice_field, day_field, field_pair, form, long_field, text_field
from pm_app.ui.parts.letter_delivery import delivery_fields
from pm_app.ui.parts.page import missing_page, note_line, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.pdf_viewer import pdf_viewer

# A viewer beside a form: it takes no keys, and keeps no page of its own in the address.
BESIDE = "second"


def page() -> rx.Component:
    """Return the page."""
    s = NewLetterState
    return rx.cond(
        s.missing,
        missing_page("Nobody to write to", paths.LETTERS, "All letters"),
        parts_page(
            page_head(
                "Write a letter",
                crumbs=[("Letters", paths.LETTERS)],
                sub="It is kept as a document, and stands in the communication.",
                ready=s.loaded,
            ),
            filter_bar(
                choice_filter("To", "to", s.people, any_="The first of the list"),
                choice_filter("Template", "template", s.templates, any_="The usual one"),
            ),
            rx.cond(
                s.held,
                note_line("An eviction hold is on this household. Write nothing that asks for money.", tone="amber"),
            ),
            rx.cond(s.begun_problem != "", note_line(s.begun_problem, tone="amber")),
            rx.el.div(_writing(), rx.el.div(_preview(), class_name="pd-trying"), class_name="pd-writing letter"),
        ),
    )


def _writing() -> rx.Component:
    s = NewLetterState
    return form(
        field_pair(
            text_field("To", "to_name", s.to_name, max_length=LONGEST_NAME),
            choice_field("Filed as", "kind", KINDS, s.kind),
        ),
        long_field("Address", "to_address", s.to_address, rows=3, hint="As it shows in the window of an envelope."),
        text_field("Subject", "subject", s.subject, width="full", max_length=LONGEST_SUBJECT),
        long_field("Text", "body", s.body, rows=18, width="full"),
        field_pair(
            day_field("Date of the letter", "written_on", s.written_on),
            text_field("Signed by", "signed_by", s.signed_by, optional=True, max_length=LONGEST_SIGNER),
        ),
        delivery_fields(s.delivery, s.today),
        on_submit=s.submit_letter,
        on_preview=s.set_preview,
        errors=s.errors,
        submit="Make the letter",
        busy="Making…",
        label="The letter",
        key=s.key,
    )


def _preview() -> rx.Component:
    s = NewLetterState
    seen = rx.el.p(
        s.preview_words, " · ", paper_link("Open as PDF", s.preview_path), class_name="pd-small", aria_live="polite"
    )
    return section(
        "On paper",
        rx.cond(s.preview_problem != "", note_line(s.preview_problem, tone="amber")),
        rx.cond(
            s.unprinted != "",
            note_line(
                "These characters stay blank, because no typeface on this machine has them: ", s.unprinted, tone="amber"
            ),
        ),
        rx.cond(
            s.preview_path != "",
            rx.fragment(
                rx.cond(s.preview_problem == "", seen),
                rx.el.div(pdf_viewer(s.preview_path, title="The letter", pane=BESIDE), class_name="pd-letter-preview"),
            ),
        ),
    )
