"""How much work waits: the counts beside the lines of the menu and on the bell, kept true in every open tab."""

import logging
from typing import Any

import reflex as rx

from pm_app.live import Show, Tab
from pm_app.reports.queries.waiting import Glance, glance
from pm_app.runtime import run, services
from pm_app.ui.gate import OwnerState
from pm_app.ui.parts.bell import BellState, show_on_bell
from pm_app.ui.session import page_path, signed_in

logger = logging.getLogger(__name__)

# The States of each page that load again, with its frame, whenever something is pushed to its tab.
_LOADED_AGAIN: dict[str, list[tuple[type[Any], str]]] = {}


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
            await load_page_again(root)
        return True

    return show


def loads_again(path: str, state_class: type[rx.State], by: str = "load") -> None:
    """Let a page load again in every tab that has it open whenever its user is told something under the bell.

    `by` names the handler of the State that does it, for a page on which somebody may be writing.
    """
    states = _LOADED_AGAIN.setdefault(path, [])
    if (state_class, by) not in states:
        states.append((state_class, by))


async def load_page_again(root: Any) -> None:
    """Load the page of a tab again if it is one of those; what fails leaves it as it is."""
    for state_class, by in _LOADED_AGAIN.get(page_path(root), ()):
        try:
            await getattr(await root.get_state(state_class), by)()
        except Exception:  # what waits is shown all the same; the page tells of its trouble when it is opened
            logger.warning("an open page did not load again", exc_info=True)


async def _show(counts: WaitingState, seen: Glance) -> None:
    waits = seen.waiting
    counts.alert_count, counts.task_count = waits.alerts, waits.tasks
    counts.bank_line_count, counts.inbox_count = waits.bank_lines, waits.inbox
    show_on_bell(await counts.get_state(BellState), seen)
