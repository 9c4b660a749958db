"""Taking a list along: a menu with the kinds of files, each a plain download of what is filtered."""

import reflex as rx

from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.button import button
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import saved_link


def export_menu(name: str, query: Text) -> rx.Component:
    """The menu; `name` is the list's in `/exports/`, `query` what its page's address says (`paths.export_query`)."""
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(button("Export", icon_="download", kind="ghost")),
        rx.dropdown_menu.content(
            _file("Workbook (XLSX)", f"/exports/{name}.xlsx{query}"),
            _file("Text (CSV)", f"/exports/{name}.csv{query}"),
            _file("Paper (PDF)", f"/exports/{name}.pdf{query}"),
            align="end",
            size="2",
            variant="soft",
            color_scheme="gray",
            class_name="pd-menu",
        ),
        modal=False,
    )


def _file(label: str, href: str) -> rx.Component:
    return rx.dropdown_menu.item(saved_link(icon("file-down", 15), label, href=href), as_child=True)
