"""/deposits: the whole page, with its two tabs."""

import reflex as rx

from pm_app.receivables.queries.settling_deposits import deposits_to_settle
from pm_app.runtime import run, services
from pm_app.ui.format import count
from pm_app.ui.pages.deposits import held, moving, settling
from pm_app.ui.pages.deposits.held import DepositsHeldState
from pm_app.ui.pages.deposits.moving import MovingState
from pm_app.ui.pages.deposits.settling import SettlingState
from pm_app.ui.parts.address import Tab, tabs
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head
from pm_app.ui.session import query, signed_in


class DepositsState(rx.State):
    """Which tab is shown, and how many households wait to be settled with."""

    tab: str = ""
    waiting: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        waiting = await run(actor, deposits_to_settle, today=services().clock.today())
        self.tab = "settle" if query(self, "tab") == "settle" else ""
        self.waiting = count(len(waiting)) if waiting else ""
        return SettlingState.load if self.tab else DepositsHeldState.load


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head("Deposits held"),
        tabs(Tab("Held"), Tab("To settle", "settle", DepositsState.waiting)),
        rx.cond(
            DepositsState.tab == "settle",
            settling.panel(),
            held.panel(on_move=lambda tenancy: MovingState.open_move(tenancy)),
        ),
        moving.dialog(),
    )
