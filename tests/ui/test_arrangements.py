"""The arrangements with a household on its page: holds, payment plans, the register of notices."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ChargeKind
from pm_app.ui.pages.lease.arrangements import ArrangementsState
from pm_app.ui.pages.lease.arranging import ArrangingState
from pm_app.ui.pages.lease.frame import HouseholdState
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household
from tests.ui.household import dialog, seen
from tests.ui.screen import said_by

TAB = "tab=arrangements"
EVICTION = {"kind": "eviction", "reason": "Notice expired", "starts_on": "2026-01-15"}


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that owes January's rent of 1,000 and parking of 50."""
    home = a_household(session)
    a_charge(session, home)
    a_charge(session, home, kind=ChargeKind.PARKING, amount_cents=50_00)
    return home


async def shown(session: Session, actor: Actor, home: Tenancy) -> ArrangementsState:
    session.expire_all()
    return await seen(ArrangementsState, session, actor, home.id, TAB)


async def test_nothing_is_arranged_at_first(session: Session, manager: Actor, home: Tenancy):
    state = await shown(session, manager, home)

    assert (state.holds, state.promises, state.notices, state.evicting) == ([], [], [], False)
    assert (state.owed, state.may_hold, state.may_evict, state.may_serve) == ("$1,050.00 is owed.", True, True, True)


async def test_an_eviction_hold_stands_on_the_whole_page_until_it_is_lifted(
    session: Session, manager: Actor, home: Tenancy
):
    forms = dialog(ArrangingState, session, manager, home.id)
    await forms.open_dialog("eviction", "")

    assert said_by(await forms.submit_hold(EVICTION)) == ["The hold is set."]

    state = await shown(session, manager, home)
    head = await seen(HouseholdState, session, manager, home.id, "tab=ledger")
    assert [(line.what, line.standing, line.why) for line in state.holds] == [
        ("Eviction hold", "Holds", "Notice expired")
    ]
    assert head.eviction == ("Eviction hold since Jan 15, 2026: Notice expired. No money is taken without an override.")
    await forms.open_dialog("lift", state.holds[0].hold_id)
    assert said_by(await forms.submit_lift()) == ["The hold is lifted."]
    assert (await seen(HouseholdState, session, manager, home.id)).eviction == ""
    assert (await shown(session, manager, home)).holds[0].standing == "Over"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (EVICTION | {"reason": ""}, "reason"),
        (EVICTION | {"kind": "frozen"}, "kind"),
        (EVICTION | {"starts_on": "soon"}, "starts_on"),
        (EVICTION | {"kind": "late fees suspended"}, "ends_on"),
        (EVICTION | {"kind": "certified funds only", "ends_on": "2026-01-01"}, "ends_on"),
    ],
)
async def test_a_hold_that_cannot_be_meant_is_refused_beside_its_field(
    session: Session, manager: Actor, home: Tenancy, wrong: dict[str, str], field: str
):
    forms = dialog(ArrangingState, session, manager, home.id)
    await forms.open_dialog("eviction", "")

    await forms.submit_hold(wrong)

    assert (list(forms.errors), forms.dialog) == ([field], "eviction")


async def test_a_plan_is_agreed_on_shown_and_called_off(session: Session, manager: Actor, home: Tenancy):
    forms = dialog(ArrangingState, session, manager, home.id)
    await forms.open_dialog("plan", "")
    key = {"request_key": str(uuid4()), "grace_days": "2", "note": "By phone"}
    await forms.submit_plan(key | {"day_0": "2026-01-20"})
    assert forms.errors == {"promises": "Each promise needs a day and an amount."}
    await forms.submit_plan(key | {"day_0": "2026-01-20", "amount_0": "2,000"})
    assert list(forms.errors) == ["promises"]

    sent = {"day_0": "2026-01-20", "amount_0": "500", "day_1": "2026-02-01", "amount_1": "550"}
    answer = await forms.submit_plan(key | sent)

    assert said_by(answer) == ["The payment plan is agreed on. Late fees rest while it is kept."]
    state = await shown(session, manager, home)
    assert [(one.plan, one.due, one.amount, one.standing) for one in state.promises] == [
        ("Active", "Jan 20, 2026", "$500.00", "Open"),
        ("", "Feb 1, 2026", "$550.00", "Open"),
    ]
    assert state.plan_runs
    assert state.plan_words.startswith("$0.00 of $1,050.00 came in; next $500.00 by Jan 20, 2026.")
    await forms.open_dialog("cancel", state.promises[0].plan_id)
    assert said_by(await forms.submit_cancellation()) == ["The payment plan is called off."]
    assert [one.standing for one in (await shown(session, manager, home)).promises] == ["Called off", "Called off"]


async def test_a_notice_is_entered_with_what_it_demands_and_withdrawn(session: Session, manager: Actor, home: Tenancy):
    forms = dialog(ArrangingState, session, manager, home.id)
    await forms.open_notice()
    assert [line.open for line in forms.charges] == ["$1,000.00", "$50.00"]
    sent = {"request_key": str(uuid4()), "kind": "pay or quit", "served_on": "2026-01-15", "method": "In person"}
    await forms.submit_notice(sent)
    assert list(forms.errors) == ["charges"]
    await forms.set_notice(sent | {"charges": ",".join(line.charge for line in forms.charges)})
    assert forms.demanded == "Demands $1,050.00, as it was open on Jan 15, 2026."

    answer = await forms.submit_notice(sent | {"rent_only": "1", "deadline_on": "2026-01-18", "server": "R. Diaz"})

    assert said_by(answer) == ["The notice is entered."]
    (line,) = (await shown(session, manager, home)).notices
    assert (line.what, line.demanded, line.deadline) == ("Pay or quit", "$1,000.00", "Jan 18, 2026")
    assert (line.how, line.charges) == ("In person by R. Diaz", "rent due Jan 1, 2026 $1,000.00")
    await forms.open_dialog("withdraw", line.notice_id)
    assert said_by(await forms.submit_withdrawal()) == ["The notice is withdrawn."]
    assert (await shown(session, manager, home)).notices[0].standing == "Withdrawn"


async def test_who_only_reads_is_offered_nothing(session: Session, home: Tenancy):
    state = await shown(session, an_actor(session, Role.READ_ONLY), home)

    assert (state.may_hold, state.may_evict, state.may_serve) == (False, False, False)
