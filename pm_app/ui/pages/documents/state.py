"""The page of documents the address asks for: a list, or what a search found."""

from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.queries.rows import document_rows, properties_with_documents
from pm_app.documents.queries.search import search_documents
from pm_app.kernel.listing import Listing
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import plural
from pm_app.ui.pages.documents.asked import SORTS, narrowed_by
from pm_app.ui.pages.documents.lines import UNREAD, DocumentLine, FoundLine, document_line, found_line
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.session import signed_in


class DocumentsState(rx.State):
    """The page of documents the address asks for; `found` instead of `lines` when words are searched for."""

    loaded: bool = False
    may_file: bool = False
    may_change: bool = False
    searching: bool = False
    some_unread: bool = False
    asked_words: str = ""
    corrected: str = ""
    is_capped: bool = False
    summary: str = ""
    lines: list[DocumentLine] = []
    found: list[FoundLine] = []
    total: int = 0
    properties: list[Choice] = []
    within: str = ""
    files_go: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="-filed_at")
        listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
        today = services().clock.today()
        narrowed = narrowed_by(query, today)
        self.may_file, self.may_change = actor.may(Permission.FILE_DOCUMENTS), actor.may(Permission.CHANGE_DOCUMENTS)
        self.searching, self.asked_words = bool(asked.text), asked.text
        if asked.text:
            await _search(self, actor, listing, today, narrowed)
        else:
            await _list(self, actor, listing, today, narrowed)
        number = plural(self.total, "document")
        self.summary = f"{'more than ' if self.is_capped else ''}{number} found" if asked.text else number
        await _aim(self, actor, narrowed.property_id)
        self.loaded = True


async def _search(state: DocumentsState, actor: Actor, listing: Listing, today: date, narrowed: DocumentFilter) -> None:
    answer = await run(
        actor,
        search_documents,
        text=listing.search,
        today=today,
        narrowed=narrowed,
        limit=listing.limit,
        offset=listing.offset,
    )
    state.found, state.lines = [found_line(hit, listing.search) for hit in answer.rows], []
    state.total, state.is_capped, state.corrected = answer.total, answer.is_capped, answer.corrected
    state.some_unread = False


async def _list(state: DocumentsState, actor: Actor, listing: Listing, today: date, narrowed: DocumentFilter) -> None:
    asked = Listing("", listing.sort, listing.descending, listing.page, listing.size)
    rows = await run(actor, document_rows, listing=asked, today=today, narrowed=narrowed)
    state.lines, state.found = [document_line(row, today) for row in rows.rows], []
    state.total, state.is_capped, state.corrected = rows.total, False, ""
    state.some_unread = any(line.reading == UNREAD for line in state.lines)


async def _aim(state: DocumentsState, actor: Actor, property_id: UUID | None) -> None:
    """Say where files go that are dropped here: to the property the list is narrowed to."""
    properties = await run(actor, properties_with_documents)
    state.properties = [Choice(str(key), name) for key, name in properties]
    name = dict(properties).get(property_id, "") if property_id else ""
    state.within = str(property_id) if name else ""
    state.files_go = f"They will belong to {name}." if name else "They wait in the inbox until somebody files them."
