"""The settling of one household's deposits: what was entered, what it comes to, and until when it is to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import TenancyPlace, tenancy_place
from pm_app.portfolio.tables import Property
from pm_app.receivables.enums import ChargeKind, ClockStart, ReceiptMethod
from pm_app.receivables.queries.deposit_deadlines import deadlines_of
from pm_app.receivables.queries.deposits_held import HouseholdDeposits, household_deposits
from pm_app.receivables.queries.disposition_rows import (
    DispositionRecord,
    clock_of,
    deductions_of,
    deposit_credits,
    find_disposition,
    jointly,
    payees_of,
    record_of,
)
from pm_app.receivables.queries.facts import OpenItem, free_money, open_items
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.rules.deposit_clock import Deadline, deadline_for, due_on, situation_of, starts_on
from pm_app.receivables.rules.deposits import (
    Deduction,
    Outcome,
    Payee,
    Release,
    outcome,
    releases,
)
from pm_app.receivables.tables.dispositions import Disposition
from pm_app.receivables.tables.items import Charge, Refund, Reversal

NEVER_DEDUCTED = DEPOSIT_KINDS | {ChargeKind.REFUND}


@dataclass(frozen=True)
class DeductionRow:
    """A deduction as it was entered. `open_cents`: what is open on its charge now; None when there is no charge yet."""

    line_id: UUID
    deduction: Deduction
    open_cents: int | None


@dataclass(frozen=True)
class RefundRow:
    """What was paid to somebody; one that was taken back says when."""

    charge_id: UUID
    payee: str
    amount_cents: int
    paid_on: date
    method: ReceiptMethod
    reference: str
    reversed_on: date | None


@dataclass(frozen=True)
class DueBy:
    """Until when the deposit is to be settled: by which parameter, from which day; both days None while it rests."""

    deadline: Deadline
    starts_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class DispositionSheet:
    """The whole work sheet. `record` None: nobody opened it yet; `due_by` None: no deadline is set for the place.

    `left_out` are charges that are open and not deducted; `prepaid_cents` is other money of the household that is free.
    """

    place: TenancyPlace
    jurisdiction: str
    deposits: HouseholdDeposits | None
    held: dict[ChargeKind, int]
    record: DispositionRecord | None
    lines: list[DeductionRow]
    payees: list[Payee]
    jointly: bool
    outcome: Outcome
    releases: list[Release]
    left_out: list[OpenItem]
    prepaid_cents: int
    due_by: DueBy | None
    refunds: list[RefundRow]

    @property
    def deductions(self) -> list[Deduction]:
        """The deductions in their order."""
        return [line.deduction for line in self.lines]


def disposition_sheet(session: Session, actor: Actor, *, tenancy_id: UUID) -> DispositionSheet:
    """Return the work sheet of a household's deposits as it stands; before it is opened, with nothing deducted.

    Once it is itemized it tells what was posted then.
    """
    actor.must(Permission.VIEW_LEDGER)
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    row = find_disposition(session, tenancy_id)
    record = record_of(row) if row else None
    deposits = next(iter(household_deposits(session, actor, as_of=date.max, tenancy_ids=[tenancy_id])), None)
    held = deposits.held if deposits else {}
    if row is not None and row.itemized_at is not None:
        held = _released(session, row)
    items = open_items(session, tenancy_id)
    lines = _lines(session, row, items) if row else []
    deductions = [line.deduction for line in lines]
    interest_cents = record.interest_cents if record else 0
    jurisdiction = _jurisdiction(session, place)
    payees = payees_of(session, row) if row else []
    return DispositionSheet(
        place=place,
        jurisdiction=jurisdiction,
        deposits=deposits,
        held=held,
        record=record,
        lines=lines,
        payees=payees or [jointly(session, place)],
        jointly=not payees,
        outcome=outcome(held, interest_cents, deductions),
        releases=releases(held, interest_cents, deductions),
        left_out=_left_out(items, deductions),
        prepaid_cents=sum(one.prepayment.open_cents for one in free_money(session, tenancy_id)),
        due_by=_due_by(session, actor, jurisdiction, place, record, bool(lines)),
        refunds=_refunds(session, row) if row else [],
    )


def _released(session: Session, disposition: Disposition) -> dict[ChargeKind, int]:
    held: dict[ChargeKind, int] = {}
    for credit in deposit_credits(session, disposition):
        if credit.deposit_kind is not None:
            held[credit.deposit_kind] = held.get(credit.deposit_kind, 0) + credit.amount_cents
    return held


def _lines(session: Session, row: Disposition, items: list[OpenItem]) -> list[DeductionRow]:
    left = {item.charge.charge_id: item.charge.open_cents for item in items}
    return [
        DeductionRow(
            line.id,
            Deduction(ChargeKind(line.kind), line.amount_cents, line.reason, line.charge_id, line.document_id),
            None if line.charge_id is None else left.get(line.charge_id, 0),
        )
        for line in deductions_of(session, row)
    ]


def _left_out(items: list[OpenItem], deductions: list[Deduction]) -> list[OpenItem]:
    named = {one.charge_id for one in deductions}
    return [item for item in items if item.charge.charge_id not in named and item.charge.kind not in NEVER_DEDUCTED]


def _jurisdiction(session: Session, place: TenancyPlace) -> str:
    region = session.exec(select(Property.region).where(Property.id == place.property_id)).first()
    if region is None:
        raise NotFound("This lease does not exist, or it is not yours to see.")
    return region.strip().upper()


def _due_by(
    session: Session,
    actor: Actor,
    jurisdiction: str,
    place: TenancyPlace,
    record: DispositionRecord | None,
    deducts: bool,
) -> DueBy | None:
    if place.moved_out_on is None:
        return None
    clock = clock_of(place.moved_out_on, record)
    known: Mapping = deadlines_of(session, actor, jurisdiction=jurisdiction)
    deadline = deadline_for(known, situation_of(disputed=bool(record and record.disputed), deducts=deducts))
    return None if deadline is None else DueBy(deadline, starts_on(deadline.starts, clock), due_on(deadline, clock))


def waits_for_address(due_by: DueBy | None) -> bool:
    """Return whether a deadline rests because nobody has a forwarding address yet."""
    waiting = {ClockStart.ADDRESS_RECEIVED, ClockStart.LATER_OF_BOTH}
    return due_by is not None and due_by.due_on is None and due_by.deadline.starts in waiting


def _refunds(session: Session, row: Disposition) -> list[RefundRow]:
    rows = session.exec(
        select(Refund, Charge.amount_cents, Reversal)
        .join(Charge, col(Charge.id) == col(Refund.charge_id))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(Refund.disposition_id == row.id)
        .order_by(col(Refund.recorded_at), col(Refund.id))
    )
    return [
        RefundRow(
            refund.charge_id,
            refund.payee,
            cents,
            refund.paid_on,
            refund.method,
            refund.reference,
            back.reversed_on if back else None,
        )
        for refund, cents, back in rows
    ]
