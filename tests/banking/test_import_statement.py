"""Statements taken in: every movement once."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.banking.queries.lines import LineState, line_counts, line_rows, open_line_count
from pm_app.banking.queries.statements import known_accounts, statement_rows
from pm_app.banking.rules.statements import BankAccountStatement, BankFile, StatementRefused
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.kernel.listing import Listing
from tests.conftest import an_actor
from tests.factories.banking import JAN_12, a_file, a_line, taken_in

JAN_13 = date(2026, 1, 13)


def counts(session: Session) -> tuple[int, ...]:
    return tuple(line_counts(session, CONSOLE)[state] for state in LineState)


def test_lines_are_kept_as_the_file_says_them(session: Session) -> None:
    imported = taken_in(
        session,
        a_line(1_200_00, payee="ANN LEE", check_number="77", memo="January"),
        a_line(-80_00, payee="City Water"),
        a_line(0),
    )

    (row,) = line_rows(session, CONSOLE, listing=Listing()).rows
    money = row.money
    assert imported.sentence == "3 lines: 2 new, 0 known before, 1 without an amount"
    assert (money.posted_on, money.amount_cents, money.payee, money.reference, money.memo) == (
        JAN_12,
        1_200_00,
        "ANN LEE",
        "77",
        "January",
    )
    assert (row.account_label, money.bank_account, row.state) == ("•••• 6789", OPERATING_BANK, LineState.OPEN)
    assert counts(session) == (1, 0, 1)


def test_the_same_file_again_is_the_same_statement_and_adds_nothing(session: Session) -> None:
    lines = (a_line(5_00, payee="Ann"), a_line(6_00, payee="Bob"))

    first = taken_in(session, *lines, sha256="a" * 64)
    again = taken_in(session, *lines, sha256="a" * 64)

    assert (again.statement_ids, again.new, again.known) == (first.statement_ids, 0, 2)
    assert statement_rows(session, CONSOLE, listing=Listing()).total == 1


def test_a_later_file_that_overlaps_adds_only_what_is_new(session: Session) -> None:
    taken_in(session, a_line(5_00, payee="Ann"), a_line(6_00, payee="Bob"))

    later = taken_in(session, a_line(6_00, payee="BOB  "), a_line(7_00, payee="Cid", posted_on=JAN_13))

    assert (later.new, later.known) == (1, 1)
    assert counts(session) == (3, 0, 0)


def test_two_movements_alike_in_all_are_two_and_stay_two(session: Session) -> None:
    twice = (a_line(5_00, payee="Ann"), a_line(5_00, payee="Ann", number=2))

    first, again = taken_in(session, *twice), taken_in(session, *twice)

    assert ((first.new, first.known), (again.new, again.known)) == ((2, 0), (0, 2))


def test_what_the_bank_names_is_known_by_that_name_whatever_its_words(session: Session) -> None:
    taken_in(session, a_line(5_00, payee="Ann", bank_id="A1"))

    reworded = taken_in(session, a_line(5_00, payee="ANN LEE RENT", bank_id="A1"))
    another_day = taken_in(session, a_line(5_00, posted_on=JAN_13, bank_id="A1"))

    assert (reworded.new, another_day.new) == (0, 1)


def test_the_same_movement_on_another_account_is_another(session: Session) -> None:
    taken_in(session, file=a_file(a_line(5_00, payee="Ann"), account="111"))

    assert taken_in(session, file=a_file(a_line(5_00, payee="Ann"), account="222")).new == 1


def test_an_account_keeps_the_bank_account_it_was_taken_as(session: Session) -> None:
    taken_in(session, a_line(5_00), bank_account=DEPOSIT_BANK)

    taken_in(session, a_line(6_00))

    assert known_accounts(session, CONSOLE, labels=["•••• 6789", "•••• 1"]) == {"•••• 6789": DEPOSIT_BANK}
    rows = line_rows(session, CONSOLE, listing=Listing(sort="amount")).rows
    assert [row.money.bank_account for row in rows] == [DEPOSIT_BANK, DEPOSIT_BANK]


def test_several_accounts_and_pages_in_one_file_are_statements_of_their_own(session: Session) -> None:
    pages = (("111", 5_00), ("222", 6_00), ("111", 5_00))
    file = BankFile("mt940", tuple(BankAccountStatement(account, "USD", (a_line(cents),)) for account, cents in pages))

    imported = taken_in(session, file=file, sha256="b" * 64)

    assert (len(imported.statement_ids), imported.new) == (3, 3)
    assert taken_in(session, file=file, sha256="b" * 64).known == 3
    labels = [row.account_label for row in statement_rows(session, CONSOLE, listing=Listing()).rows]
    assert sorted(labels) == ["•••• 111", "•••• 111 (2)", "•••• 222"]


def test_a_statement_in_which_nothing_moved_is_refused(session: Session) -> None:
    with pytest.raises(StatementRefused, match="Nothing moved"):
        taken_in(session)


def test_an_account_that_is_no_trust_bank_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="trust bank account"):
        taken_in(session, a_line(), bank_account=4000)


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_record_receipts_may_take_in_no_statement(session: Session, role: Role) -> None:
    with pytest.raises(NotAllowed):
        taken_in(session, a_line(), actor=an_actor(session, role))


def test_lines_are_found_by_words_and_by_amount(session: Session, manager: Actor) -> None:
    taken_in(session, a_line(1_234_50, payee="Ann Lee"), a_line(5_00, memo="100% of it"))

    def found(search: str) -> list[int]:
        rows = line_rows(session, manager, listing=Listing(search=search)).rows
        return [row.money.amount_cents for row in rows]

    assert (found("ann"), found("1,234.50"), found("0% of"), found("_")) == ([1_234_50], [1_234_50], [5_00], [])
    assert line_counts(session, manager, search="ann")[LineState.OPEN] == 1


def test_the_lines_that_wait_are_counted(session: Session, manager: Actor) -> None:
    taken_in(session, a_line(5_00), a_line(6_00), a_line(-7_00))

    assert open_line_count(session, manager) == 2


def test_the_same_file_for_another_bank_account_is_not_taken_in_twice(session: Session) -> None:
    nameless = a_file(a_line(5_00, payee="Ann"), account="")
    taken_in(session, file=nameless, sha256="d" * 64, bank_account=OPERATING_BANK)

    again = taken_in(session, file=nameless, sha256="d" * 64, bank_account=DEPOSIT_BANK)

    rows = line_rows(session, CONSOLE, listing=Listing()).rows
    assert (again.new, again.known) == (0, 1)
    assert [row.money.bank_account for row in rows] == [OPERATING_BANK]
