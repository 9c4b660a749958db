"""Controls whose state is the address: tabs, segments, filters, sort headings, the pager.

Each of them changes the query of the page and nothing else; the page's `load` runs again and reads it.
So going back, reloading and passing the address on show the same thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Count, Flag, Text
from pm_app.ui.parts.library import library
from pm_app.ui.paths import PAGE_SIZE, PAGE_SIZES

_LIBRARY = library("address.jsx")

Query = dict[str, str] | dict[str, rx.Var[str]] | dict[str, Any]


@dataclass(frozen=True)
class Tab:
    """One tab or segment: what it says, its value in the address (the first has none), how many lie behind it.

    `shown` leaves it out for those who may not see it, or where nothing lies behind it.
    """

    label: Text
    value: str = ""
    count: Count = ""
    shown: Flag = True


@dataclass
class Choice:
    """One thing that can be chosen: what is kept and what is read."""

    value: str
    label: str


class _AddressLink(rx.Component):
    library = _LIBRARY
    tag = "AddressLink"
    wanted: rx.Var[dict[str, Any]]
    drop: rx.Var[list[str]]
    mark: rx.Var[str]
    usual: rx.Var[str]


class _AddressSearch(rx.Component):
    library = _LIBRARY
    tag = "AddressSearch"
    param: rx.Var[str]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    width: rx.Var[str]


class _AddressField(rx.Component):
    library = _LIBRARY
    tag = "AddressField"
    kind: rx.Var[str]
    param: rx.Var[str]
    label: rx.Var[str]
    options: rx.Var[list[Any]]
    any: rx.Var[str]


class _AddressSeek(rx.Component):
    library = _LIBRARY
    tag = "AddressSeek"
    param: rx.Var[str]
    label: rx.Var[str]
    options: rx.Var[list[Any]]
    chosen: rx.Var[str]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class SortHeading(rx.Component):
    """A table heading that sorts; used by the table part."""

    library = _LIBRARY
    tag = "SortHeading"
    sort: rx.Var[str]
    initial: rx.Var[str]
    label: rx.Var[str]


class _Pager(rx.Component):
    library = _LIBRARY
    tag = "Pager"
    total: rx.Var[int]
    noun: rx.Var[str]
    sizes: rx.Var[list[int]]
    usual: rx.Var[int]


def address_link(*children: Any, set_: Query, drop: Sequence[str] = ("page",), **props: Any) -> rx.Component:
    """Link to this page with part of its query changed (an empty value takes a name out)."""
    return _AddressLink.create(*children, wanted=set_, drop=list(drop), **props)


def tabs(*entries: Tab, param: str = "tab", label: str = "Parts of this page") -> rx.Component:
    """Tabs that change `?tab=`; the rest of the query is dropped. The first has the value `""`."""
    return rx.el.nav(
        *[_shown(entry, set_={param: entry.value}, drop=["*"], mark="page") for entry in entries],
        class_name="pd-tabs",
        aria_label=label,
    )


def segments(*entries: Tab, param: str, label: str, usual: str = "") -> rx.Component:
    """A row of alternatives, one of which is shown; changes one name of the query and goes to the first page.

    usual: the word in the query that means the same as none; the entry of `""` is marked for it as well.
    """
    return rx.el.div(
        *[_shown(entry, set_={param: entry.value}, usual=usual) for entry in entries],
        class_name="pd-seg",
        role="group",
        aria_label=label,
    )


def search_field(label: str, *, param: str = "q", placeholder: str = "", width: str = "") -> rx.Component:
    """A field that searches a moment after the last key; what is typed stands in the query as `q`."""
    return _AddressSearch.create(param=param, label=label, placeholder=placeholder or label, width=width)


def choice_filter(
    label: str, param: str, options: Sequence[Choice] | rx.Var[list[Choice]], *, any_: str = "Any"
) -> rx.Component:
    """A choice kept in the query; `any_` is what stands there when nothing is chosen."""
    shown = options if isinstance(options, rx.Var) else [{"value": o.value, "label": o.label} for o in options]
    return _AddressField.create(kind="choice", param=param, label=label, options=shown, any=any_)


def seek_filter(
    label: str, param: str, options: Sequence[Choice] | rx.Var[list[Choice]], *, chosen: Text, on_search: Any
) -> rx.Component:
    """A choice among many that is kept in the query: `on_search` is told what is typed and fills the options.

    `chosen` is the name of what the query asks for.
    """
    return _AddressSeek.create(param=param, label=label, options=options, chosen=chosen, on_search=on_search)


def day_filter(label: str, param: str) -> rx.Component:
    """A day kept in the query as `2026-11-20`."""
    return _AddressField.create(kind="day", param=param, label=label)


def check_filter(label: Text, param: str) -> rx.Component:
    """A yes or no kept in the query as `1` or nothing."""
    return _AddressField.create(kind="check", param=param, label=label)


def filter_bar(*fields: rx.Component, right: Sequence[rx.Component] = ()) -> rx.Component:
    """The line above a table: search, segments and filters on the left, export and the like on the right."""
    return rx.el.div(*fields, rx.el.span(class_name="pd-grow"), *right, class_name="pd-filters")


def pager(total: rx.Var[int] | int, noun: str = "rows") -> rx.Component:
    """Say `1–50 of 3,611`, lead to the other pages and choose how many rows stand on one."""
    return _Pager.create(total=total, noun=noun, sizes=list(PAGE_SIZES), usual=PAGE_SIZE)


def query_of(state: rx.State) -> Mapping[str, str]:
    """Return the query of the address a State's page was asked with, for `paths.listing` and filters."""
    return dict(state.router.url.query_parameters)


def _shown(entry: Tab, **props: Any) -> rx.Component:
    anchor = address_link(*_named(entry), **props)
    return anchor if entry.shown is True else rx.cond(entry.shown, anchor)


def _named(entry: Tab) -> list[Any]:
    if isinstance(entry.count, str) and not entry.count:
        return [entry.label]
    return [entry.label, rx.el.span(entry.count, class_name="n")]
