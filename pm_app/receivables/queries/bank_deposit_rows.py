"""Deposits that were made at the bank: their list, and the receipts in each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, search_text
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import ReceiptMethod, ReversalKind
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Receipt, Reversal


@dataclass(frozen=True)
class BankDepositRow:
    """One deposit; it counts the receipts in it, and those of them that the bank returned later.

    `taken_back_on`: the day it was taken back, with the reason; None while it stands.
    """

    bank_deposit_id: UUID
    number: int
    bank_account: int
    deposited_on: date
    total_cents: int
    receipts: int
    returned: int
    memo: str
    recorded_by: str
    recorded_at: datetime
    taken_back_on: date | None
    taken_back_because: str


@dataclass(frozen=True)
class DepositedReceipt:
    """A receipt in a deposit, as the slip names it. `returned_on`: the day the bank sent it back, or None."""

    receipt_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    unit_name: str
    property_name: str
    payer: str
    method: ReceiptMethod
    reference: str
    received_on: date
    amount_cents: int
    returned_on: date | None


@dataclass(frozen=True)
class BankDepositDetails:
    """A deposit with the receipts in it, in the order of its slip."""

    deposit: BankDepositRow
    receipts: list[DepositedReceipt]


def bank_deposit_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    bank_account: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Rows[BankDepositRow]:
    """Return one page of the deposits all of whose receipts are within scope, newest first, and how many there are.

    Found by number. `bank_account` is an account of the chart; the days are those of the deposits, both included.
    """
    actor.must(Permission.VIEW_LEDGER)
    fitting = [_seen(actor), *_conditions(listing.search, bank_account, starts_on, ends_on)]
    total = session.execute(sql_select(func.count()).select_from(BankDeposit).where(*fitting)).scalar_one()
    rows = session.execute(
        _rows()
        .where(*fitting)
        .order_by(col(BankDeposit.deposited_on).desc(), col(BankDeposit.number).desc())
        .limit(listing.limit)
        .offset(listing.offset)
    )
    return Rows([BankDepositRow(*row) for row in rows], int(total))


def bank_deposit_details(session: Session, actor: Actor, *, bank_deposit_id: UUID) -> BankDepositDetails:
    """Return a deposit with its receipts, by number of the unit; refuses (`NotFound`) one that is not within scope."""
    actor.must(Permission.VIEW_LEDGER)
    row = session.execute(_rows().where(col(BankDeposit.id) == bank_deposit_id, _seen(actor))).first()
    if row is None:
        raise NotFound("This deposit does not exist, or it is not yours to see.")
    rows = session.execute(_receipts().where(col(BankDepositLine.bank_deposit_id) == bank_deposit_id))
    return BankDepositDetails(BankDepositRow(*row), [DepositedReceipt(*one) for one in rows])


def _conditions(
    search: str, bank_account: int | None, starts_on: date | None, ends_on: date | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if words := search_text(search):
        number = words.removeprefix("#")
        known = number.isascii() and number.isdigit() and len(number) < 10
        conditions.append(col(BankDeposit.number) == (int(number) if known else -1))
    if bank_account is not None:
        conditions.append(col(BankDeposit.bank_account) == bank_account)
    if starts_on is not None:
        conditions.append(col(BankDeposit.deposited_on) >= starts_on)
    if ends_on is not None:
        conditions.append(col(BankDeposit.deposited_on) <= ends_on)
    return conditions


def _seen(actor: Actor) -> ColumnElement[bool]:
    """A deposit is seen whole or not at all: its total would tell of what is not within scope."""
    hidden = (
        select(BankDepositLine.bank_deposit_id)
        .join(Receipt, col(Receipt.id) == col(BankDepositLine.receipt_id))
        .where(~within_scope(actor, col(Receipt.property_id)))
    )
    return col(BankDeposit.id).not_in(hidden)


def _rows() -> Any:
    counted = (
        sql_select(
            col(BankDepositLine.bank_deposit_id),
            func.count().label("receipts"),
            func.count(col(Reversal.id)).label("returned"),
        )
        .outerjoin(
            Reversal,
            (col(Reversal.receipt_id) == col(BankDepositLine.receipt_id))
            & (col(Reversal.kind) == ReversalKind.RETURNED),
        )
        .group_by(col(BankDepositLine.bank_deposit_id))
        .subquery("counted")
    )
    return (
        sql_select(
            col(BankDeposit.id),
            col(BankDeposit.number),
            col(BankDeposit.bank_account),
            col(BankDeposit.deposited_on),
            col(BankDeposit.total_cents),
            counted.c.receipts,
            counted.c.returned,
            col(BankDeposit.memo),
            col(BankDeposit.recorded_by),
            col(BankDeposit.recorded_at),
            col(BankDepositReversal.reversed_on),
            func.coalesce(col(BankDepositReversal.reason), ""),
        )
        .join(counted, counted.c.bank_deposit_id == col(BankDeposit.id))
        .outerjoin(BankDepositReversal, col(BankDepositReversal.bank_deposit_id) == col(BankDeposit.id))
    )


def _receipts() -> Any:
    return (
        sql_select(
            col(Receipt.id),
            col(Receipt.tenancy_id),
            col(Tenancy.name),
            col(Unit.name),
            col(Property.name),
            func.coalesce(col(Person.name), ""),
            col(Receipt.method),
            col(Receipt.reference),
            col(Receipt.received_on),
            col(BankDepositLine.amount_cents),
            col(Reversal.reversed_on),
        )
        .select_from(BankDepositLine)
        .join(Receipt, col(Receipt.id) == col(BankDepositLine.receipt_id))
        .join(Tenancy, col(Tenancy.id) == col(Receipt.tenancy_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Receipt.property_id))
        .outerjoin(Person, col(Person.id) == col(Receipt.payer_id))
        .outerjoin(
            Reversal, (col(Reversal.receipt_id) == col(Receipt.id)) & (col(Reversal.kind) == ReversalKind.RETURNED)
        )
        .order_by(func.lower(Property.name), func.lower(Unit.name), col(Receipt.id))
    )
