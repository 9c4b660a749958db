"""The pages of a document: as a PDF, a picture, or the text that was read, with what was searched for marked."""

from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.actions.viewing import note_viewing
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import DocumentDetails, VersionRow, document_details
from pm_app.documents.queries.forms import file_forms
from pm_app.documents.queries.pages import MarkedPage, marked_pages
from pm_app.kernel.errors import NotFound
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day_of, plural
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.button import file_link
from pm_app.ui.parts.face import Face, face_of
from pm_app.ui.parts.pdf_viewer import pdf_viewer, picture_viewer, print_button
from pm_app.ui.parts.plain_viewer import TextPage, TextPart, no_viewer, text_viewer
from pm_app.ui.parts.seek import seek_mark
from pm_app.ui.session import query, query_int, route_id, signed_in

PAGES_AT_ONCE = 10


class ViewerState(rx.State):
    """What is shown in the middle: `shows` is pdf, picture, text or nothing."""

    loaded: bool = False
    shows: str = ""
    has_text: bool = False
    has_face: bool = False
    url: str = ""
    hits_url: str = ""
    print_url: str = ""
    pages_url: str = ""
    words: str = ""
    at: int = 1
    at_words: str = ""
    pages: list[TextPage] = []
    text_note: str = ""
    earlier: str = ""
    later: str = ""
    why_not: str = ""
    held_back: bool = False
    seek: str = ""
    edition_note: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        document_id = route_id(self, "document_id")
        try:
            found = await run(actor, document_details, document_id=document_id, today=services().clock.today())
            number = query_int(self, "version") or found.current.number
            forms = await run(actor, file_forms, document_id=document_id, number=number)
        except NotFound:
            return
        edition = next(one for one in found.versions if one.number == number)
        self.words = query(self, "q")
        self.at = max(1, min(query_int(self, "page", 1), edition.page_count or 100_000))
        self.at_words = str(self.at)
        _show_face(self, face_of(document_id, forms), edition)
        self.pages_url = f"{paths.document_path(document_id)}/view?version={number}&save=1" if forms.has_view else ""
        wants_text = query(self, "view") == "text" or not self.has_face
        if wants_text and self.has_text:
            self.shows = "text"
        self.pages = []
        if self.shows == "text":
            await _show_text(self, actor, document_id, edition)
        self.held_back = forms.held_back != ""
        self.why_not, self.edition_note = _why_not(edition), _edition_note(found, edition)
        self.seek = f"{self.shows} {self.at} {self.words}"
        self.loaded = True


def _show_face(state: ViewerState, face: Face, edition: VersionRow) -> None:
    state.has_face, state.shows = face.shows != "", face.shows or "nothing"
    state.url, state.hits_url = face.url, face.hits_url
    state.print_url = face.url if face.shows == "pdf" else ""
    was_read = edition.outcome in (ReadingOutcome.READ, ReadingOutcome.READ_IN_PART)
    state.has_text = bool(edition.page_count) and was_read


async def _show_text(state: ViewerState, actor: Actor, document_id: UUID, edition: VersionRow) -> None:
    """Show the ten pages that begin with the asked one."""
    await run(actor, note_viewing, document_id=document_id, now=services().clock.now())
    last = state.at + PAGES_AT_ONCE - 1
    pages = await run(
        actor,
        marked_pages,
        document_id=document_id,
        words=state.words,
        first=state.at,
        last=last,
        edition=edition.number,
    )
    count = edition.page_count or len(pages)
    state.pages = [_text_page(page, count) for page in pages]
    state.earlier = str(max(1, state.at - PAGES_AT_ONCE)) if state.at > 1 else ""
    state.later = str(last + 1) if last < count else ""
    read_by_eye = any(page.method == ReadingMethod.OCR for page in pages)
    state.text_note = f"Text of {plural(count, 'page')}"
    if read_by_eye:
        state.text_note += ", recognized from pictures: compare what matters with the original"


def _edition_note(found: DocumentDetails, edition: VersionRow) -> str:
    """Say that an older edition is shown, if so."""
    if edition.is_current:
        return ""
    later = next(one for one in found.versions if one.number == edition.number + 1)
    replaced = day_of(later.added_at, installed().settings.time_zone)
    return f"This is version {edition.number} of {found.current.number}, replaced on {replaced}."


def _text_page(page: MarkedPage, count: int) -> TextPage:
    parts = [TextPart(part.text, part.hit) for part in page.parts]
    return TextPage(f"Page {page.number:,} of {count:,}", parts or [TextPart("No text on this page.")])


def _why_not(edition: VersionRow) -> str:
    if edition.held_back:
        return edition.held_back
    if edition.outcome is None:
        return "Its text is being read and appears here as soon as that is done. The file can be downloaded now."
    return edition.outcome_reason or "A browser does not show this kind of file, and it has no text. Download it."


def viewer() -> rx.Component:
    """The middle of the page."""
    v, d = ViewerState, DocumentState
    shown = rx.match(
        v.shows,
        ("pdf", pdf_viewer(v.url, title=d.title, hits_url=v.hits_url, page=v.at, query=v.words)),
        ("picture", picture_viewer(v.url, title=d.title, hits_url=v.hits_url, query=v.words)),
        (
            "text",
            rx.fragment(
                text_viewer(v.pages, title=d.title, note=_text_bar()),
                seek_mark(v.seek),
            ),
        ),
        no_viewer(
            "This document cannot be shown here",
            v.why_not,
            rx.cond(v.held_back, rx.fragment(), file_link("Download", d.download_path, kind="primary")),
        ),
    )
    noted = rx.cond(v.edition_note != "", rx.el.div(_edition_bar(), shown, class_name="pd-noted"), shown)
    return rx.cond(v.loaded, noted, rx.el.div(rx.el.div(class_name="pd-viewer-wait"), class_name="pd-view"))


def _edition_bar() -> rx.Component:
    return rx.el.div(
        ViewerState.edition_note,
        address_link("Show the current version", set_={"version": "", "page": ""}, drop=[], class_name="pd-link"),
        class_name="pd-view-note",
        role="note",
    )


def _text_bar() -> rx.Component:
    v = ViewerState
    return rx.el.div(
        rx.el.span(v.text_note),
        rx.el.span(class_name="pd-grow"),
        rx.cond(
            v.earlier != "", address_link("Earlier pages", set_={"page": v.earlier}, drop=[], class_name="pd-link")
        ),
        rx.cond(v.later != "", address_link("Later pages", set_={"page": v.later}, drop=[], class_name="pd-link")),
        class_name="pd-textbar",
    )


def printing() -> rx.Component:
    """The button that prints what is shown, where it can be printed."""
    v = ViewerState
    return rx.cond(v.loaded & (v.shows != "nothing"), print_button(v.print_url, title=DocumentState.title))


def switch() -> rx.Component:
    """The choice between the pages as they look and the text that was read, where there are both."""
    v = ViewerState
    as_text = address_link("Text", set_={"view": "text", "page": v.at_words}, drop=[], class_name="pd-btn")
    as_pages = address_link("Pages", set_={"view": "", "page": v.at_words}, drop=[], class_name="pd-btn")
    return rx.cond(v.has_text & v.has_face, rx.cond(v.shows == "text", as_pages, as_text))
