"""/leases/[tenancy_id]: one household, what its head and its tabs show."""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.leasing.actions.leaving import give_notice
from pm_app.leasing.enums import NoticeGiver
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.ui import paths
from pm_app.ui.pages.lease import page
from pm_app.ui.pages.lease.documents import HouseholdDocumentsState
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.history import HouseholdHistoryState
from pm_app.ui.pages.lease.joining import JoiningState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.overview import OverviewState
from pm_app.ui.pages.lease.renewing import RenewingState
from pm_app.ui.pages.lease.terms import TermsState
from pm_app.ui.parts.following import FollowingState
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_notice, a_rent_line, a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.ui.household import TODAY, dialog, seen
from tests.ui.screen import a_browser, open_page


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
        head, following, *tab_ = await state.load()  # the tab may be read in parts
        assert (head, following) == (HouseholdState.load, FollowingState.load)
        assert expected.load in tab_
        assert [other for other in set(tabs.values()) - {expected} if other.load in tab_] == []


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


async def test_nobody_is_looked_for_until_the_address_asks(session: Session, manager: Actor):
    state = await seen(JoiningState, session, manager, a_tenancy(session).id, "tab=people")

    assert (state.adding, state.found) == (False, [])


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
