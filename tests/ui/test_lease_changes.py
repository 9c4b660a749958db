"""/leases/[tenancy_id]: what the dialogs of a household's page do, refuse, and say."""

from datetime import date

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.leasing.enums import LeaseState as State
from pm_app.leasing.enums import PartyRole
from pm_app.ui.pages.lease.charging import ChargingState
from pm_app.ui.pages.lease.joining import JoiningState
from pm_app.ui.pages.lease.leaving import LeavingState
from pm_app.ui.pages.lease.people import HouseholdPeopleState
from pm_app.ui.pages.lease.renewing import RenewingState
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.ui.household import details, dialog, seen
from tests.ui.screen import said_by


async def test_a_notice_is_recorded_and_withdrawn(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(LeavingState, session, manager, tenancy.id)

    await state.open_notice()
    assert (state.opened, state.today, state.move_out) == ("notice", "2026-01-15", "2026-05-31")
    answer = await state.submit_notice({"given_by": "tenant", "given_on": "2026-01-15", "move_out_on": "2/28/2026"})

    assert (state.opened, said_by(answer)) == ("", ["Notice recorded: they leave by Feb 28, 2026."])
    assert details(session, manager, tenancy.id).state == State.NOTICE_GIVEN
    await state.open_withdrawal()
    assert "the plan to leave by Feb 28, 2026 is dropped" in state.withdrawal
    assert said_by(await state.submit_withdrawal()) == ["The notice is withdrawn."]
    assert details(session, manager, tenancy.id).state == State.ACTIVE


async def test_a_refusal_stands_beside_its_field_and_the_dialog_stays(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(LeavingState, session, manager, tenancy.id)
    await state.open_notice()

    for form, field in (
        ({"given_by": "tenant", "given_on": "2026-01-15", "move_out_on": "2026-01-01"}, "move_out_on"),
        ({"given_by": "tenant", "given_on": "soon", "move_out_on": "2026-02-28"}, "given_on"),
        ({"given_by": "nobody", "given_on": "2026-01-15", "move_out_on": "2026-02-28"}, "given_by"),
        ({"given_by": "tenant", "given_on": "2026-01-15"}, "move_out_on"),
    ):
        assert await state.submit_notice(form) is None
        assert (list(state.errors), state.opened) == ([field], "notice")
    assert details(session, manager, tenancy.id).notices == []


async def test_a_lease_ends_on_the_screen(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(LeavingState, session, manager, tenancy.id)

    await state.open_end()
    await state.submit_end({"moved_out_on": "2026-01-16"})
    assert list(state.errors) == ["moved_out_on"]
    answer = await state.submit_end({"moved_out_on": "2026-01-14"})

    assert said_by(answer) == ["The lease ended on Jan 14, 2026."]
    assert details(session, manager, tenancy.id).state == State.ENDED


async def test_a_lease_to_come_is_cancelled_on_the_screen(session: Session, manager: Actor):
    tenancy = a_tenancy(session, starts_on=date(2026, 2, 1), ends_on=None)
    state = dialog(LeavingState, session, manager, tenancy.id)

    await state.open_cancel()
    await state.submit_cancel({"reason": "Changed their mind"})

    assert details(session, manager, tenancy.id).state == State.CANCELLED
    assert await state.submit_cancel({}) is None
    assert list(state.errors) == ["form"]


async def test_a_renewal_is_proposed_for_a_year_and_raises_the_rent(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(RenewingState, session, manager, tenancy.id)

    await state.open_renewal()
    assert (state.starts, state.ends, state.rent, state.rent_from) == ("2026-06-01", "2027-05-31", "", "2026-06-01")
    form = {"starts_on": state.starts, "ends_on": state.ends, "rent": "1,250", "effective_on": state.rent_from}
    assert said_by(await state.submit_renewal(form)) == ["The lease is renewed."]

    found = details(session, manager, tenancy.id)
    assert (found.row.lease_ends_on, found.rent_lines[0].amount_cents) == (date(2027, 5, 31), 1_250_00)
    assert await state.submit_renewal(form) is None
    assert list(state.errors) == ["starts_on"]


async def test_the_rent_changes_from_a_day_on(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(RenewingState, session, manager, tenancy.id)

    await state.open_rent()
    assert (state.rent, state.rent_from) == ("1,200.00", "2026-02-01")
    await state.submit_rent({"rent": "-5", "effective_on": "2026-03-01"})
    assert list(state.errors) == ["rent"]
    answer = await state.submit_rent({"rent": "$1,260.00", "effective_on": "2026-03-01"})

    assert said_by(answer) == ["The rent is $1,260.00 from Mar 1, 2026."]
    assert [line.amount_cents for line in details(session, manager, tenancy.id).rent_lines] == [1_260_00, 1_200_00]


async def test_a_stale_edit_is_refused(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(RenewingState, session, manager, tenancy.id)
    await state.open_edit()
    form = {"name": "The Obis", "notes": "Key 14", "rolls": "", "version": state.version}

    assert said_by(await state.submit_edit(form)) == ["Saved."]
    assert await state.submit_edit({**form, "name": "Others"}) is None

    assert "Somebody else changed this lease" in state.errors["form"]
    found = details(session, manager, tenancy.id)
    assert (found.place.name, found.notes, found.rolls_month_to_month) == ("The Obis", "Key 14", False)


async def test_parking_is_charged_and_stopped_on_the_screen(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(ChargingState, session, manager, tenancy.id)
    form = {"kind": "parking", "amount": "60", "due_day": "1", "starts_on": "2026-02-01", "description": "Space 14"}
    form |= {"frequency": "monthly", "proration": "actual days in month", "prorated": "1"}

    await state.open_add()
    for wrong, field in (
        ({"kind": "rent"}, "kind"),
        ({"amount": "0"}, "amount"),
        ({"due_day": "x"}, "due_day"),
        ({"starts_on": "2025-01-01"}, "starts_on"),
    ):
        assert await state.submit_add({**form, **wrong}) is None
        assert list(state.errors) == [field]
    assert said_by(await state.submit_add(form)) == ["Parking is charged from Feb 1, 2026."]
    line = details(session, manager, tenancy.id).rent_lines[0]
    await state.open_end(str(line.rent_line_id), "Parking")
    answer = await state.submit_end({"rent_line_id": state.ending_id, "ends_on": "2026-05-31"})

    assert said_by(answer) == ["It is charged until May 31, 2026."]
    assert details(session, manager, tenancy.id).rent_lines[0].ends_on == date(2026, 5, 31)


async def test_somebody_known_and_somebody_new_join(session: Session, manager: Actor):
    tenancy, ada = a_tenancy(session), a_person(session, name="Ada Obi")
    state = await seen(JoiningState, session, manager, tenancy.id, "tab=people&add=1&person=obi")
    assert [(line.name, line.person_id) for line in state.found] == [("Ada Obi", str(ada.id))]

    await state.open_join(str(ada.id), "Ada Obi")
    await state.submit_join({"person_id": state.who_id, "role": "co-tenant", "starts_on": "2026-01-15"})
    await state.open_join("", "")
    await state.submit_join({"name": "", "role": "occupant", "starts_on": "2026-01-15"})
    assert list(state.errors) == ["name"]
    new = {"name": "Ben Roe", "email": "ben@example.com", "role": "occupant", "starts_on": "2026-01-15"}
    await state.submit_join(new)

    assert [(row.name, row.role, row.email) for row in details(session, manager, tenancy.id).parties][1:] == [
        ("Ada Obi", PartyRole.CO_TENANT, ""),
        ("Ben Roe", PartyRole.OCCUPANT, "ben@example.com"),
    ]


async def test_the_last_tenant_cannot_leave_on_the_screen(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    people = await seen(HouseholdPeopleState, session, manager, tenancy.id)
    [line] = people.lines
    state = dialog(JoiningState, session, manager, tenancy.id)

    await state.open_leave(line.party_id, line.name)
    await state.submit_leave({"party_id": line.party_id, "ends_on": "2026-01-15"})

    assert "Nobody would be left" in state.errors["ends_on"]
