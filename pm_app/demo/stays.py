"""Letting the units: leases started when they were, renewed, ended, given notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from pm_app.demo.households import Household, Story
from pm_app.demo.staff import Staff, at
from pm_app.kernel.dates import add_months, day_after, last_of_month
from pm_app.leasing.actions.leaving import end_lease, give_notice
from pm_app.leasing.actions.parties import NewParty
from pm_app.leasing.actions.starting import NewRentLine, start_lease
from pm_app.leasing.actions.terms import renew_lease
from pm_app.leasing.enums import NoticeGiver, PartyRole, RentLineKind
from pm_app.people.enums import ContactKind, PersonKind
from pm_app.people.rules import Contact
from pm_app.runtime import run_now

KEYS = UUID("6f6e2b2e-5a53-4a53-9d0e-1f2f3a4b5c6d")
PARKING_CENTS = 60_00


@dataclass(frozen=True)
class Stay:
    """A household with its tenancy; `ends_on` is the last day of its latest term."""

    household: Household
    tenancy_id: UUID
    unit_id: UUID
    ends_on: date


def let_units(
    staff: Staff, homes: Iterable[Household], unit_ids: dict[tuple[str, str], UUID], today: date
) -> list[Stay]:
    """Start every household's lease and let its story happen; returns the stays in the order of the units."""
    stays: list[Stay] = []
    for home in homes:
        unit_id = unit_ids[home.building.name, home.unit.name]
        tenancy_id = _start(staff, home, unit_id, today)
        ends_on = _live(staff, home, tenancy_id, unit_id, today)
        stays.append(Stay(home, tenancy_id, unit_id, ends_on))
    return stays


def _start(staff: Staff, home: Household, unit_id: UUID, today: date) -> UUID:
    signed_on = min(home.starts_on - timedelta(days=18), today)
    parking = NewRentLine(RentLineKind.PARKING, PARKING_CENTS, f"Space {home.seed + 1}")
    return run_now(
        staff.leasing,
        start_lease,
        request_key=uuid5(KEYS, f"{home.building.name} {home.unit.name} {home.starts_on}"),
        unit_id=unit_id,
        parties=[_party(name, home, place) for place, name in enumerate(home.names)],
        starts_on=home.starts_on,
        ends_on=home.ends_on,
        rent_cents=home.rent_cents,
        also_charged=[parking] if home.has_parking else [],
        rolls_month_to_month=home.story != Story.HOLDOVER,
        today=signed_on,
        now=at(signed_on),
    )


def _party(name: str, home: Household, place: int) -> NewParty:
    mailbox = "".join(letter for letter in name.lower().replace("é", "e").replace("á", "a") if letter.isascii())
    contacts = (
        Contact(ContactKind.EMAIL, f"{mailbox.replace(' ', '.')}@mail.example"),
        Contact(ContactKind.PHONE, f"(555) 01{home.seed % 10}-{4_100 + home.seed * 17 + place:04}"),
    )
    return NewParty(
        name=name,
        role=PartyRole.TENANT if place == 0 else PartyRole.CO_TENANT,
        contacts=contacts,
        kind=PersonKind.ORGANIZATION if name.endswith("LLC") else PersonKind.PERSON,
    )


def _live(staff: Staff, home: Household, tenancy_id: UUID, unit_id: UUID, today: date) -> date:
    """Let the story happen and return the last day of the latest term."""
    if home.story == Story.RENEWED or (home.story == Story.ACTIVE and home.ends_on < today):
        decided_on = home.ends_on - timedelta(days=40)
        ends_on = add_months(home.ends_on + timedelta(days=1), 12) - timedelta(days=1)
        run_now(
            staff.leasing,
            renew_lease,
            tenancy_id=tenancy_id,
            ends_on=ends_on,
            rent_cents=home.rent_cents + 45_00,
            today=decided_on,
            now=at(decided_on),
        )
        return ends_on
    if home.story in {Story.NOTICE, Story.NOTICE_AND_NEXT}:
        leaves_on = last_of_month(add_months(today, 1))
        _notice(staff, tenancy_id, today - timedelta(days=12), leaves_on)
        if home.story == Story.NOTICE_AND_NEXT:
            _next_household(staff, home, unit_id, day_after(leaves_on), today)
    if home.story == Story.ENDED:
        left_on = last_of_month(add_months(today, -2))
        _notice(staff, tenancy_id, left_on - timedelta(days=45), left_on)
        run_now(
            staff.leasing,
            end_lease,
            tenancy_id=tenancy_id,
            moved_out_on=left_on,
            today=today,
            now=at(day_after(left_on)),
        )
    return home.ends_on


def _notice(staff: Staff, tenancy_id: UUID, given_on: date, leaves_on: date) -> None:
    run_now(
        staff.leasing,
        give_notice,
        tenancy_id=tenancy_id,
        given_by=NoticeGiver.TENANT,
        given_on=given_on,
        move_out_on=leaves_on,
        reason="Moving for work",
        today=given_on,
        now=at(given_on),
    )


def _next_household(staff: Staff, home: Household, unit_id: UUID, starts_on: date, today: date) -> None:
    run_now(
        staff.leasing,
        start_lease,
        request_key=uuid5(KEYS, f"next in {home.building.name} {home.unit.name}"),
        unit_id=unit_id,
        parties=[NewParty(name="Joana Brightman", contacts=(Contact(ContactKind.PHONE, "(555) 010-9933"),))],
        starts_on=starts_on,
        ends_on=add_months(starts_on, 12) - timedelta(days=1),
        rent_cents=home.rent_cents + 60_00,
        today=today - timedelta(days=3),
        now=at(today - timedelta(days=3)),
    )
