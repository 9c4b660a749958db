"""/deposits and the deadlines behind it: what is held, what is to be moved, who is to be settled with."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.errors import NotFound
from pm_app.receivables.queries.deposits_held import household_deposits
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.deposits.held import DepositsHeldState
from pm_app.ui.pages.deposits.moving import MovingState
from pm_app.ui.pages.deposits.page import DepositsState, page
from pm_app.ui.pages.deposits.settling import SettlingState
from pm_app.ui.pages.settings_deadlines import DeadlinesState
from pm_app.ui.pages.settings_deadlines import page as deadlines_page
from tests.conftest import an_actor
from tests.factories.deposits import a_deadline, a_home_left, an_open_disposition
from tests.ui.screen import a_browser, open_page, opened, said_by

TODAY = date(2026, 1, 15)


async def held(session: Session, actor: Actor, query: str = "") -> DepositsHeldState:
    return await opened(DepositsHeldState, a_browser(session, actor), paths.DEPOSITS, query)


async def test_deposits_are_listed_with_their_sums(session: Session, manager: Actor):
    home = a_home_left(session)
    a_home_left(session, bank=OPERATING_BANK, cents=400_00)

    state = await held(session, manager)

    assert (state.held, state.in_bank, state.due, state.differs) == ("$1,400.00", "$1,000.00", "$400.00", "")
    line = next(one for one in state.lines if one.tenancy == str(home.id))
    assert (line.kind, line.held, line.due, line.may_move) == ("Security deposit", "$1,000.00", "$0.00", False)
    assert line.path == f"/leases/{home.id}?tab=deposit"
    assert page().render()


async def test_a_past_day_shows_what_was_held_and_moves_nothing(session: Session, manager: Actor):
    a_home_left(session, bank=OPERATING_BANK)

    past = await held(session, manager, "as_of=2025-06-30")
    unknown = await held(session, manager, "known_on=2024-12-31")

    assert ([one.may_move for one in past.lines], past.as_of_words) == ([False], "Jun 30, 2025")
    assert (unknown.lines, unknown.held) == ([], "$0.00")


async def test_a_transfer_that_is_due_is_recorded_once(session: Session, manager: Actor):
    home = a_home_left(session, bank=OPERATING_BANK)
    state = open_page(MovingState, a_browser(session, manager), paths.DEPOSITS)
    await state.open_move(str(home.id))
    assert (state.amount, state.direction) == ("$1,000.00", "into")
    typed = {"request_key": str(uuid4()), "tenancy": state.tenancy, "direction": "into", "amount": state.amount}

    await state.submit_move({**typed, "moved_on": "2026-03-01"})
    assert list(state.errors) == ["moved_on"]
    answer = await state.submit_move({**typed, "moved_on": "2026-01-14"})
    await state.submit_move({**typed, "moved_on": "2026-01-14"})

    assert said_by(answer) == ["The transfer is recorded."]
    (found,) = run_now(manager, household_deposits, as_of=TODAY)
    assert (found.in_bank_cents, found.transfer_due_cents) == (1_000_00, 0)
    with pytest.raises(NotFound, match="any more"):
        await state.open_move(str(home.id))


async def test_who_moved_out_is_listed_by_the_days_that_are_left(session: Session, manager: Actor):
    a_deadline(session, days=20)
    soon, unknown = a_home_left(session), a_home_left(session, region="ZZ")
    an_open_disposition(session, soon)
    head = await opened(DepositsState, a_browser(session, manager), paths.DEPOSITS, "tab=settle")

    state = await opened(SettlingState, a_browser(session, manager), paths.DEPOSITS, "tab=settle")

    assert (head.tab, head.waiting) == ("settle", "2")
    assert [(one.household, one.deadline, one.left, one.state) for one in state.lines] == [
        (soon.name, "Jan 20, 2026", "5 days left", "Open"),
        (unknown.name, "None set for ZZ", "", "Not started"),
    ]


async def test_a_deadline_is_entered_and_changed(session: Session, manager: Actor):
    state = await opened(DeadlinesState, a_browser(session, manager), paths.DEPOSIT_DEADLINES)
    await state.open_new()
    typed = {"situation": "with deductions", "starts": "lease end", "days": "30", "verified_on": "2026-01-10"}

    await state.submit_deadline({**typed, "jurisdiction": "NY", "source": ""})
    assert list(state.errors) == ["source"]
    answer = await state.submit_deadline({**typed, "jurisdiction": "ny", "source": "Example, verify before use"})
    await state.load()
    await state.open_deadline("NY", "with deductions")
    changed = {"jurisdiction": "NY", "source": state.chosen.source, "version": state.chosen.version}
    await state.submit_deadline({**typed, **changed, "days": "14"})
    await state.load()

    assert said_by(answer) == ["The deadline is set."]
    assert [(one.place, one.days, one.starts_words) for one in state.lines] == [("NY", "14", "Lease end")]
    assert deadlines_page().render()


async def test_who_may_only_look_sets_no_deadline(session: Session):
    reader = an_actor(session, Role.READ_ONLY)

    state = await opened(DeadlinesState, a_browser(session, reader), paths.DEPOSIT_DEADLINES)

    assert state.may_set is False
