"""What is done about dates, wherever they stand: in hand, put off, somebody else's, done; and the dialogs that ask."""

import asyncio
import logging
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.freshening import freshen_a_few
from pm_app.kernel.errors import NotFound, Refused
from pm_app.reminders.actions.alerts import acknowledge_alerts, reopen_alerts, resolve_alerts, snooze_alerts
from pm_app.reminders.actions.assigning import assign_alerts, resolve_with_document
from pm_app.reminders.queries.details import documents_for_alert
from pm_app.reminders.rules.picking import Picked
from pm_app.runtime import office_now, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, iso_day, parse_day, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.alert_lines import an_id, keys_of, picked_by
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import page_path, signed_in

logger = logging.getLogger(__name__)

SNOOZES = (3, 7)
# What each page loads again when something was done about its dates.
_SHOWN_AGAIN: dict[str, list[Any]] = {}


def shown_again(path: str, *handlers: Any) -> None:
    """Let a page load again by these handlers whenever something was done about dates on it."""
    _SHOWN_AGAIN[path] = [*handlers]


async def freshened() -> None:
    """Look again at what was saved a moment ago, so that the list to be read knows of it."""
    try:
        await asyncio.to_thread(freshen_a_few)
    except Exception:  # the list as it stands is better than none; the job looks again
        logger.exception("the dates could not be looked at again")


class HandlingState(rx.State):
    """The dialog that is open, the dates it is about, and what it offers."""

    opened: str = ""
    keys: str = ""
    about: str = ""
    proposed: str = ""
    people: list[Choice] = []
    documents: list[Choice] = []
    errors: dict[str, str] = {}

    @rx.event
    async def submit_acknowledge(self, keys: str = ""):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        done = await run(actor, acknowledge_alerts, picked=picked_by(keys), now=services().clock.now())
        return _done(self, "Acknowledged. It is in your hands now.", keys_of(done))

    @rx.event
    async def submit_reopen(self, keys: str = ""):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        picked = picked_by(keys)
        done = await run(actor, reopen_alerts, picked=picked, now=office_now())
        words = "It needs attention again." if len(done) == 1 else f"{plural(len(done), 'date')} need attention again."
        # What was done with goes on as a date of its own: its page is another one.
        moved = page_path(self) == paths.ALERT and done[0].alert_id != picked[0].alert_id
        onward = [rx.redirect(paths.alert_path(done[0].alert_id))] if moved else []
        return [*_done(self, words, ""), *onward]

    @rx.event
    async def open_snooze(self, keys: str, about: str):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        _ask(self, "snooze", keys, about)
        self.proposed = iso_day(services().clock.today() + timedelta(days=SNOOZES[-1]))

    @rx.event
    async def open_assign(self, keys: str, about: str):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        _ask(self, "assign", keys, about)
        found = await run(actor, colleagues)
        mine = [Choice(str(one[0]), f"{one[1]} (you)") for one in found if one[0] == actor.user_id]
        self.people = mine + [Choice(str(one[0]), one[1]) for one in found if one[0] != actor.user_id]

    @rx.event
    async def open_resolve(self, keys: str, about: str):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        _ask(self, "resolve", keys, about)
        self.documents = await _documents(actor, picked_by(keys))

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_snooze(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        try:
            until = parse_day(form.get("snoozed_until", ""), "snoozed_until")
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return await _snooze(self, actor, form.get("keys", ""), until)

    @rx.event
    async def submit_snooze_days(self, keys: str = "", days: Any = None):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        if type(days) is not int or days not in SNOOZES:
            raise Refused("Choose one of the spans that are offered, or a day.", field="snoozed_until")
        until = services().clock.today() + timedelta(days=days)
        return await _snooze(self, actor, keys, until)

    @rx.event
    async def submit_assign(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        wanted = form.get("user", "")
        try:
            picked, user_id = picked_by(form.get("keys", "")), _user(wanted)
            await run(actor, assign_alerts, picked=picked, user_id=user_id, now=services().clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        name = next((one.label.removesuffix(" (you)") for one in self.people if one.value == wanted), "")
        return _done(self, f"Assigned to {name}." if name else "Given back to who manages it.", "")

    @rx.event
    async def submit_resolve(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.HANDLE_ALERTS)
        now, written = services().clock.now(), form.get("document", "")
        try:
            picked = picked_by(form.get("keys", ""))
            if written and len(picked) == 1:
                document_id = _document(written)
                done = await run(actor, resolve_with_document, picked=picked[0], document_id=document_id, now=now)
            else:
                done = await run(actor, resolve_alerts, picked=picked, reason=form.get("reason", ""), now=now)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return _done(self, "Done. Nothing more is said of it.", keys_of(done))


async def _snooze(state: HandlingState, actor: Actor, keys: str, until: date) -> Any:
    clock = services().clock
    asked = {"snoozed_until": until, "today": clock.today(), "now": clock.now()}
    try:
        done = await run(actor, snooze_alerts, picked=picked_by(keys), **asked)
    except Refused as refusal:
        state.errors = errors_of(refusal)
        return warned(refusal.message) if not state.opened else None
    return _done(state, f"Put off until {day(until)}.", keys_of(done))


def _ask(state: HandlingState, what: str, keys: str, about: str) -> None:
    picked_by(keys)
    state.opened, state.keys, state.about, state.errors = what, str(keys), str(about)[:300], {}


def _done(state: HandlingState, sentence: str, undo: str) -> list[Any]:
    state.opened, state.errors = "", {}
    told = said(sentence, undo=HandlingState.submit_reopen(undo)) if undo else said(sentence)
    return [*_SHOWN_AGAIN.get(page_path(state), []), WaitingState.load, told]


async def _documents(actor: Actor, picked: list[Picked]) -> list[Choice]:
    """The documents that may deal with the one date that was chosen, latest filed first."""
    if len(picked) != 1 or not actor.may(Permission.FILE_DOCUMENTS):
        return []
    today = services().clock.today()
    rows = await run(actor, documents_for_alert, alert_id=picked[0].alert_id, today=today)
    return [Choice(str(document_id), title) for document_id, title in rows]


def _user(written: str) -> UUID | None:
    found = an_id(written)
    if written and found is None:
        raise NotFound("Choose a colleague from the list.", field="user")
    return found


def _document(written: str) -> UUID:
    found = an_id(written)
    if found is None:
        raise NotFound("Choose the document from the list.", field="document")
    return found
