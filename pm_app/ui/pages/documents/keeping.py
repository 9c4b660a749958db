"""Searches that are kept: opening one, keeping the one that is shown, letting one go."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.actions.saving import forget_search, save_search
from pm_app.documents.queries.saved import saved_searches
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.button import button, icon_button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import check_field, errors_of, text_field
from pm_app.ui.parts.link import link
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in


@dataclass
class KeptLine:
    """A search that is kept, as text."""

    saved_search_id: str
    name: str
    path: str
    whose: str
    is_mine: bool


class KeepingState(rx.State):
    """The searches one keeps and those others share."""

    kept: list[KeptLine] = []
    asking: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.kept = await _kept(actor)

    @rx.event
    async def open_keeping(self):
        self.errors, self.asking = {}, True

    @rx.event
    async def close_keeping(self):
        self.asking = False

    @rx.event
    async def submit_search(self, form: dict[str, str]):
        actor = await signed_in(self)
        asked = paths.with_query("", **{name: value for name, value in query_of(self).items() if value})
        try:
            await run(
                actor,
                save_search,
                name=form.get("name", ""),
                query=asked,
                is_shared=form.get("is_shared") == "1",
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.asking, self.errors = False, {}
        self.kept = await _kept(actor)
        return said("The search is kept.")

    @rx.event
    async def submit_forget(self, saved_search_id: str):
        actor = await signed_in(self)
        try:
            await run(actor, forget_search, saved_search_id=UUID(saved_search_id))
        except ValueError:
            raise NotFound("This search is not one of yours any more.") from None
        self.kept = await _kept(actor)
        return said("The search is gone.")


async def _kept(actor: Actor) -> list[KeptLine]:
    return [
        KeptLine(
            saved_search_id=str(row.saved_search_id),
            name=row.name,
            path=f"{paths.DOCUMENTS}?{row.query}",
            whose="" if row.is_mine else row.kept_by,
            is_mine=row.is_mine,
        )
        for row in await run(actor, saved_searches)
    ]


def kept_searches() -> rx.Component:
    """The line of kept searches, and the dialog that keeps another."""
    k = KeepingState
    return rx.fragment(
        rx.cond(
            ~is_empty(k.kept),
            rx.el.ul(rx.foreach(k.kept, _kept_search), class_name="pd-kept", aria_label="Kept searches"),
        ),
        form_dialog(
            text_field("Name", "name", auto_focus=True, placeholder="Insurance that ends this month"),
            check_field("For the whole office", "is_shared"),
            title="Keep this search",
            submit="Keep",
            open_=k.asking,
            on_close=k.close_keeping,
            on_submit=k.submit_search,
            errors=k.errors,
        ),
    )


def _kept_search(line: KeptLine) -> rx.Component:
    forget = icon_button(
        "x", "Let “" + line.name + "” go", on_click=KeepingState.submit_forget(line.saved_search_id), small=True
    )
    return rx.el.li(
        link(line.name, href=line.path, class_name="pd-link"),
        rx.cond(line.whose != "", rx.el.span(line.whose, class_name="pd-small pd-muted")),
        rx.cond(line.is_mine, forget),
    )


def keep_button() -> rx.Component:
    """The button that keeps the search that is shown."""
    return button("Keep this search", on_click=KeepingState.open_keeping, small=True, kind="quiet")
