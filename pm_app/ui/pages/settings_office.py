"""/settings/office: how the office signs its statements, receipts and letters."""

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import Refused
from pm_app.messages.actions import change_letterhead
from pm_app.messages.queries import find_letterhead
from pm_app.messages.rules import LONGEST_FOOTER, LONGEST_LINE, Letterhead
from pm_app.runtime import installed, run, services
from pm_app.ui.parts.button import paper_link
from pm_app.ui.parts.form import (
    email_field,
    errors_of,
    field_pair,
    form,
    form_note,
    long_field,
    phone_field,
    text_field,
)
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head, section, skeleton_lines
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

EXAMPLE = "/papers/example"


class OfficeState(rx.State):
    """The letterhead, as it is set."""

    loaded: bool = False
    version: int = 0
    office_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    footer: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        kept = await run(actor, find_letterhead)
        letterhead = kept.letterhead if kept else Letterhead(installed().settings.office_name)
        self.version = kept.version if kept else 0
        self.office_name, self.address = letterhead.office_name, "\n".join(letterhead.address_lines)
        self.phone, self.email, self.website = letterhead.phone, letterhead.email, letterhead.website
        self.footer, self.errors, self.loaded = letterhead.footer, {}, True

    @rx.event
    async def submit_letterhead(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                change_letterhead,
                office_name=form["office_name"],
                address=form["address"],
                phone=form["phone"],
                email=form["email"],
                website=form["website"],
                footer=form["footer"],
                version=self.version,
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [OfficeState.load, said("Papers are signed like this from now on.")]


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head(
            "Office",
            sub="The letterhead of statements, receipts, letters and lists.",
            actions=[paper_link("See it on paper", EXAMPLE, icon_="file-text", kind="")],
        ),
        section(
            "Letterhead",
            rx.cond(OfficeState.loaded, _form(), skeleton_lines(6)),
        ),
    )


def _form() -> rx.Component:
    return form(
        text_field("Name of the office", "office_name", OfficeState.office_name, max_length=LONGEST_LINE),
        long_field(
            "Address", "address", OfficeState.address, hint="Up to four lines, as on an envelope.", optional=True
        ),
        field_pair(
            phone_field("Phone", "phone", OfficeState.phone, optional=True),
            email_field("E-mail", "email", OfficeState.email, optional=True),
        ),
        text_field("Website", "website", OfficeState.website, optional=True, max_length=LONGEST_LINE),
        text_field(
            "Line at the foot",
            "footer",
            OfficeState.footer,
            optional=True,
            width="full",
            max_length=LONGEST_FOOTER,
            hint="On every page, such as a license number.",
        ),
        form_note("Papers that are filed already stay as they are."),
        on_submit=OfficeState.submit_letterhead,
        errors=OfficeState.errors,
        label="Letterhead",
        key=OfficeState.version,
    )
