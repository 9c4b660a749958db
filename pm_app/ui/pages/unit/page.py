"""/units/[unit_id]: the whole page of a unit."""

from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages.unit import editing, tabs
from pm_app.ui.pages.unit.editing import EditUnitState
from pm_app.ui.pages.unit.head import UnitState, aside
from pm_app.ui.pages.unit.tabs import UnitDocumentsState, UnitHistoryState, UnitStaysState
from pm_app.ui.parts.address import Tab
from pm_app.ui.parts.address import tabs as tab_bar
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import MenuItem, actions_menu, button, link_button
from pm_app.ui.parts.page import missing_page, not_yours, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.record_task_list import record_tasks
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.parts.task_form import task_dialog
from pm_app.ui.session import query, signed_in

TABS: dict[str, tuple[Permission, Any]] = {
    "documents": (Permission.VIEW_DOCUMENTS, UnitDocumentsState.load),
    "history": (Permission.VIEW_HISTORY, UnitHistoryState.load),
}
FIRST = (Permission.VIEW_LEASES, UnitStaysState.load)


class UnitPageState(rx.State):
    """Loads what the address asks for; holds nothing itself."""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        needed, load = TABS.get(query(self, "tab"), FIRST)
        head = [UnitState.load, RecordTasksState.load]
        return [*head, load] if actor.may(needed) else head


def page() -> rx.Component:
    """Return the page."""
    return rx.cond(
        UnitState.missing,
        missing_page("This unit is not here", paths.UNITS, "All units"),
        parts_page(
            _head(),
            rx.el.div(aside(), rx.el.div(_tabs(), _tab()), class_name="pd-prop"),
            editing.dialogs(),
            task_dialog(),
        ),
    )


def _head() -> rx.Component:
    s, do = UnitState, EditUnitState
    menu = actions_menu(
        MenuItem("Edit", on_click=do.open_edit, icon="pencil"),
        MenuItem("Archive…", on_click=do.open_archive, icon="archive", danger=True, separate=True, shown=~s.archived),
        MenuItem("Restore", on_click=do.submit_restore, icon="archive-restore", shown=s.archived),
    )
    return page_head(
        s.title,
        crumbs=[("Properties", paths.PROPERTIES), (s.place, s.place_path)],
        badge=status_badge(s.state, s.tone),
        sub=s.rooms,
        ready=s.loaded,
        actions=[rx.cond(s.may_change, menu)],
        primary=rx.cond(
            s.may_let,
            link_button("New lease", s.lease_path, kind="primary"),
            rx.cond(s.archived & s.may_change, button("Restore", kind="primary", on_click=do.submit_restore)),
        ),
    )


def _tabs() -> rx.Component:
    s = UnitState
    return tab_bar(
        Tab("Households"),
        Tab("Documents", "documents", shown=s.sees_papers),
        Tab("History", "history", shown=s.sees_history),
    )


def _tab() -> rx.Component:
    s = UnitState
    return rx.fragment(
        rx.match(
            s.tab,
            ("documents", not_yours(s.sees_papers, tabs.documents())),
            ("history", not_yours(s.sees_history, tabs.history())),
            rx.fragment(not_yours(s.sees_leases, tabs.stays()), record_tasks()),
        )
    )
