"""/properties/import: the whole page of an import."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.property_import.state import PropertyImportState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.column_map import column_map, sentences
from pm_app.ui.parts.figures import key_figure, key_figures
from pm_app.ui.parts.file_sender import file_sender
from pm_app.ui.parts.form import form
from pm_app.ui.parts.page import note_line, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page

__all__ = ["PropertyImportState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = PropertyImportState
    return parts_page(
        page_head(
            "Import properties",
            crumbs=[("Properties", paths.PROPERTIES)],
            sub=rx.cond(s.file_id != "", s.file_name + ": " + s.size, ""),
            actions=[
                link_button("Import a rent roll", paths.RENT_ROLL_IMPORT),
                rx.cond(s.file_id != "", link_button("Another file", paths.PROPERTY_IMPORT)),
            ],
        ),
        rx.cond(
            s.loaded,
            rx.cond(
                s.done != "",
                _done(),
                rx.cond(
                    s.file_id != "",
                    rx.fragment(rx.el.div(_plan(), id="plan", class_name="pd-plan"), _columns()),
                    _choose(),
                ),
            ),
            skeleton_lines(5),
        ),
    )


def _choose() -> rx.Component:
    s = PropertyImportState
    return section(
        "Choose a file",
        rx.cond(s.gone != "", note_line(s.gone, tone="amber")),
        file_sender(
            "/imports/properties",
            label="Choose a CSV or XLSX file",
            accept=".csv,.tsv,.txt,.xlsx,text/csv",
            hint="One row for each property, or one for each unit; the first row names the columns. At most 50 MB. "
            "Nothing is written before you have seen what would happen.",
            on_done=s.submit_file,
        ),
    )


def _columns() -> rx.Component:
    s = PropertyImportState
    return section(
        "Which column fills what",
        form(
            column_map(s.fields, s.columns),
            on_submit=s.submit_check,
            errors=s.errors,
            submit="Check the file",
            busy="Checking…",
            label="Columns of the file",
            key=s.file_id,
        ),
    )


def _plan() -> rx.Component:
    s = PropertyImportState
    return rx.cond(
        s.checked,
        section(
            "What an import would do",
            key_figures(
                key_figure("Added", s.added, big=True),
                key_figure("Changed", s.changed),
                key_figure("Unchanged", s.unchanged),
                key_figure("Refused", s.refused, tone=rx.cond(s.refused != "0", "overdue", "zero")),
            ),
            rx.cond(
                s.may_import,
                form(
                    on_submit=s.submit_import,
                    errors={},
                    submit=f"Import {s.file_name}",
                    busy="Importing…",
                    label="Import",
                ),
                rx.cond(
                    is_empty(s.problems),
                    note_line("Everything in this file is on file already."),
                    note_line(
                        "Nothing is imported while a row is refused. Put these rows right in the file, "
                        "or choose other columns.",
                        tone="amber",
                    ),
                ),
            ),
            sentences("Refused", s.problems, s.more_problems),
            sentences("Decided for you", s.warnings),
        ),
    )


def _done() -> rx.Component:
    s = PropertyImportState
    return section(
        "Imported",
        rx.el.p(s.done, class_name="pd-figure-line"),
        rx.el.div(
            link_button("Show the properties", paths.PROPERTIES, kind="primary"),
            link_button("Import another file", paths.PROPERTY_IMPORT),
            class_name="pd-form-foot",
        ),
    )
