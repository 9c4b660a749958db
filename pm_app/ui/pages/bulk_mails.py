"""/mail/sent: what was mailed to many, and what became of it."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.correspondence.queries.bulk import BulkMailRow, Trouble, bulk_mail_details, bulk_mail_rows
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run
from pm_app.ui import paths
from pm_app.ui.format import count, moment, plural
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, detail_blocks, opening_row
from pm_app.ui.session import query, signed_in


@dataclass
class BulkLine:
    """One text that went to many, as text."""

    bulk_mail_id: str
    queued: str
    by: str
    subject: str
    audience: str
    mails: str
    sent: str
    trouble: str
    left_out: str
    is_open: bool


@dataclass
class TroubleLine:
    """A mail of it that did not arrive."""

    recipient: str
    problem: str


class BulkMailsState(rx.State):
    """What the address asks for, and the text of the one that is open."""

    loaded: bool = False
    may_send: bool = False
    summary: str = ""
    lines: list[BulkLine] = []
    total: int = 0
    opened_id: str = ""
    opened_text: str = ""
    troubles: list[TroubleLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_MAIL)
        asked = paths.listing(query_of(self), sorts=("queued",), default_sort="queued")
        found = await run(actor, bulk_mail_rows, listing=Listing(page=asked.page, size=asked.size))
        self.lines = [_line(row, installed().settings.time_zone) for row in found.rows]
        self.total, self.summary = found.total, plural(found.total, "mail") if found.total else ""
        self.may_send = actor.may(Permission.CHANGE_PEOPLE)
        self.opened_id, self.opened_text, self.troubles, self.loaded = "", "", [], True
        if wanted := query(self, "open"):
            return BulkMailsState.open_mail(wanted)
        return None

    @rx.event
    async def open_mail(self, bulk_mail_id: str):
        actor = await signed_in(self)
        if str(bulk_mail_id) == self.opened_id:
            self.opened_id, self.opened_text, self.troubles = "", "", []
        else:
            details = await run(actor, bulk_mail_details, bulk_mail_id=_id(bulk_mail_id))
            self.opened_id, self.opened_text = str(details.row.bulk_mail_id), details.body
            self.troubles = [_trouble(one) for one in details.troubles]
        for line in self.lines:
            line.is_open = line.bulk_mail_id == self.opened_id


def _line(row: BulkMailRow, zone: str) -> BulkLine:
    return BulkLine(
        bulk_mail_id=str(row.bulk_mail_id),
        queued=moment(row.queued_at, zone),
        by=row.queued_by,
        subject=row.subject,
        audience=row.audience,
        mails=count(row.mails),
        sent=_counted((row.sent, "sent"), (row.kept, "kept in the app"), (row.waiting, "waiting")),
        trouble=_counted((row.failed, "failed"), (row.bounced, "bounced"), (row.unsure, "not confirmed")),
        left_out=f"{plural(row.left_out, 'person', 'people')} left out" if row.left_out else "",
        is_open=False,
    )


def _counted(*parts: tuple[int, str]) -> str:
    return ", ".join(f"{count(number)} {words}" for number, words in parts if number)


def _trouble(one: Trouble) -> TroubleLine:
    return TroubleLine(f"{one.to_name} <{one.to_address}>", one.problem)


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This mail does not exist, or it is not yours to see.") from None


def page() -> rx.Component:
    """Return the page."""
    s = BulkMailsState
    new = rx.cond(s.may_send, link_button("New mail", paths.NEW_MAIL, kind="primary"))
    return parts_page(
        page_head("Mail to many", sub=s.summary, primary=new),
        data_table(
            "Mail to many",
            [
                Column("Open", quiet=True),
                Column("Sent off"),
                Column("Subject", fill=True),
                Column("To", hide=True),
                Column("Mails", num=True),
                Column("Where they stand"),
                Column("Did not arrive"),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="mails to many",
            empty=empty(
                "Nothing was mailed to many yet",
                "A text to all tenants of a building, to those behind on rent or to owners is listed here.",
                new,
            ),
        ),
    )


def _row(line: BulkLine) -> rx.Component:
    s = BulkMailsState
    troubles = rx.cond(
        is_empty(s.troubles),
        rx.el.p("Everything that went out so far was taken.", class_name="pd-small pd-muted"),
        line_list(s.troubles, _trouble_line),
    )
    about = rx.fragment(
        rx.el.p(line.audience),
        rx.el.p(line.by, class_name="pd-small pd-muted"),
        rx.el.p(line.left_out, class_name="pd-small pd-muted"),
    )
    return opening_row(
        cell(line.queued),
        cell(line.subject, fill=True, title=line.subject),
        cell(line.audience, hide=True, title=line.audience),
        cell(line.mails, num=True),
        cell(line.sent),
        cell(rx.el.span(line.trouble, class_name="pd-overdue")),
        detail=detail_blocks(
            ("The text", rx.el.div(s.opened_text, class_name="pd-letter")),
            ("To", about),
            ("Did not arrive", troubles),
        ),
        opened=line.is_open,
        label="Show the mail " + line.subject,
        on_toggle=s.open_mail(line.bulk_mail_id),
        columns=7,
    )


def _trouble_line(line: TroubleLine) -> rx.Component:
    return list_line(rx.el.span(line.recipient), end=line.problem)
