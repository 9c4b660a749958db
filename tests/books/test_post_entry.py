"""Adding entries: numbered without gaps, once, balanced, never into a closed period."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.entries import AccountMissing, open_books, post_entry
from pm_app.books.actions.periods import lock_period, unlock_period
from pm_app.books.enums import AccountKind, EntryKind
from pm_app.books.queries.accounts import account_balances
from pm_app.books.queries.entries import entry_lines
from pm_app.books.queries.findings import book_findings
from pm_app.books.rules import ACCOUNTS, Line, PeriodLocked, Unbalanced
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.books import balanced_lines, the_books
from tests.factories.portfolio import a_property

NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
JAN_1 = date(2026, 1, 1)


@pytest.fixture
def property_id(session: Session, manager: Actor) -> UUID:
    """A property, with the books open."""
    the_books(session)
    property_ = a_property(session)
    session.commit()
    return property_.id


def post(
    actor: Actor,
    lines: list[Line],
    *,
    posted_on: date = JAN_1,
    entry_key: str = "",
    now: datetime = NOW,
    kind: EntryKind = EntryKind.CHARGE,
) -> UUID:
    return run_now(
        actor,
        post_entry,
        lines=lines,
        posted_on=posted_on,
        kind=kind,
        source_kind="charge",
        source_id=uuid4(),
        entry_key=entry_key or str(uuid4()),
        now=now,
    )


def test_an_entry_is_kept_with_its_lines_in_order(manager: Actor, property_id: UUID):
    entry_id = post(manager, balanced_lines(property_id, 1_250_00))

    entry = run_now(manager, entry_lines, entry_id=entry_id)
    assert (entry.number, entry.posted_on, entry.recorded_at, entry.recorded_by) == (
        "2026-00001",
        JAN_1,
        NOW,
        manager.name,
    )
    assert [(line.account, line.debit_cents, line.credit_cents) for line in entry.lines] == [
        (1100, 1_250_00, 0),
        (4000, 0, 1_250_00),
    ]


def test_numbers_have_no_gaps_within_the_year_of_the_posting_day(manager: Actor, property_id: UUID):
    days = [JAN_1, date(2025, 12, 31), date(2026, 3, 1), JAN_1]

    made = [post(manager, balanced_lines(property_id), posted_on=day) for day in days]

    numbers = [run_now(manager, entry_lines, entry_id=entry_id).number for entry_id in made]
    assert numbers == ["2026-00001", "2025-00001", "2026-00002", "2026-00003"]


def test_a_refused_entry_takes_no_number(manager: Actor, property_id: UUID):
    post(manager, balanced_lines(property_id))
    with pytest.raises(AccountMissing):
        post(manager, [replace(line, account=9999) for line in balanced_lines(property_id)])

    entry_id = post(manager, balanced_lines(property_id))

    assert run_now(manager, entry_lines, entry_id=entry_id).number == "2026-00002"
    assert run_now(manager, book_findings) == []


def test_the_same_key_returns_the_entry_it_made(manager: Actor, property_id: UUID):
    first = post(manager, balanced_lines(property_id), entry_key="rent of January")
    second = post(manager, balanced_lines(property_id), entry_key="rent of January")

    assert first == second
    assert run_now(manager, entry_lines, entry_id=first).number == "2026-00001"


def test_lines_that_do_not_balance_are_refused(manager: Actor, property_id: UUID):
    lines = [Line(1100, property_id, debit_cents=10_00), Line(4000, property_id, credit_cents=9_99)]

    with pytest.raises(Unbalanced):
        post(manager, lines)


def test_nothing_is_posted_into_a_closed_period(manager: Actor, administrator: Actor, property_id: UUID):
    close(administrator, date(2025, 12, 31))

    with pytest.raises(PeriodLocked, match=r"closed through Dec 31, 2025\. Choose a later day") as refusal:
        post(manager, balanced_lines(property_id), posted_on=date(2025, 12, 31))

    assert refusal.value.field == "posted_on"
    post(manager, balanced_lines(property_id), posted_on=JAN_1)


def test_a_reopened_period_takes_entries_again(manager: Actor, administrator: Actor, property_id: UUID):
    close(administrator, date(2025, 12, 31))
    run_now(
        administrator,
        unlock_period,
        locked_through=date(2025, 11, 30),
        reason="A bill came late",
        now=NOW.replace(hour=18),
    )

    post(manager, balanced_lines(property_id), posted_on=date(2025, 12, 31), now=NOW.replace(hour=19))

    assert run_now(manager, book_findings) == []
    with pytest.raises(PeriodLocked):
        post(manager, balanced_lines(property_id), posted_on=date(2025, 11, 30), now=NOW.replace(hour=19))


def close(actor: Actor, through: date) -> UUID:
    return run_now(actor, lock_period, locked_through=through, today=date(2026, 1, 15), now=NOW)


@pytest.mark.parametrize("day", [date(2026, 1, 15), date(2026, 2, 1)])
def test_a_day_that_is_not_over_is_not_closed(administrator: Actor, day: date):
    with pytest.raises(Refused, match="Only days that are over"):
        close(administrator, day)


def test_closing_goes_forward_and_reopening_back(administrator: Actor):
    close(administrator, date(2025, 12, 31))

    with pytest.raises(Refused, match="closed through that day already"):
        close(administrator, date(2025, 12, 31))
    with pytest.raises(Refused, match="open after that day already"):
        run_now(administrator, unlock_period, locked_through=date(2025, 12, 31), reason="Late", now=NOW)
    with pytest.raises(Refused, match="Write why"):
        run_now(administrator, unlock_period, locked_through=None, reason=" ", now=NOW)


def test_a_manager_does_not_close_books(manager: Actor):
    with pytest.raises(NotAllowed):
        close(manager, date(2025, 12, 31))


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_does_not_keep_the_books_posts_nothing(session: Session, property_id: UUID, role: Role):
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        post(actor, balanced_lines(property_id))


def test_a_property_out_of_scope_takes_no_entry(manager: Actor, property_id: UUID):
    with pytest.raises(NotFound):
        post(replace(manager, property_ids=frozenset({uuid4()})), balanced_lines(property_id))


def test_an_entry_out_of_scope_is_not_there(manager: Actor, property_id: UUID):
    entry_id = post(manager, balanced_lines(property_id))

    with pytest.raises(NotFound):
        run_now(replace(manager, property_ids=frozenset({uuid4()})), entry_lines, entry_id=entry_id)


def test_opening_the_books_twice_adds_nothing(session: Session, manager: Actor):
    first = run_now(CONSOLE, open_books)
    second = run_now(CONSOLE, open_books)

    assert (first, second) == (len(ACCOUNTS), 0)
    found = run_now(manager, account_balances, as_of=JAN_1)
    assert [(one.number, one.name, one.kind) for one in found] == [
        (spec.number, spec.name, spec.kind) for spec in ACCOUNTS
    ]


def test_account_balances_stand_on_their_own_side_as_of_a_day(manager: Actor, property_id: UUID):
    post(manager, balanced_lines(property_id, 1_000_00), posted_on=JAN_1)
    post(manager, balanced_lines(property_id, 500_00), posted_on=date(2026, 2, 1))

    found = {one.number: one for one in run_now(manager, account_balances, as_of=date(2026, 1, 31))}

    assert (found[1100].kind, found[1100].balance_cents) == (AccountKind.ASSET, 1_000_00)
    assert (found[4000].kind, found[4000].balance_cents) == (AccountKind.INCOME, 1_000_00)


@pytest.mark.parametrize(
    "statement",
    [
        "update journal_entry set memo = 'changed'",
        "delete from journal_line",
        "update journal_line set debit_cents = debit_cents + 1 where debit_cents > 0",
        "truncate journal_line",
        "update charge set amount_cents = 1",
        "delete from receipt",
        "delete from allocation",
        "update reversal set reason = ''",
        "delete from period_lock",
        "delete from audit_entry",
        "update audit_entry set did = ''",
    ],
)
def test_the_app_cannot_change_what_is_posted_not_even_in_sql(
    session: Session, manager: Actor, property_id: UUID, statement: str
):
    post(manager, balanced_lines(property_id))

    with pytest.raises(DBAPIError, match=r"permission denied|only added to"):
        session.connection().execute(text(statement))


def test_the_database_refuses_an_entry_whose_lines_do_not_balance(session: Session, manager: Actor, property_id: UUID):
    entry_id = post(manager, balanced_lines(property_id))
    more = "insert into journal_line (id, entry_id, position, account_id, property_id, debit_cents, credit_cents)"
    values = (
        "select gen_random_uuid(), entry_id, 3, account_id, property_id, 1, 0 from journal_line where entry_id = :e"
    )

    session.connection().execute(text("set constraints all deferred"))
    session.connection().execute(text(f"{more} {values} limit 1"), {"e": entry_id})

    with pytest.raises(DBAPIError, match="announced 2 lines"):
        session.connection().execute(text("set constraints all immediate"))
