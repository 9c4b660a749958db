"""How a letter went out: the words for it, and the dialog that writes it down or corrects it once."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.correspondence.actions.letters import change_delivery
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.queries.letters import find_letter
from pm_app.correspondence.rules.letters import LONGEST_NUMBER, Delivery, checked_delivery
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.ui.format import day, iso_day, parse_day, parse_whole
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, form_note, hidden_field, text_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import page_path, signed_in

WAYS = [Choice(way.value, way.value.capitalize()) for way in LetterDelivery]
# What each page loads again when it was written down how a letter of it went out.
_SHOWN_AGAIN: dict[str, list[Any]] = {}


def shown_again(path: str, *handlers: Any) -> None:
    """Let a page load again by these handlers whenever it was written down there how a letter went out."""
    _SHOWN_AGAIN[path] = [*handlers]


class LetterDeliveryState(rx.State):
    """The dialog and the letter it is about."""

    opened: bool = False
    letter_id: str = ""
    version: str = "0"
    title: str = ""
    note: str = ""
    way: str = LetterDelivery.POSTED.value
    on: str = ""
    number: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_delivery(self, letter_id: str):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        found = await run(actor, find_letter, letter_id=_id(letter_id))
        unsent = found.delivery.way == LetterDelivery.TO_BE_SENT
        self.letter_id, self.version = str(found.letter_id), str(found.version)
        self.title = f"How the letter to {found.to_name} went out"
        self.note = "" if unsent else "It can be corrected once: what was written down before stays in the history."
        self.way = (LetterDelivery.POSTED if unsent else found.delivery.way).value
        self.on = iso_day(found.delivery.on or services().clock.today())
        self.number = found.delivery.number
        self.errors, self.opened = {}, True

    @rx.event
    async def close_delivery(self):
        self.opened = False

    @rx.event
    async def submit_delivery(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            wanted = delivery_in(form, clock.today())
            await run(
                actor,
                change_delivery,
                letter_id=_id(form.get("letter_id", "")),
                way=wanted.way,
                on=wanted.on,
                number=wanted.number,
                version=parse_whole(form.get("version", "")) or 0,
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [*_SHOWN_AGAIN.get(page_path(self), []), said("Written down.")]


def delivery_in(form: Mapping[str, str], today: date) -> Delivery:
    """Return how a letter goes out as a form says it; refuses a way there is none of, and days that cannot be read."""
    asked = form.get("delivery", "")
    if asked not in list(LetterDelivery):
        raise Refused("Choose how it goes out.", field="delivery")
    way = LetterDelivery(asked)
    written = form.get("delivered_on", "").strip()
    on = parse_day(written, "delivered_on") if written and way != LetterDelivery.TO_BE_SENT else None
    return checked_delivery(way, on, form.get("delivery_number", ""), today=today)


def delivery_words(delivery: Delivery) -> str:
    """Say how a letter went out: `Certified mail, Jan 15, 2026, 9407 1111`."""
    parts = (delivery.way.value.capitalize(), day(delivery.on) if delivery.on else "", delivery.number)
    return ", ".join(part for part in parts if part)


def delivery_fields(way: Any, on: Any, number: Any = "") -> rx.Component:
    """The fields that say how a letter goes out, read by `delivery_in`."""
    return rx.fragment(
        field_pair(choice_field("How it goes out", "delivery", WAYS, way), day_field("Day", "delivered_on", on)),
        text_field(
            "Number of the certified mail",
            "delivery_number",
            number,
            optional=True,
            max_length=LONGEST_NUMBER,
            hint="As on the receipt of the post office.",
        ),
    )


def delivery_dialog() -> rx.Component:
    """The dialog; `LetterDeliveryState.open_delivery` opens it for a letter."""
    s = LetterDeliveryState
    return form_dialog(
        hidden_field("letter_id", s.letter_id),
        hidden_field("version", s.version),
        delivery_fields(s.way, s.on, s.number),
        rx.cond(s.note != "", form_note(s.note)),
        title=s.title,
        submit="Write down",
        open_=s.opened,
        on_close=s.close_delivery,
        on_submit=s.submit_delivery,
        errors=s.errors,
    )


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
