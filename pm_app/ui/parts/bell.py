"""The bell: how much is unread, the latest of it in a list that opens below, and the way to all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.notifications.actions import mark_all_read, mark_read
from pm_app.notifications.enums import NotificationKind
from pm_app.notifications.queries import NotificationRow, latest_notifications, unread_count
from pm_app.reports.queries.waiting import Glance
from pm_app.runtime import installed, run, services
from pm_app.ui.format import day, moment
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.button import button
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import link
from pm_app.ui.paths import NOTIFICATION_SETTINGS, NOTIFICATIONS
from pm_app.ui.session import signed_in

ICONS = {
    NotificationKind.REMINDER: "calendar-clock",
    NotificationKind.ESCALATION: "triangle-alert",
    NotificationKind.TASK: "square-check",
    NotificationKind.FOLLOWED: "eye",
    NotificationKind.MAIL_TROUBLE: "mail-x",
    NotificationKind.SYSTEM: "server-crash",
    NotificationKind.DONE: "circle-check",
}
_MOST_SHOWN = 99


@dataclass
class NotificationLine:
    """One line under the bell, as text; without a path it leads nowhere."""

    notification_id: str
    kind: str
    title: str
    detail: str
    path: str
    when: str
    unread: bool


class BellState(rx.State):
    """How much is unread, and the latest lines while the list is open."""

    unread: int = 0
    opened: bool = False
    lines: list[NotificationLine] = []

    @rx.event
    async def set_opened(self, opened: bool):
        """Open the list with the latest lines, or close it."""
        actor = await signed_in(self)
        self.opened = bool(opened)
        if self.opened:
            self.lines = notification_lines(await run(actor, latest_notifications))
            self.unread = await run(actor, unread_count)

    @rx.event
    async def submit_read(self, notification_id: str):
        """Mark one line as read, and close the list: whoever presses it goes where it leads."""
        actor = await signed_in(self)
        await run(actor, mark_read, notification_ids=ids_in([notification_id]), now=services().clock.now())
        self.unread = await run(actor, unread_count)
        self.opened = False

    @rx.event
    async def submit_read_all(self):
        """Mark everything as read; the list stays open."""
        actor = await signed_in(self)
        await run(actor, mark_all_read, now=services().clock.now())
        self.lines = notification_lines(await run(actor, latest_notifications))
        self.unread = await run(actor, unread_count)

    @rx.event
    async def close_list(self):
        """Close the list."""
        await signed_in(self)
        self.opened = False


def show_on_bell(bell: BellState, seen: Glance) -> None:
    """Put on the bell what is seen of its user: the count, and the lines while the list is open."""
    bell.unread = seen.unread
    if bell.opened:
        bell.lines = notification_lines(seen.latest)


def ids_in(texts: Iterable[str]) -> list[UUID]:
    """Return the ids among texts of the browser's; what is none is passed over."""
    found: list[UUID] = []
    for text in texts:
        try:
            found.append(UUID(str(text)))
        except ValueError:
            continue
    return found


def notification_lines(rows: Iterable[NotificationRow]) -> list[NotificationLine]:
    """Return notifications as text: those of today with the hour alone."""
    zone, today = installed().settings.time_zone, day(services().clock.today())
    return [
        NotificationLine(
            str(row.notification_id),
            row.kind.value,
            row.title,
            row.detail,
            row.path,
            moment(row.created_at, zone).removeprefix(f"{today} at "),
            not row.is_read,
        )
        for row in rows
    ]


def kind_icon(kind: rx.Var[str] | str) -> rx.Component:
    """The icon of a kind of notification."""
    cases = [(kind_.value, icon(name)) for kind_, name in ICONS.items()]
    return rx.match(kind, *cases, icon("bell"))  # pyright: ignore[reportReturnType]


def bell() -> rx.Component:
    """The bell of the frame with its list."""
    s = BellState
    many = rx.cond(s.unread > _MOST_SHOWN, f"{_MOST_SHOWN}+", s.unread)
    trigger = rx.el.button(
        icon("bell"),
        rx.cond(s.unread > 0, rx.el.b(many)),
        type="button",
        class_name="pd-btn ghost icon bell",
        aria_label=rx.cond(s.unread > 0, f"Notifications, {s.unread} unread", "Notifications"),
    )
    return rx.popover.root(
        rx.popover.trigger(trigger),
        rx.popover.content(_head(), _list(), _foot(), align="end", class_name="pd-bell", aria_label="Notifications"),
        open=s.opened,
        on_open_change=s.set_opened,
    )


def _head() -> rx.Component:
    s = BellState
    return rx.el.div(
        rx.el.strong("Notifications"),
        rx.el.span(class_name="pd-grow"),
        rx.cond(s.unread > 0, button("Mark all read", on_click=s.submit_read_all, kind="quiet", small=True)),
        link(
            icon("settings", 15),
            href=NOTIFICATION_SETTINGS,
            on_click=s.close_list,
            class_name="pd-btn ghost s icon",
            aria_label="How you are told",
            title="How you are told",
        ),
        class_name="pd-bell-head",
    )


def _list() -> rx.Component:
    s = BellState
    nothing = rx.el.p("Nothing yet. What concerns you appears here and stays until it is read.", class_name="pd-muted")
    return rx.cond(is_empty(s.lines), nothing, rx.el.ul(rx.foreach(s.lines, _line)))


def _foot() -> rx.Component:
    every = link("All notifications", href=NOTIFICATIONS, on_click=BellState.close_list, class_name="pd-link")
    return rx.el.div(every, class_name="pd-bell-foot")


def _line(line: NotificationLine) -> rx.Component:
    inside = [
        kind_icon(line.kind),
        rx.el.span(
            rx.el.span(line.title, rx.cond(line.unread, rx.el.span(" (unread)", class_name="pd-sr")), class_name="t"),
            rx.cond(line.detail != "", rx.el.span(line.detail, class_name="d")),
            rx.el.span(line.when, class_name="w"),
        ),
    ]
    read = BellState.submit_read(line.notification_id)
    leading = link(*inside, href=line.path, on_click=read)
    standing = rx.el.button(*inside, type="button", on_click=read)
    return rx.el.li(rx.cond(line.path != "", leading, standing), data_unread=rx.cond(line.unread, "1", ""))
