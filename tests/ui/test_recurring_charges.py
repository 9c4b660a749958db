"""What is charged again and again, set on the screen: how often, which part, and what staying on costs."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.leasing.enums import Frequency, ProrationMethod
from pm_app.receivables.actions.billing_policies import set_billing_policy
from pm_app.receivables.rules.billing import BillingTerms
from pm_app.ui import paths
from pm_app.ui.pages.lease.charging import ChargingState
from pm_app.ui.pages.lease.staying_on import StayingOnState
from pm_app.ui.pages.lease.terms import TermsState
from pm_app.ui.pages.new_lease.asking import NewLeaseState
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_unit
from tests.factories.receivables import typed_on
from tests.ui.household import details, dialog, seen
from tests.ui.screen import a_browser, opened, said_by

LINE = {
    "kind": "parking",
    "amount": "60",
    "due_day": "1",
    "starts_on": "2026-02-02",
    "frequency": "every two weeks",
    "proration": "30-day month",
    "prorated": "",
}


@pytest.mark.parametrize("frequency", Frequency)
async def test_something_is_charged_as_often_as_chosen(session: Session, manager: Actor, frequency: Frequency):
    tenancy = a_tenancy(session)
    state = dialog(ChargingState, session, manager, tenancy.id)
    await state.open_add()

    answer = await state.submit_add(LINE | {"frequency": frequency.value})

    assert said_by(answer) == ["Parking is charged from Feb 2, 2026."]
    line = details(session, manager, tenancy.id).rent_lines[0]
    assert (line.frequency, line.prorated, line.proration) == (frequency, False, ProrationMethod.THIRTY_DAY_MONTH)


async def test_how_often_and_which_part_are_chosen_from_the_list(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(ChargingState, session, manager, tenancy.id)

    for field in ("frequency", "proration"):
        await state.submit_add(LINE | {field: "now and then"})
        assert list(state.errors) == [field]


async def test_lines_by_the_week_say_their_weekday(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    await dialog(ChargingState, session, manager, tenancy.id).submit_add(LINE)

    state = await seen(TermsState, session, manager, tenancy.id, "tab=terms")

    assert [line.due for line in state.rents] == ["Mondays, every two weeks, never in part", "Day 1, monthly"]


async def test_forms_begin_with_the_method_of_the_terms(session: Session, administrator: Actor):
    terms = BillingTerms(proration=ProrationMethod.DAYS_OF_YEAR)
    set_billing_policy(session, administrator, terms=terms, version=0, now=typed_on(date(2026, 1, 1)))
    tenancy, unit = a_tenancy(session), a_unit(session)
    adding = dialog(ChargingState, session, administrator, tenancy.id)

    await adding.open_add()
    letting = await opened(NewLeaseState, a_browser(session, administrator), paths.new_lease_path(unit.id))

    assert (adding.method, letting.method) == ("365-day year", "365-day year")


async def test_premiums_are_set_in_percent_and_said_with_the_terms(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    state = dialog(StayingOnState, session, manager, tenancy.id)
    await state.open_premiums()
    assert (state.month_to_month, state.holdover) == ("0", "0")
    for typed, says in (("abc", "Enter a percentage"), ("201", "between 0 and 200"), ("-1", "between 0 and 200")):
        await state.submit_premiums({"month_to_month": "5", "holdover": typed})
        assert says in state.errors["holdover"]

    answer = await state.submit_premiums({"month_to_month": "7.5 %", "holdover": "50"})

    assert said_by(answer) == ["Saved. It counts for whoever stays on from now."]
    found = details(session, manager, tenancy.id)
    assert (found.month_to_month_premium_bps, found.holdover_premium_bps) == (7_50, 50_00)
    terms = await seen(TermsState, session, manager, tenancy.id, "tab=terms")
    assert terms.premium == "Staying on month to month past the lease costs 7.5% more."


async def test_a_new_lease_is_charged_as_often_as_chosen(session: Session, manager: Actor):
    unit = a_unit(session)
    tenant = a_tenancy(session)
    person_id = details(session, manager, tenant.id).parties[0].person_id
    address = paths.with_query(paths.NEW_LEASE, unit_id=str(unit.id), people=str(person_id))
    state = await opened(NewLeaseState, a_browser(session, manager), address)
    form = {"request_key": str(uuid4()), "starts_on": "2026-02-01", "term": "12", "rent": "400", "due_day": "1"}
    await state.submit_lease(form | {"frequency": "never", "proration": "30-day month"})
    assert list(state.errors) == ["frequency"]

    (leads, _) = await state.submit_lease(form | {"frequency": "weekly", "proration": "30-day month"})

    assert state.errors == {}
    assert leads is not None
