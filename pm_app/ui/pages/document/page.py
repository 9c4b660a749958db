"""/documents/[document_id]: the whole page of a document: its pages, and beside them what is known of it."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.document import arrival, belonging, care_blocks, comparing, editing_dialogs, found, viewing
from pm_app.ui.pages.document.arrival import ArrivalState
from pm_app.ui.pages.document.belonging import BelongingState
from pm_app.ui.pages.document.care import CareState
from pm_app.ui.pages.document.comparing import ComparisonState
from pm_app.ui.pages.document.editing import EditingState
from pm_app.ui.pages.document.facts import DocumentState, EditionLine
from pm_app.ui.pages.document.found import FoundState
from pm_app.ui.pages.document.viewing import ViewerState
from pm_app.ui.parts.accepted import Lines, is_empty
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.again import again
from pm_app.ui.parts.badge import days_text, status_badge, tag
from pm_app.ui.parts.button import MenuItem, button, file_link
from pm_app.ui.parts.facts import HistoryLine, fact, facts, line_list, list_line
from pm_app.ui.parts.following import FollowingState, follow_button
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import saved_link
from pm_app.ui.parts.page import missing_page, page_head, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.pdf_viewer import document_layout, side_block, viewer_ahead
from pm_app.ui.parts.record_alerts import alert_list
from pm_app.ui.parts.record_task_list import record_tasks_beside
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.parts.shortcuts import shortcuts
from pm_app.ui.parts.task_form import task_dialog
from pm_app.ui.session import route_id, signed_in


class DocumentPageState(rx.State):
    """Loads what the address asks for; holds nothing itself."""

    @rx.event
    async def load(self):
        await signed_in(self)
        beside, middle = await self.get_state(DocumentState), await self.get_state(ViewerState)
        if beside.shown_id != str(route_id(self, "document_id")):
            # What is still held is another document's: it is not shown while this one is loaded.
            beside.loaded = middle.loaded = beside.missing = False
            (await self.get_state(CareState)).loaded = False
        beside_it = [
            ComparisonState.load,
            BelongingState.load,
            ArrivalState.load,
            CareState.load,
            EditingState.load,
            FoundState.load,
        ]
        return [ViewerState.load, DocumentState.load, *beside_it, FollowingState.load, RecordTasksState.load]


def page() -> rx.Component:
    """Return the page."""
    shown = rx.cond(
        DocumentState.missing,
        missing_page("This document is not here", paths.DOCUMENTS, "All documents"),
        parts_page(
            _head(),
            rx.cond(CareState.loaded, care_blocks.lines_above()),
            care_blocks.renewal_place(),
            editing_dialogs.version_place(on_done=DocumentPageState.load),
            document_layout(
                rx.cond(ComparisonState.opened != "", comparing.viewer(), viewing.viewer()),
                rx.cond(DocumentState.loaded, _known(), side_block("Details", skeleton_lines(8))),
                wide=ComparisonState.opened != "",
            ),
            editing_dialogs.dialogs(),
            task_dialog(),
            care_blocks.dialogs(),
            shortcuts(),
            again([DocumentState.load, ViewerState.load, FoundState.load], waiting=DocumentState.is_unread),
        ),
    )
    return rx.fragment(viewer_ahead(), shown)


def _known() -> rx.Component:
    return rx.fragment(
        _details(),
        belonging.block(),
        arrival.block(),
        found.block(),
        rx.cond(CareState.loaded, rx.fragment(care_blocks.chain(), care_blocks.kept())),
        _reading(),
        _editions(),
        side_block("Dates", alert_list(DocumentState.dates, "Nothing comes up for this document.")),
        record_tasks_beside(),
        _happened("Reminders", DocumentState.reminders, "No reminder was due yet."),
        _happened("Activity", DocumentState.history, "Nothing has happened yet."),
    )


def _head() -> rx.Component:
    d, e = DocumentState, EditingState
    return page_head(
        d.title,
        crumbs=[("Documents", paths.DOCUMENTS)],
        badge=status_badge(d.state, d.tone),
        ready=d.loaded,
        actions=[
            follow_button(),
            rx.cond(ComparisonState.opened == "", viewing.switch()),
            viewing.printing(),
            rx.cond(d.held_back == "", file_link("Download", d.download_path, kind="")),
        ],
        menu=[
            MenuItem(
                "Download as PDF",
                href=ViewerState.pages_url,
                icon="download",
                shown=ViewerState.pages_url != "",
                saves=True,
            ),
            MenuItem("New version", on_click=e.open_version, icon="upload", shown=d.may_change & ~d.archived),
            *care_blocks.menu(),
            MenuItem("Read text again", on_click=e.submit_reading, icon="scan-text", shown=d.may_change),
            MenuItem("Restore", on_click=e.submit_restore, icon="archive-restore", shown=d.may_change & d.archived),
            MenuItem(
                "Archive…",
                on_click=e.open_archive,
                icon="archive",
                danger=True,
                separate=True,
                shown=d.may_change & ~d.archived & ~CareState.in_trash,
            ),
            care_blocks.trash_item(),
        ],
        primary=rx.cond(
            d.may_change & ~CareState.in_trash,
            button("Edit", on_click=e.open_edit, kind="primary", aria_keyshortcuts="e"),
        ),
    )


def _details() -> rx.Component:
    d = DocumentState
    return side_block(
        "Details",
        facts(
            fact("Kind", d.kind),
            fact("Valid", d.valid, rx.cond(d.left != "", rx.fragment(" · ", days_text(d.left, d.left_tone)))),
            *care_blocks.particulars(),
            fact("Tags", rx.el.span(rx.foreach(d.tags, tag), class_name="pd-tags"), shown=~is_empty(d.tags)),
            fact("Filed", d.filed),
            fact("Came in by", ArrivalState.way, shown=ArrivalState.way != ""),
            fact("Virus scan", d.scan, shown=d.scan != ""),
        ),
        rx.cond(d.notes != "", rx.el.p(d.notes, class_name="pd-side-note")),
    )


def _reading() -> rx.Component:
    d = DocumentState
    return side_block(
        "Text",
        rx.el.p(d.reading_note, class_name="pd-muted"),
        link=status_badge(d.reading, d.reading_tone),
    )


def _editions() -> rx.Component:
    return side_block("Versions", line_list(DocumentState.editions, _edition))


def _edition(line: EditionLine) -> rx.Component:
    shown = {"version": line.number, "compare": "", "page": ""}
    beside = {"compare": line.compare, "version": "", "page": ""}
    compare = address_link("Compare", set_=beside, drop=[], class_name="pd-link", aria_label="Compare " + line.label)
    return list_line(
        rx.el.div(
            address_link(line.label, set_=shown, drop=[], class_name="pd-quiet pd-strong"),
            rx.el.div(line.detail, class_name="pd-small pd-muted"),
            class_name="pd-edition",
        ),
        end=rx.el.span(
            rx.cond(line.current, rx.el.span("current", class_name="pd-small pd-muted"), compare),
            saved_link(
                icon("download", 15), href=line.path, class_name="pd-quiet", aria_label="Download " + line.label
            ),
            class_name="pd-edition-end",
        ),
    )


def _happened(title: str, lines: Lines, nothing: str) -> rx.Component:
    return side_block(
        title,
        rx.cond(
            is_empty(lines),
            rx.el.p(nothing, class_name="pd-muted"),
            rx.el.ol(rx.foreach(lines, _line), class_name="pd-line"),
        ),
    )


def _line(line: HistoryLine) -> rx.Component:
    return rx.el.li(
        rx.el.time(line.when),
        rx.el.span(line.who, " ", line.did),
        rx.cond(line.detail != "", rx.el.span(line.detail, class_name="pd-small pd-muted")),
    )
