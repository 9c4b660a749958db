"""Late-fee settings on the screen, for the company, a property and a lease."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import CapChoice, ChargeKind, LateFeeBase, LateFeeFrequency
from pm_app.receivables.queries.late_fee_policies import late_fee_policies
from pm_app.receivables.rules.late_fees.policy import FeeRule
from pm_app.ui import paths
from pm_app.ui.pages.settings_late_fees.state import LateFeeSettingsState
from tests.conftest import an_actor
from tests.factories.late_fees import FIFTY, TEN_A_DAY, late_fees
from tests.factories.receivables import a_household
from tests.ui.screen import a_browser, opened, said_by

FORM = {
    "base_1": "percent of what is outstanding",
    "rate_1": "7.5 %",
    "grace_1": "3",
    "frequency_1": "once",
    "cap_1": "50",
    "cap_rate_1": "5",
    "cap_choice_1": "the lesser of both",
    "cap_days_1": "30",
    "kind rent": "1",
    "kind parking": "1",
    "minimum": "25",
    "due_from": "2026-01-01",
    "requires_approval": "1",
}


async def settings(session: Session, actor: Actor, query: str = "") -> LateFeeSettingsState:
    return await opened(LateFeeSettingsState, a_browser(session, actor), paths.LATE_FEE_SETTINGS, query)


@pytest.fixture
def home(session: Session) -> Tenancy:
    home = a_household(session)
    session.commit()
    return home


async def test_the_form_is_kept_as_it_was_typed_and_says_which_day_it_means(session: Session, manager: Actor):
    state = await settings(session, manager)
    empty = (state.own, state.version, state.standing, state.examples)

    answer = await state.submit_policy(FORM)
    await state.load()

    policy = late_fee_policies(session, manager)[None, None]
    lesser, once = CapChoice.LESSER, LateFeeFrequency.ONCE
    assert empty == (False, 0, "No late fees are set here. Until they are, none is charged.", [])
    assert policy.rules == (FeeRule(1, LateFeeBase.OUTSTANDING, 3, 0, 750, once, 50_00, 500, lesser, 30),)
    assert (policy.eligible, policy.minimum_cents) == ({ChargeKind.RENT, ChargeKind.PARKING}, 25_00)
    assert said_by(answer) == ["These late fees count from now on."]
    assert (state.own, state.drafts["1"].rate, state.drafts["1"].cap_days, state.minimum) == (
        True,
        "7.5",
        "30",
        "25.00",
    )
    assert state.examples[0].endswith(
        "Rent due Jan 1, 2026 can be paid through Jan 4, 2026; the fee is dated Jan 5, 2026."
    )


async def test_the_day_is_shown_while_one_types(session: Session, manager: Actor):
    state = await settings(session, manager)

    await state.set_preview(FORM | {"grace_1": "5"})
    shown = state.examples
    await state.set_preview(FORM | {"grace_1": "five"})

    assert "the fee is dated Jan 7, 2026" in shown[0]
    assert state.examples == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rate_1": "a lot"}, "rate_1"),
        ({"rate_1": "7.555"}, "rate_1"),
        ({"rate_1": "101"}, "rate_1"),
        ({"rate_1": "-5"}, "rate_1"),
        ({"rate_1": "NaN"}, "rate_1"),
        ({"grace_1": ""}, "grace_1"),
        ({"grace_1": "61"}, "grace_1"),
        ({"grace_1": "-1"}, "grace_1"),
        ({"cap_1": "-5"}, "cap_1"),
        ({"cap_days_1": "400"}, "cap_days_1"),
        ({"base_1": "percent of the moon"}, "base_1"),
        ({"base_1": "fixed amount", "amount_1": ""}, "amount_1"),
        ({"kind rent": "", "kind parking": ""}, "eligible"),
        ({"minimum": "-1"}, "minimum"),
        ({"due_from": "soon"}, "due_from"),
        ({"due_from": "2025-01-01"}, "due_from"),
    ],
)
async def test_what_cannot_be_meant_is_refused_beside_its_field(
    session: Session, manager: Actor, change: dict[str, Any], field: str
):
    state = await settings(session, manager)

    await state.submit_policy(FORM | change)

    assert list(state.errors) == [field]
    assert late_fee_policies(session, manager) == {}


async def test_a_lease_and_a_property_have_their_own_and_the_company_lists_them(
    session: Session, manager: Actor, home: Tenancy
):
    late_fees(session, FIFTY)
    session.commit()
    property_ = await settings(session, manager, f"property_id={home.property_id}")
    inherited = (property_.own, property_.drafts["1"].amount, property_.standing)

    await property_.submit_policy(FORM)
    lease = await settings(session, manager, f"tenancy_id={home.id}")
    await lease.submit_policy({"due_from": "2026-01-01"})

    assert inherited == (False, "50.00", "Nothing of its own: what is set above counts ($50.00, once).")
    assert (lease.name, lease.back) == (home.name, f"/leases/{home.id}")
    company = await settings(session, manager)
    assert {(one.what, one.path) for one in company.levels} == {
        ("Property", f"/settings/late-fees?property_id={home.property_id}"),
        ("Lease", f"/settings/late-fees?tenancy_id={home.id}"),
    }
    assert "no late fees" in {one.words for one in company.levels}


async def test_what_is_removed_lets_the_level_above_count(session: Session, manager: Actor, home: Tenancy):
    late_fees(session, FIFTY)
    late_fees(session, TEN_A_DAY, tenancy_id=home.id)
    session.commit()
    state = await settings(session, manager, f"tenancy_id={home.id}")

    await state.open_removing()
    answer = await state.submit_removing()
    await state.load()

    assert said_by(answer) == ["Removed."]
    assert (state.own, state.drafts["1"].amount, state.removing) == (False, "50.00", False)


async def test_a_form_older_than_what_is_set_is_refused(session: Session, manager: Actor):
    state, other = await settings(session, manager), await settings(session, manager)
    await other.submit_policy(FORM)

    await state.submit_policy(FORM)
    await state.submit_removing()

    assert "Somebody else" in state.errors["form"]


async def test_what_is_not_there_is_said_and_who_may_not_is_refused(session: Session, manager: Actor):
    for query in (f"tenancy_id={uuid4()}", f"property_id={uuid4()}", "tenancy_id=x"):
        assert (await settings(session, manager, query)).missing is True
    for role in (Role.READ_ONLY, Role.LEASING):
        with pytest.raises(NotAllowed):
            await settings(session, an_actor(session, role))
