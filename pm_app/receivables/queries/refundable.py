"""What of a tenancy's prepaid money may be paid back now, and why the rest may not yet."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import CreditKind
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.facts import MONEY_BEFORE, FreeMoney, free_money
from pm_app.receivables.queries.receipts import deposited_in
from pm_app.receivables.tables.items import Credit

_FROM_DEPOSITS = (CreditKind.DEPOSIT_RELEASE, CreditKind.DEPOSIT_INTEREST)


@dataclass(frozen=True)
class Refundable:
    """Prepaid money. `clears_on`: the first day on which it may be paid back; None: never, it was not money.

    `bank_account`: the account it lies in, from which it is paid.
    """

    money: FreeMoney
    amount_cents: int
    bank_account: int
    clears_on: date | None


def refundable(session: Session, actor: Actor, *, tenancy_id: UUID) -> list[Refundable]:
    """Return what is prepaid now, oldest first, with when it may be paid back (domain rules §11).

    Receipts clear some days after they were deposited, by the tenancy's terms; released deposits, their interest and
    what was prepaid before these books may be paid at once; concessions never.
    """
    actor.must(Permission.VIEW_LEDGER)
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=tenancy_id)
    free = free_money(session, tenancy_id)
    lies_in = deposited_in(session, actor, receipt_ids=[one.source.receipt_id for one in free if one.source.receipt_id])
    found: list[Refundable] = []
    for one in free:
        deposit = lies_in.get(one.source.receipt_id) if one.source.receipt_id else None
        if deposit is not None:
            clears_on: date | None = deposit.deposited_on + timedelta(days=terms.refund_hold_days)
            account = deposit.bank_account
        else:
            credit = session.get(Credit, one.source.credit_id) if one.source.credit_id else None
            clears_on = one.settles_from if credit is not None and credit.kind in MONEY_BEFORE else None
            account = DEPOSIT_BANK if credit is not None and credit.kind in _FROM_DEPOSITS else OPERATING_BANK
        found.append(Refundable(one, one.prepayment.open_cents, account, clears_on))
    return found
