"""Dates that need attention: the list on the dashboard and on the page of alerts, as their addresses ask for it."""

from collections.abc import Mapping
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.reminders.enums import AlertGroup, AlertState
from pm_app.reminders.queries.alerts import alert_rows, alert_state_counts, needs_attention, properties_with_alerts
from pm_app.reminders.rules.seeing import GROUPS
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.alert_handling import freshened, shown_again
from pm_app.ui.parts.alert_lines import (
    STATES,
    AlertLine,
    alert_line,
    an_id,
    asked_filter,
    kind_choices,
    kinds_asked,
    responsible_choices,
)
from pm_app.ui.parts.waiting import loads_again
from pm_app.ui.session import page_path, signed_in

SHOWN = 11
SORTS = ("days", "what", "who", "property", "responsible")


class AttentionState(rx.State):
    """The dates the address asks for."""

    loaded: bool = False
    may_handle: bool = False
    sees_leases: bool = False
    sees_ledger: bool = False
    narrowed: bool = False
    summary: str = ""
    lines: list[AlertLine] = []
    total: int = 0
    kind_counts: dict[str, str] = {"all": "", **dict.fromkeys(AlertGroup, "")}
    state_counts: dict[str, str] = {state or "open": "" for state in STATES}
    kinds: list[Choice] = []
    properties: list[Choice] = []
    people: list[Choice] = []
    all_path: str = paths.ALERTS
    all_words: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_ALERTS)
        self.may_handle = actor.may(Permission.HANDLE_ALERTS)
        self.sees_leases = actor.may(Permission.VIEW_LEASES)
        self.sees_ledger = actor.may(Permission.VIEW_LEDGER)
        await freshened()
        if page_path(self) == paths.HOME:
            await _load_first(self, actor)
        else:
            await _load_page(self, actor)
        self.loaded = True


shown_again(paths.HOME, AttentionState.load)
loads_again(paths.HOME, AttentionState)
loads_again(paths.ALERTS, AttentionState)


def asked_property(query: Mapping[str, str]) -> UUID | None:
    """Return the property an address is narrowed to; None for all, and for what is no id."""
    return an_id(query.get("property", ""))


async def _load_first(state: AttentionState, actor: Actor) -> None:
    """The most urgent few, as the dashboard shows them."""
    query, today = query_of(state), services().clock.today()
    word, within = query.get("kind", ""), asked_property(query)
    kinds = kinds_asked(word)
    found = await run(actor, needs_attention, today=today, kinds=kinds, property_id=within, limit=SHOWN)
    state.lines, state.total = [alert_line(row, today, actor) for row in found.rows], found.total
    state.kind_counts = {
        "all": count(sum(found.counts.values())),
        **{group.value: count(sum(found.counts[kind] for kind in kinds)) for group, kinds in GROUPS.items()},
    }
    state.all_path = paths.with_query(paths.ALERTS, kind=word if kinds else "", property=str(within or ""))
    state.all_words = f"All {plural(found.total, 'alert')}" if found.total > 1 else "All alerts"


async def _load_page(state: AttentionState, actor: Actor) -> None:
    """One page of the list, as its filters ask for it."""
    query, today = query_of(state), services().clock.today()
    asked = paths.listing(query, sorts=SORTS, default_sort="days")
    narrowed = asked_filter(query, actor, asked.text)
    listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
    found = await run(actor, alert_rows, listing=listing, today=today, narrowed=narrowed)
    states = await run(actor, alert_state_counts, today=today, narrowed=narrowed)
    places = await run(actor, properties_with_alerts, today=today)
    state.lines, state.total = [alert_line(row, today, actor) for row in found.rows], found.total
    is_open = states[AlertState.DUE] + states[AlertState.LATE]
    state.state_counts = {
        word or "open": count(is_open if one is None else states[one]) for word, one in STATES.items()
    }
    state.kinds = kind_choices(actor)
    state.properties = [Choice(str(key), name) for key, name in places]
    state.people = responsible_choices(await run(actor, colleagues), actor)
    state.narrowed = any(query.get(name) for name in ("q", "state", "kind", "urgency", "property", "who"))
    late = states[AlertState.LATE]
    state.summary = f"{plural(is_open, 'date')} to act on" + (f", {count(late)} late" if late else "")
