"""How a document came in, and what came together with it."""

from dataclasses import dataclass

import reflex as rx

from pm_app.documents.queries.arrivals import CameTogether, arrival_of
from pm_app.kernel.errors import NotFound
from pm_app.runtime import run
from pm_app.ui import paths
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.facts import line_link, line_list, list_line
from pm_app.ui.parts.pdf_viewer import side_block
from pm_app.ui.session import route_id, signed_in


@dataclass
class TogetherLine:
    """A document that came in the same message."""

    title: str
    path: str
    detail: str


class ArrivalState(rx.State):
    """What came together with the document that is shown."""

    way: str = ""
    together: list[TogetherLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.way, self.together = "", []
        try:
            found = await run(actor, arrival_of, document_id=route_id(self, "document_id"))
        except NotFound:
            return
        self.way = found.source.value.capitalize()
        message = [_line(found.message, "the message")] if found.message else []
        self.together = [*message, *(_line(one, "enclosed") for one in found.enclosed)]


def block() -> rx.Component:
    """Return the message a document came in, or what was enclosed in the message it is; nothing for others."""
    return rx.cond(
        is_empty(ArrivalState.together),
        rx.fragment(),
        side_block("Came with", line_list(ArrivalState.together, _shown)),
    )


def _shown(line: TogetherLine) -> rx.Component:
    return list_line(line_link(line.title, line.path), end=rx.el.span(line.detail, class_name="pd-small pd-muted"))


def _line(one: CameTogether, detail: str) -> TogetherLine:
    return TogetherLine(one.title, paths.document_path(one.document_id), detail)
