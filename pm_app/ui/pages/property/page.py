"""/properties/[property_id]: the whole page of a property: its head, its facts, its tabs."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.property import documents, editing, history, leases, mail, money, overview, owners, units
from pm_app.ui.pages.property.editing import EditPropertyState
from pm_app.ui.pages.property.head import PropertyState, aside
from pm_app.ui.pages.property.loading import PropertyPageState
from pm_app.ui.pages.property.owners import OwnersState
from pm_app.ui.pages.property.units import AddUnitState
from pm_app.ui.parts.address import Tab, tabs
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import MenuItem, actions_menu, button
from pm_app.ui.parts.following import follow_button
from pm_app.ui.parts.page import missing_page, not_yours, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.task_form import task_dialog

__all__ = ["PropertyPageState", "page"]


def page() -> rx.Component:
    """Return the page."""
    return rx.cond(
        PropertyState.missing,
        missing_page("This property is not here", paths.PROPERTIES, "All properties"),
        parts_page(
            _head(),
            rx.el.div(aside(EditPropertyState.open_photo), rx.el.div(_tabs(), _tab()), class_name="pd-prop"),
            units.dialog(),
            editing.dialogs(),
            task_dialog(),
            owners.dialog(),
        ),
    )


def _head() -> rx.Component:
    s = PropertyState
    return page_head(
        s.name,
        crumbs=[("Properties", paths.PROPERTIES)],
        badge=status_badge(s.state, s.tone),
        sub=s.summary,
        ready=s.loaded,
        actions=[follow_button(), rx.cond(s.may_change | (s.letter_path != ""), _menu())],
        primary=rx.cond(
            s.may_change,
            rx.cond(
                s.archived,
                button("Restore", kind="primary", on_click=EditPropertyState.submit_restore),
                button("Add unit", kind="primary", on_click=AddUnitState.open_unit),
            ),
        ),
    )


def _menu() -> rx.Component:
    s, do = PropertyState, EditPropertyState
    return actions_menu(
        MenuItem("Edit", on_click=do.open_edit, icon="pencil", shown=s.may_change),
        MenuItem("Owners", on_click=OwnersState.open_owners, icon="users", shown=s.may_change & s.sees_people),
        MenuItem(
            rx.cond(s.photo != "", "Change photo", "Add photo"),
            on_click=do.open_photo,
            icon="image",
            shown=s.may_change,
        ),
        MenuItem("Write a letter", href=s.letter_path, icon="mail-open", shown=s.letter_path != ""),
        MenuItem("Late fees", href=s.late_fees_path, icon="calendar-x", shown=s.late_fees_path != ""),
        MenuItem("Add document", href="?tab=documents", icon="file-plus", shown=s.sees_papers),
        MenuItem(
            "Archive…",
            on_click=do.open_archive,
            icon="archive",
            danger=True,
            separate=True,
            shown=s.may_change & ~s.archived,
        ),
    )


def _tabs() -> rx.Component:
    s = PropertyState
    return tabs(
        Tab("Overview"),
        Tab("Units", "units", s.unit_number),
        Tab("Leases", "leases", shown=s.sees_leases),
        Tab("Documents", "documents", shown=s.sees_papers),
        Tab("Money", "money", shown=s.sees_money),
        Tab("Mail", "mail", shown=s.sees_mail),
        Tab("History", "history", shown=s.sees_history),
    )


def _tab() -> rx.Component:
    s = PropertyState
    return rx.fragment(
        rx.match(
            s.tab,
            ("units", units.panel()),
            ("leases", not_yours(s.sees_leases, leases.panel())),
            ("documents", not_yours(s.sees_papers, documents.panel())),
            ("money", not_yours(s.sees_money, money.panel())),
            ("mail", not_yours(s.sees_mail, mail.panel())),
            ("history", not_yours(s.sees_history, history.panel())),
            overview.panel(AddUnitState.open_unit),
        )
    )
