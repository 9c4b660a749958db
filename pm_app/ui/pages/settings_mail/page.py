"""/settings/mail: the messages the app owes, has sent, keeps, gave up, is not sure of, or got back."""

import reflex as rx

from pm_app.messages.enums import MessageState
from pm_app.ui.pages.settings_mail.lines import PURPOSE_CHOICES, DeadLine, EnclosedLine, MessageLine, StepLine
from pm_app.ui.pages.settings_mail.state import MailState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Tab, choice_filter, filter_bar, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.facts import fact, facts, line_list, list_line
from pm_app.ui.parts.mail_preview import mail_preview
from pm_app.ui.parts.page import alert_line, empty, note_line, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, detail_blocks, opening_row


def page() -> rx.Component:
    """Return the page."""
    s = MailState
    return parts_page(
        page_head("Mail", sub=s.summary),
        rx.cond(s.trouble != "", alert_line(s.trouble, " ", text_link("Show them", s.trouble_path, inline=True))),
        rx.cond(s.no_server, note_line("No mail server is set: mail is kept here and goes to nobody.", tone="amber")),
        _filters(),
        data_table(
            "Messages",
            [
                Column("Open", quiet=True),
                Column("Queued"),
                Column("To", hide=True),
                Column("Subject", fill=True),
                Column("Kind", wide_only=True),
                Column("Status"),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="messages",
            empty=empty(
                "No mail here", "Reminders and other mail of the office are listed here, whatever became of them."
            ),
        ),
        rx.cond(is_empty(s.dead), rx.fragment(), _dead_addresses()),
    )


def _filters() -> rx.Component:
    counts = MailState.counts
    return filter_bar(
        search_field("Find address or subject"),
        choice_filter("Kind", "for", PURPOSE_CHOICES),
        segments(
            Tab("All"),
            Tab("Waiting", "queued", counts[MessageState.QUEUED.value]),
            Tab("Sent", "sent", counts[MessageState.SENT.value]),
            Tab("Kept in the app", "kept", counts[MessageState.KEPT.value]),
            Tab("Failed", "failed", counts[MessageState.FAILED.value]),
            Tab("Not confirmed", "not", counts[MessageState.UNSURE.value]),
            Tab("Came back", "bounced", counts[MessageState.BOUNCED.value]),
            param="state",
            label="Where the message stands",
        ),
    )


def _dead_addresses() -> rx.Component:
    return section(
        "Addresses nothing is sent to",
        rx.el.p(
            "Mail to them came back for good. Correct the address on the person's page, or say that it works again.",
            class_name="pd-small pd-muted",
        ),
        line_list(MailState.dead, _dead),
    )


def _dead(line: DeadLine) -> rx.Component:
    works = button("Address works again", on_click=MailState.submit_works(line.address_id), small=True)
    return list_line(
        rx.el.span(line.address, class_name="pd-strong"),
        rx.el.span(line.reason, " Since ", line.since, ".", class_name="pd-small pd-muted"),
        end=rx.cond(MailState.may_send, works),
    )


def _row(line: MessageLine) -> rx.Component:
    again = button("Send again", on_click=MailState.submit_again(line.message_id), small=True)
    arrived = button("It arrived", on_click=MailState.submit_arrived(line.message_id), small=True)
    problem = rx.cond(line.problem != "", rx.el.p(line.problem, class_name="pd-overdue"))
    return opening_row(
        cell(line.queued),
        cell(line.recipient, hide=True),
        cell(line.subject, rx.el.span("To ", line.recipient, class_name="pd-under pd-show-md"), fill=True),
        cell(line.purpose, wide_only=True, muted=True),
        cell(status_badge(line.status, line.tone)),
        detail=rx.fragment(
            problem,
            _opened(line),
            detail_blocks(
                ("What happened", facts(rx.foreach(MailState.opened_steps, _step))),
                buttons=[
                    rx.cond(line.again & MailState.may_send, again),
                    rx.cond(line.unsure & MailState.may_send, arrived),
                ],
            ),
        ),
        opened=line.is_open,
        label=f"Show the message to {line.recipient}",
        on_toggle=MailState.open_message(line.message_id),
        columns=6,
    )


def _opened(line: MessageLine) -> rx.Component:
    """The message as it goes out: with its HTML in a frame in which nothing runs, or as text alone."""
    s = MailState
    return rx.fragment(
        rx.cond(
            s.opened_html != "",
            mail_preview(line.subject, s.opened_html, s.opened_text),
            rx.el.div(s.opened_text, class_name="pd-letter"),
        ),
        rx.foreach(s.opened_files, _file),
    )


def _step(step: StepLine) -> rx.Component:
    return fact(step.label, rx.cond(step.path != "", text_link(step.value, step.path), rx.el.span(step.value)))


def _file(file: EnclosedLine) -> rx.Component:
    named = rx.cond(file.path != "", text_link(file.name, file.path), rx.el.span(file.name))
    return rx.el.p("Attached: ", named, f" ({file.size})", class_name="pd-small")
