"""What the reader found in the text: each with the place it stands at, and one press to take it over."""

from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.actions.proposing import accept_finding, dismiss_finding
from pm_app.documents.enums import Decision, FindingKind
from pm_app.documents.queries.findings import FindingRow, findings_of
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.ui.format import dollars
from pm_app.ui.pages.document.editing import EditingState
from pm_app.ui.pages.document.facts import DocumentState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.button import button, icon_button
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.pdf_viewer import side_block
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in

MOST_SHOWN = 16
# What taking a finding over does, in the words of the button. Others are shown, and taken over as what they belong to.
_AS = {
    FindingKind.KIND: "Use as kind",
    FindingKind.EFFECTIVE_ON: "Use as start",
    FindingKind.EXPIRES_ON: "Use as expiration",
    FindingKind.NOTICE_ON: "Use as cancel-by",
    FindingKind.SIGNED_ON: "Use as signing",
    FindingKind.TOTAL: "Use as amount",
    FindingKind.REFERENCE: "Use as number",
}
_MONEY = (FindingKind.TOTAL, FindingKind.AMOUNT)


@dataclass
class FoundLine:
    """One finding, as text; `use` is empty where there is nothing to take it over as."""

    finding_id: str
    label: str
    shown: str
    reason: str
    page: str
    use: str
    held: bool


class FoundState(rx.State):
    """The findings of the document that nobody dismissed."""

    lines: list[FoundLine] = []
    may_change: bool = False

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        try:
            rows = await run(actor, findings_of, document_id=route_id(self, "document_id"))
        except NotFound:
            return
        self.may_change = actor.may(Permission.CHANGE_DOCUMENTS)
        self.lines = [_line(row) for row in rows if row.decision is not Decision.DISMISSED][:MOST_SHOWN]

    @rx.event
    async def submit_use(self, finding_id: str):
        actor = await signed_in(self)
        try:
            await run(actor, accept_finding, document_finding_id=_id(finding_id), now=services().clock.now())
        except Refused as refusal:
            return warned(refusal.message)
        return [DocumentState.load, EditingState.load, FoundState.load, said("Taken over.")]

    @rx.event
    async def submit_dismiss(self, finding_id: str):
        actor = await signed_in(self)
        await run(actor, dismiss_finding, document_finding_id=_id(finding_id), now=services().clock.now())
        return FoundState.load


def _line(row: FindingRow) -> FoundLine:
    shown = dollars(int(row.value)) if row.kind in _MONEY and row.value.isdecimal() else row.shown
    use = _AS.get(row.kind, "")
    if not use and row.match is not None:
        use = f"Belongs to {row.match.name}"
    return FoundLine(
        finding_id=str(row.document_finding_id),
        label=row.kind.value.capitalize(),
        shown=shown,
        reason=row.match.reason if row.match is not None and row.kind not in _AS else row.reason,
        page=str(row.page) if row.last else "",
        use=use,
        held=row.decision is not None or row.is_held,
    )


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This proposal is gone: the document was read again. Reload the page.") from None


def block() -> rx.Component:
    """The findings, each a press away from being taken over."""
    return rx.cond(
        ~is_empty(FoundState.lines),
        side_block("Found in the text", rx.el.ul(rx.foreach(FoundState.lines, _found), class_name="pd-found")),
    )


def _found(line: FoundLine) -> rx.Component:
    shown = rx.cond(
        line.page != "",
        address_link(
            line.shown,
            set_={"page": line.page, "q": line.shown, "view": ""},
            drop=[],
            class_name="pd-quiet v",
            title="Show it on page " + line.page,
        ),
        rx.el.span(line.shown, class_name="v"),
    )
    pressed = rx.el.span(
        button(line.use, on_click=FoundState.submit_use(line.finding_id), small=True),
        icon_button("x", f"Dismiss {line.shown}", on_click=FoundState.submit_dismiss(line.finding_id), small=True),
        class_name="pd-edition-end",
    )
    done = rx.el.span(icon("check", 14), "on the document", class_name="ok")
    return rx.el.li(
        rx.el.div(
            rx.el.div(line.label, class_name="k"),
            shown,
            rx.el.div(line.reason, class_name="pd-small pd-muted"),
        ),
        rx.cond(line.held, done, rx.cond(FoundState.may_change & (line.use != ""), pressed)),
    )
