"""Whose a property is: its owners with their shares, from a day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.people.enums import PersonRole
from pm_app.people.queries import person_choices
from pm_app.portfolio.actions.properties import Share, set_owners
from pm_app.portfolio.queries.properties import OwnerShare, property_details
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import iso_day, parse_day
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import text_link
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, form_note, number_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

LINES = 4
MOST_CHOICES = 500


@dataclass
class OwnerField:
    """One line of the dialog: the names of its two fields and what stands in them first."""

    person: str
    share: str
    chosen: str
    percent: str


class OwnersState(rx.State):
    """The dialog of the owners."""

    owning: bool = False
    persons: list[Choice] = []
    owners: list[OwnerField] = []
    starts: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_owners(self):
        actor = await signed_in(self)
        today = services().clock.today()
        place = await run(actor, property_details, property_id=route_id(self, "property_id"))
        known = await run(actor, person_choices, search="", role=PersonRole.OWNER, limit=MOST_CHOICES)
        now_owning = [one for one in place.owners if one.ends_on is None or one.ends_on >= today]
        self.persons = [Choice(str(one.person_id), f"{one.name} ({one.detail})") for one in known]
        listed = {choice.value for choice in self.persons}
        self.persons += [Choice(str(o.person_id), o.name) for o in now_owning if str(o.person_id) not in listed]
        self.owners = _fields(now_owning)
        self.starts, self.errors, self.owning = iso_day(today), {}, True

    @rx.event
    async def close_owners(self):
        self.owning = False

    @rx.event
    async def submit_owners(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                set_owners,
                property_id=route_id(self, "property_id"),
                shares=_shares(form),
                starts_on=parse_day(form.get("starts_on", ""), "starts_on"),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.owning = {}, False
        return [PropertyState.load, said("The owners are noted.")]


def _fields(owning: Sequence[OwnerShare]) -> list[OwnerField]:
    """A line for each owner, and empty ones up to four, one at least."""
    filled = [OwnerField("", "", str(one.person_id), f"{one.share_bps / 100:g}") for one in owning]
    blank = [OwnerField("", "", "", "") for _ in range(max(1, LINES - len(filled)))]
    return [
        OwnerField(f"person_{number}", f"share_{number}", line.chosen, line.percent)
        for number, line in enumerate([*filled, *blank], start=1)
    ]


def _shares(form: Mapping[str, str]) -> list[Share]:
    """Return what was typed in the lines that name somebody; refuses a share without a person and what is none."""
    shares: list[Share] = []
    for name in sorted(form, key=lambda name: (len(name), name)):
        if not name.startswith("person_"):
            continue
        share = f"share_{name.removeprefix('person_')}"
        person, percent = form[name], form.get(share, "").strip().removesuffix("%").strip()
        if person:
            shares.append(Share(_person_id(person, name), _bps(percent, share)))
        elif percent:
            raise Refused("Choose who owns this share, or empty it.", field=name)
    return shares


def _person_id(written: str, field: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise Refused("Choose the owner from the list.", field=field) from None


def _bps(percent: str, field: str) -> int:
    whole, _, part = percent.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit() and whole and len(whole) <= 3 and len(part) <= 2):
        raise Refused("Enter the share in percent, for example 50 or 33.33.", field=field)
    return int(whole) * 100 + int(part.ljust(2, "0"))


def dialog() -> rx.Component:
    """Return the dialog."""
    s = OwnersState
    return form_dialog(
        form_note(
            "Shares add up to 100. Somebody who is not in the list: ",
            text_link("add the person", paths.with_query(paths.PEOPLE, add="1"), inline=True),
            " as an owner first.",
        ),
        rx.foreach(s.owners, _owner_line),
        day_field("From", "starts_on", s.starts, hint="Who owned it before did so until the day before."),
        title="Owners of " + PropertyState.name,
        open_=s.owning,
        on_close=s.close_owners,
        on_submit=s.submit_owners,
        errors=s.errors,
    )


def _owner_line(line: OwnerField) -> rx.Component:
    return field_pair(
        choice_field("Owner", line.person, OwnersState.persons, line.chosen, any="Nobody"),  # pyright: ignore[reportArgumentType]
        number_field("Share in %", line.share, line.percent),
    )
