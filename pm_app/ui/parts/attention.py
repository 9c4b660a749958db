"""Dates that need attention: the list with what is done about each, on the dashboard and on the page of alerts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.reminders.actions.alerts import acknowledge_alert, reopen_alert, snooze_alert
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.alerts import (
    AttentionRow,
    alert_rows,
    alert_state_counts,
    needs_attention,
    properties_with_alerts,
)
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, days_left, days_tone, iso_day, moment, parse_day, plural
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import page_path, signed_in
from pm_app.ui.theme import tone_of

SHOWN = 11
SNOOZES = (3, 7)
KINDS: dict[str, CriticalDateKind] = {
    "leases": CriticalDateKind.LEASE_END,
    "documents": CriticalDateKind.DOCUMENT_EXPIRATION,
    "deposits": CriticalDateKind.DEPOSIT_DEADLINE,
    "transfers": CriticalDateKind.DEPOSIT_TRANSFER,
}
STATES: dict[str, AlertState | None] = {
    "": None,
    "late": AlertState.LATE,
    "acknowledged": AlertState.ACKNOWLEDGED,
    "snoozed": AlertState.SNOOZED,
}
_KIND_WORDS = {kind: word for word, kind in KINDS.items()}
_SHOWN_KINDS = {
    CriticalDateKind.LEASE_END: "Lease",
    CriticalDateKind.DOCUMENT_EXPIRATION: "Document",
    CriticalDateKind.DEPOSIT_DEADLINE: "Deposit",
    CriticalDateKind.DEPOSIT_TRANSFER: "Transfer",
}


@dataclass
class AttentionLine:
    """One date, as text. `key` names it to the handlers: its kind and the id of what it is about."""

    key: str
    path: str
    what: str
    who: str
    place: str
    beside: str
    kind: str
    days: str
    days_tone: str
    day: str
    state: str
    state_tone: str
    note: str
    is_open: bool


class AttentionState(rx.State):
    """The dates the address asks for, and the dialog that puts one off."""

    loaded: bool = False
    may_handle: bool = False
    sees_leases: bool = False
    sees_ledger: bool = False
    narrowed: bool = False
    summary: str = ""
    lines: list[AttentionLine] = []
    total: int = 0
    kind_counts: dict[str, str] = {"all": "", **dict.fromkeys(KINDS, "")}
    state_counts: dict[str, str] = {state or "open": "" for state in STATES}
    properties: list[Choice] = []
    all_path: str = paths.ALERTS
    all_words: str = ""
    putting_off: str = ""
    putting_off_key: str = ""
    proposed: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.may_handle = actor.may(Permission.HANDLE_ALERTS)
        self.sees_leases = actor.may(Permission.VIEW_LEASES)
        self.sees_ledger = actor.may(Permission.VIEW_LEDGER)
        if page_path(self) == paths.HOME:
            await _load_first(self, actor)
        else:
            await _load_page(self, actor)
        self.loaded = True

    @rx.event
    async def submit_acknowledge(self, key: str):
        actor = await signed_in(self)
        await run(actor, acknowledge_alert, **_named(key), **_when())
        return [*_AFTERWARDS, said("Acknowledged. It is in your hands now.", undo=AttentionState.submit_reopen(key))]

    @rx.event
    async def submit_reopen(self, key: str):
        actor = await signed_in(self)
        await run(actor, reopen_alert, **_named(key), **_when())
        return [*_AFTERWARDS, said("It needs attention again.")]

    @rx.event
    async def open_snooze(self, key: str, title: str):
        await signed_in(self)
        self.putting_off_key, self.putting_off, self.errors = str(key), str(title), {}
        self.proposed = iso_day(services().clock.today() + timedelta(days=SNOOZES[-1]))

    @rx.event
    async def close_snooze(self):
        self.putting_off_key = ""

    @rx.event
    async def submit_snooze(self, form: dict[str, str]):
        actor = await signed_in(self)
        key = form.get("key", "")
        try:
            until = parse_day(form.get("snoozed_until", ""), "snoozed_until")
            await run(actor, snooze_alert, **_named(key), **_when(), snoozed_until=until)
        except Refused as refusal:
            self.errors = {refusal.field or "form": refusal.message}
            return None
        return self._put_off(key, until)

    @rx.event
    async def submit_snooze_days(self, key: str, days: int):
        actor = await signed_in(self)
        until = services().clock.today() + timedelta(days=min(max(int(days), 1), 365))
        try:
            await run(actor, snooze_alert, **_named(key), **_when(), snoozed_until=until)
        except Refused as refusal:
            self.errors = {refusal.field or "form": refusal.message}
            return None
        return self._put_off(key, until)

    def _put_off(self, key: str, until: date) -> list[Any]:
        self.putting_off_key, self.errors = "", {}
        return [*_AFTERWARDS, said(f"Put off until {day(until)}.", undo=AttentionState.submit_reopen(key))]


_AFTERWARDS: list[Any] = [AttentionState.load, WaitingState.load]


async def _load_first(state: AttentionState, actor: Actor) -> None:
    """The most urgent few, as the dashboard shows them."""
    query, today = query_of(state), services().clock.today()
    kind, within = KINDS.get(query.get("kind", "")), asked_property(query)
    found = await run(actor, needs_attention, today=today, kind=kind, property_id=within, limit=SHOWN)
    state.lines, state.total = [_line(row, today) for row in found.rows], found.total
    state.kind_counts = {
        "all": count(sum(found.counts.values())),
        **{word: count(found.counts[one]) for word, one in KINDS.items()},
    }
    word = query.get("kind", "") if kind else ""
    state.all_path = paths.with_query(paths.ALERTS, kind=word, property=str(within or ""))
    state.all_words = f"All {plural(found.total, 'alert')}" if found.total > 1 else "All alerts"


async def _load_page(state: AttentionState, actor: Actor) -> None:
    """One page of the list, as its filters ask for it."""
    query, today = query_of(state), services().clock.today()
    asked = paths.listing(query, sorts=("days",), default_sort="days")
    narrowed = {"kind": KINDS.get(query.get("kind", "")), "property_id": asked_property(query)}
    wanted = STATES.get(query.get("state", ""))
    listing = Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)
    found = await run(actor, alert_rows, listing=listing, today=today, state=wanted, **narrowed)
    states = await run(actor, alert_state_counts, today=today, search=asked.text, **narrowed)
    places = await run(actor, properties_with_alerts, today=today)
    state.lines, state.total = [_line(row, today) for row in found.rows], found.total
    is_open = states.get(AlertState.DUE, 0) + states.get(AlertState.LATE, 0)
    state.state_counts = {
        word or "open": count(is_open if one is None else states.get(one, 0)) for word, one in STATES.items()
    }
    state.properties = [Choice(str(key), name) for key, name in places]
    state.narrowed = bool(asked.text or any(narrowed.values()) or wanted)
    late = states.get(AlertState.LATE, 0)
    state.summary = f"{plural(is_open, 'date')} to act on" + (f", {count(late)} late" if late else "")


def asked_property(query: Mapping[str, str]) -> UUID | None:
    """Return the property an address is narrowed to; None for all, and for what is no id."""
    try:
        return UUID(query.get("property", ""))
    except ValueError:
        return None


def _named(key: str) -> dict[str, Any]:
    """Return which date a key names; refuses (`NotFound`) what a browser made up."""
    word, _, written = str(key).partition(":")
    try:
        return {"item_kind": KINDS[word], "item_id": UUID(written)}
    except (KeyError, ValueError):
        raise NotFound("This date was changed or dealt with meanwhile. Reload the page.") from None


def _when() -> dict[str, Any]:
    clock = services().clock
    return {"today": clock.today(), "now": clock.now()}


def _line(row: AttentionRow, today: date) -> AttentionLine:
    item, state = row.item, row.state.value.capitalize()
    return AttentionLine(
        key=f"{_KIND_WORDS[item.kind]}:{item.item_id}",
        path=item.path,
        what=item.what,
        who=item.who,
        place=item.property_name,
        beside="" if item.property_name in item.who else item.property_name,
        kind=_SHOWN_KINDS[item.kind],
        days=days_left(item.falls_on, today),
        days_tone=days_tone(item.falls_on, today),
        day=day(item.falls_on),
        state=state,
        state_tone=tone_of(state),
        note=_note(row),
        is_open=row.state in {AlertState.DUE, AlertState.LATE},
    )


def _note(row: AttentionRow) -> str:
    if row.state == AlertState.ACKNOWLEDGED:
        return f"{row.acknowledged_by}, {moment(row.acknowledged_at, installed().settings.time_zone)}"
    return f"until {day(row.snoozed_until)}" if row.state == AlertState.SNOOZED else ""
