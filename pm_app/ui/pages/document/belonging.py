"""What a document belongs to: finding a thing to add, and taking one away."""

from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.actions.linking import link_document, unlink_document
from pm_app.kernel.errors import NotFound
from pm_app.runtime import run, services
from pm_app.ui.pages.document.facts import BelongsLine, DocumentState
from pm_app.ui.parts.address import address_link, filter_bar, search_field
from pm_app.ui.parts.button import button, icon_button
from pm_app.ui.parts.facts import line_link, line_list, list_line
from pm_app.ui.parts.pdf_viewer import side_block
from pm_app.ui.parts.things import ThingLine, thing_target, things_found
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import query, route_id, signed_in


class BelongingState(rx.State):
    """What is looked for, and what was found."""

    adding: bool = False
    found: list[ThingLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.adding = query(self, "add") == "1" and actor.may(Permission.FILE_DOCUMENTS)
        self.found = await things_found(actor, query(self, "thing")) if self.adding else []

    @rx.event
    async def submit_link(self, kind: str, thing_id: str):
        actor = await signed_in(self)
        target = thing_target(str(kind), str(thing_id))
        document_id = route_id(self, "document_id")
        await run(actor, link_document, document_id=document_id, target=target, now=services().clock.now())
        return [DocumentState.load, said("Added.")]

    @rx.event
    async def submit_unlink(self, link_id: str):
        actor = await signed_in(self)
        await run(
            actor,
            unlink_document,
            document_id=route_id(self, "document_id"),
            document_link_id=_id(str(link_id)),
            now=services().clock.now(),
        )
        return [DocumentState.load, said("Taken away.")]


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None


def block() -> rx.Component:
    """What the document belongs to, and the place where more is added."""
    d, b = DocumentState, BelongingState
    return side_block(
        "Belongs to",
        line_list(d.belongs, _belongs, rx.el.p("Nothing yet.", class_name="pd-muted")),
        rx.cond(
            b.adding,
            rx.fragment(
                filter_bar(search_field("Find property, unit, lease or person", param="thing")),
                line_list(b.found, _thing, rx.el.p("Nothing found.", class_name="pd-muted")),
            ),
        ),
        link=rx.cond(
            d.may_link,
            rx.cond(
                b.adding,
                address_link("Done", set_={"add": "", "thing": ""}, drop=[], class_name="pd-link"),
                address_link("Add", set_={"add": "1"}, drop=[], class_name="pd-link"),
            ),
        ),
    )


def _belongs(line: BelongsLine) -> rx.Component:
    take_away = icon_button(
        "x",
        "Take away " + line.label,
        on_click=BelongingState.submit_unlink(line.link_id),
        small=True,
    )
    return list_line(
        line_link(line.label, line.path),
        rx.el.span(line.detail, class_name="pd-small pd-muted"),
        end=rx.cond(DocumentState.may_change, take_away),
    )


def _thing(line: ThingLine) -> rx.Component:
    add = button(
        "Add",
        on_click=BelongingState.submit_link(line.kind, line.thing_id),
        small=True,
        aria_label="Add " + line.name,
    )
    return list_line(
        rx.el.span(line.name, class_name="pd-strong"),
        rx.el.span(line.kind + " · " + line.detail, class_name="pd-small pd-muted"),
        end=add,
    )
