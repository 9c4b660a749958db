"""The mail of a property: what was written to its tenants and owners, by mail and by letter, and how it went out."""

from dataclasses import dataclass

import reflex as rx

from pm_app.correspondence.queries.letters import LetterOnRecord, letters_of
from pm_app.messages.queries import mails_of
from pm_app.portfolio.queries.properties import property_details
from pm_app.runtime import installed, run
from pm_app.ui import paths
from pm_app.ui.format import day
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.letter_delivery import delivery_words
from pm_app.ui.parts.mails import MailLine, mail_lines, mail_table
from pm_app.ui.parts.page import section
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row
from pm_app.ui.session import route_id, signed_in

SHOWN = 100


@dataclass
class PaperLetterLine:
    """One letter, as text."""

    path: str
    written: str
    recipient: str
    subject: str
    went: str


class PropertyMailState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    lines: list[MailLine] = []
    letters: list[PaperLetterLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        place = route_id(self, "property_id")
        await run(actor, property_details, property_id=place)
        rows = await run(actor, mails_of, property_id=place)
        self.lines = mail_lines(rows, installed().settings.time_zone)
        found = await run(actor, letters_of, property_id=place, limit=SHOWN)
        self.letters = [_letter(one) for one in found]
        self.loaded = True


def _letter(one: LetterOnRecord) -> PaperLetterLine:
    path = paths.document_path(one.document_id) if one.document_id else paths.LETTERS
    return PaperLetterLine(path, day(one.written_on), one.to_name, one.subject, delivery_words(one.delivery))


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyMailState
    nothing = "Notices, statements and other mail to the people of this property appear here."
    mails = section("Mail", mail_table("Mail of the property", s.lines, loaded=s.loaded, nothing=nothing))
    letters = data_table(
        "Letters of the property",
        [Column("Subject", fill=True), Column("To"), Column("Date"), Column("How it went out")],
        s.letters,
        _letter_row,
        loaded=s.loaded,
        compact=True,
    )
    return rx.fragment(mails, rx.cond(is_empty(s.letters), rx.fragment(), section("Letters", letters)))


def _letter_row(line: PaperLetterLine) -> rx.Component:
    return table_row(
        link_cell(line.subject, line.path, fill=True),
        cell(line.recipient),
        cell(line.written),
        cell(line.went, muted=True),
    )
