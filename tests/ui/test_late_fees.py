"""Late fees on the screen: what waits, ticked and posted, dismissed; waivers given or declined; what was decided."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.late_fees import approve_late_fees
from pm_app.receivables.queries.late_fees import late_fee_proposals
from pm_app.ui import paths
from pm_app.ui.pages.late_fees.deciding import DecidingState
from pm_app.ui.pages.late_fees.state import LateFeesState
from tests.conftest import an_actor
from tests.factories.late_fees import FIFTY, late_fees
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, typed_on
from tests.receivables.acting import receive
from tests.ui.screen import a_browser, at, open_page, opened, said_by

JAN_4, JAN_5 = date(2026, 1, 4), date(2026, 1, 5)


@pytest.fixture
def homes(session: Session) -> list[Tenancy]:
    """Three households who owe January's rent under a fee of $50."""
    homes = [a_household(session) for _ in range(3)]
    late_fees(session, FIFTY)
    for home in homes:
        a_charge(session, home)
    session.commit()
    return homes


async def shown(session: Session, actor: Actor, query: str = "") -> LateFeesState:
    return await opened(LateFeesState, a_browser(session, actor), paths.LATE_FEES, query)


async def deciding(state: LateFeesState) -> DecidingState:
    return await state.get_state(DecidingState)


