"""How much work waits: the counts beside the lines of the menu and on the bell, kept true in every open tab."""

import reflex as rx

from pm_app.live import Show, Tab
from pm_app.reports.queries.waiting import Glance, glance
from pm_app.runtime import run, services
from pm_app.ui.gate import OwnerState
from pm_app.ui.parts.bell import BellState, show_on_bell
from pm_app.ui.session import signed_in


class WaitingState(rx.State):
    """Dates that need attention, open tasks of who is signed in, bank lines to confirm, papers to file."""

    alert_count: int = 0
    task_count: int = 0
    bank_line_count: int = 0
    inbox_count: int = 0

    @rx.event
    async def load(self):
        """Count what waits for who is signed in."""
        actor = await signed_in(self)
        await _show(self, await run(actor, glance, today=services().clock.today()))


def pushing(app: rx.App) -> Show:
    """Return what shows an open tab of the app what waits for its user, without the tab having asked."""

    async def show(tab: Tab, seen: Glance) -> bool:
        namespace = app.event_namespace
        if namespace is None or tab.name not in namespace.token_to_sid:
            return False
        async with app.modify_state(rx.BaseStateToken(ident=tab.name, cls=rx.State)) as root:
            owner = await root.get_state(OwnerState)
            if owner._sign_in_id not in {"", str(tab.sign_in_id)}:  # somebody else has taken over the tab
                return False
            owner._sign_in_id = str(tab.sign_in_id)
            await _show(await root.get_state(WaitingState), seen)
        return True

    return show


async def _show(counts: WaitingState, seen: Glance) -> None:
    waits = seen.waiting
    counts.alert_count, counts.task_count = waits.alerts, waits.tasks
    counts.bank_line_count, counts.inbox_count = waits.bank_lines, waits.inbox
    show_on_bell(await counts.get_state(BellState), seen)
