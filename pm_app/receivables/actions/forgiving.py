"""Forgiving what is owed: waivers that name the charge, and what is given up as bad debt."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import locked_charge
from pm_app.receivables.actions.credits import NewCredit, credit_made_before, given_reason, post_credit
from pm_app.receivables.actions.settling import settle_with_prepayments, standing_allocations, take_off
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.queries.facts import OpenItem, open_items
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.rules.plausible import check_at_once, check_credited_on
from pm_app.receivables.tables.items import Allocation, Charge, Credit

FORGIVING = frozenset({CreditKind.WAIVER, CreditKind.WRITE_OFF})
_NOT_FORGIVEN = DEPOSIT_KINDS | {ChargeKind.REFUND}


class ForgivenAboveOpen(Refused):
    """More would be forgiven than the charge is, or than is open on it."""


def waive_charge(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    charge_id: UUID,
    amount_cents: int,
    waived_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> UUID:
    """Forgive a charge, or a part of it, by a credit that names it, and return the credit's id (domain rules §10).

    Money that had settled the waived part becomes a prepayment again and settles what else is open. Refuses deposits
    and refunds, more than the charge is, a day before it was posted, and a missing reason.
    """
    actor.must(Permission.GIVE_CREDITS)
    charge, place = locked_charge(session, actor, charge_id=charge_id)
    if made := credit_made_before(session, request_key, place.tenancy_id, amount_cents):
        return made
    _check_forgivable(charge)
    check_at_once(amount_cents)
    check_credited_on(waived_on, starts_on=place.starts_on, today=today)
    _check_not_before(charge, waived_on)
    open_up(session, actor, place=place, charge=charge, amount_cents=amount_cents, day=waived_on, now=now)
    return _forgive(session, actor, place, charge, CreditKind.WAIVER, request_key, amount_cents, waived_on, reason, now)


def write_off_charge(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    charge_id: UUID,
    written_off_on: date,
    reason: str,
    today: date,
    now: datetime,
    amount_cents: int | None = None,
) -> UUID:
    """Give up what is open on a charge (or a part of it) as bad debt, and return the credit's id.

    Refuses deposits and refunds, more than is open, a day before it was posted, and a missing reason.
    """
    actor.must(Permission.GIVE_CREDITS)
    charge, place = locked_charge(session, actor, charge_id=charge_id)
    made = session.exec(select(Credit.id).where(Credit.request_key == request_key)).first()
    if made is not None:
        return made
    _check_forgivable(charge)
    check_credited_on(written_off_on, starts_on=place.starts_on, today=today)
    _check_not_before(charge, written_off_on)
    item = _open(session, charge)
    if item is None:
        raise ForgivenAboveOpen("Nothing is open on this charge. Look at the ledger again.", field="amount")
    amount_cents = item.charge.open_cents if amount_cents is None else amount_cents
    given = (request_key, amount_cents, written_off_on, reason, now)
    return _forgive(session, actor, place, charge, CreditKind.WRITE_OFF, *given)


def write_off_balance(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    written_off_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> list[UUID]:
    """Give up everything that is open as bad debt, charge by charge, but no deposits; returns the credits' ids."""
    actor.must(Permission.GIVE_CREDITS)
    lock_tenancy(session, actor, tenancy_id=tenancy_id)
    forgivable = [item.charge for item in open_items(session, tenancy_id) if item.charge.kind not in _NOT_FORGIVEN]
    given = {"written_off_on": written_off_on, "reason": reason, "today": today, "now": now}
    return [
        write_off_charge(
            session,
            actor,
            request_key=uuid5(NAMESPACE_OID, f"write-off {request_key} {charge.charge_id}"),
            charge_id=charge.charge_id,
            **given,
        )
        for charge in forgivable
    ]


def _forgive(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    charge: Charge,
    kind: CreditKind,
    request_key: UUID,
    amount_cents: int,
    day: date,
    reason: str,
    now: datetime,
) -> UUID:
    item = _open(session, charge)
    if item is None or amount_cents > item.charge.open_cents:
        raise ForgivenAboveOpen("More would be forgiven than is open on this charge. Lower the amount.", field="amount")
    new = NewCredit(request_key, kind, amount_cents, max(day, item.settles_from), given_reason(reason), charge.id)
    credit_id = post_credit(session, actor, place=place, new=new, settles=[charge.id], now=now)
    settle_with_prepayments(session, actor, place=place, not_before=day, now=now)
    return credit_id


def open_up(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    charge: Charge,
    amount_cents: int,
    day: date,
    now: datetime,
) -> None:
    """Take money off a charge, the newest first, until so much of it is open that a credit can settle it.

    What forgave a part of it before stays. The caller has locked the tenancy.
    """
    actor.must(Permission.GIVE_CREDITS)
    item = _open(session, charge)
    short_cents = amount_cents - (item.charge.open_cents if item else 0)
    for part in reversed(standing_allocations(session, Allocation.charge_id == charge.id)):
        if short_cents <= 0:
            return
        if not _forgives(session, part):
            take_off(session, actor, place=place, part=part, kind=charge.kind, taken_off_on=day, now=now)
            short_cents -= part.amount_cents


def _forgives(session: Session, part: Allocation) -> bool:
    credit = session.get(Credit, part.credit_id) if part.credit_id else None
    return credit is not None and credit.kind in FORGIVING


def _open(session: Session, charge: Charge) -> OpenItem | None:
    every = open_items(session, charge.tenancy_id)
    return next((item for item in every if item.charge.charge_id == charge.id), None)


def _check_forgivable(charge: Charge) -> None:
    if charge.kind in DEPOSIT_KINDS:
        raise Refused("A deposit is not forgiven. Reverse its charge instead.")
    if charge.kind == ChargeKind.REFUND:
        raise Refused("A refund is not forgiven. Write off what is owed, or reverse the refund.")


def _check_not_before(charge: Charge, day: date) -> None:
    if day < charge.posted_on:
        raise Refused("A charge cannot be forgiven before it was posted. Choose a later day.", field="credited_on")
