"""/notifications: everything one was told, newest first."""

from collections.abc import Mapping

import reflex as rx

from pm_app.kernel.listing import Listing
from pm_app.notifications.actions import mark_all_read, mark_read
from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.queries import notifications, unread_count
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import plural
from pm_app.ui.parts.address import Choice, Tab, choice_filter, filter_bar, query_of, segments
from pm_app.ui.parts.bell import NotificationLine, ids_in, kind_icon, notification_lines
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState, loads_again
from pm_app.ui.session import signed_in

KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in NotificationKind]


class NotificationsState(rx.State):
    """The part of one's notifications that the address asks for."""

    loaded: bool = False
    summary: str = ""
    unread: int = 0
    lines: list[NotificationLine] = []
    total: int = 0

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=(), default_sort="")
        found = await run(
            actor,
            notifications,
            listing=Listing(page=asked.page, size=asked.size),
            kind=_kind(query),
            unread_only=query.get("show") == "unread",
        )
        self.unread = await run(actor, unread_count)
        self.lines, self.total, self.loaded = notification_lines(found.rows), found.total, True
        self.summary = f"{plural(self.unread, 'line')} unread" if self.unread else "Everything is read"

    @rx.event
    async def submit_read(self, notification_id: str):
        actor = await signed_in(self)
        await run(actor, mark_read, notification_ids=ids_in([notification_id]), now=services().clock.now())
        return [NotificationsState.load, WaitingState.load]

    @rx.event
    async def submit_read_all(self):
        actor = await signed_in(self)
        read = await run(actor, mark_all_read, now=services().clock.now())
        return [NotificationsState.load, WaitingState.load, said(f"{plural(read, 'line')} marked as read.")]


loads_again(paths.NOTIFICATIONS, NotificationsState)


def _kind(query: Mapping[str, str]) -> NotificationKind | None:
    asked = query.get("kind", "")
    return NotificationKind(asked) if asked in list(NotificationKind) else None


def page() -> rx.Component:
    """Return the page."""
    s = NotificationsState
    return parts_page(
        page_head(
            "Notifications",
            sub=s.summary,
            actions=[
                link_button("How you are told", paths.NOTIFICATION_SETTINGS),
                rx.cond(s.unread > 0, button("Mark all read", on_click=s.submit_read_all)),
            ],
        ),
        filter_bar(
            segments(Tab("All"), Tab("Unread", "unread", s.unread), param="show", label="Which are shown"),
            choice_filter("About", "kind", KINDS),
        ),
        data_table(
            "What you were told",
            [
                Column("Kind", quiet=True, width="26px"),
                Column("What", fill=True),
                Column("When"),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="notifications",
            empty=empty(
                "Nothing here",
                "Dates you are responsible for, tasks given to you, changes of records you follow and work that is "
                "done are told here. What is read stays for 90 days.",
            ),
        ),
    )


def _row(line: NotificationLine) -> rx.Component:
    read = NotificationsState.submit_read(line.notification_id)
    leading = link_cell(line.title, line.path, under=line.detail, fill=True, on_click=read)
    standing = cell(rx.el.span(line.title, class_name="t"), rx.el.span(line.detail, class_name="pd-under"), fill=True)
    mark = button("Mark read", on_click=read, kind="quiet", small=True, aria_label=f"Mark read: {line.title}")
    return table_row(
        cell(kind_icon(line.kind), title=line.kind),
        rx.cond(line.path != "", leading, standing),
        cell(line.when, muted=True),
        actions_cell(rx.cond(line.unread, mark)),
        class_name="pd-told",
        data_unread=rx.cond(line.unread, "1", ""),
    )
