"""How the office bills, set on the screen at three levels; the most specific one counts whole."""

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.rules.billing import BillingTerms
from pm_app.ui import paths
from pm_app.ui.pages.settings_billing import BillingState
from tests.conftest import an_actor
from tests.factories.receivables import a_household
from tests.ui.screen import a_browser, opened, said_by

TYPED = {
    "priority": "late fee\nrent, parking\nutility",
    "deposits": "1",
    "nsf_fee": "35",
    "refund_hold_days": "14",
    "advance_days": "7",
    "proration": "30-day month",
}


async def shown(session: Session, actor: Actor, path: str = paths.BILLING) -> BillingState:
    return await opened(BillingState, a_browser(session, actor), path)


async def test_it_begins_with_what_is_shipped_and_keeps_what_is_saved(session: Session, administrator: Actor):
    state = await shown(session, administrator)
    assert (state.priority.splitlines()[0], state.own, state.version) == ("rent", False, 0)

    answer = await state.submit_terms(TYPED)

    again = await shown(session, administrator)
    assert said_by(answer) == ["Saved. It counts for what is posted from now on."]
    assert (again.priority, again.nsf_fee, again.own, again.version) == (TYPED["priority"], "$35.00", True, 1)


async def test_a_household_has_its_own_until_they_are_removed(session: Session, administrator: Actor):
    home = a_household(session)
    at = paths.billing_path(tenancy_id=home.id)
    state = await shown(session, administrator, at)
    await state.submit_terms(TYPED | {"advance_days": "1"})
    level = {"property_id": home.property_id, "tenancy_id": home.id}
    assert billing_terms(session, administrator, **level).advance_days == 1
    company = await shown(session, administrator)
    assert [one.name for one in company.others] == [home.name]

    state = await shown(session, administrator, at)
    await state.submit_removal()

    assert billing_terms(session, administrator, **level) == BillingTerms()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"priority": "rent\nrent"}, "priority"),
        ({"priority": "rents"}, "priority"),
        ({"advance_days": "61"}, "advance_days"),
        ({"refund_hold_days": "x"}, "refund_hold_days"),
        ({"nsf_fee": "501"}, "nsf_fee"),
        ({"proration": "by eye"}, "proration"),
    ],
)
async def test_what_cannot_be_meant_is_refused_beside_its_field(
    session: Session, administrator: Actor, wrong: dict[str, str], field: str
):
    state = await shown(session, administrator)

    await state.submit_terms(TYPED | wrong)

    assert list(state.errors) == [field]
    assert billing_terms(session, administrator) == BillingTerms()


async def test_somebody_elses_change_meanwhile_is_told(session: Session, administrator: Actor):
    first, second = await shown(session, administrator), await shown(session, administrator)
    await first.submit_terms(TYPED)

    await second.submit_terms(TYPED | {"advance_days": "9"})

    assert "meanwhile" in next(iter(second.errors.values()))
    assert billing_terms(session, administrator).advance_days == 7


async def test_who_may_not_set_it_cannot(session: Session):
    reader = an_actor(session, Role.READ_ONLY)
    state = await shown(session, reader)

    await state.submit_terms(TYPED)

    assert "does not allow" in next(iter(state.errors.values()))
    assert billing_terms(session, reader) == BillingTerms()
