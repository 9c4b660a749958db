"""The papers of a property, of its units and leases; and filing another."""

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.queries.rows import documents_of
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.page import section
from pm_app.ui.parts.papers import PaperLine, paper_lines, paper_table
from pm_app.ui.parts.required_lines import RequiredLine, required_here
from pm_app.ui.parts.required_table import required_notice
from pm_app.ui.parts.uploader import uploader
from pm_app.ui.session import route_id, signed_in


class PropertyDocumentsState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    may_file: bool = False
    place: str = ""
    every_path: str = ""
    lines: list[PaperLine] = []
    required: list[RequiredLine] = []
    required_more: str = ""
    required_path: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today, place = services().clock.today(), route_id(self, "property_id")
        rows = await run(actor, documents_of, today=today, property_id=place)
        self.lines, self.place = paper_lines(rows, today), str(place)
        self.required, self.required_more = await required_here(actor, today, property_id=place)
        self.required_path = paths.with_query(paths.COMPLIANCE, property=str(place))
        self.every_path = paths.with_query(paths.DOCUMENTS, property=str(place))
        self.may_file, self.loaded = actor.may(Permission.FILE_DOCUMENTS), True


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyDocumentsState
    required = required_notice(
        s.required, more=s.required_more, path=s.required_path, reload=PropertyDocumentsState.load
    )
    filed = section(
        "Documents",
        rx.cond(
            s.may_file,
            uploader(
                url="/files",
                params={"property_id": s.place},
                on_done=PropertyDocumentsState.load,
                hint="They are filed with this property and read, so that their text is found.",
                compact=True,
            ),
        ),
        paper_table(
            "Documents of the property",
            s.lines,
            loaded=s.loaded,
            nothing="Policies, certificates, inspections and leases of this building appear here.",
        ),
        beside=link_button("Search and filter", s.every_path, small=True, kind="quiet"),
    )
    return rx.fragment(required, filed)
