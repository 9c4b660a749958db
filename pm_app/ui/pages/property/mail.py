"""The mail of a property: what was written to its tenants and owners, and what became of it."""

import reflex as rx

from pm_app.messages.queries import mails_of
from pm_app.portfolio.queries.properties import property_details
from pm_app.runtime import installed, run
from pm_app.ui.parts.mails import MailLine, mail_lines, mail_table
from pm_app.ui.parts.page import section
from pm_app.ui.session import route_id, signed_in


class PropertyMailState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    lines: list[MailLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        place = route_id(self, "property_id")
        await run(actor, property_details, property_id=place)
        rows = await run(actor, mails_of, property_id=place)
        self.lines = mail_lines(rows, installed().settings.time_zone)
        self.loaded = True


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyMailState
    nothing = "Notices, statements and other mail to the people of this property appear here."
    return section("Mail", mail_table("Mail of the property", s.lines, loaded=s.loaded, nothing=nothing))
