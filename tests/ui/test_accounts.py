"""/accounts: the trial balance of a day."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.ui import paths
from pm_app.ui.pages.accounts import AccountsState
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, open_page, opened


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """900 charged in December, 1,200 paid on January 5."""
    tenancy = a_household(session)
    a_charge(session, tenancy, due_on=date(2025, 12, 1), amount_cents=900_00)
    a_receipt(session, tenancy, amount_cents=1_200_00, received_on=date(2026, 1, 5))
    session.commit()
    return tenancy


async def shown(session: Session, actor: Actor, query: str = "") -> AccountsState:
    return await opened(AccountsState, a_browser(session, actor), paths.ACCOUNTS, query)


async def test_accounts_stand_with_their_balance_on_its_side(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager)

    assert [(line.number, line.kind, line.debit, line.credit, line.tone) for line in state.lines] == [
        ("1050", "Asset", "$1,200.00", "", ""),
        ("1100", "Asset", "", "$0.00", "zero"),
        ("2200", "Liability", "", "$300.00", ""),
        ("4000", "Income", "", "$900.00", ""),
    ]
    assert (state.debits, state.credits, state.uneven) == ("$1,200.00", "$1,200.00", "")
    assert state.summary == "What stands on each on Jan 15, 2026"


async def test_it_is_as_of_a_day_and_leads_to_the_lines_until_then(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, f"as_of=2025-12-31&property={tenancy.property_id}&known_on=2026-01-01")

    assert [(line.number, line.debit, line.credit) for line in state.lines] == [
        ("1100", "$900.00", ""),
        ("4000", "", "$900.00"),
    ]
    assert state.lines[0].path == (
        f"/journal?view=account&account=1100&to=2025-12-31&property={tenancy.property_id}&known_on=2026-01-01"
    )


async def test_what_was_not_known_then_is_left_out(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, "known_on=2025-12-31")

    assert [line.number for line in state.lines] == ["1100", "4000"]


async def test_all_accounts_of_the_chart_can_be_shown(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, "show=all")

    assert len(state.lines) > 40
    assert state.counted == f"{len(state.lines)} accounts"


async def test_who_may_not_see_ledgers_does_not_open_it(session: Session):
    state = open_page(AccountsState, a_browser(session, an_actor(session, Role.MAINTENANCE)), paths.ACCOUNTS)

    with pytest.raises(NotAllowed):
        await state.load()
