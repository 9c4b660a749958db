"""The documents of a record: a short table, the soonest to expire first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.documents.queries.rows import DocumentRow
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, file_size, plural
from pm_app.ui.parts.accepted import Flag, Lines, Text
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.page import empty
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, table_row
from pm_app.ui.theme import tone_of


@dataclass
class PaperLine:
    """One document, as text."""

    path: str
    title: str
    about: str
    kind: str
    state: str
    tone: str
    through: str
    left: str
    left_tone: str
    gap: str
    size: str


def paper_lines(rows: Iterable[DocumentRow], today: date) -> list[PaperLine]:
    """Return documents as lines."""
    return [_line(row, today) for row in rows]


def paper_table(caption: Text, lines: Lines, *, loaded: Flag, nothing: Text) -> rx.Component:
    """The table of documents; `nothing` says what would be here."""
    return data_table(
        caption,
        [
            Column("Document", fill=True),
            Column("About", wide_only=True),
            Column("Kind"),
            Column("Status"),
            Column("Valid through"),
            Column("Size", num=True, hide=True),
        ],
        lines,
        _row,
        loaded=loaded,
        placeholders=4,
        compact=True,
        empty=empty("No documents yet", nothing),
    )


def gap_words(days: int) -> str:
    """Say that nothing was valid before a document: "9 days without cover before it"; nothing for no days."""
    return f"{plural(days, 'day')} without cover before it" if days else ""


def gap_mark(words: Text) -> rx.Component:
    """Show a gap, in red; nothing where there is none."""
    return rx.cond(rx.Var.create(words) != "", rx.el.span(words, class_name="pd-overdue"))


def _line(row: DocumentRow, today: date) -> PaperLine:
    state, through = row.state.value.capitalize(), row.valid_through
    return PaperLine(
        path=paths.document_path(row.document_id),
        title=row.title,
        about=", ".join(link.name for link in row.links[:2]),
        kind=row.kind.value.capitalize(),
        state=state,
        tone=tone_of(state),
        through=day(through) if through else "",
        left=days_left(through, today) if through else "",
        left_tone=days_tone(through, today) if through else "",
        gap=gap_words(row.gap_days),
        size=file_size(row.size_bytes),
    )


def _row(line: PaperLine) -> rx.Component:
    return table_row(
        link_cell(line.title, line.path, under=gap_mark(line.gap), fill=True, title=line.title),
        cell(line.about, wide_only=True, muted=True),
        cell(line.kind),
        cell(status_badge(line.state, line.tone)),
        day_cell(line.through, line.left, line.left_tone),
        cell(line.size, num=True, hide=True),
    )
