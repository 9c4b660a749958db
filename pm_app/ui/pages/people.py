"""/people: everybody the office deals with, by role, and adding somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.people.actions import add_person
from pm_app.people.enums import PersonRole
from pm_app.people.queries import PersonRow, person_rows, role_counts
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.parts.address import Tab, check_filter, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.person_form import PersonDraft, person_fields, person_typed
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

SORTS = ("name", "added")
WORDS = {PersonRole.TENANT: "Tenants", PersonRole.OWNER: "Owners", PersonRole.VENDOR: "Vendors"}


@dataclass
class PersonLine:
    """One person in the list, as text."""

    path: str
    name: str
    roles: str
    email: str
    phone: str
    kind: str


class PeopleState(rx.State):
    """The page of persons the address asks for, and the dialog that adds one."""

    loaded: bool = False
    may_add: bool = False
    archived: bool = False
    narrowed: bool = False
    summary: str = ""
    lines: list[PersonLine] = []
    total: int = 0
    counts: dict[str, str] = dict.fromkeys(("all", *(role.value for role in PersonRole)), "")
    exported: str = ""
    adding: bool = False
    draft: PersonDraft = PersonDraft()
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="name")
        role, archived = _role(query), query.get("archived") == "1"
        found = await run(
            actor,
            person_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            role=role,
            archived=archived,
        )
        counts = await run(actor, role_counts, search=asked.text, archived=archived)
        self.lines = [_line(row) for row in found.rows]
        self.counts = {
            "all": count(counts.get(None, 0)),
            **{one.value: count(counts.get(one, 0)) for one in PersonRole},
        }
        self.summary = plural(counts.get(None, 0), "person", "people") + (" archived" if archived else "")
        self.exported = paths.export_query(query)
        self.archived, self.narrowed = archived, bool(asked.text or role)
        self.may_add = actor.may(Permission.CHANGE_PEOPLE)
        self.total, self.loaded = found.total, True
        if query.get("add") and self.may_add and not self.adding:
            return PeopleState.open_add
        return None

    @rx.event
    async def open_add(self):
        await signed_in(self)
        role = _role(query_of(self))
        self.draft = PersonDraft(
            tenant=role == PersonRole.TENANT, owner=role == PersonRole.OWNER, vendor=role == PersonRole.VENDOR
        )
        self.errors, self.adding = {}, True

    @rx.event
    async def close_add(self):
        self.adding = False
        return rx.redirect(paths.PEOPLE, replace=True) if query_of(self).get("add") else None

    @rx.event
    async def submit_person(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            typed = person_typed(form)
            now = services().clock.now()
            person_id = await run(actor, add_person, now=now, request_key=_key(form), **typed)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.adding = {}, False
        return [rx.redirect(paths.person_path(person_id)), said(f"{typed['name'].strip()} added.")]


def _role(query: Mapping[str, str]) -> PersonRole | None:
    return next((role for role in PersonRole if role.value == query.get("role")), None)


def _key(form: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        return None


def _line(row: PersonRow) -> PersonLine:
    return PersonLine(
        path=paths.person_path(row.person_id),
        name=row.name,
        roles=", ".join(role.value.capitalize() for role in row.roles),
        email=row.email,
        phone=row.phone,
        kind=row.kind.value.capitalize(),
    )


def page() -> rx.Component:
    """Return the page."""
    s = PeopleState
    return parts_page(
        page_head(
            "People",
            sub=s.summary,
            primary=rx.cond(s.may_add, button("Add person", kind="primary", on_click=s.open_add)),
        ),
        filter_bar(
            search_field("Find name, phone or e-mail"),
            segments(
                Tab("All", "", s.counts["all"]),
                *[Tab(words, role.value, s.counts[role.value]) for role, words in WORDS.items()],
                param="role",
                label="What they are to the office",
            ),
            check_filter("Archived", "archived"),
            right=[export_menu("people", s.exported)],
        ),
        data_table(
            "People",
            [
                Column("Name", sort="name", fill=True),
                Column("Roles"),
                Column("Phone"),
                Column("E-mail"),
                Column("Kind", hide=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="people",
            default_sort="name",
            empty=_nothing(),
        ),
        _dialog(),
    )


def _dialog() -> rx.Component:
    s = PeopleState
    return form_dialog(
        *person_fields(s.draft),
        title="Add person",
        submit="Add person",
        open_=s.adding,
        on_close=s.close_add,
        on_submit=s.submit_person,
        errors=s.errors,
        wide=True,
    )


def _nothing() -> rx.Component:
    s = PeopleState
    return rx.cond(
        s.narrowed | s.archived,
        empty(
            rx.cond(s.archived, "Nobody archived here", "Nobody fits"),
            "Another search, role or filter may show more.",
            link_button("Show everybody", paths.PEOPLE),
        ),
        empty(
            "Nobody yet",
            "Tenants, owners and vendors appear here, each with the ways to reach them.",
            rx.cond(s.may_add, button("Add person", on_click=s.open_add)),
        ),
    )


def _row(line: PersonLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path, fill=True),
        cell(line.roles),
        cell(rx.cond(line.phone != "", rx.el.a(line.phone, href="tel:" + line.phone), "")),
        cell(rx.cond(line.email != "", rx.el.a(line.email, href="mailto:" + line.email), "")),
        cell(line.kind, hide=True, muted=True),
    )
