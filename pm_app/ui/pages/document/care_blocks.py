"""How it looks who sees a document, how long it is kept, which chain it is in; and the dialogs that decide it."""

import reflex as rx

from pm_app.ui.pages.document.care import CareState, ChainLine, OwnValueLine
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import MenuItem, button, text_link
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.facts import fact, facts
from pm_app.ui.parts.form import choice_field, day_field, hidden_field, long_field
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import alert_line, note_line
from pm_app.ui.parts.pdf_viewer import side_block
from pm_app.ui.parts.uploader import uploader

WHO_SEES = [
    Choice("", "As its kind"),
    Choice("restricted", "Restricted, whatever its kind"),
    Choice("open", "Not restricted, whatever its kind"),
]


def menu() -> list[MenuItem]:
    """What the menu of a document offers of all this."""
    c, d = CareState, DocumentState
    here = d.may_change & ~c.in_trash
    return [
        MenuItem("Renew…", on_click=c.open_renewal, icon="refresh-cw", shown=here & ~d.archived),
        MenuItem("Who sees it…", on_click=c.open_dialog("access"), icon="eye", shown=c.may_restrict & ~c.in_trash),
        MenuItem(
            "How long it is kept…", on_click=c.open_dialog("retention"), icon="calendar-clock", shown=d.may_change
        ),
        MenuItem(
            "Legal hold…",
            on_click=c.open_dialog("hold"),
            icon="gavel",
            shown=d.may_change & c.may_hold & (c.held == ""),
        ),
        MenuItem(
            "Release from legal hold…",
            on_click=c.open_dialog("release"),
            icon="gavel",
            shown=d.may_change & c.may_hold & (c.held != ""),
        ),
        MenuItem("Restore from the trash", on_click=c.submit_untrash, icon="undo-2", shown=d.may_change & c.in_trash),
    ]


def trash_item() -> MenuItem:
    """Throwing it away, the last of the menu."""
    c, d = CareState, DocumentState
    shown = d.may_change & ~c.in_trash & (c.held == "")
    return MenuItem("Move to the trash…", on_click=c.open_dialog("trash"), icon="trash-2", danger=True, shown=shown)


def lines_above() -> rx.Component:
    """What must not be overlooked: a virus, that it is in the trash, on legal hold, or seems to replace another one."""
    c = CareState
    return rx.fragment(
        rx.cond(DocumentState.held_back != "", alert_line(DocumentState.held_back)),
        rx.cond(c.in_trash, alert_line("This document is in the trash. " + c.trash_note)),
        rx.cond(
            c.held != "",
            alert_line("On legal hold: " + c.held),
        ),
        rx.cond(
            c.lost != "",
            note_line(
                "It replaced ",
                text_link(c.lost, c.lost_path),
                " before it was put away. ",
                text_link(c.lost_to, c.lost_to_path),
                " took its place meanwhile. Say under Edit which one it replaces now, or archive it again. ",
                button("It replaces nothing", on_click=c.submit_alone, small=True),
                tone="amber",
            ),
        ),
        rx.cond(
            c.seems != "",
            note_line(
                "It seems to replace ",
                text_link(c.seems, c.seems_path),
                ". ",
                button("It replaces it", on_click=c.submit_replaces, small=True),
                tone="amber",
            ),
        ),
    )


def renewal_place() -> rx.Component:
    """Where the next document is dropped, once that was asked for."""
    c = CareState
    return rx.cond(
        c.renewing,
        rx.el.div(
            uploader(
                url="/files",
                params={"renews": DocumentState.shown_id},
                on_done=c.submit_renewed,
                hint="It is filed as the next one: same kind, number and place. You then check its dates.",
                compact=True,
            ),
            button("Not now", on_click=c.close_renewal, kind="quiet", small=True),
        ),
    )


def particulars() -> list[rx.Component]:
    """What else is written on the document, as facts."""
    c = CareState
    return [
        fact("Number", c.reference, shown=c.reference != ""),
        fact("Amount", c.amount, shown=c.amount != ""),
        fact("Signed on", c.signed_on, shown=c.signed_on != ""),
        fact("Cancel by", c.cancel_by_on, shown=c.cancel_by_on != ""),
        fact("Renews", "By itself, unless canceled", shown=c.auto_renews),
        rx.foreach(c.own, _own),
    ]


