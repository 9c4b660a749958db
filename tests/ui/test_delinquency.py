"""The delinquency page: who owes what, rows that open to their charges, notes changed where they stand."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.receivables.enums import ChargeKind
from pm_app.ui.pages.delinquency.page import DelinquencyState, page
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, opened, said_by

PATH = "/delinquency"


@pytest.fixture
def home(session: Session) -> UUID:
    """A household that owes December and January, part of the first paid, and a deposit."""
    tenancy = a_household(
        session, a_unit(session, a_property(session, name="Alder Court"), name="9"), starts_on=date(2025, 12, 1)
    )
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2025, 12, 1), description="December 2025")
    a_charge(session, tenancy, amount_cents=1_000_00, due_on=date(2026, 1, 1))
    a_charge(session, tenancy, amount_cents=500_00, due_on=date(2026, 1, 1), kind=ChargeKind.SECURITY_DEPOSIT)
    a_receipt(session, tenancy, amount_cents=250_00, received_on=date(2025, 12, 20))
    session.commit()
    return tenancy.id


async def at_page(session: Session, actor: Actor, query: str = "") -> DelinquencyState:
    return await opened(DelinquencyState, a_browser(session, actor), PATH, query)


async def test_a_household_is_told_by_age_and_adds_up(session: Session, manager: Actor, home: UUID):
    state = await at_page(session, manager)

    (line,) = state.lines
    assert line.place == "Alder Court, 9"
    amounts = ["$2,250.00", "$0.00", "$1,000.00", "$750.00", "$0.00", "$0.00", "$500.00", "$0.00"]
    assert (line.amounts, state.columns) == (amounts, amounts)
    assert (state.sums, state.owed) == (["$1,000.00", "$750.00", "$0.00", "$0.00"], "$1,750.00")
    assert state.summary == "$1,750.00 past due on Jan 15, 2026"
    assert (line.paid_on, line.paid, line.times_late, line.fee_on) == ("Dec 20, 2025", "$250.00", "2", "—")


async def test_another_day_another_age_and_deposits_can_be_asked_for(session: Session, manager: Actor, home: UUID):
    past = await at_page(session, manager, "as_of=2025-12-19")
    known = await at_page(session, manager, "as_of=2025-12-31&known_on=2025-12-10")
    months = await at_page(session, manager, "by=month&deposits=1")

    assert (past.owed, known.owed) == ("$1,000.00", "$1,000.00")
    assert months.lines[0].amounts[2:4] == ["$1,500.00", "$750.00"]
    assert (await at_page(session, manager, "age=over-90")).total == 0


async def test_the_ages_lead_to_whoever_owes_something_so_old(session: Session, manager: Actor, home: UUID):
    state = await at_page(session, manager, "q=alder&page=2")

    assert state.ages[1].href == "/delinquency?q=alder&age=31-60"
    assert (state.ages[-1].label, state.ages[-1].amount) == ("Past due", "$1,750.00")


async def test_a_row_opens_to_its_charges_with_the_days_they_are_late(session: Session, manager: Actor, home: UUID):
    state = await at_page(session, manager)

    await state.open_line(str(home))
    opened_line = state.lines[0]
    await state.open_line(str(home))

    assert [(one.what, one.due, one.late, one.amount) for one in opened_line.charges] == [
        ("Rent: December 2025", "Dec 1, 2025", "45 days late", "$750.00 of $1,000.00"),
        ("Rent", "Jan 1, 2026", "14 days late", "$1,000.00"),
        ("Security deposit", "Jan 1, 2026", "14 days late", "$500.00"),
    ]
    assert (opened_line.opened, state.lines[0].opened) == (True, False)


async def test_a_note_is_changed_where_it_stands(session: Session, manager: Actor, home: UUID):
    state = await at_page(session, manager)

    answer = await state.submit_note(
        {
            "household": str(home),
            "note": "Pays on Friday",
            "assigned_to_id": str(manager.user_id),
            "in_collections": "1",
        }
    )
    await state.load()

    line = state.lines[0]
    assert said_by(answer) == ["Noted."]
    assert (line.note, line.assigned_to, line.flag) == ("Pays on Friday", manager.name, "Collections")


async def test_a_note_that_is_refused_says_why_and_stays(session: Session, manager: Actor, home: UUID):
    state = await at_page(session, manager)

    await state.submit_note({"household": str(home), "note": "x" * 1_001})
    too_long = dict(state.errors)
    await state.submit_note({"household": "nobody", "note": "x"})

    assert list(too_long) == ["note"]
    assert state.errors == {"form": "This was changed meanwhile. Reload the page and look again."}


async def test_who_only_reads_is_offered_no_note(session: Session, home: UUID):
    reader = an_actor(session, Role.READ_ONLY)
    state = await at_page(session, reader)

    assert not state.may_note
    with pytest.raises(NotAllowed):
        await at_page(session, an_actor(session, Role.MAINTENANCE))


def test_the_page_is_made():
    assert "Age unpaid deposits too" in str(page().render())
