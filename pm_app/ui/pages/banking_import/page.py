"""/banking/import: the whole page that takes a statement in."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.banking_import.state import BankingImportState, ReadLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.figures import key_figure, key_figures
from pm_app.ui.parts.file_sender import file_sender
from pm_app.ui.parts.form import choice_field, form, text_field
from pm_app.ui.parts.page import note_line, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, cell, data_table, money_cell, table_row

__all__ = ["BankingImportState", "page"]

ACCOUNTS = [Choice("1000", "Operating bank (1000)"), Choice("1010", "Deposit bank (1010)")]
DATES = [Choice("month", "Month first: 1/31/2026"), Choice("day", "Day first: 31/1/2026")]


def page() -> rx.Component:
    """Return the page."""
    s = BankingImportState
    opened = rx.fragment(_understood(), _how_to_read())
    return parts_page(
        page_head(
            "Import a bank statement",
            crumbs=[("Banking", paths.BANKING)],
            sub=rx.cond(s.understood, s.file_name + ": " + s.said_format + ", " + s.accounts, s.file_name),
            actions=[rx.cond(s.file_id != "", link_button("Another file", paths.BANKING_IMPORT))],
        ),
        rx.cond(
            s.loaded,
            rx.cond(s.done != "", _done(), rx.cond(s.file_id != "", opened, _choose())),
            skeleton_lines(5),
        ),
    )


def _choose() -> rx.Component:
    s = BankingImportState
    return section(
        "Choose a file",
        rx.cond(s.gone != "", note_line(s.gone, tone="amber")),
        file_sender(
            "/imports/bank",
            label="Choose a file of the bank",
            accept=".ofx,.qfx,.qif,.csv,.txt,.xml,.sta,.mt940,.940,.bai,.bai2",
            hint="OFX, QFX, QIF, CSV, camt.053, MT940 or BAI2. At most 20 MB. Nothing is kept before you have seen "
            "what the file says; lines that were taken in before are not taken in again.",
            on_done=s.submit_file,
        ),
    )


def _understood() -> rx.Component:
    s = BankingImportState
    return rx.cond(
        s.understood,
        rx.fragment(
            section(
                "What the file says",
                key_figures(
                    key_figure("Lines", s.line_count, big=True),
                    key_figure("Came in", s.credits),
                    key_figure("Went out", s.debits),
                    key_figure("Not understood", s.lost, tone=rx.cond(s.lost != "0", "overdue", "zero")),
                ),
                _problems(),
                form(
                    choice_field("Bank account", "account", ACCOUNTS, s.account),
                    on_submit=s.submit_import,
                    errors=s.errors,
                    submit="Take these lines in",
                    busy="Taking in…",
                    label="Import",
                    key=s.file_id,
                ),
            ),
            _lines(),
        ),
    )


def _problems() -> rx.Component:
    s = BankingImportState
    listed = rx.el.ul(
        rx.foreach(s.problems, lambda line: rx.el.li(line)), class_name="pd-sentences", tab_index=0, role="list"
    )
    return rx.cond(~is_empty(s.problems), rx.el.div(listed, style={"marginBottom": "var(--space-4)"}))


def _lines() -> rx.Component:
    s = BankingImportState
    return section(
        "Lines",
        data_table(
            "Lines of the file",
            [Column("Posted"), Column("From or to"), Column("Words", fill=True), Column("Amount", num=True)],
            s.lines,
            _line,
            compact=True,
        ),
        rx.cond(s.more != "", rx.el.p(s.more, class_name="pd-hint")),
    )


def _line(line: ReadLine) -> rx.Component:
    return table_row(
        cell(line.posted),
        cell(line.payee),
        cell(line.memo, fill=True, muted=True, title=line.memo),
        money_cell(line.amount, line.tone),
    )


def _how_to_read() -> rx.Component:
    s = BankingImportState
    return rx.cond(
        s.is_table,
        section(
            "How to read it",
            form(
                choice_field("Dates", "dates", DATES, any="As the file tells"),
                text_field(
                    "Columns",
                    "columns",
                    optional=True,
                    width="full",
                    placeholder="date=Posted, amount=4",
                    hint="Only for a table whose columns were taken wrongly: field=heading or field=number, with "
                    "commas between. Fields: date, amount, or money_in and money_out; payee, memo, "
                    "reference, check_number.",
                ),
                on_submit=s.submit_check,
                errors=s.errors,
                submit="Read it again",
                busy="Reading…",
                label="How to read the file",
                key=s.file_id,
            ),
        ),
    )


def _done() -> rx.Component:
    s = BankingImportState
    return section(
        "Taken in",
        rx.el.p(s.done, class_name="pd-figure-line"),
        rx.cond(s.lost != "0", note_line("Lines that were not understood are not among them: " + s.lost, tone="amber")),
        rx.el.div(
            link_button("Confirm the lines", paths.BANKING, kind="primary"),
            link_button("Import another file", paths.BANKING_IMPORT),
            class_name="pd-form-foot",
        ),
    )
