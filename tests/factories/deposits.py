"""Households with a deposit that was paid and banked, moved out or not, and the deadlines of places."""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.rules import DEPOSIT_BANK
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property
from pm_app.receivables.actions.bank_deposits import make_bank_deposit
from pm_app.receivables.actions.deductions import add_deduction
from pm_app.receivables.actions.deposit_deadlines import set_deposit_deadline
from pm_app.receivables.actions.dispositions import open_disposition
from pm_app.receivables.actions.itemizing import Paying, itemize_disposition
from pm_app.receivables.enums import ChargeKind, ClockStart, DeadlineCase, ReceiptMethod
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.receivables.rules.deposits import Deduction
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

IN_ON, PAID_ON, OUT_ON, DONE_ON = date(2025, 1, 1), date(2025, 1, 2), date(2025, 12, 31), date(2026, 1, 10)


def a_deposit(
    session: Session,
    home: Tenancy,
    *,
    cents: int = 1_000_00,
    kind: ChargeKind = ChargeKind.SECURITY_DEPOSIT,
    paid_on: date = PAID_ON,
    bank: int | None = DEPOSIT_BANK,
) -> UUID:
    """Charge a deposit and have it paid; the money goes to a bank account unless that is None. Returns the receipt."""
    a_charge(session, home, kind=kind, amount_cents=cents, due_on=paid_on)
    receipt_id = a_receipt(session, home, amount_cents=cents, received_on=paid_on)
    if bank is not None:
        bank_it(session, receipt_id, bank, paid_on)
    return receipt_id


def bank_it(session: Session, receipt_id: UUID, bank: int, day: date) -> None:
    """Take one receipt to a bank account."""
    given = {"receipt_ids": [receipt_id], "bank_account": bank, "deposited_on": day}
    make_bank_deposit(session, CONSOLE, request_key=uuid4(), today=day, now=typed_on(day), **given)


def a_home_left(
    session: Session, *, cents: int = 1_000_00, bank: int | None = DEPOSIT_BANK, region: str = "NY"
) -> Tenancy:
    """Add a household that paid a deposit at the beginning of 2025 and moved out at its end, in a state."""
    home = a_household(session, starts_on=IN_ON, moved_out_on=OUT_ON)
    session.get_one(Property, home.property_id).region = region
    a_deposit(session, home, cents=cents, bank=bank)
    return home


def an_open_disposition(session: Session, home: Tenancy, *deductions: Deduction) -> UUID:
    """Open the work sheet of a household, with these deductions besides what is proposed."""
    given = {"tenancy_id": home.id, "now": typed_on(DONE_ON)}
    disposition_id = open_disposition(session, CONSOLE, today=DONE_ON, **given)
    for one in deductions:
        add_deduction(session, CONSOLE, new=one, **given)
    return disposition_id


def itemized(
    session: Session, home: Tenancy, *, key: UUID | None = None, on: date = DONE_ON, references: tuple[str, ...] = ()
) -> UUID:
    """Itemize what the work sheet of a household shows."""
    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    return itemize_disposition(
        session,
        CONSOLE,
        request_key=key or uuid4(),
        tenancy_id=home.id,
        itemized_on=on,
        shown_cents=sheet.outcome.left_cents,
        paying=Paying(ReceiptMethod.CHECK, references),
        today=max(on, DONE_ON),
        now=typed_on(max(on, DONE_ON)),
    )


def a_deadline(
    session: Session,
    *,
    place: str = "NY",
    situation: DeadlineCase = DeadlineCase.DEDUCTIONS,
    starts: ClockStart = ClockStart.POSSESSION_RETURNED,
    days: int = 30,
) -> None:
    """Set the deadline of a place, verified on the first of January."""
    set_deposit_deadline(
        session,
        CONSOLE,
        jurisdiction=place,
        situation=situation,
        starts=starts,
        days=days,
        source="Example, verify before use",
        verified_on=date(2026, 1, 1),
        today=DONE_ON,
        now=typed_on(DONE_ON),
    )
