"""What open lines may be: everybody who may have paid, held against each of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.banking.queries.standing import deposits_out_of_scope, stands
from pm_app.banking.rules.matching import (
    Candidates,
    Household,
    MadeDeposit,
    Matcher,
    MoneyIn,
    OnHand,
    OpenAmount,
    Proposal,
)
from pm_app.banking.rules.names import Payer
from pm_app.banking.tables import BankMatch, BankStatementLine
from pm_app.leasing.queries.rent import rent_lines
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.positions import balances
from pm_app.receivables.queries.undeposited import undeposited
from pm_app.receivables.tables.bank_deposits import BankDeposit, BankDepositLine, BankDepositReversal
from pm_app.receivables.tables.items import Allocation, Charge, Receipt, Reversal

STAYS_KNOWN = timedelta(days=365)  # how long after moving out somebody may still pay


def proposals(session: Session, actor: Actor, *, money: Sequence[MoneyIn], today: date) -> dict[UUID, list[Proposal]]:
    """Return what each of these lines may be, the likeliest first, as far as this actor sees; nine queries in all."""
    actor.must(Permission.VIEW_LEDGER)
    if not money:
        return {}
    first, last = min(one.posted_on for one in money), max(one.posted_on for one in money)
    candidates = Candidates(
        households=_households(session, actor, money, today),
        payers=_payers(session, actor, today),
        on_hand=_on_hand(session, actor, last),
        deposits=_deposits(session, actor, first, last),
    )
    matcher = Matcher(candidates)
    return {one.line_id: matcher.proposals(one) for one in money}


def _stays(actor: Actor, today: date) -> tuple[Any, ...]:
    return (
        within_scope(actor, col(Tenancy.property_id)),
        col(Tenancy.cancelled_at).is_(None),
        or_(col(Tenancy.moved_out_on).is_(None), col(Tenancy.moved_out_on) >= today - STAYS_KNOWN),
    )


def _households(session: Session, actor: Actor, money: Sequence[MoneyIn], today: date) -> list[Household]:
    owed = balances(session, actor, as_of=today)
    rents = _rents(session, actor, today)
    charges = _open_charges(session, actor, money)
    rows = session.execute(
        sql_select(col(Tenancy.id), col(Tenancy.name), col(Property.name), col(Unit.name))
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(*_stays(actor, today))
    )
    return [
        Household(
            tenancy_id=tenancy_id,
            name=name,
            place=f"{place}, {unit}",
            unit_name=unit,
            balance_cents=owed.get(tenancy_id, 0),
            rent_cents=rents.get(tenancy_id, 0),
            open_amounts=tuple(charges.get(tenancy_id, ())),
        )
        for tenancy_id, name, place, unit in rows
    ]


def _rents(session: Session, actor: Actor, today: date) -> dict[UUID, int]:
    """Return what a household is charged on a day, all lines together."""
    rents: dict[UUID, int] = defaultdict(int)
    for line in rent_lines(session, actor):
        if line.starts_on <= today and (line.ends_on is None or line.ends_on >= today):
            rents[line.tenancy_id] += line.amount_cents
    return rents


def _open_charges(session: Session, actor: Actor, money: Sequence[MoneyIn]) -> dict[UUID, list[OpenAmount]]:
    """Return the open charges of which exactly one of these amounts is left, oldest first."""
    settled = (
        sql_select(col(Allocation.charge_id).label("charge_id"), func.sum(Allocation.amount_cents).label("cents"))
        .group_by(col(Allocation.charge_id))
        .subquery()
    )
    left = col(Charge.amount_cents) - func.coalesce(settled.c.cents, 0)
    rows = session.execute(
        sql_select(col(Charge.tenancy_id), col(Charge.kind), col(Charge.due_on), left)
        .outerjoin(settled, settled.c.charge_id == col(Charge.id))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(
            col(Reversal.id).is_(None),
            left.in_({one.amount_cents for one in money}),
            within_scope(actor, col(Charge.property_id)),
        )
        .order_by(col(Charge.due_on), col(Charge.id))
    )
    found: dict[UUID, list[OpenAmount]] = defaultdict(list)
    for tenancy_id, kind, due_on, cents in rows:
        found[tenancy_id].append(OpenAmount(kind.value, due_on, int(cents)))
    return found


def _payers(session: Session, actor: Actor, today: date) -> list[Payer]:
    """Return everybody who lives there or lived there last, who paid before, and how banks wrote those."""
    living = session.execute(
        sql_select(col(Tenancy.id), col(Person.name), col(Person.id))
        .join(LeaseParty, col(LeaseParty.tenancy_id) == col(Tenancy.id))
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
        .where(*_stays(actor, today))
        .distinct()
    )
    paid = session.execute(
        sql_select(col(Tenancy.id), col(Person.name), col(Person.id))
        .join(Receipt, col(Receipt.tenancy_id) == col(Tenancy.id))
        .join(Person, col(Person.id) == col(Receipt.payer_id))
        .where(*_stays(actor, today))
        .distinct()
    )
    written = session.execute(
        sql_select(col(Tenancy.id), col(BankStatementLine.payee), col(Receipt.payer_id))
        .join(Receipt, col(Receipt.tenancy_id) == col(Tenancy.id))
        .join(BankMatch, col(BankMatch.receipt_id) == col(Receipt.id))
        .join(BankStatementLine, col(BankStatementLine.id) == col(BankMatch.bank_statement_line_id))
        .where(*_stays(actor, today), col(BankStatementLine.payee) != "", stands())
        .distinct()
    )
    people = {(tenancy_id, name, person_id) for tenancy_id, name, person_id in (*living, *paid)}
    known = [Payer(*one) for one in sorted(people, key=str)]
    return known + [Payer(*row, said=True) for row in written]


def _on_hand(session: Session, actor: Actor, last: date) -> list[OnHand]:
    return [
        OnHand(
            row.receipt_id,
            row.tenancy_id,
            row.tenancy_name,
            row.payer,
            row.amount_cents,
            row.received_on,
            row.reference,
        )
        for row in undeposited(session, actor, through=last)
    ]


def _deposits(session: Session, actor: Actor, first: date, last: date) -> list[MadeDeposit]:
    """Return the standing deposits around these days that no line was found for, none with money out of scope."""
    around = timedelta(days=30)
    rows = session.execute(
        sql_select(
            col(BankDeposit.id),
            col(BankDeposit.number),
            col(BankDeposit.bank_account),
            col(BankDeposit.total_cents),
            col(BankDeposit.deposited_on),
        )
        .outerjoin(BankDepositReversal, col(BankDepositReversal.bank_deposit_id) == col(BankDeposit.id))
        .where(
            col(BankDepositReversal.id).is_(None),
            col(BankDeposit.deposited_on).between(first - around, last + around),
            col(BankDeposit.id).not_in(_matched_deposits()),
            col(BankDeposit.id).not_in(deposits_out_of_scope(actor)),
        )
    )
    return [MadeDeposit(*row) for row in rows]


def _matched_deposits() -> Any:
    """Select the deposits that a line was found for: itself, or the one its receipt lies in."""
    itself = sql_select(col(BankMatch.bank_deposit_id)).where(col(BankMatch.bank_deposit_id).isnot(None), stands())
    of_receipt = (
        sql_select(col(BankDepositLine.bank_deposit_id))
        .join(BankMatch, col(BankMatch.receipt_id) == col(BankDepositLine.receipt_id))
        .where(stands())
    )
    return itself.union(of_receipt)
