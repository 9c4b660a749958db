"""/leases/new: the whole page."""

import reflex as rx

from pm_app.leasing.enums import Frequency, PartyRole
from pm_app.ui import paths
from pm_app.ui.pages.new_lease.asking import TERMS, NewLeaseState
from pm_app.ui.pages.new_lease.chosen import FoundLine, PersonLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice, address_link, filter_bar, search_field
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.billing import FREQUENCIES, METHODS
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    email_field,
    field_pair,
    form,
    form_note,
    money_field,
    number_field,
    phone_field,
    text_field,
)
from pm_app.ui.parts.page import empty, page_head, section
from pm_app.ui.parts.page import page as parts_page

ROLES = [Choice(role.value, role.value.capitalize()) for role in PartyRole]
TERM_CHOICES = [Choice(months, words) for months, words in TERMS.items()]

__all__ = ["NewLeaseState", "page"]


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head("New lease", crumbs=[("Leases", paths.LEASES)], sub=NewLeaseState.unit),
        rx.el.div(
            rx.cond(NewLeaseState.has_unit, rx.fragment(_unit(), _people(), _terms()), _choose_unit()),
            style={"maxWidth": "760px"},
        ),
        _new_person(),
    )


def _choose_unit() -> rx.Component:
    return section(
        "Unit",
        filter_bar(search_field("Find a unit by property, address or number", width="360px")),
        rx.cond(
            NewLeaseState.loaded,
            line_list(
                NewLeaseState.units,
                lambda line: _found(line, {"unit_id": line.chosen}, "Choose"),
                empty(
                    "No unit here",
                    "No unit is empty or fits these words. Units are added on the page of their property.",
                ),
            ),
        ),
    )


def _unit() -> rx.Component:
    return section(
        "Unit",
        line_list(
            [1],
            lambda _: list_line(
                rx.el.span(NewLeaseState.unit, class_name="pd-strong"),
                rx.el.span(NewLeaseState.unit_note, class_name="pd-small pd-muted"),
                end=address_link("Choose another", set_={"unit_id": ""}, class_name="pd-link"),
            ),
        ),
    )


def _people() -> rx.Component:
    return section(
        "People",
        filter_bar(
            search_field("Find a person by name, phone or e-mail", param="person", width="360px"),
            button("New person", on_click=NewLeaseState.open_person, icon_="user-plus"),
        ),
        line_list(NewLeaseState.found, lambda line: _found(line, {"people": line.chosen, "person": ""}, "Add")),
    )


def _found(line: FoundLine, set_: dict[str, str], word: str) -> rx.Component:
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.detail, class_name="pd-small pd-muted pd-ellipsis"),
        rx.cond(line.state != "", status_badge(line.state, line.tone)),
        end=address_link(word, set_=set_, drop=["q"], class_name="pd-btn s", aria_label=word + " " + line.name),
    )


def _terms() -> rx.Component:
    return section(
        "Lease",
        form(
            rx.cond(
                is_empty(NewLeaseState.people),
                form_note("Add the people who sign the lease above; their role is chosen here."),
                rx.foreach(NewLeaseState.people, _person),
            ),
            field_pair(
                day_field("First day", "starts_on", NewLeaseState.starts),
                choice_field("Term", "term", TERM_CHOICES, "12", width="day"),
                day_field("Last day", "ends_on", optional=True, hint="Empty: by the term."),
            ),
            field_pair(
                money_field("Rent", "rent", NewLeaseState.rent, hint=NewLeaseState.rent_hint),
                choice_field("How often", "frequency", FREQUENCIES, Frequency.MONTHLY.value, width="day"),
                number_field("Due on day", "due_day", "1", width="short"),
            ),
            choice_field("A part of a period is charged", "proration", METHODS, NewLeaseState.method),
            check_field("Goes on month to month when the term ends", "rolls", True),
            on_submit=NewLeaseState.submit_lease,
            errors=NewLeaseState.errors,
            submit="Start lease",
            label="Lease",
        ),
    )


def _person(line: PersonLine) -> rx.Component:
    return field_pair(
        choice_field(line.name, line.field, ROLES, line.role),
        rx.el.div(
            link_button("Leave out", line.without, kind="ghost", aria_label="Leave out " + line.name),
            style={"alignSelf": "end"},
        ),
    )


def _new_person() -> rx.Component:
    return form_dialog(
        text_field("Name", "name", auto_focus=True, max_length=200),
        field_pair(email_field("E-mail", "email", optional=True), phone_field("Phone", "phone", optional=True)),
        check_field("A company or other organization", "organization"),
        title="Add a new person",
        submit="Add",
        open_=NewLeaseState.naming,
        on_close=NewLeaseState.close_person,
        on_submit=NewLeaseState.submit_person,
        errors=NewLeaseState.person_errors,
    )
