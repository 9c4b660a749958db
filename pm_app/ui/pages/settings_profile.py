"""/settings/profile: the browsers one is signed in with, ending them, changing one's password."""

from dataclasses import dataclass

import reflex as rx

from pm_app.access.queries import sign_ins
from pm_app.runtime import run, services
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head
from pm_app.ui.session import signed_in


@dataclass
class SignInLine:
    """One browser, as text."""

    sign_in_id: str
    browser: str
    address: str


class ProfileState(rx.State):
    """One's own sign-ins."""

    loaded: bool = False
    lines: list[SignInLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        held = await run(actor, sign_ins, now=services().clock.now())
        self.lines = [SignInLine(str(row.sign_in_id), row.browser, row.address) for row in held]
        self.loaded = True


def page() -> rx.Component:
    """Return the page."""
    return parts_page(page_head("Your sign-ins"))
