"""/leases/[tenancy_id]: one household, what its tabs show, and what its dialogs do."""

from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import reflex as rx
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.leasing.actions.leaving import give_notice
from pm_app.leasing.enums import LeaseState as State
from pm_app.leasing.enums import NoticeGiver, PartyRole
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.ui import paths
from pm_app.ui.pages.lease import page
from pm_app.ui.pages.lease.charging import ChargingState
from pm_app.ui.pages.lease.documents import HouseholdDocumentsState
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.history import HouseholdHistoryState
from pm_app.ui.pages.lease.joining import JoiningState
from pm_app.ui.pages.lease.leaving import LeavingState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.overview import OverviewState
from pm_app.ui.pages.lease.people import HouseholdPeopleState
from pm_app.ui.pages.lease.renewing import RenewingState
from pm_app.ui.pages.lease.terms import TermsState
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_notice, a_rent_line, a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.ui.screen import a_browser, open_page, opened, said_by

S = TypeVar("S", bound=rx.State)
TODAY = date(2026, 1, 15)


async def seen(state: type[S], session: Session, actor: Actor, tenancy_id: UUID | str, query: str = "") -> S:
    """A State of the household's page as the actor's browser shows it."""
    session.commit()
    return await opened(state, a_browser(session, actor), paths.LEASE, query, tenancy_id=tenancy_id)


def dialog(state: type[S], session: Session, actor: Actor, tenancy_id: UUID) -> S:
    """A State of dialogs on the household's page."""
    session.commit()
    return open_page(state, a_browser(session, actor), paths.LEASE, tenancy_id=tenancy_id)


def details(session: Session, actor: Actor, tenancy_id: UUID) -> TenancyDetails:
    session.expire_all()
    return tenancy_details(session, actor, tenancy_id=tenancy_id, today=TODAY)


async def test_the_head_says_who_where_and_until_when(session: Session, manager: Actor):
    unit = a_unit(session, a_property(session, name="Alder Court"), name="204")
    tenancy = a_tenancy(session, unit, name="Renee Castellano")

    state = await seen(HouseholdState, session, manager, tenancy.id)

    assert (state.name, state.state, state.tone) == ("Renee Castellano", "Active", "quiet")
    assert (state.property_name, state.term) == ("Alder Court", ", unit 204 · lease Jun 1, 2025 – May 31, 2026")
    assert (state.may_change, state.may_renew, state.may_cancel, state.under_notice) == (True, True, False, False)
    assert (state.shows_money, state.balance, state.next_amount, state.next_on) == (
        True,
        "$0.00",
        "$1,200.00",
        "Feb 1, 2026",
    )


async def test_what_can_be_done_depends_on_the_state_and_the_role(session: Session, manager: Actor):
    leaving, to_come = a_tenancy(session), a_tenancy(session, starts_on=date(2026, 2, 1), ends_on=None)
    gone = a_tenancy(session, moved_out_on=date(2025, 12, 31))
    a_notice(session, leaving)

    async def offered(tenancy_id: UUID, actor: Actor = manager) -> tuple[bool, bool, bool, bool]:
        state = await seen(HouseholdState, session, actor, tenancy_id)
        return state.may_change, state.may_renew, state.under_notice, state.may_cancel

    assert await offered(leaving.id) == (True, False, True, False)
    assert await offered(to_come.id) == (True, True, False, True)
    assert await offered(gone.id) == (False, False, False, False)
    assert await offered(leaving.id, an_actor(session, Role.READ_ONLY)) == (False, False, False, False)


async def test_a_household_that_is_not_there_says_so(session: Session, manager: Actor):
    for tenancy_id in (uuid4(), "nonsense"):
        state = await seen(HouseholdState, session, manager, tenancy_id)
        assert (state.missing, state.name) == (True, "")
        opening = open_page(LeaseState, a_browser(session, manager), paths.LEASE, tenancy_id=tenancy_id)
        assert await opening.load() == HouseholdState.load


