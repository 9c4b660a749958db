"""The pages of a document: a PDF as it is, a picture, or the text that was read, with what was searched for marked."""

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import DocumentDetails, document_details, page_texts
from pm_app.documents.queries.pages import MarkedPage, marked_pages
from pm_app.kernel.errors import NotFound
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import plural
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.button import file_link
from pm_app.ui.parts.pdf_viewer import pdf_viewer
from pm_app.ui.parts.plain_viewer import TextPage, TextPart, no_viewer, picture_viewer, text_viewer
from pm_app.ui.parts.seek import seek_mark
from pm_app.ui.session import query, query_int, route_id, signed_in

PAGES_AT_ONCE = 10
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


class ViewerState(rx.State):
    """What is shown in the middle: `shows` is pdf, picture, text or nothing."""

    loaded: bool = False
    shows: str = ""
    has_text: bool = False
    has_face: bool = False
    url: str = ""
    words: str = ""
    at: int = 1
    at_words: str = ""
    pages: list[TextPage] = []
    text_note: str = ""
    earlier: str = ""
    later: str = ""
    why_not: str = ""
    scanned: bool = False
    seek: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        document_id = route_id(self, "document_id")
        try:
            found = await run(actor, document_details, document_id=document_id, today=services().clock.today())
        except NotFound:
            return
        current = found.current
        self.words = query(self, "q")
        self.at = max(1, min(query_int(self, "page", 1), current.page_count or 100_000))
        self.at_words = str(self.at)
        self.url = f"{paths.document_path(document_id)}/file?version={current.number}"
        face = "pdf" if current.media_type == "application/pdf" else "picture"
        self.has_face = face == "pdf" or current.media_type in PICTURES
        self.has_text = bool(current.page_count) and current.outcome in (
            ReadingOutcome.READ,
            ReadingOutcome.READ_IN_PART,
        )
        wants_text = query(self, "view") == "text" or not self.has_face
        self.shows = "text" if self.has_text and wants_text else face if self.has_face else "nothing"
        self.pages = []
        if self.shows == "text":
            await _show_text(self, actor, found)
        self.scanned = self.shows in ("pdf", "picture") and await _is_scanned(actor, found, self.at, self.words)
        self.why_not = _why_not(found)
        self.seek = f"{self.shows} {self.at} {self.words}"
        self.loaded = True


async def _show_text(state: ViewerState, actor: Actor, found: DocumentDetails) -> None:
    """Show the ten pages that begin with the asked one."""
    last = state.at + PAGES_AT_ONCE - 1
    pages = await run(actor, marked_pages, document_id=found.document_id, words=state.words, first=state.at, last=last)
    count = found.current.page_count or len(pages)
    state.pages = [_text_page(page, count) for page in pages]
    state.earlier = str(max(1, state.at - PAGES_AT_ONCE)) if state.at > 1 else ""
    state.later = str(last + 1) if last < count else ""
    read_by_eye = any(page.method == ReadingMethod.OCR for page in pages)
    state.text_note = f"Text of {plural(count, 'page')}"
    if read_by_eye:
        state.text_note += ", recognized from pictures: compare what matters with the original"


async def _is_scanned(actor: Actor, found: DocumentDetails, at: int, words: str) -> bool:
    """Whether what was searched for stands on a page that is a picture, where nothing can be marked."""
    if not words:
        return False
    pages = await run(actor, page_texts, document_id=found.document_id, first=at, last=at)
    return bool(pages) and pages[0].method == ReadingMethod.OCR


def _text_page(page: MarkedPage, count: int) -> TextPage:
    parts = [TextPart(part.text, part.hit) for part in page.parts]
    return TextPage(f"Page {page.number:,} of {count:,}", parts or [TextPart("No text on this page.")])


def _why_not(found: DocumentDetails) -> str:
    current = found.current
    if current.outcome is None:
        return "Its text is being read and appears here as soon as that is done. The file can be downloaded now."
    return current.outcome_reason or "A browser does not show this kind of file, and it has no text. Download it."


def viewer() -> rx.Component:
    """The middle of the page."""
    v, d = ViewerState, DocumentState
    shown = rx.match(
        v.shows,
        ("pdf", pdf_viewer(v.url, title=d.title, page=v.at, query=v.words)),
        ("picture", picture_viewer(v.url, title=d.title)),
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
            file_link("Download", d.download_path, kind="primary"),
        ),
    )
    noted = rx.cond(v.scanned, rx.el.div(_scan_note(), shown, class_name="pd-scanned"), shown)
    return rx.cond(v.loaded, noted, rx.el.div(rx.el.div(class_name="pd-viewer-wait"), class_name="pd-view"))


def _scan_note() -> rx.Component:
    return rx.el.div(
        "This page is a picture: what you searched for is marked in its text.",
        address_link(
            "Show the text", set_={"view": "text", "page": ViewerState.at_words}, drop=[], class_name="pd-link"
        ),
        class_name="pd-scan-note",
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


def switch() -> rx.Component:
    """The choice between the pages as they look and the text that was read, where there are both."""
    v = ViewerState
    as_text = address_link("Text", set_={"view": "text", "page": v.at_words}, drop=[], class_name="pd-btn")
    as_pages = address_link("Pages", set_={"view": "", "page": v.at_words}, drop=[], class_name="pd-btn")
    return rx.cond(v.has_text & v.has_face, rx.cond(v.shows == "text", as_pages, as_text))
