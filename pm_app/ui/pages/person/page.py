"""/people/[person_id]: the whole page of a person or an organization."""

from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages.person import editing, tabs
from pm_app.ui.pages.person.editing import EditPersonState
from pm_app.ui.pages.person.head import PersonState, aside, role_tags
from pm_app.ui.pages.person.tabs import PersonDocumentsState, PersonHistoryState, PersonOverviewState
from pm_app.ui.parts.address import Tab
from pm_app.ui.parts.address import tabs as tab_bar
from pm_app.ui.parts.badge import badge
from pm_app.ui.parts.button import MenuItem, actions_menu, button
from pm_app.ui.parts.communication import CommunicationState
from pm_app.ui.parts.communication_view import communication_panel, log_dialog
from pm_app.ui.parts.following import FollowingState, follow_button
from pm_app.ui.parts.page import missing_page, not_yours, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.record_task_list import record_tasks
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.parts.task_form import task_dialog
from pm_app.ui.session import query, signed_in

TABS: dict[str, tuple[Permission, Any]] = {
    "communication": (Permission.VIEW_PEOPLE, CommunicationState.load),
    "documents": (Permission.VIEW_DOCUMENTS, PersonDocumentsState.load),
    "history": (Permission.VIEW_HISTORY, PersonHistoryState.load),
}
FIRST = (Permission.VIEW_PEOPLE, PersonOverviewState.load)


class PersonPageState(rx.State):
    """Loads what the address asks for; holds nothing itself."""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        needed, load = TABS.get(query(self, "tab"), FIRST)
        head = [PersonState.load, FollowingState.load, RecordTasksState.load]
        return [*head, load] if actor.may(needed) else head


def page() -> rx.Component:
    """Return the page."""
    return rx.cond(
        PersonState.missing,
        missing_page("This person is not here", paths.PEOPLE, "Everybody"),
        parts_page(
            _head(),
            rx.el.div(aside(), rx.el.div(_tabs(), _tab()), class_name="pd-prop"),
            editing.dialogs(),
            task_dialog(),
            log_dialog(),
        ),
    )


def _head() -> rx.Component:
    s, do = PersonState, EditPersonState
    menu = actions_menu(
        MenuItem("Log a call", on_click=CommunicationState.open_log("call"), icon="phone"),
        MenuItem("Write a letter", href=s.letter_path, icon="mail-open"),
        MenuItem("Archive…", on_click=do.open_archive, icon="archive", danger=True, shown=~s.archived),
        MenuItem("Restore", on_click=do.submit_restore, icon="archive-restore", shown=s.archived),
    )
    return page_head(
        s.name,
        crumbs=[("People", paths.PEOPLE)],
        badge=rx.fragment(rx.cond(s.archived, badge("Archived")), role_tags()),
        ready=s.loaded,
        actions=[follow_button(), rx.cond(s.may_change, menu)],
        primary=rx.cond(s.may_change, button("Edit", kind="primary", on_click=do.open_edit)),
    )


def _tabs() -> rx.Component:
    s = PersonState
    return tab_bar(
        Tab("Overview"),
        Tab("Communication", "communication"),
        Tab("Documents", "documents", shown=s.sees_papers),
        Tab("History", "history", shown=s.sees_history),
    )


def _tab() -> rx.Component:
    s = PersonState
    return rx.fragment(
        rx.match(
            s.tab,
            ("communication", communication_panel()),
            ("documents", not_yours(s.sees_papers, tabs.documents())),
            ("history", not_yours(s.sees_history, tabs.history())),
            rx.fragment(tabs.overview(), record_tasks()),
        )
    )
