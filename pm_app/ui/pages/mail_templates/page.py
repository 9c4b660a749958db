"""/settings/mail-templates: the list, and the page on which one template is written and tried out."""

import reflex as rx

from pm_app.correspondence.rules.templates import LONGEST_NAME, LONGEST_SUBJECT
from pm_app.ui import paths
from pm_app.ui.pages.mail_templates.state import LETTER_CHOICES, NEW, PURPOSES, USES, MailTemplatesState, TemplateLine
from pm_app.ui.parts.address import choice_filter, filter_bar, search_field
from pm_app.ui.parts.badge import badge
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.form import choice_field, field_pair, form, hidden_field, long_field, text_field
from pm_app.ui.parts.mail_preview import mail_preview, merge_fields
from pm_app.ui.parts.page import empty, missing_page, note_line, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row


def page() -> rx.Component:
    """Return the page."""
    s = MailTemplatesState
    return rx.cond(
        s.missing,
        missing_page("This template is not here", paths.MAIL_TEMPLATES, "All templates"),
        rx.cond(s.editing, _editor(), _list()),
    )


def _list() -> rx.Component:
    s = MailTemplatesState
    new = rx.cond(s.may_change, link_button("New template", paths.mail_template_path(NEW), kind="primary"))
    return parts_page(
        page_head("Mail and letter templates", sub=s.summary, primary=new),
        data_table(
            "Mail templates",
            [
                Column("Template"),
                Column("For"),
                Column("Subject", fill=True),
                Column("Text"),
                Column("Changed", hide=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=6,
            empty=empty("No templates", "The texts that mails are written with are listed here."),
        ),
    )


def _row(line: TemplateLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path),
        cell(line.purpose),
        cell(line.subject, fill=True, title=line.subject),
        cell(line.origin),
        cell(line.changed, hide=True, muted=True),
    )


def _editor() -> rx.Component:
    s, d = MailTemplatesState, MailTemplatesState.draft
    going = button(
        rx.cond(d.is_shipped, "Restore shipped text", "Remove"),
        icon_="rotate-ccw",
        on_click=s.submit_remove,
    )
    return parts_page(
        page_head(
            rx.cond(d.is_new, "New template", d.name),
            crumbs=[("Mail templates", paths.MAIL_TEMPLATES)],
            badge=rx.cond(d.is_shipped & ~d.can_go, badge("As shipped")),
            sub=s.purpose_words,
            ready=s.loaded,
            actions=[rx.cond(s.may_change & d.can_go, going)],
        ),
        rx.cond(s.may_change, rx.fragment(), note_line("You can read this template. Ask a manager to change it.")),
        rx.el.div(
            rx.el.div(_form(), section("Fields", merge_fields(s.fields))),
            rx.el.div(_trying(), class_name="pd-trying"),
            class_name="pd-writing tried",
        ),
    )


def _form() -> rx.Component:
    s, d = MailTemplatesState, MailTemplatesState.draft
    name = rx.cond(
        d.is_shipped,
        hidden_field("name", d.name),
        text_field("Name", "name", d.name, max_length=LONGEST_NAME, width="name"),
    )
    purpose = rx.cond(d.is_new, choice_field("For", "purpose", PURPOSES, d.purpose), hidden_field("purpose", d.purpose))
    return form(
        hidden_field("version", d.version),
        purpose,
        name,
        rx.cond(
            d.for_letters,
            field_pair(
                choice_field("Used for", "used_for", USES, d.used_for, hint="Reminders always go out by mail."),
                choice_field("Letters are filed as", "letter_kind", LETTER_CHOICES, d.letter_kind),
            ),
        ),
        text_field("Subject", "subject", d.subject, width="full", max_length=LONGEST_SUBJECT),
        long_field("Text", "body", d.body, rows=16, width="full"),
        on_submit=s.submit_template,
        on_preview=s.set_preview,
        errors=s.errors,
        submit="Save template",
        label="Template",
        key=d.key + " " + d.version,
    )


def _trying() -> rx.Component:
    s = MailTemplatesState
    shown = s.shown
    return section(
        "Preview",
        filter_bar(
            search_field("Find a household", param="find"),
            choice_filter("Tried out on", "on", s.homes, any_="The first household"),
        ),
        rx.cond(
            shown.problem != "",
            note_line(shown.problem, tone="amber"),
            rx.fragment(
                rx.el.p("As ", s.tried_on, " would get it.", class_name="pd-small pd-muted"),
                mail_preview(shown.subject, shown.html, shown.text),
            ),
        ),
    )
