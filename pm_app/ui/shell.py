"""The frame around every page: navigation, search, what can be added, alerts, who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.live import tab_opened
from pm_app.outbox.queries import last_success
from pm_app.outbox.rules import is_late
from pm_app.runtime import run, services
from pm_app.ui.format import initials
from pm_app.ui.parts.bell import bell
from pm_app.ui.parts.button import icon_button
from pm_app.ui.parts.finding import SearchLine, found_by
from pm_app.ui.parts.frame import finder, keys_help, nav_link, nav_toggle, page_watch, user_menu
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import jump, link
from pm_app.ui.parts.page import alert_line
from pm_app.ui.parts.uploader import upload_tray
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.paths import DOCUMENTS, HOME, JOBS, LONGEST_SEARCH, NOTIFICATION_SETTINGS, PROFILE, SIGN_OUT
from pm_app.ui.session import signed_in

PRODUCT = "Property Desk"
SEARCH_HINT = "Search people, units, leases, documents, amounts"
# The daily job whose heartbeat stands for the whole timetable.
WATCHED_JOB = "send-reminders"
NOT_RUNNING = "Reminders have not run for more than 26 hours. Dates may be missed. "


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation; shown to those who hold the permission. `count` is a variable of work to do."""

    label: str
    path: str
    icon: str
    group: str = ""
    permission: str = ""
    count: Any = None


@dataclass(frozen=True)
class AddItem:
    """One line of the + menu: an address whose page opens its dialog (`/leases?add=1`).

    With `on_click` the dialog is opened where one stands, or that handler leads to the address.
    """

    label: str
    path: str
    icon: str
    permission: str = ""
    on_click: Any = None


class ShellState(rx.State):
    """What the frame shows on every page: who is signed in, what waits, what a search found."""

    user_name: str = ""
    initials: str = ""
    role: str = ""
    permissions: list[str] = []
    heartbeat_late: bool = False
    may_see_jobs: bool = False
    searched: str = ""
    results: list[SearchLine] = []

    @rx.event
    async def load(self):
        """Show who is signed in, which parts of the app are theirs, and whether the clock still runs."""
        actor = await signed_in(self)
        tab_opened(self.router.session.client_token, actor)
        self.user_name = actor.name
        self.initials = initials(actor.name)
        self.role = str(actor.role or "").replace("_", " ").replace("-", " ").capitalize()
        self.permissions = sorted(str(permission) for permission in actor.permissions)
        self.may_see_jobs = actor.may(Permission.VIEW_JOBS)
        self.heartbeat_late = await _is_late(actor)
        return WaitingState.load

    @rx.event(supersedes=True)
    async def search(self, text: str):
        """Show what is found for the text; a later search takes the place of one that is not finished."""
        actor = await signed_in(self)
        asked = str(text)[:LONGEST_SEARCH].strip()
        self.results = await found_by(actor, asked)
        self.searched = asked


async def _is_late(actor: Actor) -> bool:
    if not actor.may(Permission.VIEW_ALERTS):
        return False
    last = await run(actor, last_success, name=WATCHED_JOB)
    return is_late(last.ended_at, last.first_at, services().clock.now())


def framed(content: rx.Component, *, navigation: Sequence[NavItem], adds: Sequence[AddItem] = ()) -> rx.Component:
    """Return a page inside the frame. Groups stand in the order in which they first occur; no group: at the foot."""
    return rx.el.div(
        jump("Skip to the content", to_id="main", class_name="pd-skip"),
        _navigation(navigation),
        rx.el.div(
            _bar(adds),
            rx.el.main(
                rx.cond(ShellState.heartbeat_late, _stopped()),
                content,
                id="main",
                class_name="pd-page",
            ),
            class_name="pd-beside-nav",
        ),
        _shown_to([Permission.FILE_DOCUMENTS], upload_tray(DOCUMENTS)),
        page_watch(PRODUCT),
        keys_help(),
        class_name="pd-app",
    )


def _stopped() -> rx.Component:
    return alert_line(NOT_RUNNING, rx.cond(ShellState.may_see_jobs, link("See what ran last", href=JOBS)))


def _navigation(items: Sequence[NavItem]) -> rx.Component:
    groups: dict[str, list[NavItem]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    solo = groups.pop("", [])
    paths = [item.path for item in items]
    return rx.el.nav(
        rx.el.div(
            link(
                rx.el.img(src="/logo.svg", alt="", width="20", height="20"),
                rx.el.span(PRODUCT, class_name="t"),
                href=HOME,
                aria_label=PRODUCT,
            ),
            nav_toggle(),
            class_name="pd-brand",
        ),
        *[_group(name, entries, paths) for name, entries in groups.items()],
        *([_list(solo, paths, "pd-solo")] if solo else []),
        class_name="pd-nav",
        aria_label="Main",
    )


def _group(name: str, items: list[NavItem], paths: list[str]) -> rx.Component:
    return _shown_to(
        [item.permission for item in items],
        rx.fragment(rx.el.h2(name), _list(items, paths, "")),
    )


def _list(items: list[NavItem], paths: list[str], class_name: str) -> rx.Component:
    return rx.el.ul(
        *[_shown_to([item.permission], rx.el.li(_line(item, paths))) for item in items], class_name=class_name
    )


def _line(item: NavItem, paths: list[str]) -> rx.Component:
    content = [icon(item.icon), rx.el.span(item.label, class_name="t")]
    if item.count is not None:
        shown = rx.el.span(item.count, rx.el.span(" open", class_name="pd-sr"), class_name="pd-count")
        content.append(rx.cond(rx.Var.create(item.count).to(int) > 0, shown))
    return nav_link(*content, to=item.path, others=paths, label=item.label)


def _shown_to(permissions: Sequence[str], content: rx.Component) -> rx.Component:
    """The content for whoever holds one of the permissions; an empty permission is everybody's."""
    if not all(permissions):
        return content
    held = rx.Var.create(False)
    for permission in dict.fromkeys(str(permission) for permission in permissions):
        held = held | rx.Var.create(ShellState.permissions).to(list).contains(permission)
    return rx.cond(held, content)


def _bar(adds: Sequence[AddItem]) -> rx.Component:
    return rx.el.header(
        finder(ShellState.results, ShellState.searched, ShellState.search, hint=SEARCH_HINT),
        rx.el.span(class_name="pd-grow"),
        *([_add_menu(adds)] if adds else []),
        bell(),
        rx.color_mode_cond(
            icon_button("moon", "Dark colors", on_click=rx.toggle_color_mode),
            icon_button("sun", "Light colors", on_click=rx.toggle_color_mode),
        ),
        user_menu(
            ShellState.user_name,
            ShellState.initials,
            ShellState.role,
            profile=PROFILE,
            told=NOTIFICATION_SETTINGS,
            sign_out=SIGN_OUT,
        ),
        class_name="pd-top",
    )


def _add_line(item: AddItem) -> rx.Component:
    if item.on_click is not None:
        return rx.dropdown_menu.item(icon(item.icon, 15), item.label, on_click=item.on_click)
    return rx.dropdown_menu.item(link(icon(item.icon, 15), item.label, href=item.path), as_child=True)


def _add_menu(adds: Sequence[AddItem]) -> rx.Component:
    entries = [
        _shown_to(
            [item.permission],
            _add_line(item),
        )
        for item in adds
    ]
    menu = rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(rx.el.button(icon("plus"), "Add", type="button", class_name="pd-btn")),
        rx.dropdown_menu.content(*entries, align="end", variant="soft", color_scheme="gray", class_name="pd-menu"),
        modal=False,
    )
    return _shown_to([item.permission for item in adds], menu)
