"""/documents/inbox: a stack of new papers, filed one after the other: the paper beside what it seems to be."""

import reflex as rx

from pm_app.documents.enums import DocumentKind
from pm_app.ui import paths
from pm_app.ui.pages.inbox.proposing import BelongsLine, FoundLine, ProposingState
from pm_app.ui.pages.inbox.state import InboxState, PaperLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice, address_link, filter_bar, pager, search_field
from pm_app.ui.parts.again import again
from pm_app.ui.parts.button import button, file_link, text_link
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    field_pair,
    form,
    form_note,
    hidden_field,
    money_field,
    text_field,
)
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.pdf_viewer import pdf_viewer, picture_viewer, side_block
from pm_app.ui.parts.plain_viewer import no_viewer, text_viewer
from pm_app.ui.parts.stack_keys import stack_keys
from pm_app.ui.parts.uploader import uploader

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in DocumentKind]


def page() -> rx.Component:
    """Return the page."""
    s = InboxState
    return parts_page(
        page_head(
            "Inbox",
            crumbs=[("Documents", paths.DOCUMENTS)],
            sub=s.summary,
            actions=[
                button("Later", on_click=s.submit_later, data_stack="later"),
                button("To the trash", on_click=s.submit_trash, data_stack="trash"),
            ],
            ready=s.loaded,
        ),
        rx.cond(s.loaded & (s.document_id == ""), _nothing(), _desk()),
        again(s.load, waiting=s.reading),
        stack_keys(s.document_id),
    )


def _nothing() -> rx.Component:
    s = InboxState
    return rx.fragment(
        uploader(url="/files", on_done=s.load, hint="They wait here until somebody files them.", compact=True),
        empty(
            "The inbox is empty",
            "New papers wait here: dropped files, the watched folder and the mailbox bring them.",
            text_link("All documents", paths.DOCUMENTS),
        ),
    )


def _desk() -> rx.Component:
    return rx.el.div(_stack(), _preview(), _answer(), class_name="pd-doc pd-inbox")


def _stack() -> rx.Component:
    s = InboxState
    return rx.el.nav(
        filter_bar(search_field("Find a paper")),
        rx.el.ol(rx.foreach(s.papers, _paper)),
        pager(s.total, "papers"),
        class_name="pd-stack",
        aria_label="Papers that wait",
    )


def _paper(line: PaperLine) -> rx.Component:
    return rx.el.li(
        address_link(
            rx.el.span(line.title, class_name="pd-strong"),
            rx.el.span(line.came, class_name="pd-small pd-muted"),
            rx.cond(line.reading != "", rx.el.span(line.reading, class_name="pd-small pd-muted")),
            set_={"document": line.document_id},
            drop=["found", "page_at", "thing"],
        ),
        class_name=rx.cond(line.is_open, "on", ""),
    )


def _preview() -> rx.Component:
    s = InboxState
    shown = rx.match(
        s.shows,
        ("pdf", pdf_viewer(s.url, title=s.title, hits_url=s.hits_url, page=s.page, query=s.words)),
        ("picture", picture_viewer(s.url, title=s.title, hits_url=s.hits_url, query=s.words)),
        ("text", text_viewer(s.pages, title=s.title, note=rx.fragment())),
        no_viewer(
            "This paper cannot be shown here",
            rx.cond(s.held_back != "", s.held_back, "Download it to look at it."),
            rx.cond(s.held_back == "", _download()),
        ),
    )
    waits = rx.el.div(rx.el.div(class_name="pd-viewer-wait"), class_name="pd-view")
    return rx.cond(s.loaded, rx.el.div(shown, key=s.document_id, class_name="pd-inbox-paper"), waits)


def _download() -> rx.Component:
    return file_link("Download", InboxState.path + "/download")


def _answer() -> rx.Component:
    return rx.el.aside(
        rx.cond(InboxState.may_file & (ProposingState.key != ""), _form()),
        _found(),
        class_name="pd-side",
        aria_label="What this paper is",
    )


def _form() -> rx.Component:
    p = ProposingState
    return rx.el.section(
        rx.cond(p.like != "", form_note("Much like “" + p.like + "”.")),
        form(
            hidden_field("document_id", p.document_id),
            hidden_field("version", p.version),
            text_field("Title", "title", p.title, auto_focus=True),
            choice_field("Kind", "kind", KINDS, p.kind, any="Choose a kind", hint=p.kind_why),
            _belonging(),
            *_facts(),
            on_submit=InboxState.submit_paper,
            errors=InboxState.errors,
            submit="File and next",
            busy="Filing…",
            label="File this paper",
            key=p.key,
        ),
        rx.el.p(
            "Enter files this paper, Alt+↓ leaves it for later, Alt+Delete moves it to the trash.",
            class_name="pd-small pd-muted",
        ),
        class_name="pd-paper-form",
    )


def _facts() -> list[rx.Component]:
    p = ProposingState
    return [
        field_pair(
            day_field("Valid from", "valid_from", p.valid_from, optional=True, hint=p.valid_from_why),
            day_field("Expires (printed)", "printed", p.printed, optional=True, hint=p.printed_why),
        ),
        rx.cond(
            p.replaces != "",
            choice_field("Replaces", "replaces", [Choice(p.replaces, p.replaces_title)], p.replaces, any="Nothing"),
        ),
        field_pair(
            text_field("Number", "reference", p.reference, optional=True, hint=p.reference_why),
            money_field("Amount", "amount", p.amount, optional=True, hint=p.amount_why),
        ),
        field_pair(
            day_field("Signed", "signed_on", p.signed_on, optional=True),
            day_field("Cancel by", "cancel_by_on", p.cancel_by_on, optional=True),
        ),
        check_field("Renews by itself", "auto_renews", p.auto_renews),
        text_field("Tags", "tags", p.tags, optional=True),
    ]


def _belonging() -> rx.Component:
    p = ProposingState
    return rx.el.fieldset(
        rx.el.legend("Belongs to"),
        rx.foreach(p.things, _thing),
        rx.cond(is_empty(p.things), rx.el.p("Nothing proposed. Look for it below.", class_name="pd-small pd-muted")),
    )


def _thing(line: BelongsLine) -> rx.Component:
    return check_field(line.name, line.field, line.sure, hint=line.reason, key=line.key)


def _found() -> rx.Component:
    p = ProposingState
    return rx.fragment(
        side_block(
            "Belongs to something else",
            filter_bar(search_field("Find property, unit, lease or person", param="thing")),
            line_list(p.more, _more, rx.fragment()),
        ),
        side_block(
            "Found in the text",
            rx.el.ul(rx.foreach(p.places, _place), class_name="pd-found"),
            rx.cond(is_empty(p.places), rx.el.p("Nothing yet.", class_name="pd-muted")),
        ),
    )


def _more(line: BelongsLine) -> rx.Component:
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.reason, class_name="pd-small pd-muted"),
        end=button("Add", on_click=ProposingState.submit_thing(line.key), small=True, aria_label="Add " + line.name),
    )


def _place(line: FoundLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(line.label, class_name="k"),
            rx.el.div(line.shown, class_name="v"),
            rx.el.div(line.reason, class_name="pd-small pd-muted"),
        ),
        address_link(
            "Page " + line.page,
            set_={"found": line.shown, "page_at": line.page},
            drop=[],
            class_name="pd-link",
            aria_label="Show “" + line.shown + "” on page " + line.page,
        ),
    )