async def test_what_waits_is_listed_with_its_days_and_how_it_was_computed(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    state = await shown(session, manager)

    assert (state.total, state.summary, state.chosen) == (3, "3 fees, $150.00 to approve", "3 late fees, $150.00")
    line = next(one for one in state.fees if one.household == homes[0].name)
    assert (line.rent_due, line.grace_ended, line.dated) == ("Jan 1, 2026", "Jan 4, 2026", "Jan 5, 2026")
    assert (line.open, line.fee, line.rule) == ("$1,000.00", "$50.00", "$50.00, once")
    assert line.computed == "$50.00, $1,000.00 was open"


async def test_only_what_is_ticked_is_posted_after_the_dialog_said_how_much(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    state = await shown(session, manager)
    form = {"fees": ",".join(line.key for line in state.fees[:2])}

    await state.set_ticked(form)
    dialog = await deciding(state)
    await dialog.open_approval(form)
    asked = (state.chosen, dialog.words, dialog.approving)
    answer = await dialog.submit_approval()
    await at(state, "").load()

    assert asked == ("2 late fees, $100.00", "2 late fees, $100.00", True)
    assert said_by(answer) == ["2 late fees posted, $100.00."]
    assert (state.total, dialog.approving, state.problems) == (1, False, [])


async def test_nothing_ticked_asks_for_a_tick(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await shown(session, manager)
    dialog = await deciding(state)

    await state.set_all()

    assert (state.ticked, state.chosen) == ([], "0 late fees, $0.00")
    assert said_by(await dialog.open_approval({"fees": ""})) == ["Tick at least one late fee."]
    assert said_by(await dialog.open_dismissal()) == ["Tick at least one late fee."]
    assert (dialog.approving, dialog.dismissing) == (False, False)


async def test_all_pages_can_be_posted_at_once(session: Session, manager: Actor):
    home = a_household(session)
    late_fees(session, FIFTY)
    for day in range(1, 11):
        for _ in range(3):
            a_charge(session, a_household(session), due_on=date(2026, 1, day))
    a_charge(session, home)
    session.commit()
    state = await shown(session, manager, "size=25")
    dialog = await deciding(state)

    await dialog.open_approval_of_all()
    asked = dialog.words
    await dialog.submit_approval()

    assert (len(state.fees), state.all_words, asked) == (25, "31 late fees, $1,550.00", "31 late fees, $1,550.00")
    assert (await shown(session, manager)).total == 0


async def test_what_changed_meanwhile_is_not_posted_and_said(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await shown(session, manager)
    dialog = await deciding(state)
    await dialog.open_approval({"fees": ",".join(line.key for line in state.fees)})
    receive(CONSOLE, homes[0].id, 1_000_00, JAN_4, today=JAN_5)

    answer = await dialog.submit_approval()

    assert said_by(answer) == ["2 late fees posted, $100.00."]
    assert state.problems == ["1 fee not posted: This late fee is not due any more. Look at the list again."]


async def test_fees_are_dismissed_with_a_reason(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await shown(session, manager)
    dialog = await deciding(state)
    await dialog.open_dismissal()

    await dialog.submit_dismissal({"reason": " "})
    refused = dialog.errors
    answer = await dialog.submit_dismissal({"reason": "The bank was closed"})

    assert list(refused) == ["reason"]
    assert said_by(answer) == ["3 late fees dismissed."]
    decided = (await shown(session, manager, "tab=decided")).decided
    assert [(one.state, one.why) for one in decided] == [("Dismissed", "The bank was closed")] * 3


async def test_fees_are_found_by_household_and_by_property(session: Session, manager: Actor):
    late_fees(session, FIFTY)
    home = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
    for one in (home, a_household(session)):
        a_charge(session, one)
    session.commit()

    for query in ("q=alder", "q=204", f"property={home.property_id}"):
        assert [one.household for one in (await shown(session, manager, query)).fees] == [home.name]
    assert (await shown(session, manager, "sort=-household")).total == 2


async def a_waiver(session: Session, actor: Actor, home: Tenancy) -> LateFeesState:
    """Post the fees, then type money that was received inside grace."""
    fees = {one.fee.key: one.fee.amount_cents for one in late_fee_proposals(session, CONSOLE, today=JAN_5)}
    approve_late_fees(session, CONSOLE, fees=fees, today=JAN_5, now=typed_on(JAN_5))
    session.commit()
    receive(CONSOLE, home.id, 1_000_00, JAN_4, today=JAN_5)
    return await shown(session, actor, "tab=waivers")


async def test_a_proposed_waiver_is_given_with_one_press(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await a_waiver(session, manager, homes[0])
    [line] = state.waivers
    dialog = await deciding(state)

    answer = await dialog.submit_waiver(line.late_fee_id, line.cents)
    again = await dialog.submit_waiver(line.late_fee_id, line.cents)

    assert (line.household, line.waiver, state.waiver_count) == (homes[0].name, "$50.00", "1")
    assert line.why == "By money received through Jan 4, 2026, the rent due Jan 1, 2026 was paid."
    assert said_by(answer) == ["$50.00 waived."]
    assert said_by(again) == ["No waiver of this late fee is due any more. Look at the list again."]
    assert "Waived" in {one.state for one in (await shown(session, manager, "tab=decided")).decided}


async def test_a_proposed_waiver_is_declined_for_a_reason(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await a_waiver(session, manager, homes[0])
    [line] = state.waivers
    dialog = await deciding(state)
    await dialog.open_keeping(line.late_fee_id, "$50.00")

    await dialog.submit_keeping({"reason": ""})
    refused = dialog.errors
    await dialog.submit_keeping({"reason": "Dated back"})

    assert list(refused) == ["reason"]
    assert (await shown(session, manager, "tab=waivers")).total == 0
    assert "Kept: Dated back" in {one.why for one in (await shown(session, manager, "tab=decided")).decided}


async def test_where_nothing_is_set_the_page_leads_to_the_settings(session: Session, manager: Actor):
    assert (await shown(session, manager)).is_set is False
    late_fees(session, FIFTY)
    session.commit()
    assert (await shown(session, manager)).is_set is True


async def test_who_may_only_read_sees_fees_and_may_not_decide(session: Session, homes: list[Tenancy]):
    state = await shown(session, an_actor(session, Role.READ_ONLY))
    dialog = await deciding(state)
    await dialog.open_approval({"fees": state.fees[0].key})

    assert (state.total, state.may_post, state.may_waive, state.may_set) == (3, False, False, False)
    with pytest.raises(NotAllowed):
        await dialog.submit_approval()
    with pytest.raises(NotAllowed):
        await shown(session, an_actor(session, Role.MAINTENANCE))


@pytest.mark.parametrize("junk", ["x", "x/y/z", f"{UUID(int=1)}/2026-01-01/1/1/x"])
async def test_a_form_that_was_made_up_is_refused(session: Session, manager: Actor, junk: str):
    dialog = open_page(DecidingState, a_browser(session, manager), paths.LATE_FEES)

    with pytest.raises(Refused):
        await dialog.open_approval({"fees": junk})
