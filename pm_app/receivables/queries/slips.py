"""What stands on the slip of a bank deposit."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.tables import Account
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.papers import unit_words
from pm_app.receivables.rules.papers import DepositSlip, SlipLine
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Receipt


class DepositTakenBack(Refused):
    """A deposit that no longer stands: nothing is carried to the bank for it."""


def deposit_slip(session: Session, actor: Actor, *, bank_deposit_id: UUID) -> DepositSlip:
    """Return the slip of a bank deposit: its receipts in the order they came in, and their sum.

    Refuses (`NotFound`) a deposit that is not there or holds receipts outside this actor's scope, and
    (`DepositTakenBack`) one that was taken back.
    """
    actor.must(Permission.VIEW_LEDGER)
    deposit = session.exec(select(BankDeposit).where(BankDeposit.id == bank_deposit_id)).first()
    rows = _rows(session, bank_deposit_id)
    if deposit is None or not all(actor.sees(receipt.property_id) for receipt, *_ in rows):
        raise NotFound("This deposit does not exist, or it is not yours to see.")
    back = session.exec(select(BankDepositReversal).where(BankDepositReversal.bank_deposit_id == deposit.id)).first()
    if back is not None:
        raise DepositTakenBack(f"This deposit was taken back on {in_words(back.reversed_on)}: it has no slip any more.")
    bank = session.exec(select(Account.name).where(Account.number == deposit.bank_account)).one()
    return DepositSlip(
        bank=bank,
        account_number=f"Account {deposit.bank_account} of the books",
        deposited_on=deposit.deposited_on,
        reference=f"Deposit {deposit.number}",
        lines=tuple(
            SlipLine(payer, f"{home}, {unit_words(unit)}", receipt.method.value.capitalize(), receipt.reference, cents)
            for receipt, payer, home, unit, cents in rows
        ),
        total_cents=deposit.total_cents,
    )


def _rows(session: Session, bank_deposit_id: UUID) -> list[tuple[Receipt, str, str, str, int]]:
    found = session.execute(
        sql_select(
            Receipt,
            func.coalesce(col(Person.name), col(Tenancy.name)),
            col(Property.name),
            col(Unit.name),
            col(BankDepositLine.amount_cents),
        )
        .join(BankDepositLine, col(BankDepositLine.receipt_id) == col(Receipt.id))
        .join(Tenancy, col(Tenancy.id) == col(Receipt.tenancy_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Receipt.property_id))
        .outerjoin(Person, col(Person.id) == col(Receipt.payer_id))
        .where(col(BankDepositLine.bank_deposit_id) == bank_deposit_id)
        .order_by(col(Receipt.received_on), col(Receipt.recorded_at), col(Receipt.id))
    )
    return [tuple(row) for row in found]  # pyright: ignore[reportReturnType]
