"""The papers of a household: what is filed about it, and filing another."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.queries.rows import DocumentRow, documents_of
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, file_size
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.page import empty, section
from pm_app.ui.parts.papers import gap_mark, gap_words
from pm_app.ui.parts.required_lines import RequiredLine, required_here
from pm_app.ui.parts.required_table import required_notice
from pm_app.ui.parts.table import Column, cell, data_table, day_cell, link_cell, table_row
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of


@dataclass
class PaperLine:
    """One document, as text."""

    path: str
    title: str
    kind: str
    state: str
    tone: str
    through: str
    left: str
    left_tone: str
    gap: str
    filed: str
    size: str


class HouseholdDocumentsState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    may_file: bool = False
    household_id: str = ""
    lines: list[PaperLine] = []
    required: list[RequiredLine] = []
    required_more: str = ""
    required_path: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today = services().clock.today()
        tenancy_id = route_id(self, "tenancy_id")
        rows = await run(actor, documents_of, today=today, tenancy_id=tenancy_id)
        self.lines = [_line(row, today) for row in rows]
        self.required, self.required_more = await required_here(actor, today, tenancy_id=tenancy_id)
        self.required_path = paths.with_query(paths.COMPLIANCE, tenancy=str(tenancy_id))
        self.household_id = str(tenancy_id)
        self.may_file, self.loaded = actor.may(Permission.FILE_DOCUMENTS), True


def _line(row: DocumentRow, today: date) -> PaperLine:
    state = row.state.value.capitalize()
    through = row.valid_through
    return PaperLine(
        path=paths.document_path(row.document_id),
        title=row.title,
        kind=row.kind.value.capitalize(),
        state=state,
        tone=tone_of(state),
        through=day(through) if through else "",
        left=days_left(through, today) if through else "",
        left_tone=days_tone(through, today) if through else "",
        gap=gap_words(row.gap_days),
        filed=day(row.filed_at.date()),
        size=file_size(row.size_bytes),
    )


def panel() -> rx.Component:
    """Return the tab."""
    s = HouseholdDocumentsState
    required = required_notice(
        s.required, more=s.required_more, path=s.required_path, reload=HouseholdDocumentsState.load
    )
    return rx.fragment(required, _filed())


def _filed() -> rx.Component:
    s = HouseholdDocumentsState
    return section(
        "Documents",
        rx.cond(
            s.may_file,
            uploader(url="/files", params={"tenancy_id": s.household_id}, on_done=HouseholdDocumentsState.load),
        ),
        data_table(
            "Documents of the household",
            [
                Column("Document", fill=True),
                Column("Kind"),
                Column("Status"),
                Column("Valid through"),
                Column("Filed", hide=True),
                Column("Size", num=True, hide=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=3,
            empty=empty("No documents yet", "Leases, notices and whatever else is filed about this household is here."),
        ),
    )


def _row(line: PaperLine) -> rx.Component:
    return table_row(
        link_cell(line.title, line.path, under=gap_mark(line.gap)),
        cell(line.kind),
        cell(status_badge(line.state, line.tone)),
        day_cell(line.through, line.left, line.left_tone),
        cell(line.filed, hide=True),
        cell(line.size, num=True, hide=True),
    )
