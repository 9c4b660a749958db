"""Undoing an entry: by a further one, once, on its own day."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.actions.entries import AlreadyReversed, ReversalBeforeOriginal, ReversalNotReversible, reverse_entry
from pm_app.books.actions.periods import lock_period
from pm_app.books.queries.accounts import account_balances
from pm_app.books.queries.entries import entry_lines
from pm_app.books.queries.findings import book_findings
from pm_app.books.rules import PeriodLocked
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.tables import new_id
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.books import an_entry, the_books
from tests.factories.portfolio import a_property

NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
JAN_10 = date(2026, 1, 10)


@pytest.fixture
def entry_id(session: Session, manager: Actor) -> UUID:
    """An entry of January 10, 2026."""
    the_books(session)
    made = an_entry(session, a_property(session).id, posted_on=JAN_10)
    session.commit()
    return made


def reverse(actor: Actor, entry_id: UUID, on: date = JAN_10) -> UUID:
    return run_now(actor, reverse_entry, entry_id=entry_id, reversed_on=on, now=NOW, memo="Wrong amount")


def test_a_reversal_has_the_same_lines_turned_round_on_a_day_of_its_own(manager: Actor, entry_id: UUID):
    reversal_id = reverse(manager, entry_id, date(2026, 2, 1))

    found = run_now(manager, entry_lines, entry_id=reversal_id)
    assert found.posted_on == date(2026, 2, 1)
    assert [(line.account, line.debit_cents, line.credit_cents) for line in found.lines] == [
        (1100, 0, 1_000_00),
        (4000, 1_000_00, 0),
    ]
    assert run_now(manager, book_findings) == []


def test_days_before_the_reversal_stay_as_they_were(manager: Actor, entry_id: UUID):
    reverse(manager, entry_id, date(2026, 2, 1))

    def owed(as_of: date) -> int:
        return next(one.balance_cents for one in run_now(manager, account_balances, as_of=as_of) if one.number == 1100)

    assert (owed(date(2026, 1, 31)), owed(date(2026, 2, 1))) == (1_000_00, 0)


def test_an_entry_is_reversed_once(manager: Actor, entry_id: UUID):
    reverse(manager, entry_id)

    with pytest.raises(AlreadyReversed):
        reverse(manager, entry_id)


def test_a_reversal_is_not_reversed(manager: Actor, entry_id: UUID):
    reversal_id = reverse(manager, entry_id)

    with pytest.raises(ReversalNotReversible):
        reverse(manager, reversal_id)


def test_a_reversal_is_not_dated_before_its_original(manager: Actor, entry_id: UUID):
    with pytest.raises(ReversalBeforeOriginal):
        reverse(manager, entry_id, date(2026, 1, 9))


def test_a_reversal_is_not_posted_into_a_closed_period(manager: Actor, administrator: Actor, entry_id: UUID):
    run_now(administrator, lock_period, locked_through=JAN_10, today=date(2026, 1, 15), now=NOW)

    with pytest.raises(PeriodLocked):
        reverse(manager, entry_id)


def test_an_entry_that_is_not_there_is_not_reversed(manager: Actor):
    with pytest.raises(NotFound):
        reverse(manager, new_id())


def test_who_may_not_reverse_does_not(session: Session, entry_id: UUID):
    actor = an_actor(session, Role.LEASING)

    with pytest.raises(NotAllowed):
        reverse(actor, entry_id)
