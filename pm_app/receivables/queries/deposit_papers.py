"""What stands on the statement of a deposit, as the household is to read it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.dispositions import DispositionSheet, RefundRow, disposition_sheet
from pm_app.receivables.queries.papers import account_of, addressee
from pm_app.receivables.rules.papers import Addressee, DeductionLine, DepositStatement, HeldLine
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.items import Allocation, Charge


class NothingPosted(Refused):
    """A statement of amounts that nobody posted yet."""


def deposit_evidence(session: Session, actor: Actor, *, tenancy_id: UUID) -> list[UUID]:
    """Return the documents that prove the deductions of a household, in their order."""
    actor.must(Permission.VIEW_LEDGER)
    sheet = disposition_sheet(session, actor, tenancy_id=tenancy_id)
    return [one.document_id for one in sheet.deductions if one.document_id is not None]


def deposit_statement(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    as_of: date,
    evidence: Mapping[UUID, str] | None = None,
    message: str = "",
) -> DepositStatement:
    """Return the statement of a deposit that was itemized: what was held, kept and paid back (domain rules §12).

    `evidence` is how documents are called that prove a deduction. Refuses (`NothingPosted`) one that is not itemized.
    """
    actor.must(Permission.VIEW_LEDGER)
    sheet = disposition_sheet(session, actor, tenancy_id=tenancy_id)
    record, place = sheet.record, sheet.place
    if record is None or record.itemized_on is None or place.moved_out_on is None:
        raise NothingPosted("Itemize the deposit first: the statement says what was posted.")
    refunds = [one for one in sheet.refunds if one.reversed_on is None]
    return DepositStatement(
        addressee=_to(addressee(session, actor, place=place), record.forwarding_address),
        account=account_of(tenancy_id),
        issued_on=as_of,
        moved_out_on=place.moved_out_on,
        returned_on=record.possession_returned_on,
        deposits=_held(sheet, _held_since(session, tenancy_id)),
        interest_cents=record.interest_cents,
        deductions=_deductions(sheet, evidence or {}),
        deducted_cents=sheet.outcome.deducted_cents,
        refund_cents=sheet.outcome.refund_cents,
        due_cents=sheet.outcome.due_cents,
        payees=tuple(one.payee for one in refunds),
        paid_by=_paid_by(refunds),
        message=message,
    )


def _held(sheet: DispositionSheet, since: Mapping[ChargeKind, date]) -> tuple[HeldLine, ...]:
    return tuple(
        HeldLine(kind.value.capitalize(), since.get(kind), sheet.held[kind])
        for kind in HELD_ACCOUNTS
        if sheet.held.get(kind)
    )


def _deductions(sheet: DispositionSheet, evidence: Mapping[UUID, str]) -> tuple[DeductionLine, ...]:
    return tuple(
        DeductionLine(
            description=one.kind.value.capitalize(),
            reason=one.reason,
            evidence=evidence.get(one.document_id, "") if one.document_id else "",
            amount_cents=one.amount_cents,
        )
        for one in sheet.deductions
    )


def _paid_by(refunds: list[RefundRow]) -> str:
    """Return by which way, and with its number when there is one payment."""
    if not refunds:
        return ""
    way = f"by {refunds[0].method.value}"
    return f"{way} {refunds[0].reference}" if len(refunds) == 1 and refunds[0].reference else way


def _to(home: Addressee, forwarding_address: str) -> Addressee:
    lines = tuple(line.strip() for line in forwarding_address.splitlines() if line.strip())
    return replace(home, lines=lines) if lines else home


def _held_since(session: Session, tenancy_id: UUID) -> dict[ChargeKind, date]:
    rows = session.exec(
        select(Charge.kind, func.min(Allocation.allocated_on))
        .join(Allocation, col(Allocation.charge_id) == col(Charge.id))
        .where(Charge.tenancy_id == tenancy_id, col(Charge.kind).in_(HELD_ACCOUNTS))
        .group_by(col(Charge.kind))
    )
    return {ChargeKind(kind): day for kind, day in rows}
