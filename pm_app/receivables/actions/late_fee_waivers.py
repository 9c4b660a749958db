"""Deciding the waivers that are proposed: giving them, or keeping the fee."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.kernel.money import in_dollars
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.actions.forgiving import waive_charge
from pm_app.receivables.queries.late_fees import WaiverProposal, waiver_proposals
from pm_app.receivables.rules.late_fees.waiving import why_waived
from pm_app.receivables.tables.arrangements import LateFee, LateFeeKept

LONGEST_REASON = 500


class WaiverRefused(Refused):
    """A waiver that is not due any more, or of another amount by now."""


def waive_late_fee(
    session: Session, actor: Actor, *, late_fee_id: UUID, amount_cents: int, today: date, now: datetime
) -> UUID:
    """Waive of a posted fee what is proposed, by a credit of today that names it, and return the credit's id.

    Refuses (`WaiverRefused`) what is not proposed any more, and another amount than the one that is.
    """
    actor.must(Permission.GIVE_CREDITS)
    proposal = _proposed(session, actor, late_fee_id)
    waiver = proposal.waiver
    if waiver.amount_cents != amount_cents:
        amount = in_dollars(waiver.amount_cents)
        raise WaiverRefused(f"The waiver would be {amount} by now. Look at the list again.")
    return waive_charge(
        session,
        actor,
        request_key=uuid5(NAMESPACE_OID, f"waiver of late fee {late_fee_id} after {waiver.fee.waived_cents}"),
        charge_id=waiver.fee.charge_id,
        amount_cents=amount_cents,
        waived_on=today,
        reason=why_waived(waiver),
        today=today,
        now=now,
    )


def keep_late_fee(session: Session, actor: Actor, *, late_fee_id: UUID, reason: str, now: datetime) -> None:
    """Decline a proposed waiver for a reason: the fee stays and no waiver of it is proposed again.

    Declined before: nothing happens. Refuses a fee of which no waiver is proposed, and a missing reason.
    """
    actor.must(Permission.GIVE_CREDITS)
    given = cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason")
    if not given:
        raise Refused("Write why the fee stays.", field="reason")
    _, place = _locked(session, actor, late_fee_id)
    if session.exec(select(LateFeeKept).where(LateFeeKept.late_fee_id == late_fee_id)).first():
        return
    proposal = _proposed(session, actor, late_fee_id)
    session.add(LateFeeKept(late_fee_id=late_fee_id, reason=given, recorded_at=now, recorded_by=actor.name))
    session.flush()
    record_audit(
        session,
        actor,
        did="kept a late fee",
        about_kind="late fee",
        about_id=late_fee_id,
        about_name=f"Late fee, rent due {in_words(proposal.waiver.fee.key.due_on)}, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details={"amount_cents": proposal.waiver.fee.amount_cents, "reason": given},
    )


def _proposed(session: Session, actor: Actor, late_fee_id: UUID) -> WaiverProposal:
    row, _ = _locked(session, actor, late_fee_id)
    proposals = waiver_proposals(session, actor, tenancy_id=row.tenancy_id)
    found = next((one for one in proposals if one.late_fee_id == late_fee_id), None)
    if found is None:
        raise WaiverRefused("No waiver of this late fee is due any more. Look at the list again.")
    return found


def _locked(session: Session, actor: Actor, late_fee_id: UUID) -> tuple[LateFee, TenancyPlace]:
    row = session.get(LateFee, late_fee_id)
    if row is None:
        raise NotFound("This late fee does not exist, or it is not yours to see.")
    return row, lock_tenancy(session, actor, tenancy_id=row.tenancy_id)
