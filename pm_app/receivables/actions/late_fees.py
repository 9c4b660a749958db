"""Deciding late fees: posting those that are approved, dismissing others, each exactly once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.kernel.money import in_dollars
from pm_app.leasing.queries.tenancies import lock_tenancies, lock_tenancy
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.late_fee_mail import write_of_late_fees
from pm_app.receivables.enums import ChargeKind, LateFeeFrequency
from pm_app.receivables.queries.late_fees import LateFeeProposal, late_fee_proposals
from pm_app.receivables.rules.late_fees.due import FeeDue, FeeKey
from pm_app.receivables.tables.arrangements import LateFee

LONGEST_REASON = 500


class LateFeeRefused(Refused):
    """A late fee that cannot be decided like this: it is not due any more, it changed, or it was decided."""


@dataclass(frozen=True)
class RefusedFee:
    """A fee that was not posted, and why, in a sentence."""

    key: FeeKey
    problem: str


@dataclass(frozen=True)
class Approved:
    """What became of an approval: the charges by fee (those posted before among them), and what was refused."""

    charge_ids: dict[FeeKey, UUID] = field(default_factory=dict)
    posted_cents: int = 0
    refused: list[RefusedFee] = field(default_factory=list)


def approve_late_fees(
    session: Session, actor: Actor, *, fees: Mapping[FeeKey, int], today: date, now: datetime
) -> Approved:
    """Post late fees of these cents, each as a charge due on its day, and return what became of every one.

    One that was posted before is answered with its charge. One that is not due any more, costs something else by now,
    was dismissed, or falls into a closed period is refused alone: it stays proposed while it is due (domain rules §10).
    """
    actor.must(Permission.POST_CHARGES)
    charge_ids: dict[FeeKey, UUID] = {}
    refused: list[RefusedFee] = []
    cents = 0
    grouped = _by_tenancy(session, actor, fees)
    for tenancy_id, keys in grouped.items():
        lock_tenancy(session, actor, tenancy_id=tenancy_id)
        decided, due = _standing(session, actor, tenancy_id, today)
        posted: list[LateFeeProposal] = []
        for key in keys:
            try:
                before = _posted_before(decided.get(key))
                if before is None:
                    proposal = _still_due(due.get(key), fees[key])
                    with session.begin_nested():
                        before = _post(session, actor, proposal, today, now)
                    posted.append(proposal)
                    cents += fees[key]
                charge_ids[key] = before
            except Refused as refusal:
                refused.append(RefusedFee(key, refusal.message))
        write_of_late_fees(session, actor, posted=posted, today=today, now=now)
    return Approved(charge_ids, cents, refused)


def dismiss_late_fees(
    session: Session, actor: Actor, *, keys: Collection[FeeKey], reason: str, today: date, now: datetime
) -> int:
    """Decide that late fees are not charged, for a reason, and return how many; those dismissed before are left.

    Refuses one that was posted (waive it instead) or is not due, and a missing reason: then none is dismissed.
    """
    actor.must(Permission.POST_CHARGES)
    given = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    if not given:
        raise Refused("Write why this is not charged.", field="reason")
    dismissed = 0
    for tenancy_id, ordered in _by_tenancy(session, actor, keys).items():
        lock_tenancy(session, actor, tenancy_id=tenancy_id)
        decided, due = _standing(session, actor, tenancy_id, today)
        for key in ordered:
            row = decided.get(key)
            if row is not None and row.charge_id is not None:
                raise LateFeeRefused("One of these late fees was posted meanwhile. Waive it instead.")
            if row is None:
                _dismiss(session, actor, _still_due(due.get(key)), given, now)
                dismissed += 1
    return dismissed


def _by_tenancy(session: Session, actor: Actor, keys: Collection[FeeKey]) -> dict[UUID, list[FeeKey]]:
    """Return the keys by tenancy, in one order for everybody, all of them held before the first is posted.

    Whoever posts holds the numbers of the books, and must not wait for a household that waits for those.
    """
    lock_tenancies(session, actor, tenancy_ids={key.tenancy_id for key in keys})
    grouped: dict[UUID, list[FeeKey]] = defaultdict(list)
    for key in sorted(keys, key=lambda one: (one.tenancy_id, one.due_on, one.position, one.occurrence)):
        grouped[key.tenancy_id].append(key)
    return grouped


def _standing(
    session: Session, actor: Actor, tenancy_id: UUID, today: date
) -> tuple[dict[FeeKey, LateFee], dict[FeeKey, LateFeeProposal]]:
    rows = session.exec(select(LateFee).where(LateFee.tenancy_id == tenancy_id))
    decided = {FeeKey(tenancy_id, row.due_on, row.position, row.occurrence): row for row in rows}
    proposals = late_fee_proposals(session, actor, today=today, tenancy_id=tenancy_id)
    return decided, {one.fee.key: one for one in proposals}


def _posted_before(row: LateFee | None) -> UUID | None:
    if row is None:
        return None
    if row.charge_id is None:
        raise LateFeeRefused(f"{row.recorded_by} dismissed this late fee: {row.dismissed}")
    return row.charge_id


def _still_due(proposal: LateFeeProposal | None, expected_cents: int | None = None) -> LateFeeProposal:
    if proposal is None:
        raise LateFeeRefused("This late fee is not due any more. Look at the list again.")
    if expected_cents is not None and proposal.fee.amount_cents != expected_cents:
        amount = in_dollars(proposal.fee.amount_cents)
        raise LateFeeRefused(f"This late fee is {amount} by now. Look at the list again.")
    return proposal


def _post(session: Session, actor: Actor, proposal: LateFeeProposal, today: date, now: datetime) -> UUID:
    fee = proposal.fee
    charge_id = post_charge(
        session,
        actor,
        request_key=uuid5(NAMESPACE_OID, f"late fee {_words_of(fee.key)}"),
        tenancy_id=fee.key.tenancy_id,
        kind=ChargeKind.LATE_FEE,
        amount_cents=fee.amount_cents,
        due_on=fee.fee_on,
        description=fee_words(fee),
        today=today,
        now=now,
    )
    session.add(_row(actor, fee, now, charge_id=charge_id))
    session.flush()
    return charge_id


def _dismiss(session: Session, actor: Actor, proposal: LateFeeProposal, reason: str, now: datetime) -> None:
    fee, home = proposal.fee, proposal.home
    row = _row(actor, fee, now, dismissed=reason)
    session.add(row)
    session.flush()
    record_audit(
        session,
        actor,
        did="dismissed a late fee",
        about_kind="late fee",
        about_id=row.id,
        about_name=f"{fee_words(fee)}, {home.name}",
        property_id=home.property_id,
        tenancy_id=home.tenancy_id,
        now=now,
        details={"amount_cents": fee.amount_cents, "on": fee.fee_on.isoformat(), "reason": reason},
    )


def _row(actor: Actor, fee: FeeDue, now: datetime, *, charge_id: UUID | None = None, dismissed: str = "") -> LateFee:
    return LateFee(
        tenancy_id=fee.key.tenancy_id,
        due_on=fee.key.due_on,
        position=fee.key.position,
        occurrence=fee.key.occurrence,
        fee_on=fee.fee_on,
        basis_cents=fee.outstanding_cents,
        amount_cents=fee.amount_cents,
        charge_id=charge_id,
        dismissed=dismissed,
        recorded_at=now,
        recorded_by=actor.name,
    )


def fee_words(fee: FeeDue) -> str:
    """Return what a late fee is called in the ledger."""
    often = "" if fee.rule.frequency == LateFeeFrequency.ONCE else f", number {fee.key.occurrence}"
    return f"Late fee, rent due {in_words(fee.key.due_on)}{often}"


def _words_of(key: FeeKey) -> str:
    return f"{key.tenancy_id} {key.due_on} {key.position} {key.occurrence}"
