"""A household moves out: rent that is open, a broken blind, what is kept of the deposit and what goes back."""

from datetime import date
from uuid import uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.leasing.actions.leaving import end_lease
from pm_app.receivables.actions.bank_transfers import move_deposit_money
from pm_app.receivables.actions.deductions import add_deduction
from pm_app.receivables.actions.dispositions import open_disposition
from pm_app.receivables.actions.itemizing import Paying, itemize_disposition
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.receivables.rules.deposits import Deduction
from pm_app.runtime import run_now
from tests.worked_examples.desk import Desk

JAN_1, JAN_5, JUNE_1, JUNE_30 = date(2026, 1, 1), date(2026, 1, 5), date(2026, 6, 1), date(2026, 6, 30)
JULY_6, JULY_7 = date(2026, 7, 6), date(2026, 7, 7)


def test_a_move_out_with_a_deposit(session: Session) -> None:
    desk = Desk(session).on(JAN_1)
    home = desk.lets("302", "Ilse Okafor", starts_on=JAN_1, ends_on=JUNE_30, rent_cents=1_000_00)
    desk.charges(home, ChargeKind.SECURITY_DEPOSIT, 1_500_00)
    deposit = desk.receives(home, 1_500_00, number="9", include_deposits=True)
    desk.banks(deposit, account=DEPOSIT_BANK)

    # Rent is paid in one check for January to May; June stays open.
    desk.on(JUNE_1).night_job_posts_rent()
    paid = desk.receives(home, 5_000_00, number="10")
    desk.banks(paid, account=OPERATING_BANK)
    assert desk.balance(home) == 1_000_00

    # The last day is June 30, so June is a whole month.
    desk.on(JUNE_30).do(end_lease, tenancy_id=home, moved_out_on=JUNE_30)
    assert desk.night_job_posts_rent() == 0

    # The work sheet proposes the open rent; she adds the blind. 1,500.00 − 1,000.00 − 180.00 goes back.
    desk.on(JULY_6).do(open_disposition, tenancy_id=home)
    blind = Deduction(ChargeKind.DAMAGES, 180_00, "Broken blind in the bedroom")
    run_now(CONSOLE, add_deduction, tenancy_id=home, new=blind, now=desk.when()["now"])
    given = {"itemized_on": JULY_6, "shown_cents": 320_00, "paying": Paying(ReceiptMethod.CHECK, ("2044",))}
    desk.do(itemize_disposition, request_key=uuid4(), tenancy_id=home, **given)

    assert desk.balance(home) == 0
    assert desk.balance(home, JUNE_30) == 1_000_00
    # The refund left the deposit bank; what was kept still lies there, and is moved to the operating bank.
    assert desk.accounts() == {1000: 5_000_00, 1010: 1_180_00, 4000: 6_000_00, 4090: 180_00}
    moved = {"from_account": DEPOSIT_BANK, "to_account": OPERATING_BANK, "amount_cents": 1_180_00, "moved_on": JULY_7}
    desk.on(JULY_7).do(move_deposit_money, request_key=uuid4(), tenancy_id=home, **moved)

    assert desk.accounts() == {1000: 6_180_00, 4000: 6_000_00, 4090: 180_00}
    for day in (JAN_5, JUNE_1, JUNE_30, JULY_6, JULY_7):
        desk.books_hold(day)
