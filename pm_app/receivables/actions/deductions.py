"""Filling the work sheet of a deposit: what is deducted, with its evidence, and who is paid the rest."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.receivables.actions.charges import LONGEST_DESCRIPTION
from pm_app.receivables.actions.dispositions import documents_there, note_disposition, open_for_changes, words_of
from pm_app.receivables.actions.refunds import LONGEST_PAYEE
from pm_app.receivables.queries.disposition_rows import deductions_of
from pm_app.receivables.queries.facts import OpenItem, open_items
from pm_app.receivables.rules.deposits import Deduction, Payee, check_deduction, check_shares
from pm_app.receivables.rules.plausible import check_at_once
from pm_app.receivables.tables.dispositions import Disposition, DispositionLine, DispositionPayee

MOST_LINES = 100
MOST_PAYEES = 12


class DeductedAboveOpen(Refused):
    """More would be deducted for a charge than is open on it."""


def add_deduction(session: Session, actor: Actor, *, tenancy_id: UUID, new: Deduction, now: datetime) -> UUID:
    """Add a deduction to a work sheet that is open, and return the id of its line.

    One for a charge takes that charge's kind and words. Refuses a charge that is not open or is deducted already, more
    than is open on it, and what `check_deduction` refuses.
    """
    actor.must(Permission.POST_CHARGES)
    place, row = open_for_changes(session, actor, tenancy_id=tenancy_id)
    lines = deductions_of(session, row)
    if len(lines) >= MOST_LINES:
        raise Refused(f"A disposition has at most {MOST_LINES} deductions. Put small things together.")
    if new.charge_id is not None and any(line.charge_id == new.charge_id for line in lines):
        raise Refused("This charge is deducted already. Change that line instead.", field="charge_id")
    new = _checked(session, tenancy_id, new)
    position = max((line.position for line in lines), default=-1) + 1
    line = _line(row, position, new)
    with documents_there(session, "document_id"):
        session.add(line)
        session.flush()
    row.version += 1
    note_disposition(session, actor, place, row, "added a deduction", now, cents=new.amount_cents, reason=new.reason)
    return line.id


def change_deduction(
    session: Session, actor: Actor, *, tenancy_id: UUID, line_id: UUID, to: Deduction, now: datetime
) -> None:
    """Change a deduction of a work sheet that is open; which charge it is for stays. Refuses as adding does."""
    actor.must(Permission.POST_CHARGES)
    place, row = open_for_changes(session, actor, tenancy_id=tenancy_id)
    line = _mine(session, row, line_id)
    to = _checked(session, tenancy_id, replace(to, charge_id=line.charge_id))
    with documents_there(session, "document_id"):
        line.kind, line.amount_cents, line.reason, line.document_id = (
            to.kind,
            to.amount_cents,
            to.reason,
            to.document_id,
        )
        session.flush()
    row.version += 1
    note_disposition(session, actor, place, row, "changed a deduction", now, cents=to.amount_cents, reason=to.reason)


def remove_deduction(session: Session, actor: Actor, *, tenancy_id: UUID, line_id: UUID, now: datetime) -> None:
    """Take a deduction off a work sheet that is open. A charge it was for stays as it is."""
    actor.must(Permission.POST_CHARGES)
    place, row = open_for_changes(session, actor, tenancy_id=tenancy_id)
    line = _mine(session, row, line_id)
    reason = line.reason
    session.delete(line)
    session.flush()
    row.version += 1
    note_disposition(session, actor, place, row, "removed a deduction", now, reason=reason)


def set_payees(session: Session, actor: Actor, *, tenancy_id: UUID, payees: Sequence[Payee], now: datetime) -> None:
    """Say who is paid which share of the refund, in place of what was said before; nobody: all tenants together.

    Refuses shares that are not the whole, and documents or people that are not there.
    """
    actor.must(Permission.POST_CHARGES)
    place, row = open_for_changes(session, actor, tenancy_id=tenancy_id)
    if len(payees) > MOST_PAYEES:
        raise Refused(f"At most {MOST_PAYEES} people share a refund.", field="payee")
    named = [
        replace(one, name=cleaned(one.name, longest=LONGEST_PAYEE, field="payee", name="The payee")) for one in payees
    ]
    check_shares(named)
    for before in _payee_rows(session, row):
        session.delete(before)
    with documents_there(session, "document_id"):
        for position, one in enumerate(named):
            session.add(
                DispositionPayee(
                    disposition_id=row.id,
                    position=position,
                    payee=one.name,
                    payee_id=one.person_id,
                    share_bps=one.share_bps,
                    document_id=one.document_id,
                )
            )
        session.flush()
    row.version += 1
    names = [one.name for one in named]
    note_disposition(session, actor, place, row, "set who is paid the deposit refund", now, payees=names)


def _payee_rows(session: Session, row: Disposition) -> list[DispositionPayee]:
    return list(session.exec(select(DispositionPayee).where(DispositionPayee.disposition_id == row.id)))


def _checked(session: Session, tenancy_id: UUID, new: Deduction) -> Deduction:
    """Return a deduction with its words cleaned; one for a charge speaks of that charge unless it has own words."""
    reason = cleaned(new.reason, longest=LONGEST_DESCRIPTION, field="reason", name="The reason")
    if new.charge_id is not None:
        item = _open(session, tenancy_id, new.charge_id)
        new = replace(new, kind=item.charge.kind, reason=reason or words_of(item))
        if new.amount_cents > item.charge.open_cents:
            raise DeductedAboveOpen("More is deducted than is open on this charge. Lower the amount.", field="amount")
    new = replace(new, reason=reason or new.reason.strip())
    check_deduction(new)
    check_at_once(new.amount_cents)
    return new


def _open(session: Session, tenancy_id: UUID, charge_id: UUID) -> OpenItem:
    found = next((one for one in open_items(session, tenancy_id) if one.charge.charge_id == charge_id), None)
    if found is None:
        raise Refused("Nothing is open on this charge any more. Look at the ledger again.", field="charge_id")
    return found


def _line(row: Disposition, position: int, new: Deduction) -> DispositionLine:
    return DispositionLine(
        disposition_id=row.id,
        position=position,
        kind=new.kind,
        amount_cents=new.amount_cents,
        reason=new.reason,
        charge_id=new.charge_id,
        document_id=new.document_id,
    )


def _mine(session: Session, row: Disposition, line_id: UUID) -> DispositionLine:
    line = next((one for one in deductions_of(session, row) if one.id == line_id), None)
    if line is None:
        raise NotFound("This deduction is not there any more. Look at the work sheet again.")
    return line
