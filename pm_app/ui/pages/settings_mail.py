"""/settings/mail: the messages the app owes, has sent, keeps, or gave up."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.messages.actions import send_again
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import MessageRow, message_counts, message_details, message_rows
from pm_app.messages.rules import Enclosed
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, file_size, moment, plural
from pm_app.ui.parts.address import Tab, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, detail_blocks, opening_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

_STATES = {"": None, **{state.value.split(" ")[0]: state for state in MessageState}}


@dataclass
class MessageLine:
    """One message, as text."""

    message_id: str
    queued: str
    recipient: str
    subject: str
    status: str
    tone: str
    problem: str
    sent: str
    failed: bool
    is_open: bool


@dataclass
class EnclosedLine:
    """A file that goes out with the open message; `path` is its document's."""

    name: str
    size: str
    path: str


class MailState(rx.State):
    """The messages the address asks for, and the text of the one that is open."""

    loaded: bool = False
    summary: str = ""
    may_send: bool = False
    lines: list[MessageLine] = []
    total: int = 0
    counts: dict[str, str] = {state.value: "" for state in MessageState}
    opened_id: str = ""
    opened_text: str = ""
    opened_files: list[EnclosedLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=("queued",), default_sort="queued")
        found = await run(
            actor,
            message_rows,
            listing=Listing(asked.text, page=asked.page, size=asked.size),
            state=_wanted(query),
        )
        zone = installed().settings.time_zone
        counts = await run(actor, message_counts, search=asked.text)
        self.opened_id, self.opened_text, self.opened_files = "", "", []
        self.lines = [_line(row, zone) for row in found.rows]
        self.counts = {state.value: count(number) for state, number in counts.items()}
        self.may_send = actor.may(Permission.HANDLE_ALERTS)
        self.total, self.loaded = found.total, True
        self.summary = plural(found.total, "message")

    @rx.event
    async def open_message(self, message_id: str):
        actor = await signed_in(self)
        if message_id == self.opened_id:
            self.opened_id, self.opened_text, self.opened_files = "", "", []
        else:
            details = await run(actor, message_details, message_id=_id(message_id))
            self.opened_id, self.opened_text = str(details.row.message_id), details.text
            self.opened_files = [_enclosed(one) for one in details.enclosed]
        for line in self.lines:
            line.is_open = line.message_id == self.opened_id

    @rx.event
    async def submit_again(self, message_id: str):
        actor = await signed_in(self)
        await run(actor, send_again, message_id=_id(message_id), now=services().clock.now())
        return [MailState.load, said("It goes out within a minute.")]


def _wanted(query: Mapping[str, str]) -> MessageState | None:
    return _STATES.get(query.get("state", ""))


def _line(row: MessageRow, zone: str) -> MessageLine:
    status = row.state.value.capitalize()
    return MessageLine(
        message_id=str(row.message_id),
        queued=moment(row.queued_at, zone),
        recipient=f"{row.to_name} <{row.to_address}>" if row.to_name else row.to_address,
        subject=row.subject,
        status=status,
        tone=tone_of(status),
        problem=_problem(row),
        sent=f"Sent {moment(row.sent_at, zone)}" if row.sent_at else "",
        failed=row.state == MessageState.FAILED,
        is_open=False,
    )


def _enclosed(file: Enclosed) -> EnclosedLine:
    path = paths.document_path(file.document_id) if file.document_id else ""
    return EnclosedLine(file.filename, file_size(file.size_bytes), path)


def _problem(row: MessageRow) -> str:
    if not row.problem:
        return ""
    if row.state == MessageState.FAILED:
        return f"Given up after {plural(row.attempts, 'attempt')}: {row.problem}"
    return f"{plural(row.attempts, 'attempt')} so far, it is tried again: {row.problem}"


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This message does not exist.") from None


def page() -> rx.Component:
    """Return the page."""
    counts = MailState.counts
    return parts_page(
        page_head("Mail", sub=MailState.summary),
        filter_bar(
            search_field("Find address or subject"),
            segments(
                Tab("All"),
                Tab("Waiting", "queued", counts[MessageState.QUEUED.value]),
                Tab("Sent", "sent", counts[MessageState.SENT.value]),
                Tab("Kept in the app", "kept", counts[MessageState.KEPT.value]),
                Tab("Failed", "failed", counts[MessageState.FAILED.value]),
                param="state",
                label="Where the message stands",
            ),
        ),
        data_table(
            "Messages",
            [
                Column("Open", quiet=True),
                Column("Queued"),
                Column("To"),
                Column("Subject", fill=True),
                Column("Status"),
            ],
            MailState.lines,
            _row,
            loaded=MailState.loaded,
            total=MailState.total,
            noun="messages",
            empty=empty(
                "No mail here", "Reminders and other mail of the office are listed here, whatever became of them."
            ),
        ),
    )


def _row(line: MessageLine) -> rx.Component:
    text = rx.el.div(MailState.opened_text, class_name="pd-letter")
    problem = rx.cond(line.problem != "", rx.el.p(line.problem, class_name="pd-overdue"))
    sent = rx.cond(line.sent != "", rx.el.p(line.sent, class_name="pd-small pd-muted"))
    again = rx.cond(
        line.failed & MailState.may_send,
        button("Send again", on_click=MailState.submit_again(line.message_id), small=True),
    )
    files = rx.foreach(MailState.opened_files, _file)
    return opening_row(
        cell(line.queued),
        cell(line.recipient),
        cell(line.subject, fill=True),
        cell(status_badge(line.status, line.tone)),
        detail=detail_blocks(("The message", rx.fragment(problem, text, files, sent)), buttons=[again]),
        opened=line.is_open,
        label=f"Show the message to {line.recipient}",
        on_toggle=MailState.open_message(line.message_id),
        columns=5,
    )


def _file(file: EnclosedLine) -> rx.Component:
    named = rx.cond(file.path != "", text_link(file.name, file.path), rx.el.span(file.name))
    return rx.el.p("Attached: ", named, f" ({file.size})", class_name="pd-small")
