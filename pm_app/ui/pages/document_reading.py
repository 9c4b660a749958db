"""/documents/reading: the files whose text is being read, waits to be read, or could not be read; and reading again."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.actions.reading import MOST_READ_AGAIN, read_again, read_many_again
from pm_app.documents.queries.reading import ReadingRow, ReadingState, find_documents_in, reading_counts, reading_rows
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, moment, plural
from pm_app.ui.parts.address import Tab, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.again import again
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.parts.waiting import loads_again
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

S = ReadingState
# The status whose color each state has.
_LIKE = {
    S.WAITING: "Waiting",
    S.RUNNING: "In progress",
    S.RETRYING: "Part paid",
    S.GIVEN_UP: "Failed",
    S.UNREADABLE: "Failed",
    S.IN_PART: "Part paid",
    S.POOR: "Part paid",
    S.INFECTED: "Infected",
}
_MOVING = frozenset({S.WAITING, S.RUNNING, S.RETRYING})


@dataclass
class ReadingLine:
    """The reading of one document, as text."""

    document_id: str
    path: str
    title: str
    filename: str
    status: str
    tone: str
    since: str
    pages: str
    problem: str
    may_again: bool


class DocumentReadingState(rx.State):
    """The reading of files: the state the address asks for, and how many are in each."""

    loaded: bool = False
    summary: str = ""
    lines: list[ReadingLine] = []
    total: int = 0
    counts: dict[str, str] = {state.value: "" for state in S}
    moving: bool = False
    chosen: str = ""
    may_again: bool = False

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        state = _state(query.get("state", ""))
        asked = paths.listing(query, sorts=("since",), default_sort="-since")
        listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
        found = await run(actor, reading_rows, listing=listing, state=state)
        counts = await run(actor, reading_counts)
        may_change, zone = actor.may(Permission.CHANGE_DOCUMENTS), installed().settings.time_zone
        self.lines = [_line(row, may_change, zone) for row in found.rows]
        self.counts = {each.value: count(number) for each, number in counts.items()}
        self.total, self.moving = found.total, any(counts[each] for each in _MOVING)
        self.chosen = state.value if state else ""
        self.may_again = may_change and state is not None and state not in _MOVING and found.total > 0
        waiting = sum(counts[each] for each in _MOVING)
        self.summary = f"{plural(waiting, 'file')} still to be read" if waiting else "Every file has been looked at"
        self.loaded = True

    @rx.event
    async def submit_again(self, document_id: str):
        actor = await signed_in(self)
        try:
            await run(actor, read_again, document_id=_id(document_id), now=services().clock.now())
        except Refused as refusal:
            return warned(refusal.message)
        return [DocumentReadingState.load, said("It is read again within a minute.")]

    @rx.event
    async def submit_all_again(self):
        actor = await signed_in(self)
        state = _state(query_of(self).get("state", ""))
        if state is None or state in _MOVING:
            return warned("Choose which documents to read again: unreadable, read in part or poorly read.")
        document_ids = await run(actor, find_documents_in, state=state, limit=MOST_READ_AGAIN)
        try:
            queued = await run(actor, read_many_again, document_ids=document_ids, now=services().clock.now())
        except Refused as refusal:
            return warned(refusal.message)
        return [DocumentReadingState.load, said(f"{plural(queued, 'document')} will be read again.")]


loads_again(paths.DOCUMENT_READING, DocumentReadingState)


def _state(written: str) -> ReadingState | None:
    return ReadingState(written) if written in list(ReadingState) else None


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This document does not exist, or it is not yours to see.") from None


def _line(row: ReadingRow, may_change: bool, zone: str) -> ReadingLine:
    tried = f"{row.problem} (tried {row.attempts} times)" if row.attempts > 1 and row.problem else row.problem
    return ReadingLine(
        document_id=str(row.document_id),
        path=paths.document_path(row.document_id),
        title=row.title,
        filename=row.filename,
        status=row.state.value.capitalize(),
        tone=tone_of(_LIKE[row.state]),
        since=moment(row.since, zone),
        pages="" if row.page_count is None else count(row.page_count),
        problem=tried,
        may_again=may_change and row.state not in _MOVING,
    )


def page() -> rx.Component:
    """Return the page."""
    s = DocumentReadingState
    return parts_page(
        page_head(
            "Reading",
            crumbs=[("Documents", paths.DOCUMENTS)],
            sub=s.summary,
            primary=rx.cond(s.may_again, button("Read all of these again", on_click=s.submit_all_again)),
        ),
        filter_bar(
            search_field("Find a title or file name"),
            segments(
                Tab("All"),
                *(Tab(each.value.capitalize(), each.value, s.counts[each.value]) for each in S),
                param="state",
                label="How far the reading is",
            ),
        ),
        data_table(
            "The reading of files",
            [
                Column("Document", fill=True),
                Column("File", hide=True),
                Column("State"),
                Column("Since"),
                Column("Pages", num=True),
                Column("Reason"),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="documents",
            default_sort="-since",
            empty=empty("Nothing here", "Files that wait to be read or could not be read appear here."),
        ),
        again(s.load, waiting=s.moving),
    )


def _row(line: ReadingLine) -> rx.Component:
    once_more = button(
        "Read again", on_click=DocumentReadingState.submit_again(line.document_id), kind="quiet", small=True
    )
    return table_row(
        link_cell(line.title, line.path, fill=True),
        cell(line.filename, muted=True, hide=True),
        cell(status_badge(line.status, line.tone)),
        cell(line.since, muted=True),
        cell(line.pages, num=True),
        cell(line.problem, muted=True),
        actions_cell(rx.cond(line.may_again, once_more)),
    )
