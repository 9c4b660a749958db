"""A household moves in on the 15th: deposits, a part of the first month, and the first whole one."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from tests.worked_examples.desk import Desk

MARCH_2, MARCH_15, MARCH_16, MARCH_20 = (date(2026, 3, day) for day in (2, 15, 16, 20))
MARCH_27, APRIL_1, APRIL_2 = date(2026, 3, 27), date(2026, 4, 1), date(2026, 4, 2)

IN_APRIL = {1000: 1_000_00, 1010: 2_100_00, 1050: 1_787_10, 2100: 1_800_00, 2110: 300_00, 4000: 2_787_10}


def moves_in(desk: Desk) -> UUID:
    """She pays her deposits before the keys are handed over."""
    home = desk.on(MARCH_2).lets(
        "204", "Mira Castellano", starts_on=MARCH_15, ends_on=date(2027, 3, 31), rent_cents=1_800_00
    )
    desk.charges(home, ChargeKind.SECURITY_DEPOSIT, 1_800_00)
    desk.charges(home, ChargeKind.PET_DEPOSIT, 300_00)

    # Deposits come by cashier's check. Only now is anything held.
    assert 2100 not in desk.accounts()
    deposits = desk.receives(home, 2_100_00, method=ReceiptMethod.CASHIERS_CHECK, number="77120", include_deposits=True)
    desk.banks(deposits, account=DEPOSIT_BANK)
    assert desk.accounts() == {1010: 2_100_00, 2100: 1_800_00, 2110: 300_00}
    return home


def test_a_mid_month_move_in(session: Session) -> None:
    desk = Desk(session)
    home = moves_in(desk)

    # The 15th to the 31st are 17 of 31 days: 1,800.00 × 17 ÷ 31, rounded once.
    assert desk.on(MARCH_15).night_job_posts_rent() == 1
    assert desk.balance(home) == 987_10

    # She pays 1,000.00: the 12.90 too much wait for April.
    check = desk.on(MARCH_16).receives(home, 1_000_00, number="1001")
    assert desk.balance(home) == -12_90
    desk.on(MARCH_20).banks(check, account=OPERATING_BANK)

    # April is posted five days ahead, so that an early check finds it; it is owed from the 1st.
    assert [desk.on(MARCH_27).night_job_posts_rent() for _ in range(2)] == [1, 0]
    assert desk.balance(home, date(2026, 3, 31)) == -12_90
    assert desk.balance(home, APRIL_1) == 1_787_10

    desk.on(APRIL_2).receives(home, 1_787_10, number="1002")

    assert desk.balance(home) == 0
    assert desk.accounts() == IN_APRIL
    for day in (MARCH_2, MARCH_16, APRIL_1, APRIL_2):
        desk.books_hold(day)
