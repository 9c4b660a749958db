"""The exported journal, read by hledger: the same balances, whatever the names and whatever was taken back."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import PREPAYMENTS, RECEIVABLE
from pm_app.cli.plain_text import journal_text, safe
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.returns import void_receipt
from pm_app.receivables.enums import ChargeKind
from tests.factories.eventful import LAST, an_eventful_office
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on
from tests.hledger import balances_of, compare_with_hledger, our_balances

JAN_1, JAN_5, JAN_12, JAN_31 = date(2026, 1, 1), date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 31)


def an_office(session: Session) -> list[Tenancy]:
    """Three households: one paid too much, one had its fee taken back, of one the check bounced."""
    alder = a_property(session, name="Alder: Court; (north)  | * 1")
    paid, fee, bounced = (a_household(session, a_unit(session, alder, name=name)) for name in ("101", "=102", "1 03"))
    paid.name, fee.name, bounced.name = "Renée d'Orsay ; Co.", "$5.00 [李]", "  2026-01-01 * (x)  "
    for tenancy in (paid, fee, bounced):
        a_charge(session, tenancy, amount_cents=1_234_56)
    a_charge(session, paid, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00)
    a_receipt(session, paid, amount_cents=2_000_01)
    late = a_charge(session, fee, amount_cents=50_00, due_on=JAN_5, kind=ChargeKind.LATE_FEE, description="; fee: @ 3")
    check = a_receipt(session, bounced, amount_cents=1_234_56)
    back = {"reversed_on": JAN_12, "reason": "Entered twice", "today": JAN_12, "now": typed_on(JAN_12)}
    reverse_charge(session, CONSOLE, request_key=uuid4(), charge_id=late, **back)
    void_receipt(session, CONSOLE, request_key=uuid4(), receipt_id=check, **back)
    return [paid, fee, bounced]


def test_hledger_agrees_on_every_account_and_lease(session: Session) -> None:
    paid, fee, bounced = an_office(session)

    agreed = compare_with_hledger(session, JAN_31)

    assert agreed[RECEIVABLE, None] == 2 * 1_234_56 + 500_00
    assert agreed[PREPAYMENTS, paid.id] == -(2_000_01 - 1_234_56)
    assert (agreed[RECEIVABLE, fee.id], agreed[RECEIVABLE, bounced.id]) == (1_234_56, 1_234_56)
    assert (4010, fee.id) not in agreed


def test_hledger_agrees_on_a_day_before_the_reversals(session: Session) -> None:
    _, fee, bounced = an_office(session)

    agreed = compare_with_hledger(session, JAN_5)

    assert agreed[4010, fee.id] == -50_00
    assert (RECEIVABLE, bounced.id) not in agreed


def test_a_difference_of_one_cent_is_noticed(session: Session, tmp_path) -> None:
    an_office(session)
    session.commit()
    text = "".join(journal_text(JAN_31))
    file = tmp_path / "books.journal"
    file.write_text(text.replace("$1234.56", "$1234.57", 1).replace("$-1234.56", "$-1234.57", 1))

    assert balances_of(file) != our_balances(JAN_31)


def test_the_same_books_make_the_same_bytes_with_numbers_as_codes(session: Session) -> None:
    an_office(session)
    session.commit()

    text = "".join(journal_text(JAN_31))

    assert text == "".join(journal_text(JAN_31))
    assert text.isascii()
    heads = [line for line in text.splitlines() if line.startswith("2026")]
    assert heads[0] == "2026-01-01 (2026-00001) charge"
    assert [head.split("(")[1][:10] for head in heads] == sorted(head.split("(")[1][:10] for head in heads)
    assert "of 2026-0000" in heads[-1]


def test_books_without_an_entry_are_a_journal_too(session: Session) -> None:
    assert compare_with_hledger(session, JAN_31) == {}


def test_what_means_something_to_such_a_file_is_not_in_a_name() -> None:
    assert safe("  Renée | d'Orsay;  (a:b) *=[c] 李  ") == "Renee d'Orsay a b c"


@pytest.mark.parametrize("as_of", [date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 4), LAST])
def test_hledger_agrees_on_every_kind_of_event(session: Session, as_of: date) -> None:
    an_eventful_office(session)

    compare_with_hledger(session, as_of)
