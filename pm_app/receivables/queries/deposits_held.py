"""Deposits held on a day, household by household and kind by kind, where the money lies, and what is to be moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.books.queries.accounts import tenancy_balances
from pm_app.books.rules import DEPOSIT_BANK
from pm_app.kernel.listing import Listing, search_text
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.queries.facts import known
from pm_app.receivables.queries.held import paid_and_released
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Allocation, Charge, Credit


@dataclass(frozen=True)
class DepositPlace:
    """Whose deposits they are, and where the household lives or lived."""

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_name: str
    moved_out_on: date | None


@dataclass(frozen=True)
class HouseholdDeposits:
    """The deposits of a household in cents by kind, and where the money lies.

    In the deposit bank, as these books have it; on hand, when it came in and was not taken to a bank yet; or wherever
    it lay when the household was taken over into these books, which do not have that money in a bank.
    """

    place: DepositPlace
    held: dict[ChargeKind, int]
    in_bank_cents: int
    on_hand_cents: int
    taken_over_cents: int

    @property
    def held_cents(self) -> int:
        """All deposits of the household together."""
        return sum(self.held.values())

    @property
    def transfer_due_cents(self) -> int:
        """What is to be moved into the deposit bank; negative: out of it, because it is held no longer."""
        return self.held_cents - self.in_bank_cents - self.on_hand_cents - self.taken_over_cents


@dataclass(frozen=True)
class HeldRow:
    """One kind of deposit of a household; `kind` None when nothing is held but money of it still lies in the bank.

    `first`: this line stands for the household, it alone is to show where the money lies.
    """

    household: HouseholdDeposits
    kind: ChargeKind | None
    held_cents: int
    first: bool


@dataclass(frozen=True)
class HeldRows:
    """One page of the deposits held, how many lines there are, and the sums over all of them, in cents."""

    rows: list[HeldRow]
    total: int
    households: int
    held_cents: int
    in_bank_cents: int
    on_hand_cents: int
    taken_over_cents: int
    into_bank_cents: int
    out_of_bank_cents: int


def household_deposits(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    known_at: datetime | None = None,
    tenancy_ids: Collection[UUID] | None = None,
) -> list[HouseholdDeposits]:
    """Return every household (or those asked) with a deposit held or money in the deposit bank on a day; by name."""
    actor.must(Permission.VIEW_LEDGER)
    held = _held(session, actor, as_of, known_at, tenancy_ids)
    only = next(iter(tenancy_ids)) if tenancy_ids is not None and len(tenancy_ids) == 1 else None
    asked = {"accounts": [DEPOSIT_BANK], "as_of": as_of, "known_at": known_at, "tenancy_id": only}
    banked = {one: cents for (one, _), cents in tenancy_balances(session, actor, **asked).items() if cents}
    wanted = {*held, *banked} if tenancy_ids is None else {*tenancy_ids} & {*held, *banked}
    on_hand = _settled(session, _on_hand(as_of, known_at), as_of, known_at, tenancy_ids)
    taken_over = _settled(session, _taken_over(), as_of, known_at, tenancy_ids)
    return [
        HouseholdDeposits(
            place=place,
            held=held.get(place.tenancy_id, {}),
            in_bank_cents=banked.get(place.tenancy_id, 0),
            on_hand_cents=on_hand.get(place.tenancy_id, 0),
            taken_over_cents=taken_over.get(place.tenancy_id, 0),
        )
        for place in _places(session, actor, wanted)
    ]


def held_rows(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    listing: Listing,
    known_at: datetime | None = None,
    property_id: UUID | None = None,
    to_move: bool = False,
) -> HeldRows:
    """Return one page of the deposits held on a day, as they were known at a moment, with the sums of all.

    `to_move` keeps the households of which money lies in the wrong account. Sorts: name (the default), unit, held, due.
    """
    actor.must(Permission.VIEW_LEDGER)
    words = search_text(listing.search).casefold()
    chosen = [
        one
        for one in household_deposits(session, actor, as_of=as_of, known_at=known_at)
        if (property_id is None or one.place.property_id == property_id)
        and (not to_move or one.transfer_due_cents)
        and words in f"{one.place.name} {one.place.property_name} {one.place.unit_name}".casefold()
    ]
    ordered = sorted(chosen, key=_order(listing.sort), reverse=listing.descending)
    rows = [row for one in ordered for row in _rows(one)]
    dues = [one.transfer_due_cents for one in chosen]
    return HeldRows(
        rows=rows[listing.offset : listing.offset + listing.limit],
        total=len(rows),
        households=len(chosen),
        held_cents=sum(one.held_cents for one in chosen),
        in_bank_cents=sum(one.in_bank_cents for one in chosen),
        on_hand_cents=sum(one.on_hand_cents for one in chosen),
        taken_over_cents=sum(one.taken_over_cents for one in chosen),
        into_bank_cents=sum(due for due in dues if due > 0),
        out_of_bank_cents=-sum(due for due in dues if due < 0),
    )


def deposit_receipts(session: Session, tenancy_id: UUID) -> list[UUID]:
    """Return the receipts of which something settles deposits of a household now; for the actions of this feature."""
    rows = session.execute(
        sql_select(col(Allocation.receipt_id))
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(
            col(Charge.tenancy_id) == tenancy_id,
            col(Charge.kind).in_(HELD_ACCOUNTS),
            col(Allocation.receipt_id).isnot(None),
        )
        .group_by(col(Allocation.receipt_id))
        .having(func.sum(Allocation.amount_cents) > 0)
    )
    return [receipt_id for (receipt_id,) in rows if receipt_id is not None]


def _rows(one: HouseholdDeposits) -> list[HeldRow]:
    if not (one.held_cents or one.transfer_due_cents):
        return []
    held = [(kind, one.held[kind]) for kind in HELD_ACCOUNTS if one.held.get(kind)]
    return [HeldRow(one, kind, cents, first=place == 0) for place, (kind, cents) in enumerate(held or [(None, 0)])]


def _order(sort: str) -> Any:
    if sort == "unit":
        return lambda one: (one.place.property_name.casefold(), one.place.unit_name.casefold(), one.place.tenancy_id)
    if sort == "held":
        return lambda one: (one.held_cents, one.place.tenancy_id)
    if sort == "due":
        return lambda one: (abs(one.transfer_due_cents), one.place.tenancy_id)
    return lambda one: (one.place.name.casefold(), one.place.tenancy_id)


def _held(
    session: Session, actor: Actor, as_of: date, known_at: datetime | None, tenancy_ids: Collection[UUID] | None
) -> dict[UUID, dict[ChargeKind, int]]:
    rows = paid_and_released(as_of, known_at).subquery()
    summed = session.execute(
        sql_select(rows.c.tenancy_id, rows.c.kind, func.sum(rows.c.cents))
        .where(within_scope(actor, rows.c.property_id), _only(rows.c.tenancy_id, tenancy_ids))
        .group_by(rows.c.tenancy_id, rows.c.kind)
        .having(func.sum(rows.c.cents) != 0)
    )
    found: dict[UUID, dict[ChargeKind, int]] = {}
    for one, kind, cents in summed:
        found.setdefault(one, {})[ChargeKind(kind)] = int(cents)
    return found


def _settled(
    session: Session,
    condition: ColumnElement[bool],
    as_of: date,
    known_at: datetime | None,
    tenancy_ids: Collection[UUID] | None,
) -> dict[UUID, int]:
    """Sum by tenancy what settles deposits out of such receipts or credits."""
    rows = session.execute(
        sql_select(col(Charge.tenancy_id), func.sum(Allocation.amount_cents))
        .join(Charge, col(Charge.id) == col(Allocation.charge_id))
        .where(
            col(Charge.kind).in_(HELD_ACCOUNTS),
            col(Allocation.allocated_on) <= as_of,
            known(Allocation.recorded_at, known_at),
            _only(col(Charge.tenancy_id), tenancy_ids),
            condition,
        )
        .group_by(col(Charge.tenancy_id))
    )
    return {one: int(cents) for one, cents in rows}


def _taken_over() -> ColumnElement[bool]:
    opening = sql_select(col(Credit.id)).where(col(Credit.kind) == CreditKind.OPENING_BALANCE)
    return col(Allocation.credit_id).in_(opening)


def _on_hand(as_of: date, known_at: datetime | None) -> ColumnElement[bool]:
    """That a receipt lay in no bank on that day."""
    taken_back = exists().where(
        col(BankDepositReversal.bank_deposit_id) == col(BankDeposit.id),
        col(BankDepositReversal.reversed_on) <= as_of,
        known(BankDepositReversal.recorded_at, known_at),
    )
    banked = exists().where(
        col(BankDepositLine.receipt_id) == col(Allocation.receipt_id),
        col(BankDepositLine.bank_deposit_id) == col(BankDeposit.id),
        col(BankDeposit.deposited_on) <= as_of,
        known(BankDeposit.recorded_at, known_at),
        ~taken_back,
    )
    return and_(col(Allocation.receipt_id).isnot(None), ~banked)


def _only(column: Any, tenancy_ids: Collection[UUID] | None) -> Any:
    return true() if tenancy_ids is None else column.in_(tenancy_ids)


def _places(session: Session, actor: Actor, tenancy_ids: Collection[UUID]) -> list[DepositPlace]:
    rows = session.execute(
        sql_select(
            col(Tenancy.id),
            col(Tenancy.name),
            col(Tenancy.property_id),
            col(Property.name),
            col(Unit.name),
            col(Tenancy.moved_out_on),
        )
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .where(within_scope(actor, col(Tenancy.property_id)), col(Tenancy.id).in_(tenancy_ids))
        .order_by(func.lower(Tenancy.name), col(Tenancy.id))
    )
    return [DepositPlace(*row) for row in rows]