def _own(line: OwnValueLine) -> rx.Component:
    return rx.fragment(rx.el.dt(line.label), rx.el.dd(line.value))


def chain() -> rx.Component:
    """The documents that replace one another, with what lies between them."""
    return rx.cond(
        ~is_empty(CareState.chain),
        side_block("One after another", rx.el.ol(rx.foreach(CareState.chain, _part), class_name="pd-chain")),
    )


def _part(line: ChainLine) -> rx.Component:
    gap = rx.cond(
        line.between != "",
        rx.el.div(line.between, class_name=rx.cond(line.is_gap, "pd-chain-between pd-overdue", "pd-chain-between")),
    )
    title = rx.cond(
        line.is_this,
        rx.el.span(line.title, class_name="pd-strong"),
        link(line.title, href=line.path, class_name="pd-quiet"),
    )
    return rx.el.li(
        gap,
        rx.el.div(title, status_badge(line.state, line.tone), class_name="pd-chain-part"),
        rx.el.div(line.valid, class_name="pd-small pd-muted"),
        aria_current=rx.cond(line.is_this, "true", "false"),
    )


def kept() -> rx.Component:
    """Who sees it and how long it is kept."""
    c = CareState
    return side_block(
        "Access and retention",
        facts(
            fact("Seen by", c.who_sees),
            fact("Kept", c.kept),
            fact("Legal hold", rx.el.span(c.held, class_name="pd-overdue"), shown=c.held != ""),
        ),
    )


def dialogs() -> rx.Component:
    """The dialogs of this module."""
    return rx.fragment(_retention(), _hold(), _release(), _access(), _trash())


def _retention() -> rx.Component:
    c = CareState
    return form_dialog(
        hidden_field("version", c.version),
        day_field(
            "Keep through", "until", c.kept_until, optional=True, auto_focus=True, hint="Empty: as its kind says."
        ),
        title="How long this document is kept",
        note="It is never deleted from the trash before that day. Ask your lawyer before you set an earlier one.",
        open_=c.opened == "retention",
        on_close=c.close_dialog,
        on_submit=c.submit_retention,
        errors=c.errors,
    )


def _hold() -> rx.Component:
    c = CareState
    return form_dialog(
        hidden_field("version", c.version),
        long_field("Reason", "reason", rows=3, auto_focus=True, placeholder="The case, or who asked for it"),
        title="Put on legal hold",
        note="It cannot be thrown away or deleted until somebody releases it, whatever its dates say.",
        submit="Put on hold",
        open_=c.opened == "hold",
        on_close=c.close_dialog,
        on_submit=c.submit_hold,
        errors=c.errors,
    )


def _release() -> rx.Component:
    c = CareState
    return form_dialog(
        hidden_field("version", c.version),
        long_field("Reason", "reason", rows=3, auto_focus=True, placeholder="Why it may be deleted again"),
        title="Release from legal hold",
        note="It was put on hold for: " + c.held,
        submit="Release",
        open_=c.opened == "release",
        on_close=c.close_dialog,
        on_submit=c.submit_release,
        errors=c.errors,
    )


def _access() -> rx.Component:
    c = CareState
    return form_dialog(
        hidden_field("version", c.version),
        choice_field("Who sees it", "access", WHO_SEES, c.access),
        title="Who sees this document",
        note="A restricted document is seen by those who may view sensitive documents and by who filed it. Every look "
        "at it, and every download, is written down.",
        open_=c.opened == "access",
        on_close=c.close_dialog,
        on_submit=c.submit_access,
        errors=c.errors,
    )


def _trash() -> rx.Component:
    c = CareState
    return confirm_dialog(
        title=f"Move {DocumentState.title} to the trash?",
        body="It leaves every list, search and reminder at once. " + c.trash_warning,
        confirm="Move to the trash",
        danger=True,
        open_=c.opened == "trash",
        on_confirm=c.submit_trash,
        on_close=c.close_dialog,
    )
