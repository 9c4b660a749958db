"""The stack of new papers: which one is on top, how it looks, and filing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.reviewing import review_document
from pm_app.documents.actions.trash import restore_from_trash, trash_document
from pm_app.documents.actions.viewing import note_viewing
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.queries.forms import file_forms
from pm_app.documents.queries.inbox import InboxRow, inbox_rows, next_in_inbox
from pm_app.documents.queries.pages import marked_pages
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing, Rows
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day_of, plural
from pm_app.ui.pages.inbox.answering import Answer, answered_by
from pm_app.ui.pages.inbox.proposing import ProposingState
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.face import face_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.plain_viewer import TextPage, TextPart
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import loads_again
from pm_app.ui.session import signed_in

TEXT_PAGES = 10
_READING = {None: "Reading text", ReadingOutcome.UNREADABLE: "Unreadable", ReadingOutcome.READ_IN_PART: "Read in part"}


@dataclass
class PaperLine:
    """One paper of the stack, as text."""

    document_id: str
    title: str
    came: str
    reading: str
    is_open: bool


class InboxState(rx.State):
    """The stack, and the paper that is looked at: `shows` is pdf, picture, text or nothing."""

    loaded: bool = False
    may_file: bool = False
    papers: list[PaperLine] = []
    total: int = 0
    summary: str = ""
    document_id: str = ""
    title: str = ""
    path: str = ""
    shows: str = ""
    held_back: str = ""
    url: str = ""
    hits_url: str = ""
    page: int = 1
    words: str = ""
    pages: list[TextPage] = []
    reading: bool = False
    errors: dict[str, str] = {}
    trashed: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        found = await _waiting(actor, query)
        chosen = _chosen(query, found.rows)
        self.may_file = actor.may(Permission.CHANGE_DOCUMENTS)
        self._list(found, chosen)
        self.words = query.get("found", "")[:200]
        self.page = int(query["page_at"]) if query.get("page_at", "").isdecimal() else 1
        if str(chosen or "") != self.document_id:
            self.errors = {}
        self.document_id = str(chosen or "")
        if chosen is not None:
            await _show(self, actor, chosen)
        self.loaded = True
        return ProposingState.open_paper(self.document_id)

    @rx.event
    async def load_again(self):
        """Show which papers wait by now; the one that is open, and what is being written of it, stay as they are."""
        actor = await signed_in(self)
        self._list(await _waiting(actor, query_of(self)), _id(self.document_id) if self.document_id else None)

    def _list(self, found: Rows[InboxRow], chosen: UUID | None) -> None:
        self.papers = [_line(row, chosen) for row in found.rows]
        self.total, self.summary = found.total, f"{plural(found.total, 'paper')} to file"
        self.reading = any(row.outcome is None for row in found.rows)

    @rx.event
    async def submit_paper(self, form: dict[str, str]):
        actor = await signed_in(self)
        document_id = _id(form.get("document_id", ""))
        try:
            answer: Answer = answered_by(form)
            await run(
                actor,
                review_document,
                document_id=document_id,
                version=answer.version,
                title=answer.title,
                kind=answer.kind,
                links=answer.links,
                valid_from=answer.valid_from,
                valid_through=answer.valid_through,
                particulars=answer.particulars,
                tags=answer.tags,
                replaces_id=answer.replaces_id,
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [await _on_to_next(self, actor, document_id), said(f"“{answer.title}” is filed.")]

    @rx.event
    async def submit_trash(self):
        actor = await signed_in(self)
        document_id = _id(self.document_id)
        await run(actor, trash_document, document_id=document_id, now=services().clock.now())
        self.trashed = str(document_id)
        told = said("The paper is in the trash.", undo=InboxState.submit_restore)
        return [await _on_to_next(self, actor, document_id), told]

    @rx.event
    async def submit_restore(self):
        actor = await signed_in(self)
        await run(actor, restore_from_trash, document_id=_id(self.trashed), now=services().clock.now())
        return [InboxState.load, said("The paper is back.")]

    @rx.event
    async def submit_later(self):
        actor = await signed_in(self)
        return await _on_to_next(self, actor, _id(self.document_id))


loads_again(paths.INBOX, InboxState, by="load_again")


async def _waiting(actor: Actor, query: Mapping[str, str]) -> Rows[InboxRow]:
    asked = paths.listing(query, sorts=("filed_at",), default_sort="filed_at")
    return await run(actor, inbox_rows, listing=Listing(asked.text, asked.sort, False, asked.page, asked.size))


async def _on_to_next(state: rx.State, actor: Actor, document_id: UUID) -> rx.event.EventSpec:
    following = await run(actor, next_in_inbox, document_id=document_id)
    words = query_of(state).get("q", "")
    return rx.redirect(paths.with_query(paths.INBOX, document=str(following or ""), q=words))


async def _show(state: InboxState, actor: Actor, document_id: UUID) -> None:
    try:
        forms = await run(actor, file_forms, document_id=document_id)
    except NotFound:
        state.document_id = ""
        return
    face = face_of(document_id, forms)
    state.held_back = forms.held_back
    state.shows, state.url, state.hits_url = face.shows or "nothing", face.url, face.hits_url
    state.path, state.pages = paths.document_path(document_id), []
    state.title = next((line.title for line in state.papers if line.is_open), "")
    if not face.shows:
        await _show_text(state, actor, document_id)


async def _show_text(state: InboxState, actor: Actor, document_id: UUID) -> None:
    """Show the first pages of the text where a browser cannot show the file."""
    await run(actor, note_viewing, document_id=document_id, now=services().clock.now())
    last = state.page + TEXT_PAGES - 1
    found = await run(actor, marked_pages, document_id=document_id, words=state.words, first=state.page, last=last)
    if found:
        state.shows = "text"
        state.pages = [
            TextPage(f"Page {page.number:,}", [TextPart(part.text, part.hit) for part in page.parts]) for page in found
        ]


def _chosen(query: Mapping[str, str], rows: list[InboxRow]) -> UUID | None:
    """Return the paper the address names, as long as it waits; else the first of the stack."""
    written = query.get("document", "")
    return next((row.document_id for row in rows if str(row.document_id) == written), None) or (
        rows[0].document_id if rows else None
    )


def _line(row: InboxRow, chosen: UUID | None) -> PaperLine:
    came = day_of(row.filed_at, installed().settings.time_zone)
    return PaperLine(
        document_id=str(row.document_id),
        title=row.title,
        came=f"{came} · {row.source.value}",
        reading=_READING.get(row.outcome, ""),
        is_open=row.document_id == chosen,
    )


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This paper is not in the inbox any more. Reload the page.") from None
