"""Choosing several dates and dealing with them at once."""

from typing import Any, cast

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.reminders.rules.picking import MOST_AT_ONCE
from pm_app.ui import paths
from pm_app.ui.format import plural
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.alert_handling import HandlingState, shown_again
from pm_app.ui.parts.alert_lines import AlertLine
from pm_app.ui.parts.attention import AttentionState
from pm_app.ui.parts.button import button
from pm_app.ui.session import signed_in

_WHERE_ONE_IS = frozenset({"page", "size", "sort"})


class ChosenAlertsState(rx.State):
    """The dates that are chosen, by the keys of their lines, with commas between in `keys`."""

    chosen: list[str] = []
    words: str = ""
    keys: str = ""
    chosen_of: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_ALERTS)
        asked = "&".join(f"{name}={value}" for name, value in query_of(self).items() if name not in _WHERE_ONE_IS)
        if asked != self.chosen_of:
            # what is no longer listed must not be changed unseen
            self.chosen_of = asked
            _choose(self, [])
        return AttentionState.load

    @rx.event
    async def set_chosen(self, key: str):
        await signed_in(self)
        others = [each for each in self.chosen if each != key]
        is_new = len(others) == len(self.chosen) and len(others) < MOST_AT_ONCE
        _choose(self, [*others, key] if is_new else others)

    @rx.event
    async def set_page(self):
        await signed_in(self)
        page = await self.get_state(AttentionState)
        shown = [line.key for line in page.lines if not line.is_over]
        others = [each for each in self.chosen if each not in shown]
        is_all = len(others) + len(shown) == len(self.chosen)
        _choose(self, others if is_all else [*others, *shown][:MOST_AT_ONCE])

    @rx.event
    async def close_choosing(self):
        await signed_in(self)
        _choose(self, [])


# What was dealt with is not chosen any more, and its key is another one.
shown_again(paths.ALERTS, ChosenAlertsState.close_choosing, AttentionState.load)


def _choose(state: ChosenAlertsState, chosen: list[str]) -> None:
    state.chosen, state.words = chosen, plural(len(chosen), "date") + " chosen"
    state.keys = ",".join(chosen)


def tick(line: AlertLine) -> rx.Component:
    """The box that chooses one date."""
    box = rx.el.input(
        type="checkbox",
        checked=cast(Any, ChosenAlertsState.chosen).contains(line.key),
        on_change=ChosenAlertsState.set_chosen(line.key),
        aria_label=f"Choose {line.what}, {line.who}",
        class_name="pd-tick",
    )
    return rx.cond(AttentionState.may_handle & ~line.is_over, box)


def bar() -> rx.Component:
    """What can be done with the chosen dates; nothing while none is chosen."""
    c, h = ChosenAlertsState, HandlingState
    return rx.cond(
        ~is_empty(c.chosen),
        rx.el.div(
            rx.el.strong(c.words, role="status"),
            button("All on this page", on_click=c.set_page, kind="quiet", small=True),
            button("Acknowledge", on_click=h.submit_acknowledge(c.keys), small=True),
            button("Snooze…", on_click=h.open_snooze(c.keys, c.words), small=True),
            button("Assign…", on_click=h.open_assign(c.keys, c.words), small=True),
            button("Mark as done…", on_click=h.open_resolve(c.keys, c.words), small=True),
            button("Reopen", on_click=h.submit_reopen(c.keys), small=True),
            button("None", on_click=c.close_choosing, kind="quiet", small=True),
            class_name="pd-chosen",
        ),
    )
