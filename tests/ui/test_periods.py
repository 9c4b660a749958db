"""/periods: closing and reopening the books."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.queries.periods import closed_period
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.closing import close_period
from pm_app.runtime import run_now, services
from pm_app.ui import paths
from pm_app.ui.pages.periods.state import PeriodsState
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, open_page, opened, said_by

DEC_31, NOV_30 = date(2025, 12, 31), date(2025, 11, 30)


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """900 charged and 500 received in December."""
    tenancy = a_household(session, starts_on=date(2025, 12, 1))
    a_charge(session, tenancy, due_on=date(2025, 12, 1), amount_cents=900_00)
    a_receipt(session, tenancy, amount_cents=500_00, received_on=date(2025, 12, 5))
    session.commit()
    return tenancy


def close(actor: Actor, through: date, reason: str = "") -> None:
    clock = services().clock
    run_now(actor, close_period, through=through, today=clock.today(), now=clock.now(), reason=reason)


def locked_through(actor: Actor) -> date | None:
    found = run_now(actor, closed_period)
    return found.locked_through if found else None


async def shown(session: Session, actor: Actor) -> PeriodsState:
    return await opened(PeriodsState, a_browser(session, actor), paths.PERIODS)


async def test_open_books_have_no_history(session: Session, administrator: Actor):
    state = await shown(session, administrator)

    assert (state.summary, state.is_closed, state.lines, state.may_act) == ("The books are open", False, [], True)


async def test_closings_stand_newest_first_with_who_and_why(session: Session, administrator: Actor, tenancy: Tenancy):
    close(administrator, NOV_30)
    close(administrator, DEC_31, "Month is reconciled")

    state = await shown(session, administrator)

    assert state.summary == "The books are closed through Dec 31, 2025"
    assert [(line.did, line.through, line.by, line.reason, line.kept) for line in state.lines] == [
        ("Closed", "through Dec 31, 2025", administrator.name, "Month is reconciled",
         "Trial balance, deposits held, aging"),
        ("Closed", "through Nov 30, 2025", administrator.name, "", "Trial balance, deposits held, aging"),
    ]  # fmt: skip
    assert state.lines[0].path == "/accounts?as_of=2025-12-31"


async def test_closing_proposes_the_end_of_last_month_and_tells_what_is_open(
    session: Session, administrator: Actor, tenancy: Tenancy
):
    state = await shown(session, administrator)

    answer = await state.open_closing()
    at_once = (state.closing, state.proposed, state.still_words)
    await state.set_closing({"through": state.proposed})

    assert answer is not None
    assert at_once == (True, "2025-12-31", "Looking what is still open on Dec 31, 2025 …")
    assert state.still_words == "Still open on Dec 31, 2025"
    assert [(line.what, line.amount) for line in state.still] == [("Money received and not yet in a bank", "$500.00")]


async def test_another_day_is_looked_at_as_it_is_typed(session: Session, administrator: Actor, tenancy: Tenancy):
    state = await shown(session, administrator)
    await state.open_closing()

    await state.set_closing({"through": "2025-11-30"})
    at_november = (state.still_words, state.still)
    await state.set_closing({"through": "2025-11-"})

    assert at_november == ("Nothing is open on Nov 30, 2025", [])
    assert (state.still_words, state.still) == ("", [])


async def test_nothing_is_proposed_when_last_month_is_closed(session: Session, administrator: Actor, tenancy: Tenancy):
    close(administrator, DEC_31)
    state = await shown(session, administrator)

    await state.open_closing()

    assert (state.closing, state.proposed, state.still_words) == (True, "", "")


async def test_the_books_are_closed(session: Session, administrator: Actor, tenancy: Tenancy):
    state = await shown(session, administrator)
    await state.open_closing()

    answer = await state.submit_closing({"through": "2025-12-31", "reason": "Month is reconciled"})

    assert said_by(answer) == ["The books are closed through Dec 31, 2025."]
    assert (state.closing, locked_through(administrator)) == (False, DEC_31)


@pytest.mark.parametrize("typed", ["", "2026-01-15", "2026-02-30"])
async def test_a_day_that_cannot_be_closed_is_refused_beside_the_field(
    session: Session, administrator: Actor, tenancy: Tenancy, typed: str
):
    state = await shown(session, administrator)
    await state.open_closing()

    await state.submit_closing({"through": typed, "reason": ""})

    assert (state.closing, list(state.errors), locked_through(administrator)) == (True, ["through"], None)


async def test_the_books_are_reopened_with_a_reason(session: Session, administrator: Actor, tenancy: Tenancy):
    close(administrator, DEC_31)
    state = await shown(session, administrator)
    await state.open_reopening()

    proposed = (state.reopening, state.before)
    answer = await state.submit_reopening({"through": "2025-11-30", "reason": "A receipt was found"})
    await state.load()

    assert proposed == (True, "2025-11-30")
    assert said_by(answer) == ["The books are reopened."]
    assert locked_through(administrator) == NOV_30
    assert (state.lines[0].did, state.lines[0].through, state.lines[0].path) == ("Reopened", "after Nov 30, 2025", "")


async def test_the_books_are_reopened_wholly(session: Session, administrator: Actor, tenancy: Tenancy):
    close(administrator, DEC_31)
    state = await shown(session, administrator)

    await state.submit_reopening({"through": "", "reason": "Start over"})
    await state.load()

    assert (state.summary, state.lines[0].through) == ("The books are open", "wholly")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"through": "2025-11-30", "reason": "  "}, "reason"),
        ({"through": "2025-12-31", "reason": "Nothing"}, "through"),
        ({"through": "soon", "reason": "Nothing"}, "through"),
    ],
)
async def test_reopening_is_refused_beside_the_field(
    session: Session, administrator: Actor, tenancy: Tenancy, form: dict[str, str], field: str
):
    close(administrator, DEC_31)
    state = await shown(session, administrator)
    await state.open_reopening()

    await state.submit_reopening(form)

    assert (state.reopening, list(state.errors), locked_through(administrator)) == (True, [field], DEC_31)


async def test_open_books_cannot_be_reopened(session: Session, administrator: Actor):
    state = await shown(session, administrator)

    await state.open_reopening()

    assert state.reopening is False


async def test_who_only_looks_may_see_but_not_act(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager)

    assert (state.loaded, state.may_act) == (True, False)
    for act in (state.open_closing(), state.set_closing({"through": "2025-12-31"}), state.open_reopening()):
        with pytest.raises(NotAllowed):
            await act
    await state.submit_closing({"through": "2025-12-31", "reason": ""})
    assert (locked_through(manager), "does not allow" in str(state.errors)) == (None, True)


async def test_who_may_not_see_ledgers_does_not_open_it(session: Session):
    state = open_page(PeriodsState, a_browser(session, an_actor(session, Role.MAINTENANCE)), paths.PERIODS)

    with pytest.raises(NotAllowed):
        await state.load()
