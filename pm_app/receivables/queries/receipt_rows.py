"""Lists of receipts: what came in, from whom, and where each is now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, func, literal, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing, like_pattern, search_text
from pm_app.leasing.tables import Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import ReceiptMethod, ReceiptState, ReversalKind
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Receipt, Reversal

_AMOUNT = re.compile(r"\$?(?P<whole>[0-9][0-9,]{0,11})(?:\.(?P<part>[0-9]{1,2}))?")


@dataclass(frozen=True)
class ReceiptFilter:
    """What narrows a list of receipts: days they came in (both included), how, whose, where, and where they are now."""

    starts_on: date | None = None
    ends_on: date | None = None
    method: ReceiptMethod | None = None
    property_id: UUID | None = None
    state: ReceiptState | None = None
    tenancy_id: UUID | None = None


@dataclass(frozen=True)
class ReceiptRow:
    """One receipt. `payer` is empty when the household paid itself; the deposit is the one it lies in, or lay in."""

    receipt_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    unit_name: str
    property_id: UUID
    property_name: str
    payer: str
    method: ReceiptMethod
    reference: str
    memo: str
    received_on: date
    amount_cents: int
    state: ReceiptState
    bank_deposit_id: UUID | None
    deposit_number: int | None
    bank_account: int | None
    deposited_on: date | None
    recorded_by: str


@dataclass(frozen=True)
class ReceiptRows:
    """One page of receipts; the total of all that fit, of those that stand, and how many there are of each state."""

    rows: list[ReceiptRow]
    total: int
    amount_cents: int
    standing_cents: int
    counts: Mapping[ReceiptState, int] = field(default_factory=dict)


def receipt_rows(
    session: Session, actor: Actor, *, listing: Listing, narrowed: ReceiptFilter | None = None
) -> ReceiptRows:
    """Return one page of the receipts within scope, newest first unless sorted otherwise, with their totals.

    Found by household, payer, unit, property, reference or note, or by amount; the counts leave the state
    out. Sorts: received, household, unit, method, amount.
    """
    actor.must(Permission.VIEW_LEDGER)
    narrowed = narrowed or ReceiptFilter()
    fitting = _conditions(actor, listing.search, narrowed)
    counted = _joined(sql_select(_STATE.label("state"), func.count(), func.sum(Receipt.amount_cents))).where(*fitting)
    sums = {ReceiptState(word): (int(n), int(cents)) for word, n, cents in session.execute(counted.group_by("state"))}
    shown = {state: sums[state] for state in sums if narrowed.state in {None, state}}
    if narrowed.state is not None:
        fitting.append(_STATE.in_([narrowed.state.value]))
    rows = session.execute(
        _joined(_columns()).where(*fitting).order_by(*_order(listing)).limit(listing.limit).offset(listing.offset)
    )
    standing = (ReceiptState.ON_HAND, ReceiptState.DEPOSITED)
    return ReceiptRows(
        rows=[_row(row) for row in rows],
        total=sum(n for n, _ in shown.values()),
        amount_cents=sum(cents for _, cents in shown.values()),
        standing_cents=sum(cents for state, (_, cents) in shown.items() if state in standing),
        counts={state: sums[state][0] if state in sums else 0 for state in ReceiptState},
    )


# A receipt lies in one deposit at most that stands; what was taken back does not count.
_LIES = (
    sql_select(
        col(BankDepositLine.receipt_id),
        col(BankDeposit.id).label("bank_deposit_id"),
        col(BankDeposit.number),
        col(BankDeposit.bank_account),
        col(BankDeposit.deposited_on),
    )
    .join(BankDeposit, col(BankDeposit.id) == col(BankDepositLine.bank_deposit_id))
    .outerjoin(BankDepositReversal, col(BankDepositReversal.bank_deposit_id) == col(BankDeposit.id))
    .where(col(BankDepositReversal.id).is_(None))
    .subquery("lies")
)

_STATE: ColumnElement[str] = case(
    (cast(Reversal.kind, String) == ReversalKind.VOID.value, literal(ReceiptState.VOIDED.value)),
    (cast(Reversal.kind, String) == ReversalKind.RETURNED.value, literal(ReceiptState.RETURNED.value)),
    (_LIES.c.receipt_id.isnot(None), literal(ReceiptState.DEPOSITED.value)),
    else_=literal(ReceiptState.ON_HAND.value),
)


def _columns() -> Any:
    return sql_select(
        col(Receipt.id),
        col(Receipt.tenancy_id),
        col(Tenancy.name).label("tenancy_name"),
        col(Unit.name).label("unit_name"),
        col(Receipt.property_id),
        col(Property.name).label("property_name"),
        func.coalesce(col(Person.name), "").label("payer"),
        col(Receipt.method),
        col(Receipt.reference),
        col(Receipt.memo),
        col(Receipt.received_on),
        col(Receipt.amount_cents),
        _STATE.label("state"),
        _LIES.c.bank_deposit_id,
        _LIES.c.number,
        _LIES.c.bank_account,
        _LIES.c.deposited_on,
        col(Receipt.recorded_by),
    )


def _joined(query: Any) -> Any:
    return (
        query.select_from(Receipt)
        .join(Tenancy, col(Tenancy.id) == col(Receipt.tenancy_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Receipt.property_id))
        .outerjoin(Person, col(Person.id) == col(Receipt.payer_id))
        .outerjoin(Reversal, col(Reversal.receipt_id) == col(Receipt.id))
        .outerjoin(_LIES, _LIES.c.receipt_id == col(Receipt.id))
    )


def _row(row: Row[Any]) -> ReceiptRow:
    values = list(row)
    values[7], values[12] = ReceiptMethod(values[7]), ReceiptState(values[12])
    return ReceiptRow(*values)


def _conditions(actor: Actor, search: str, narrowed: ReceiptFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [within_scope(actor, col(Receipt.property_id))]
    if narrowed.starts_on is not None:
        conditions.append(col(Receipt.received_on) >= narrowed.starts_on)
    if narrowed.ends_on is not None:
        conditions.append(col(Receipt.received_on) <= narrowed.ends_on)
    if narrowed.method is not None:
        conditions.append(col(Receipt.method) == narrowed.method)
    if narrowed.tenancy_id is not None:
        conditions.append(col(Receipt.tenancy_id) == narrowed.tenancy_id)
    if narrowed.property_id is not None:
        conditions.append(col(Receipt.property_id) == narrowed.property_id)
    if words := search_text(search):
        conditions.append(_found(words))
    return conditions


def _found(words: str) -> ColumnElement[bool]:
    """Each word stands somewhere in the row; or the whole is its amount."""
    places = (Tenancy.name, Person.name, Unit.name, Property.name, Receipt.reference, Receipt.memo)
    named = and_(
        *(or_(*(col(place).ilike(like_pattern(word), escape="\\") for place in places)) for word in words.split())
    )
    amount = _AMOUNT.fullmatch(words)
    if amount is None:
        return named
    cents = int(amount["whole"].replace(",", "")) * 100 + int((amount["part"] or "").ljust(2, "0"))
    return or_(named, col(Receipt.amount_cents) == cents)


def _order(listing: Listing) -> list[Any]:
    sorts: dict[str, list[Any]] = {
        "household": [func.lower(Tenancy.name)],
        "unit": [func.lower(Property.name), func.lower(Unit.name)],
        "method": [col(Receipt.method)],
        "amount": [col(Receipt.amount_cents)],
        "received": [col(Receipt.received_on), col(Receipt.recorded_at)],
    }
    chosen = sorts.get(listing.sort)
    if chosen is None:
        return [col(Receipt.received_on).desc(), col(Receipt.recorded_at).desc(), col(Receipt.id)]
    ways = [key.desc().nulls_last() if listing.descending else key.asc().nulls_last() for key in chosen]
    return [*ways, col(Receipt.received_on).desc(), col(Receipt.id)]
