"""/documents: every document, narrowed by what it is and where it stands; and what documents say."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.documents.choosing import bar, tick
from pm_app.ui.pages.documents.keeping import keep_button, kept_searches
from pm_app.ui.pages.documents.lines import DocumentLine, FoundLine
from pm_app.ui.pages.documents.narrowing import NarrowingState
from pm_app.ui.pages.documents.state import DocumentsState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import (
    Tab,
    address_link,
    check_filter,
    choice_filter,
    day_filter,
    filter_bar,
    pager,
    search_field,
    seek_filter,
    segments,
)
from pm_app.ui.parts.again import again
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import text_link
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.plain_viewer import TextPart
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, table_row
from pm_app.ui.parts.thumbnail import thumbnail
from pm_app.ui.parts.uploader import uploader


def page() -> rx.Component:
    """Return the page."""
    s = DocumentsState
    return parts_page(
        page_head("Documents", sub=s.summary),
        _filters(),
        kept_searches(),
        rx.cond(
            s.may_file,
            uploader(url="/files", params={"property_id": s.within}, on_done=s.load, hint=s.files_go, compact=True),
        ),
        bar(),
        rx.cond(s.searching, _answers(), _list()),
        again(s.load, waiting=s.some_unread),
    )


def _filters() -> rx.Component:
    n = NarrowingState
    return rx.fragment(
        filter_bar(
            search_field("Search titles and what documents say", width="320px"),
            segments(
                Tab("All"),
                Tab("Needs review", "needs review", n.counts["needs review"]),
                Tab("Expiring", "expiring", n.counts["expiring"]),
                Tab("Expired", "expired", n.counts["expired"]),
                Tab("Archived", "archived", n.counts["archived"]),
                Tab("Trash", "in the trash", n.counts["in the trash"]),
                param="state",
                label="Where the document stands",
            ),
            right=[keep_button()],
        ),
        filter_bar(
            choice_filter("Kind", "kind", n.kinds),
            choice_filter("Property", "property", n.properties),
            seek_filter("Unit", "unit", n.units, chosen=n.unit, on_search=n.search_units),
            rx.cond(
                n.sees_leases,
                seek_filter("Household", "lease", n.households, chosen=n.household, on_search=n.search_households),
            ),
            rx.cond(
                n.sees_people,
                seek_filter("Person", "person", n.people, chosen=n.person, on_search=n.search_people),
            ),
            choice_filter("Tag", "tag", n.tags),
            choice_filter("Due", "due", n.due),
            choice_filter("Expiration", "ends", n.ends),
            choice_filter("Came by", "source", n.sources),
            choice_filter("Retention", "keep", n.keeping),
            rx.cond(n.has_own_fields, choice_filter("Own field", "own", n.own_fields)),
            day_filter("Filed from", "filed_from"),
            day_filter("Filed through", "filed_through"),
            check_filter(n.poor_scans, "poor"),
        ),
    )


def _list() -> rx.Component:
    s = DocumentsState
    return data_table(
        "Documents",
        [
            Column("Choose", quiet=True, width="26px"),
            Column("Title", sort="title", fill=True),
            Column("Kind", sort="kind"),
            Column("Belongs to", hide=True),
            Column("Valid through", sort="valid_through"),
            Column("Status"),
            Column("Text", hide=True),
            Column("Filed", sort="-filed_at", wide_only=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="documents",
        default_sort="-filed_at",
        empty=empty(
            "No documents here",
            "Leases, certificates and whatever else is filed appears here. Drop files above, or choose another filter.",
            text_link("All documents", paths.DOCUMENTS),
        ),
    )


def _row(line: DocumentLine) -> rx.Component:
    return table_row(
        cell(tick(line.document_id, line.title)),
        link_cell(line.title, line.path, fill=True),
        cell(line.kind),
        cell(line.belongs, muted=True, hide=True),
        day_cell(line.through, line.left, line.left_tone),
        cell(status_badge(line.state, line.tone)),
        cell(status_badge(line.reading, line.reading_tone), hide=True),
        cell(line.filed, muted=True, wide_only=True),
    )


def _answers() -> rx.Component:
    s = DocumentsState
    return rx.fragment(
        rx.cond(s.corrected != "", note_line("No document says all of this. Shown instead: " + s.corrected)),
        rx.cond(
            s.total > 0,
            rx.fragment(
                rx.el.ol(rx.foreach(s.found, _answer), class_name="pd-answers", aria_label="Found documents"),
                rx.cond(s.is_capped, note_line("There are more: only the best of them are listed. Add a word.")),
                pager(s.total, "documents"),
            ),
            _nothing(),
        ),
    )


def _nothing() -> rx.Component:
    return rx.fragment(
        empty(
            "Nothing says this",
            "No document has all of these words. Fewer words find more; words in quotes stand together.",
            address_link("Without the filters", set_=dict.fromkeys(_NARROWING, ""), class_name="pd-link"),
        ),
        note_line("A file that was just added is found by its text as soon as it has been read."),
    )


_NARROWING = (
    *("state", "kind", "property", "unit", "lease", "person", "tag", "due", "ends", "source", "keep", "own"),
    *("filed_from", "filed_through", "poor"),
)


def _answer(line: FoundLine) -> rx.Component:
    return rx.el.li(
        tick(line.document_id, line.title),
        thumbnail(line.thumbnail),
        rx.el.div(
            rx.el.div(
                link(line.title, href=line.path, class_name="pd-strong"),
                rx.el.span(line.where, class_name="pd-small pd-muted"),
                rx.cond(line.tone != "quiet", status_badge(line.state, line.tone)),
                class_name="pd-answer-head",
            ),
            rx.cond(is_empty(line.parts), rx.fragment(), rx.el.p(rx.foreach(line.parts, _part))),
        ),
    )


def _part(part: TextPart) -> rx.Component:
    return rx.cond(part.hit, rx.el.mark(part.text), rx.el.span(part.text))
