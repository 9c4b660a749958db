"""What a tenancy brings along from earlier books: what it owes, what it paid ahead, what is held for it."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import NewCharge, add_charge
from pm_app.receivables.actions.credits import NewCredit, post_credit
from pm_app.receivables.actions.settling import ledger_of, settle_with_prepayments
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.rules.plausible import check_at_once, check_original_due_on
from pm_app.receivables.rules.postings import opening_charge_lines
from pm_app.receivables.tables.items import Charge, Credit


def open_charge(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    kind: ChargeKind,
    amount_cents: int,
    due_on: date,
    cut_over_on: date,
    now: datetime,
    description: str = "",
) -> UUID:
    """Take over what is owed from before these books, with its original due day, and return the charge's id.

    It counts from the cut-over day, is no income of these books, and is as old as it is (domain rules §24). What the
    tenancy has prepaid settles it. The same key again returns the charge it made.
    """
    actor.must(Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := session.exec(select(Charge.id).where(Charge.request_key == request_key)).first():
        return made
    if kind == ChargeKind.REFUND:
        raise Refused("A refund cannot be taken over. Give what is owed as another kind of charge.", field="kind")
    check_original_due_on(due_on, cut_over_on=cut_over_on)
    charge_id = _add(session, actor, place, request_key, kind, amount_cents, due_on, cut_over_on, description, now)
    settle_with_prepayments(session, actor, place=place, not_before=cut_over_on, now=now)
    return charge_id


def open_prepaid(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    amount_cents: int,
    cut_over_on: date,
    now: datetime,
) -> UUID:
    """Take over what a tenancy paid ahead, and return the credit's id; it settles what is open, the rest is prepaid."""
    actor.must(Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := session.exec(select(Credit.id).where(Credit.request_key == request_key)).first():
        return made
    check_at_once(amount_cents)
    new = NewCredit(request_key, CreditKind.OPENING_BALANCE, amount_cents, cut_over_on, "Prepaid before these books")
    return post_credit(session, actor, place=place, new=new, now=now)


def open_deposit(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    kind: ChargeKind,
    amount_cents: int,
    cut_over_on: date,
    now: datetime,
) -> tuple[UUID, UUID]:
    """Take over a deposit that is held, and return the ids of its charge and of the credit that settles it.

    Both stand in the ledger on the cut-over day and leave the balance as it is; the deposit counts as held.
    """
    actor.must(Permission.POST_CHARGES)
    if kind not in DEPOSIT_KINDS:
        raise Refused("Only deposits can be held. Choose which deposit it is.", field="kind")
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    credit_key = uuid5(NAMESPACE_OID, f"deposit held {request_key}")
    made = session.exec(select(Charge.id).where(Charge.request_key == request_key)).first()
    credit = session.exec(select(Credit.id).where(Credit.request_key == credit_key)).first()
    if made is not None and credit is not None:
        return made, credit
    words = f"{kind.value.capitalize()} held before these books"
    charge_id = _add(session, actor, place, request_key, kind, amount_cents, cut_over_on, cut_over_on, words, now)
    new = NewCredit(credit_key, CreditKind.OPENING_BALANCE, amount_cents, cut_over_on, words)
    return charge_id, post_credit(session, actor, place=place, new=new, settles=[charge_id], now=now)


def _add(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    request_key: UUID,
    kind: ChargeKind,
    amount_cents: int,
    due_on: date,
    cut_over_on: date,
    description: str,
    now: datetime,
) -> UUID:
    check_at_once(amount_cents)
    new = NewCharge(
        request_key=request_key,
        kind=kind,
        amount_cents=amount_cents,
        posted_on=cut_over_on,
        due_on=due_on,
        description=description,
        service_from=None,
        service_to=None,
        opening=True,
    )
    lines = opening_charge_lines(ledger_of(place), kind, amount_cents)
    return add_charge(session, actor, place=place, new=new, lines=lines, kind=EntryKind.OPENING_BALANCE, now=now)
