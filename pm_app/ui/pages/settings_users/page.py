"""What the page of users shows."""

import reflex as rx

from pm_app.access.enums import Role
from pm_app.ui.pages.settings_users.state import ScopeLine, UserLine, UsersState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import MenuItem, actions_menu, button, icon_button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, email_field, form_note, text_field
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row

ROLES = [Choice(role.value, role.value.capitalize()) for role in Role]
ROLE_HINT = (
    "Administrators may do everything. Managers all but users, jobs and closed months. "
    "Accounting works on the books, leasing on leases, maintenance sees no money or people, read-only changes nothing."
)


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head(
            "Users",
            sub=UsersState.summary,
            primary=button("Invite user", on_click=UsersState.open_invite, kind="primary"),
        ),
        rx.cond(UsersState.link != "", _link_line()),
        data_table(
            "Users",
            [
                Column("Name"),
                Column("E-mail", fill=True),
                Column("Role"),
                Column("Status"),
                Column("Sees", hide=True),
                Column("Last seen", hide=True),
                Column("Actions", quiet=True),
            ],
            UsersState.lines,
            _row,
            loaded=UsersState.loaded,
        ),
        _invite_dialog(),
        _change_dialog(),
        confirm_dialog(
            title=f"Disable {UsersState.chosen_name}?",
            body="Every browser is signed out and every link ends. What was done stays in the history.",
            confirm="Disable",
            danger=True,
            open_=UsersState.disabling,
            on_confirm=UsersState.submit_disable,
            on_close=UsersState.close_disable,
        ),
    )


def _row(line: UserLine) -> rx.Component:
    menu = actions_menu(
        MenuItem("Change…", on_click=UsersState.open_change(line.user_id), icon="pencil"),
        MenuItem(
            "Make a new link", on_click=UsersState.submit_new_link(line.user_id), icon="link", shown=~line.is_disabled
        ),
        MenuItem(
            "Let in again", on_click=UsersState.submit_enable(line.user_id), icon="user-check", shown=line.is_disabled
        ),
        MenuItem(
            "Disable…",
            on_click=UsersState.open_disable(line.user_id),
            icon="user-x",
            danger=True,
            separate=True,
            shown=~line.is_disabled & ~line.is_oneself,
        ),
        label=f"Actions for {line.name}",
        trigger=icon_button("ellipsis", f"Actions for {line.name}", kind="ghost", small=True),
    )
    return table_row(
        cell(line.name, strong=True),
        cell(line.email, fill=True, muted=True),
        cell(line.role),
        cell(status_badge(line.status, line.tone)),
        cell(line.sees, hide=True),
        cell(line.last_seen, hide=True, muted=True),
        actions_cell(menu),
    )


def _link_line() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            f"The link for {UsersState.link_for}. It is shown only now, works once, and ends after seven days.",
            html_for="invitation-link",
        ),
        rx.el.input(
            id="invitation-link", value=UsersState.link, read_only=True, class_name="pd-input", style={"flex": "1"}
        ),
        button("Copy", on_click=rx.set_clipboard(UsersState.link), small=True),
        button("Done", on_click=UsersState.close_link, kind="ghost", small=True),
        class_name="pd-noteline",
        role="status",
    )


def _invite_dialog() -> rx.Component:
    return form_dialog(
        text_field("Name", "name", auto_focus=True, max_length=200),
        email_field("E-mail", "email", max_length=320),
        choice_field("Role", "role", ROLES, any="Choose a role", hint=ROLE_HINT),
        _scope_fields(),
        title="Invite user",
        note="The person gets a mail with a link to set a password. You see the link too, to pass it on.",
        submit="Invite",
        open_=UsersState.inviting,
        on_close=UsersState.close_invite,
        on_submit=UsersState.submit_invite,
        errors=UsersState.errors,
    )


def _change_dialog() -> rx.Component:
    return form_dialog(
        text_field("Name", "name", UsersState.chosen_name, auto_focus=True, max_length=200),
        choice_field("Role", "role", ROLES, UsersState.chosen_role, hint=ROLE_HINT),
        _scope_fields(),
        title=f"Change {UsersState.chosen_name}",
        open_=UsersState.changing,
        on_close=UsersState.close_change,
        on_submit=UsersState.submit_change,
        errors=UsersState.errors,
    )


def _scope_fields() -> rx.Component:
    fields = rx.el.fieldset(
        rx.el.legend("Properties", class_name="pd-strong"),
        form_note("Tick those the person is limited to; none ticked means every property."),
        rx.el.div(
            rx.foreach(UsersState.scope, _scope_line),
            style={"display": "grid", "gap": "6px", "max-height": "220px", "overflow": "auto", "padding": "8px 2px"},
        ),
        style={"border": "0", "padding": "0", "margin": "0", "min-width": "0"},
    )
    return rx.cond(is_empty(UsersState.scope), rx.fragment(), fields)


def _scope_line(line: ScopeLine) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="property_ids", value=line.property_id, default_checked=line.chosen),
        line.name,
        class_name="pd-check",
    )
