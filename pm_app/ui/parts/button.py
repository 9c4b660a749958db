"""Buttons, links that look like buttons, and the menu behind the three dots."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import link, saved_link, shown_link


@dataclass(frozen=True)
class MenuItem:
    """One line of a menu: a handler to call or an address to go to; `danger` when it takes something away.

    `saves`: the address is that of a file, which the browser keeps.
    """

    label: Any
    on_click: Any = None
    href: Any = None
    icon: str = ""
    danger: bool = False
    shown: Any = True
    separate: bool = False
    saves: bool = False


def button(
    label: Text, *, on_click: Any = None, icon_: str = "", kind: str = "", small: bool = False, **props: Any
) -> rx.Component:
    """A button. `kind`: nothing (outline), `primary` (one on a page), `ghost`, `quiet` (in rows), `danger`."""
    given = {} if on_click is None else {"on_click": on_click}
    return rx.el.button(*_inside(label, icon_), type="button", class_name=_classes(kind, small), **given, **props)


def link_button(
    label: Text, href: Text, *, icon_: str = "", kind: str = "", small: bool = False, **props: Any
) -> rx.Component:
    """A link inside the app that looks like a button."""
    return link(*_inside(label, icon_), href=href, class_name=_classes(kind, small), **props)


def file_link(label: Text, href: Text, *, icon_: str = "download", kind: str = "ghost", **props: Any) -> rx.Component:
    """A link to a file or an export, which the browser saves."""
    return saved_link(*_inside(label, icon_), href=href, class_name=_classes(kind, False), **props)


def paper_link(
    label: Text, href: Text, *, icon_: str = "", kind: str | None = None, small: bool = False, **props: Any
) -> rx.Component:
    """A link to a paper, which opens in a tab of its own; with a `kind` it looks like a button."""
    look = "pd-link pd-inline" if kind is None else _classes(kind, small)
    return shown_link(*_inside(label, icon_), href=href, class_name=look, **props)


def icon_button(
    tag: str, label: Text, *, on_click: Any = None, kind: str = "ghost", small: bool = False, **props: Any
) -> rx.Component:
    """A button that shows only an icon; `label` is what it is called."""
    given = {} if on_click is None else {"on_click": on_click}
    names = f"{_classes(kind, small)} icon"
    return rx.el.button(icon(tag), type="button", class_name=names, aria_label=label, title=label, **given, **props)


def text_link(label: Any, href: Text, *, inline: bool = False, **props: Any) -> rx.Component:
    """A link in the accent color; `inline` underlines it, for links inside a sentence."""
    return link(label, href=href, class_name="pd-link pd-inline" if inline else "pd-link", **props)


def actions_menu(*items: MenuItem, label: Text = "More", trigger: rx.Component | None = None) -> rx.Component:
    """The rest of what can be done here, behind three dots (or behind a trigger of one's own)."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(trigger or icon_button("ellipsis", label, kind="")),
        rx.dropdown_menu.content(
            *[part for item in items for part in _menu_parts(item)],
            align="end",
            size="2",
            variant="soft",
            color_scheme="gray",
            class_name="pd-menu",
        ),
        modal=False,
    )


def _menu_parts(item: MenuItem) -> list[rx.Component]:
    line = _menu_line(item)
    parts = [rx.dropdown_menu.separator(), line] if item.separate else [line]
    return parts if item.shown is True else [rx.cond(item.shown, rx.fragment(*parts))]


def _menu_line(item: MenuItem) -> rx.Component:
    content = [icon(item.icon, 15), item.label] if item.icon else [item.label]
    color = "red" if item.danger else "gray"
    if item.href is not None:
        leading = saved_link if item.saves else link
        return rx.dropdown_menu.item(leading(*content, href=item.href), as_child=True, color_scheme=color)
    return rx.dropdown_menu.item(*content, on_select=item.on_click, color_scheme=color)


def _inside(label: Text, tag: str) -> list[Any]:
    return [icon(tag), label] if tag else [label]


def _classes(kind: str, small: bool) -> str:
    return " ".join(["pd-btn", *(["s"] if small else []), *([kind] if kind else [])])
