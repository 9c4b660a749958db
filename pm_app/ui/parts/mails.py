"""The mail on a record: to whom, what, when, what became of it, each with the way to the message itself."""

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from pm_app.messages.queries import MailOnRecord
from pm_app.ui import paths
from pm_app.ui.format import moment
from pm_app.ui.parts.accepted import Flag, Lines, Text
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row
from pm_app.ui.theme import tone_of


@dataclass
class MailLine:
    """One mail, as text; `path` opens it among the office's mail."""

    path: str
    when: str
    recipient: str
    subject: str
    purpose: str
    state: str
    tone: str
    problem: str
    enclosed: str


def mail_lines(rows: Iterable[MailOnRecord], zone: str) -> list[MailLine]:
    """Return mails as lines."""
    return [_line(row, zone) for row in rows]


def mail_table(caption: Text, lines: Lines, *, loaded: Flag, nothing: Text) -> rx.Component:
    """The table of mails; `nothing` says what would be here."""
    return data_table(
        caption,
        [
            Column("Subject", fill=True),
            Column("To"),
            Column("Kind", wide_only=True),
            Column("When"),
            Column("Status"),
        ],
        lines,
        _row,
        loaded=loaded,
        placeholders=3,
        compact=True,
        empty=empty("No mail yet", nothing),
    )


def _line(row: MailOnRecord, zone: str) -> MailLine:
    state = row.state.value.capitalize()
    return MailLine(
        path=paths.message_path(row.message_id),
        when=moment(row.sent_at or row.queued_at, zone),
        recipient=row.to_name or row.to_address,
        subject=row.subject,
        purpose=row.purpose.value.capitalize(),
        state=state,
        tone=tone_of(state),
        problem=row.problem,
        enclosed=", ".join(row.enclosed),
    )


def _row(line: MailLine) -> rx.Component:
    under = rx.cond(
        line.problem != "",
        rx.el.span(line.problem, class_name="pd-overdue"),
        rx.cond(line.enclosed != "", rx.el.span("Attached: ", line.enclosed)),
    )
    return table_row(
        link_cell(line.subject, line.path, under=under, fill=True, title=line.subject),
        cell(line.recipient),
        cell(line.purpose, wide_only=True, muted=True),
        cell(line.when),
        cell(status_badge(line.state, line.tone)),
    )
