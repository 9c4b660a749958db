"""Communication with a person or a household: calls, letters, visits, notes and the mails, and writing one down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.log import log_contact, strike_entry, unstrike_entry
from pm_app.correspondence.enums import ContactLogKind, Direction, LetterDelivery
from pm_app.correspondence.queries.communication import Said, communication, people_to_log
from pm_app.correspondence.queries.letters import LetterOnRecord
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import iso_day, moment, parse_day, parse_time, time_of_day
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.letter_delivery import delivery_words, shown_again
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import page_path, query, route_id, signed_in
from pm_app.ui.theme import tone_of

SHOWN: Mapping[str, tuple[ContactLogKind, ...]] = {
    "": (),
    "calls": (ContactLogKind.CALL, ContactLogKind.TEXT_MESSAGE),
    "letters": (ContactLogKind.LETTER,),
    "visits": (ContactLogKind.VISIT,),
    "mails": (ContactLogKind.MAIL,),
    "notes": (ContactLogKind.NOTE,),
}
KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in ContactLogKind]
DIRECTIONS = [
    Choice(Direction.INCOMING.value, "They turned to us"),
    Choice(Direction.OUTGOING.value, "We turned to them"),
]
_SUMMARY = 160


@dataclass
class SaidLine:
    """One contact, as text; `key` opens it."""

    key: str
    when: str
    how: str
    who: str
    summary: str
    status: str
    tone: str
    note: str
    entry_id: str
    struck: bool
    is_open: bool
    letter_id: str = ""
    letter_path: str = ""
    say_words: str = ""


class CommunicationState(rx.State):
    """What was said, as the address asks, and the dialog that writes down more."""

    loaded: bool = False
    may_log: bool = False
    letter_path: str = ""
    lines: list[SaidLine] = []
    total: int = 0
    opened_text: str = ""
    logging: bool = False
    kind: str = ContactLogKind.CALL.value
    today: str = ""
    time_now: str = ""
    people: list[Choice] = []
    errors: dict[str, str] = {}
    _texts: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        asked = paths.listing(query_of(self), sorts=("when",), default_sort="when")
        found = await run(
            actor,
            communication,
            listing=Listing(page=asked.page, size=asked.size),
            kinds=SHOWN.get(query(self, "show"), ()),
            **_about(self),
        )
        zone = installed().settings.time_zone
        self.lines = [_line(one, zone) for one in found.rows]
        self._texts = {_key(one): one.text for one in found.rows}
        self.may_log, self.total = actor.may(Permission.CHANGE_PEOPLE), found.total
        self.letter_path = paths.new_letter_path(**_about(self)) if self.may_log else ""
        self.opened_text, self.loaded = "", True

    @rx.event
    async def open_said(self, key: str):
        await signed_in(self)
        for line in self.lines:
            line.is_open = line.key == str(key) and not line.is_open
            if line.is_open:
                self.opened_text = self._texts.get(line.key, "")

    @rx.event
    async def open_log(self, kind: str = ContactLogKind.CALL.value):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        zone, now = installed().settings.time_zone, services().clock.now()
        self.kind = kind if kind in list(ContactLogKind) else ContactLogKind.CALL.value
        self.today = iso_day(services().clock.today())
        self.time_now = time_of_day(now.astimezone(ZoneInfo(zone)).time())
        self.people = await _choices(self, actor)
        self.errors, self.logging = {}, True

    @rx.event
    async def close_log(self):
        self.logging = False

    @rx.event
    async def submit_log(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            about = _about(self)
            if "tenancy_id" in about and form.get("person_id"):
                about["person_id"] = _id(form["person_id"])
            await run(
                actor,
                log_contact,
                request_key=_id(form.get("request_key", "")),
                kind=_kind(form),
                direction=_direction(form),
                body=form.get("body", ""),
                happened_at=_moment(form),
                now=services().clock.now(),
                **about,
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.logging = {}, False
        return [CommunicationState.load, said("Written down.")]

    @rx.event
    async def submit_strike(self, entry_id: str):
        actor = await signed_in(self)
        known = _id(entry_id)
        await run(actor, strike_entry, entry_id=known, now=services().clock.now())
        undo = CommunicationState.submit_unstrike(str(known))
        return [CommunicationState.load, said("Struck out.", undo=undo)]

    @rx.event
    async def submit_unstrike(self, entry_id: str):
        actor = await signed_in(self)
        await run(actor, unstrike_entry, entry_id=_id(entry_id), now=services().clock.now())
        return [CommunicationState.load, said("It counts again.")]


for _path in (paths.LEASE, paths.PERSON):
    shown_again(_path, CommunicationState.load)


def _about(state: rx.State) -> dict[str, Any]:
    """Return whose communication the page is about: the person or the household of the address."""
    if page_path(state) == paths.LEASE:
        return {"tenancy_id": route_id(state, "tenancy_id")}
    return {"person_id": route_id(state, "person_id")}


async def _choices(state: rx.State, actor: Actor) -> list[Choice]:
    about = _about(state)
    if "tenancy_id" not in about:
        return []
    return [Choice(str(key), name) for key, name in await run(actor, people_to_log, **about)]


def _line(one: Said, zone: str) -> SaidLine:
    status = "Struck out" if one.struck_at else (one.state.value.capitalize() if one.state else "")
    letter = one.letter
    if letter is not None:
        status = "Waiting" if letter.waits else letter.delivery.way.value.capitalize()
    text = " ".join((one.title or one.text).split())
    return SaidLine(
        key=_key(one),
        when=moment(one.happened_at, zone),
        how=_how(one),
        who=one.who,
        summary=text if len(text) <= _SUMMARY else f"{text[:_SUMMARY]}…",
        status=status,
        tone="gray" if one.struck_at else tone_of(status),
        note=_note(one, zone),
        entry_id=str(one.entry_id or ""),
        struck=one.struck_at is not None,
        is_open=False,
        letter_id=str(letter.letter_id) if letter and letter.may_correct else "",
        letter_path=paths.document_path(letter.document_id) if letter and letter.document_id else "",
        say_words=_say_words(letter),
    )


def _say_words(letter: LetterOnRecord | None) -> str:
    unsaid = letter is not None and letter.delivery.way == LetterDelivery.TO_BE_SENT
    return "Say how it went out" if unsaid else "Correct how it went out"


def _how(one: Said) -> str:
    ways = {Direction.INCOMING: ", incoming", Direction.OUTGOING: ", outgoing", Direction.INTERNAL: ""}
    return one.kind.value.capitalize() + ways[one.direction]


def _note(one: Said, zone: str) -> str:
    if one.struck_at is not None:
        return f"Written down by {one.by}. Struck out by {one.struck_by} on {moment(one.struck_at, zone)}."
    if one.letter is not None:
        return f"{delivery_words(one.letter.delivery)}. Made by {one.by}."
    return f"Written down by {one.by}." if one.by else "Sent by the app."


def _key(one: Said) -> str:
    return str(one.entry_id or one.message_id or (one.letter and one.letter.letter_id))


def _kind(form: Mapping[str, str]) -> ContactLogKind:
    if form.get("kind", "") not in list(ContactLogKind):
        raise Refused("Choose how you were in contact.", field="kind")
    return ContactLogKind(form["kind"])


def _direction(form: Mapping[str, str]) -> Direction:
    if form.get("direction", "") not in list(Direction):
        return Direction.INTERNAL
    return Direction(form["direction"])


def _moment(form: Mapping[str, str]) -> datetime:
    """Return the moment a form says in the office's day and time."""
    on = parse_day(form.get("happened_on", ""), "happened_on")
    at = parse_time(form.get("happened_at", "").strip() or "12:00 PM", "happened_at")
    here = datetime.combine(on, at, tzinfo=ZoneInfo(installed().settings.time_zone))
    try:
        return here.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Refused("Check the day: nobody was in contact then.", field="happened_on") from None


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