async def test_the_address_names_the_tab_that_is_read(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    session.commit()
    token = a_browser(session, manager)
    tabs = {"": OverviewState, "terms": TermsState, "history": HouseholdHistoryState, "nonsense": OverviewState}

    for tab, expected in tabs.items():
        state = open_page(LeaseState, token, paths.LEASE, f"tab={tab}", tenancy_id=tenancy.id)
        assert await state.load() == [HouseholdState.load, expected.load]


async def test_the_overview_tells_the_terms_the_people_and_the_notice(session: Session, manager: Actor):
    ada = a_person(session, name="Ada Obi")
    session.add(ContactWay(person_id=ada.id, kind=ContactKind.PHONE, value="(555) 010-4482"))
    tenancy = a_tenancy(session, tenant=ada, due_day=5)
    a_notice(session, tenancy, given_on=date(2026, 1, 10), move_out_on=date(2026, 2, 28))

    state = await seen(OverviewState, session, manager, tenancy.id)

    assert state.notice == "Tenant's notice of Jan 10, 2026: last day Feb 28, 2026, 44 days left."
    assert (state.term, state.ends, state.after) == (
        "Original, from Jun 1, 2025",
        "May 31, 2026",
        "Goes on month to month",
    )
    assert [(line.name, line.role, line.reached) for line in state.people] == [("Ada Obi", "Tenant", "(555) 010-4482")]
    assert [(line.kind, line.detail, line.amount) for line in state.charged] == [
        ("Rent", "monthly, due on day 5", "$1,200.00")
    ]


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


async def test_the_terms_tab_lists_terms_lines_and_notices(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    a_rent_line(session, tenancy, starts_on=date(2026, 2, 1))
    give_notice(
        session,
        manager,
        tenancy_id=tenancy.id,
        given_by=NoticeGiver.LANDLORD,
        given_on=TODAY,
        move_out_on=date(2026, 3, 31),
        today=TODAY,
        now=NOON,
    )

    state = await seen(TermsState, session, manager, tenancy.id)

    assert [(line.kind, line.span, line.starts, line.ends) for line in state.terms] == [
        ("Original", "Running", "Jun 1, 2025", "May 31, 2026")
    ]
    assert [(line.amount, line.span, line.may_end) for line in state.rents] == [
        ("$1,200.00", "To come", False),
        ("$1,200.00", "Running", False),
    ]
    assert [(line.giver, line.last_day, line.standing) for line in state.notices] == [
        ("Landlord", "Mar 31, 2026", "Stands")
    ]


async def test_parking_is_charged_and_stopped_on_the_screen(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(ChargingState, session, manager, tenancy.id)
    form = {"kind": "parking", "amount": "60", "due_day": "1", "starts_on": "2026-02-01", "description": "Space 14"}

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


async def test_nobody_is_looked_for_until_the_address_asks(session: Session, manager: Actor):
    state = await seen(JoiningState, session, manager, a_tenancy(session).id, "tab=people")

    assert (state.adding, state.found) == (False, [])


async def test_the_last_tenant_cannot_leave_on_the_screen(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    people = await seen(HouseholdPeopleState, session, manager, tenancy.id)
    [line] = people.lines
    state = dialog(JoiningState, session, manager, tenancy.id)

    await state.open_leave(line.party_id, line.name)
    await state.submit_leave({"party_id": line.party_id, "ends_on": "2026-01-15"})

    assert "Nobody would be left" in state.errors["ends_on"]


async def test_the_history_is_told_in_words(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    renewing = dialog(RenewingState, session, manager, tenancy.id)
    await renewing.submit_rent({"rent": "1,260", "effective_on": "2026-03-01"})

    state = await seen(HouseholdHistoryState, session, manager, tenancy.id)

    [line] = state.lines
    assert (line.who, line.did, line.detail) == (
        manager.name,
        "changed the rent",
        "rent $1,200.00 → $1,260.00, effective Mar 1, 2026",
    )


async def test_the_documents_tab_is_empty_before_anything_is_filed(session: Session, manager: Actor):
    state = await seen(HouseholdDocumentsState, session, manager, a_tenancy(session).id)

    assert (state.loaded, state.lines, state.may_file) == (True, [], True)


def test_the_page_can_be_drawn():
    assert "pd-kpis" in str(page.page().render())
