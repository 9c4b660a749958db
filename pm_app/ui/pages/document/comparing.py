"""Two editions of a document beside each other: their pages scrolled together, or what their texts say otherwise."""

from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.actions.viewing import note_viewing
from pm_app.documents.queries.comparing import compared_editions
from pm_app.documents.queries.forms import file_forms
from pm_app.documents.rules.comparing import Change, ComparedPage
from pm_app.kernel.errors import NotFound
from pm_app.runtime import run, services
from pm_app.ui.format import plural
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.face import face_of
from pm_app.ui.parts.pdf_viewer import pdf_viewer, picture_viewer
from pm_app.ui.parts.plain_viewer import TextPage, TextPart, text_viewer
from pm_app.ui.session import query, query_int, route_id, signed_in

PAGES_AT_ONCE = 10


class ComparisonState(rx.State):
    """What is compared: `opened` is empty, pages or text; `before` and `after` are the two editions."""

    opened: str = ""
    before: str = ""
    before_shows: str = ""
    before_url: str = ""
    before_hits: str = ""
    after: str = ""
    after_shows: str = ""
    after_url: str = ""
    after_hits: str = ""
    has_pages: bool = False
    words: str = ""
    at: int = 1
    note: str = ""
    pages: list[TextPage] = []
    earlier: str = ""
    later: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        older = query_int(self, "compare")
        self.opened, self.pages = "", []
        if not older:
            return
        document_id = route_id(self, "document_id")
        try:
            before = await run(actor, file_forms, document_id=document_id, number=older)
            after = await run(actor, file_forms, document_id=document_id, number=query_int(self, "version") or None)
        except NotFound:
            return
        old, new = face_of(document_id, before), face_of(document_id, after)
        self.before, self.after = f"Version {before.number}", f"Version {after.number}"
        self.before_shows, self.before_url, self.before_hits = old.shows, old.url, old.hits_url
        self.after_shows, self.after_url, self.after_hits = new.shows, new.url, new.hits_url
        self.has_pages = old.shows != "" and new.shows != ""
        self.words, self.at = query(self, "q"), max(1, query_int(self, "page", 1))
        if query(self, "view") == "text" or not self.has_pages:
            await _show_changes(self, actor, document_id, before.number, after.number)
            self.opened = "text"
        else:
            self.note, self.opened = "Both scroll, zoom and turn together.", "pages"


async def _show_changes(state: ComparisonState, actor: Actor, document_id: UUID, older: int, newer: int) -> None:
    """Show the ten changed pages that begin with the asked one, counted among those that changed."""
    await run(actor, note_viewing, document_id=document_id, now=services().clock.now())
    found = await run(actor, compared_editions, document_id=document_id, older=older, newer=newer)
    changed = [page for page in found.pages if not page.is_same]
    start = min(state.at, max(1, len(changed))) - 1
    state.pages = [_changed_page(page) for page in changed[start : start + PAGES_AT_ONCE]]
    state.earlier = str(max(1, start + 1 - PAGES_AT_ONCE)) if start else ""
    state.later = str(start + 1 + PAGES_AT_ONCE) if start + PAGES_AT_ONCE < len(changed) else ""
    if found.unread:
        state.note = "The text of one of them is not there: it is still to be read, or could not be."
    elif not changed:
        state.note = f"They say the same on {plural(len(found.pages), 'page')}."
    else:
        added, removed = sum(page.added for page in changed), sum(page.removed for page in changed)
        of = plural(len(found.pages), "page")
        state.note = f"{len(changed):,} of {of} changed: {plural(added, 'word')} added, {removed:,} removed."


def _changed_page(page: ComparedPage) -> TextPage:
    parts = [TextPart(one.text, change="" if one.change == Change.SAME else one.change.value) for one in page.stretches]
    if page.newer is None:
        return TextPage(f"Page {page.older:,} is gone", parts)
    if page.older is None:
        return TextPage(f"Page {page.newer:,} is new", parts)
    was = f" (was page {page.older:,})" if page.older != page.newer else ""
    counted = f"{plural(page.added, 'word')} added, {page.removed:,} removed"
    return TextPage(f"Page {page.newer:,}{was}: {counted}", parts)


def viewer() -> rx.Component:
    """The two editions, in the place of the one that is read otherwise."""
    c = ComparisonState
    panes = rx.el.div(
        _pane(c.before_shows, c.before_url, c.before_hits, c.before, "second"),
        _pane(c.after_shows, c.after_url, c.after_hits, c.after, "first"),
        class_name="pd-panes",
    )
    changes = text_viewer(c.pages, title="both versions")
    return rx.el.div(_bar(), rx.cond(c.opened == "pages", panes, changes), class_name="pd-noted")


def _pane(shows: Text, url: Text, hits_url: Text, label: Text, pane: str) -> rx.Component:
    c, title = ComparisonState, DocumentState.title
    return rx.cond(
        rx.Var.create(shows) == "pdf",
        pdf_viewer(url, title=title, hits_url=hits_url, page=c.at, query=c.words, pane=pane, label=label),
        picture_viewer(url, title=title, hits_url=hits_url, query=c.words, pane=pane, label=label),
    )


def _bar() -> rx.Component:
    c = ComparisonState
    as_text = address_link("Changes in the text", set_={"view": "text", "page": ""}, drop=[], class_name="pd-link")
    as_pages = address_link("Pages beside each other", set_={"view": "", "page": ""}, drop=[], class_name="pd-link")
    return rx.el.div(
        rx.el.span(c.before, " and ", c.after, class_name="pd-strong"),
        rx.el.span(c.note, role="status"),
        rx.cond(c.earlier != "", address_link("Earlier", set_={"page": c.earlier}, drop=[], class_name="pd-link")),
        rx.cond(c.later != "", address_link("Later", set_={"page": c.later}, drop=[], class_name="pd-link")),
        rx.el.span(class_name="pd-grow"),
        rx.cond(c.opened == "pages", as_text, rx.cond(c.has_pages, as_pages)),
        address_link("Close", set_={"compare": "", "view": "", "page": ""}, drop=[], class_name="pd-link"),
        class_name="pd-view-note",
    )
