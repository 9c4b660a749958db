"""/leases/import: the whole page of an import."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.rent_roll_import.planning import BALANCES
from pm_app.ui.pages.rent_roll_import.state import BatchLine, FigureLine, RentRollImportState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Tab, tabs
from pm_app.ui.parts.button import button, link_button
from pm_app.ui.parts.column_map import column_map, sentences
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.figures import key_figure, key_figures
from pm_app.ui.parts.file_sender import file_sender
from pm_app.ui.parts.form import day_field, form, long_field
from pm_app.ui.parts.page import note_line, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, table_row


def page() -> rx.Component:
    """Return the page."""
    s = RentRollImportState
    return parts_page(
        page_head(
            "Import a rent roll",
            crumbs=[("Leases", paths.LEASES)],
            sub=rx.cond(s.file_id != "", s.file_name + ": " + s.size, ""),
            actions=[rx.cond(s.file_id != "", link_button("Another file", paths.RENT_ROLL_IMPORT))],
        ),
        tabs(Tab("Rent roll"), Tab("Opening balances", BALANCES), param="what"),
        rx.cond(
            s.loaded,
            rx.fragment(
                rx.cond(s.done != "", _done()),
                rx.cond(
                    (s.file_id != "") & (s.done == ""),
                    rx.fragment(rx.el.div(_plan(), id="plan", class_name="pd-plan"), _columns()),
                    _choose(),
                ),
                _batches(),
            ),
            skeleton_lines(5),
        ),
        _undo(),
    )


def _choose() -> rx.Component:
    s = RentRollImportState
    roll = (
        "The rent roll as the program before printed it: titles, headings for properties, totals and several lines for "
        "a unit are understood. It makes properties, units, people, leases, recurring charges and opening balances. "
        "Nothing is written before you have seen the plan."
    )
    balances = (
        "One row for each open charge of a lease on file, with its type and its due date; rows of type Prepaid and "
        "Security deposit held for what was paid ahead and what is held. Nothing is written before you have seen the "
        "plan."
    )
    return section(
        "Choose a file",
        rx.cond(s.gone != "", note_line(s.gone, tone="amber")),
        file_sender(
            "/imports/rent-roll",
            label="Choose a CSV, XLSX or PDF file",
            accept=".csv,.tsv,.txt,.xlsx,.pdf,text/csv,application/pdf",
            hint=rx.cond(s.what == BALANCES, balances, roll),
            on_done=s.submit_file,
        ),
    )


def _columns() -> rx.Component:
    s = RentRollImportState
    return section(
        "Which column fills what",
        form(
            day_field(
                "Balances as of",
                "cut_over",
                s.cut_over,
                hint="What fell due through this day is in the balances; charges are posted from the day after.",
            ),
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
    s = RentRollImportState
    return rx.cond(
        s.checked,
        section(
            "What an import would do",
            rx.el.p(s.summary, class_name="pd-figure-line"),
            key_figures(
                rx.foreach(s.figures, _figure),
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


def _figure(line: FigureLine) -> rx.Component:
    return key_figure(line.label, line.value)


def _done() -> rx.Component:
    s = RentRollImportState
    return section(
        "Imported",
        rx.el.p(s.done, class_name="pd-figure-line"),
        rx.el.div(link_button("Show the leases", paths.LEASES, kind="primary"), class_name="pd-form-foot"),
    )


def _batches() -> rx.Component:
    s = RentRollImportState
    return rx.cond(
        ~is_empty(s.batches),
        section(
            "Imports that were done",
            data_table(
                "Imports that were done",
                [
                    Column("File"),
                    Column("As of"),
                    Column("Imported"),
                    Column("What", fill=True, hide=True),
                    Column("Undo", quiet=True),
                ],
                s.batches,
                _batch,
                compact=True,
            ),
        ),
    )


def _batch(line: BatchLine) -> rx.Component:
    undo = button("Undo…", on_click=RentRollImportState.open_undo(line.batch_id))
    return table_row(
        cell(line.filename),
        cell(line.as_of),
        cell(line.imported),
        cell(rx.cond(line.undone != "", line.undone, line.totals), muted=True, fill=True, hide=True),
        cell(rx.cond(line.undone == "", undo)),
    )


def _undo() -> rx.Component:
    s = RentRollImportState
    return form_dialog(
        long_field("Why", "reason"),
        title=f"Undo {s.undoing_name}?",
        note="Everything it posted is reversed, its leases are annulled, and what it made is archived. Rent posted on "
        "those leases since is reversed too.",
        submit="Undo the import",
        busy="Undoing…",
        open_=s.undoing != "",
        on_close=s.close_undo,
        on_submit=s.submit_undo,
        errors=s.errors,
        tone="danger",
    )
