"""The moving parts of the frame: navigation lines, search, account menu, keys, focus and title."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Handler, Lines, Text
from pm_app.ui.parts.library import library

_LIBRARY = library("frame.jsx")

KEYS = (
    ("/", "Search"),
    ("Ctrl K", "Search, also while typing"),
    ("↑ ↓", "Move in what was found"),
    ("Enter", "Open what is selected, send a form"),
    ("Esc", "Close what is on top"),
    ("← →", "Page back and forward in a document"),
    ("+ −", "Zoom a document"),
    ("r", "Rotate a document"),
    ("f", "Find in a document"),
    ("n N", "Next and previous hit in a document"),
    ("e", "Edit what is shown"),
    ("p", "Print a document"),
    ("?", "Show these keys"),
)


class _NavLink(rx.Component):
    library = _LIBRARY
    tag = "NavLink"
    to: rx.Var[str]
    others: rx.Var[list[str]]
    label: rx.Var[str]


class _NavToggle(rx.Component):
    library = _LIBRARY
    tag = "NavToggle"


class _PageWatch(rx.Component):
    library = _LIBRARY
    tag = "PageWatch"
    product: rx.Var[str]


class _KeysHelp(rx.Component):
    library = _LIBRARY
    tag = "KeysHelp"
    keys: rx.Var[list[Any]]


class _UserMenu(rx.Component):
    library = _LIBRARY
    tag = "UserMenu"
    name: rx.Var[str]
    initials: rx.Var[str]
    role: rx.Var[str]
    profile: rx.Var[str]
    told: rx.Var[str]
    sign_out: rx.Var[str]


class _Finder(rx.Component):
    library = _LIBRARY
    tag = "Finder"
    results: rx.Var[list[Any]]
    searched: rx.Var[str]
    hint: rx.Var[str]
    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def nav_link(*content: Any, to: str, others: Sequence[str], label: str) -> rx.Component:
    """One line of the navigation; it is current when its address fits best among the others."""
    return _NavLink.create(*content, to=to, others=list(others), label=label)


def nav_toggle() -> rx.Component:
    """The button that makes the navigation narrow or wide; the browser remembers which."""
    return _NavToggle.create()


def page_watch(product: str) -> rx.Component:
    """Moves the focus to the heading of a new page and puts the heading into the browser's title."""
    return _PageWatch.create(product=product)


def keys_help() -> rx.Component:
    """The list of keys that `?` shows."""
    return _KeysHelp.create(keys=[list(pair) for pair in KEYS])


def user_menu(name: Text, initials: Text, role: Text, *, profile: str, told: str, sign_out: str) -> rx.Component:
    """Who is signed in, the ways to their own settings (sign-ins, how they are told), and the way out (a POST)."""
    return _UserMenu.create(name=name, initials=initials, role=role, profile=profile, told=told, sign_out=sign_out)


def finder(results: Lines, searched: Text, on_search: Handler, *, hint: str) -> rx.Component:
    """The search over everything, opened by `/` and Ctrl-K.

    results: lines with kind, title, detail and path, those of a kind together; searched: the text they belong to.
    """
    return _Finder.create(results=results, searched=searched, on_search=on_search, hint=hint)
