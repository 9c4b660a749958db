"""Taking an itemized disposition back while nobody was told: refunds, releases and new charges, by reversals."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.charges import reverse_charge
from pm_app.receivables.actions.dispositions import NotItemized, locked_disposition, note_disposition
from pm_app.receivables.actions.itemizing import deduction_key
from pm_app.receivables.actions.releasing import take_back_credit
from pm_app.receivables.actions.reversals import checked_reason
from pm_app.receivables.actions.settling import settle_with_prepayments
from pm_app.receivables.queries.disposition_rows import deductions_of, deposit_credits
from pm_app.receivables.rules.plausible import check_reversed_on
from pm_app.receivables.tables.dispositions import Disposition, DispositionLine
from pm_app.receivables.tables.items import Charge, Refund, Reversal


def take_back_itemizing(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    reversed_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """Take back all that itemizing posted, so that the work sheet may be changed; what stood on it stays.

    Refunds, releases, interest and the charges that were new are reversed on that day. Refuses one that is not
    itemized (`NotItemized`), one that was sent, implausible days, and a missing reason.
    """
    actor.must(Permission.REVERSE_ENTRIES)
    place, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    if row.itemized_on is None:
        raise NotItemized("Nothing of this disposition was posted. Look at it again.")
    if row.sent_on is not None:
        raise Refused("The statement was sent already. Correct the ledger by its own entries instead.")
    check_reversed_on(reversed_on, began_on=row.itemized_on, today=today)
    reason = checked_reason(reason)
    given = {"reversed_on": reversed_on, "reason": reason, "today": today, "now": now}
    for charge_id in _standing_refunds(session, row):
        reverse_charge(session, actor, request_key=uuid5(charge_id, "taken back"), charge_id=charge_id, **given)
    for credit in deposit_credits(session, row):
        if not session.exec(select(Reversal.id).where(Reversal.credit_id == credit.id)).first():
            take_back_credit(session, actor, credit=credit, reversed_on=reversed_on, reason=reason, now=now)
    for line in deductions_of(session, row):
        _uncharge(session, actor, line, reversed_on, reason, today, now)
    row.itemized_at, row.itemized_on, row.itemized_by = None, None, ""
    row.version += 1
    session.flush()
    settle_with_prepayments(session, actor, place=place, not_before=reversed_on, now=now)
    note_disposition(session, actor, place, row, "took back the itemizing of the deposit", now, reason=reason)


def _standing_refunds(session: Session, row: Disposition) -> list[UUID]:
    rows = session.exec(
        select(Refund.charge_id)
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Refund.charge_id))
        .where(Refund.disposition_id == row.id, col(Reversal.id).is_(None))
    )
    return list(rows)


def _uncharge(
    session: Session,
    actor: Actor,
    line: DispositionLine,
    reversed_on: date,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """Reverse the charge that itemizing posted for a deduction, and write the line anew without it."""
    charge = session.get(Charge, line.charge_id) if line.charge_id else None
    if charge is None or charge.request_key != deduction_key(line):
        return
    if not session.exec(select(Reversal.id).where(Reversal.charge_id == charge.id)).first():
        given = {"charge_id": charge.id, "reversed_on": reversed_on, "reason": reason, "today": today, "now": now}
        reverse_charge(session, actor, request_key=uuid5(charge.id, "taken back"), **given)
    again = DispositionLine(
        disposition_id=line.disposition_id,
        position=line.position,
        kind=line.kind,
        amount_cents=line.amount_cents,
        reason=line.reason,
        document_id=line.document_id,
    )
    session.delete(line)
    session.add(again)
    session.flush()
