"""/properties: every building the office looks after, and adding one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.portfolio.actions.properties import add_property
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.properties import PropertyRow, kind_counts, property_rows
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import UNKNOWN, count, plural
from pm_app.ui.parts.address import Choice, Tab, check_filter, filter_bar, query_of, search_field, segments
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.export import export_menu
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.property_form import PropertyDraft, property_facts, property_fields
from pm_app.ui.parts.table import Column, cell, data_table, link_cell, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

SORTS = ("name", "address", "units", "built")


@dataclass
class PropertyLine:
    """One property in the list, as text."""

    path: str
    name: str
    address: str
    kind: str
    units: str
    built: str
    manager: str


class PropertiesState(rx.State):
    """The page of properties the address asks for, and the dialog that adds one."""

    loaded: bool = False
    may_add: bool = False
    may_import: bool = False
    archived: bool = False
    narrowed: bool = False
    summary: str = ""
    lines: list[PropertyLine] = []
    total: int = 0
    counts: dict[str, str] = dict.fromkeys(("all", *[kind.value for kind in PropertyKind]), "")
    managers: list[Choice] = []
    exported: str = ""
    adding: bool = False
    draft: PropertyDraft = PropertyDraft()
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query = query_of(self)
        asked = paths.listing(query, sorts=SORTS, default_sort="name")
        kind, archived = _kind(query), query.get("archived") == "1"
        found = await run(
            actor,
            property_rows,
            listing=Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size),
            kind=kind,
            archived=archived,
        )
        counts = await run(actor, kind_counts, search=asked.text, archived=archived)
        self.lines = [_line(row) for row in found.rows]
        number = sum(counts.values())
        self.counts = {"all": count(number), **{one.value: count(counts.get(one, 0)) for one in PropertyKind}}
        self.summary = plural(number, "property", "properties") + (" archived" if archived else "")
        self.exported = paths.export_query(query)
        self.archived, self.narrowed = archived, bool(asked.text or kind)
        _allow(self, actor)
        self.total, self.loaded = found.total, True
        if query.get("add") and self.may_add and not self.adding:
            return PropertiesState.open_add
        return None

    @rx.event
    async def open_add(self):
        actor = await signed_in(self)
        people = await run(actor, colleagues)
        self.managers = [Choice(str(user_id), name) for user_id, name, _ in people]
        own = str(actor.user_id) if any(user_id == actor.user_id for user_id, _, _ in people) else ""
        self.draft = PropertyDraft(manager_id=own)
        self.errors, self.adding = {}, True

    @rx.event
    async def close_add(self):
        self.adding = False
        return rx.redirect(paths.PROPERTIES, replace=True) if query_of(self).get("add") else None

    @rx.event
    async def submit_property(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            facts = property_facts(form)
            now, key = services().clock.now(), _key(form)
            property_id = await run(actor, add_property, facts=facts, now=now, request_key=key)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.adding = {}, False
        return [rx.redirect(paths.property_path(property_id)), said(f"{facts.name or facts.address_line} added.")]


def _allow(state: PropertiesState, actor: Actor) -> None:
    """Who works on chosen properties only adds none."""
    everywhere = actor.property_ids is None
    state.may_add = everywhere and actor.may(Permission.CHANGE_PORTFOLIO)
    state.may_import = everywhere and actor.may(Permission.IMPORT_PORTFOLIO)


def _kind(query: Mapping[str, str]) -> PropertyKind | None:
    return next((kind for kind in PropertyKind if kind.value == query.get("kind")), None)


def _key(form: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        return None


def _line(row: PropertyRow) -> PropertyLine:
    return PropertyLine(
        path=paths.property_path(row.property_id),
        name=row.name,
        address=row.address,
        kind=row.kind.value.capitalize(),
        units=UNKNOWN if row.known_units is None else count(row.known_units),
        built=UNKNOWN if row.year_built is None else str(row.year_built),
        manager=row.manager_name or UNKNOWN,
    )


def page() -> rx.Component:
    """Return the page."""
    s = PropertiesState
    return parts_page(
        page_head(
            "Properties",
            sub=s.summary,
            actions=[rx.cond(s.may_import, link_button("Import", paths.PROPERTY_IMPORT, icon_="upload"))],
            primary=rx.cond(s.may_add, button("Add property", kind="primary", on_click=s.open_add)),
        ),
        _filters(),
        data_table(
            "Properties",
            [
                Column("Name", sort="name"),
                Column("Address", sort="address", fill=True),
                Column("Kind"),
                Column("Units", sort="-units", num=True),
                Column("Built", sort="built", num=True, hide=True),
                Column("Manager", hide=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            total=s.total,
            noun="properties",
            default_sort="name",
            empty=_nothing(),
        ),
        _dialog(),
    )


def _filters() -> rx.Component:
    counts: Any = PropertiesState.counts
    kinds = [kind.value for kind in PropertyKind]
    return filter_bar(
        search_field("Find property or address"),
        segments(
            Tab("All", "", counts["all"]),
            *[Tab(kind.capitalize(), kind, counts[kind], shown=counts[kind] != "0") for kind in kinds],
            param="kind",
            label="Kind of property",
        ),
        check_filter("Archived", "archived"),
        right=[export_menu("properties", PropertiesState.exported)],
    )


def _dialog() -> rx.Component:
    s = PropertiesState
    return form_dialog(
        *property_fields(s.draft, s.managers),
        title="Add property",
        submit="Add property",
        open_=s.adding,
        on_close=s.close_add,
        on_submit=s.submit_property,
        errors=s.errors,
        wide=True,
    )


def _nothing() -> rx.Component:
    s = PropertiesState
    return rx.cond(
        s.narrowed | s.archived,
        empty(
            rx.cond(s.archived, "Nothing archived here", "No property fits"),
            "Another search, kind or filter may show more.",
            link_button("Show all properties", paths.PROPERTIES),
        ),
        empty(
            "No properties yet",
            "The buildings you look after appear here. Enter one, or import them all from a spreadsheet.",
            rx.cond(s.may_add, button("Add property", on_click=s.open_add)),
        ),
    )


def _row(line: PropertyLine) -> rx.Component:
    return table_row(
        link_cell(line.name, line.path),
        cell(line.address, fill=True, title=line.address),
        cell(line.kind),
        cell(line.units, num=True),
        cell(line.built, num=True, hide=True),
        cell(line.manager, hide=True),
    )
