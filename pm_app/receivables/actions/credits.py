"""Letting a tenant owe less: concessions, waivers, write-offs, and taking such a credit back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.posting import NewSource, check_after_taken_off, post_source
from pm_app.receivables.actions.releasing import take_back_credit
from pm_app.receivables.actions.reversals import LONGEST_REASON, reversed_before
from pm_app.receivables.actions.settling import settle_with_prepayments
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.queries.billing import billing_terms
from pm_app.receivables.queries.facts import MONEY_BEFORE, OpenItem, open_items
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS, Allocation, allocate
from pm_app.receivables.rules.plausible import check_at_once, check_credited_on, check_reversed_on
from pm_app.receivables.rules.postings import debited_account
from pm_app.receivables.tables.items import Credit

BY_HAND = frozenset({CreditKind.CONCESSION, CreditKind.SMALL_BALANCE, CreditKind.MOVE_OUT})


@dataclass(frozen=True)
class NewCredit:
    """A credit about to be posted."""

    request_key: UUID
    kind: CreditKind
    amount_cents: int
    credited_on: date
    reason: str
    charge_id: UUID | None = None
    deposit_kind: ChargeKind | None = None


def give_credit(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    kind: CreditKind,
    amount_cents: int,
    credited_on: date,
    reason: str,
    today: date,
    now: datetime,
    designated: Mapping[UUID, int] | None = None,
) -> UUID:
    """Give a tenant a concession, a small-balance or a move-out credit; it settles open charges, the rest is prepaid.

    Returns its id; the same key again returns the credit it made. `designated` is cents by charge, settled first.
    Deposits are money and are never settled by it (domain rules §5, §11). Refuses other kinds and a missing reason.
    """
    actor.must(Permission.GIVE_CREDITS)
    if kind not in BY_HAND:
        raise Refused("This kind of credit is made by its own action. Choose another kind.", field="kind")
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    if made := credit_made_before(session, request_key, tenancy_id, amount_cents):
        return made
    check_at_once(amount_cents)
    check_credited_on(credited_on, starts_on=place.starts_on, today=today)
    new = NewCredit(request_key, kind, amount_cents, credited_on, given_reason(reason))
    return post_credit(session, actor, place=place, new=new, designated=designated, now=now)


def reverse_credit(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    credit_id: UUID,
    reversed_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> UUID:
    """Take a credit back with all it had settled, and return the reversal's id; the same key again returns that one.

    What is open again is settled by other money that is prepaid. Refuses one that was taken back before, a day before
    it was given or in the future, and a missing reason.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    credit = session.get(Credit, credit_id)
    if credit is None:
        raise NotFound("This credit does not exist, or it is not yours to see.")
    place = lock_tenancy(session, actor, tenancy_id=credit.tenancy_id)
    if before := reversed_before(session, actor, source=credit, request_key=request_key):
        return before
    check_reversed_on(reversed_on, began_on=credit.credited_on, today=today)
    check_after_taken_off(session, credit.id, reversed_on)
    reason = given_reason(reason)
    key = {"request_key": request_key, "credit": credit, "reversed_on": reversed_on, "reason": reason}
    reversal_id = take_back_credit(session, actor, **key, now=now)
    settle_with_prepayments(session, actor, place=place, not_before=reversed_on, now=now)
    new = NewCredit(credit.request_key, credit.kind, credit.amount_cents, reversed_on, reason)
    _note(session, actor, place, credit.id, new, "reversed a credit", now)
    return reversal_id


def post_credit(
    session: Session,
    actor: Actor,
    *,
    place: TenancyPlace,
    new: NewCredit,
    now: datetime,
    designated: Mapping[UUID, int] | None = None,
    settles: Sequence[UUID] | None = None,
) -> UUID:
    """Post a credit with what it settles, and return its id. The caller has checked it and locked the tenancy.

    With `settles`, only these charges are settled by it, and by nothing but the rest it is prepaid.
    """
    actor.must(Permission.VIEW_LEDGER)
    terms = billing_terms(session, actor, property_id=place.property_id, tenancy_id=place.tenancy_id)
    items = {item.charge.charge_id: item for item in open_items(session, place.tenancy_id)}
    eligible = [
        item.charge
        for charge_id, item in items.items()
        if (charge_id in settles if settles is not None else _may_settle(new.kind, item.charge.kind))
    ]
    parts = allocate(
        new.amount_cents,
        eligible,
        designated=designated,
        include_deposits=settles is not None,
        priority=terms.priority,
    )
    credit_id = _posted(session, actor, place, new, parts, items, now)
    _note(session, actor, place, credit_id, new, f"gave a credit: {new.kind.value}", now)
    return credit_id


def _may_settle(kind: CreditKind, charge: ChargeKind) -> bool:
    return kind in MONEY_BEFORE or charge not in DEPOSIT_KINDS


def _posted(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    new: NewCredit,
    parts: Sequence[Allocation],
    items: Mapping[UUID, OpenItem],
    now: datetime,
) -> UUID:
    def make(credit_id: UUID, entry_id: UUID) -> Credit:
        return Credit(
            **asdict(new),
            id=credit_id,
            tenancy_id=place.tenancy_id,
            property_id=place.property_id,
            entry_id=entry_id,
            recorded_at=now,
            recorded_by_id=actor.user_id,
            recorded_by=actor.name,
        )

    account = debited_account(new.kind, new.deposit_kind)
    source = NewSource(EntryKind.CREDIT, account, new.amount_cents, new.credited_on, new.reason)
    return post_source(session, actor, place=place, new=source, parts=parts, items=items, make=make, now=now)


def given_reason(reason: str) -> str:
    """Return the reason of a credit, cleaned; refuses an empty one."""
    given = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    if not given:
        raise Refused("Write why this is given.", field="reason")
    return given


def credit_made_before(session: Session, request_key: UUID, tenancy_id: UUID, amount_cents: int) -> UUID | None:
    """Return the credit that this form made already, or None; refuses a form that made another one."""
    made = session.exec(select(Credit).where(Credit.request_key == request_key)).first()
    if made is None:
        return None
    if (made.tenancy_id, made.amount_cents) != (tenancy_id, amount_cents):
        raise FormUsedAlready("This form was posted already, with other values. Close it and open it again.")
    return made.id


def _note(
    session: Session, actor: Actor, place: TenancyPlace, credit_id: UUID, new: NewCredit, did: str, now: datetime
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="credit",
        about_id=credit_id,
        about_name=f"{new.kind.value.capitalize()}, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={"amount_cents": new.amount_cents, "on": new.credited_on.isoformat(), "reason": new.reason},
    )
