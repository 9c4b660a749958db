"""The ledger of one tenancy, page by page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.people.tables import Person
from pm_app.receivables.queries.facts import known
from pm_app.receivables.rules.ledger import (
    LedgerCharge,
    LedgerCredit,
    LedgerReceipt,
    LedgerRow,
    ledger_rows,
    rows_from,
)
from pm_app.receivables.rules.ledger import Reversal as TakenBack
from pm_app.receivables.tables.items import Charge, Credit, Receipt, Reversal


@dataclass(frozen=True)
class LedgerPage:
    """Part of a ledger, newest first, with the totals of all rows between the days that were asked for.

    `brought_forward_cents` is the balance before the first of them, `balance_cents` the one after the last.
    """

    rows: list[LedgerRow]
    total: int
    brought_forward_cents: int
    charged_cents: int
    paid_cents: int
    balance_cents: int


def ledger(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    as_of: date,
    listing: Listing,
    starts_on: date | None = None,
    ends_on: date | None = None,
    known_at: datetime | None = None,
    hide_reversed: bool = False,
) -> LedgerPage:
    """Return one page of a tenancy's ledger as of a day and as known at a moment, newest first.

    `starts_on` and `ends_on` narrow which rows are shown, both included; the running balance counts all before them.
    """
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    last_on = as_of if ends_on is None else min(as_of, ends_on)
    every = ledger_rows(
        _charges(session, tenancy_id, known_at),
        _receipts(session, tenancy_id, known_at),
        _credits(session, tenancy_id, known_at),
        as_of=last_on,
        hide_reversed=hide_reversed,
    )
    brought_forward_cents, shown = rows_from(every, starts_on or date.min)
    newest_first = shown[::-1]
    return LedgerPage(
        rows=newest_first[listing.offset : listing.offset + listing.limit],
        total=len(shown),
        brought_forward_cents=brought_forward_cents,
        charged_cents=sum(row.charge_cents for row in shown),
        paid_cents=sum(row.payment_cents for row in shown),
        balance_cents=shown[-1].balance_cents if shown else brought_forward_cents,
    )


def _charges(session: Session, tenancy_id: UUID, known_at: datetime | None) -> list[LedgerCharge]:
    rows = session.execute(
        sql_select(Charge, Reversal)
        .outerjoin(Reversal, and_(col(Reversal.charge_id) == col(Charge.id), known(Reversal.recorded_at, known_at)))
        .where(col(Charge.tenancy_id) == tenancy_id, known(Charge.recorded_at, known_at))
    )
    return [
        LedgerCharge(
            charge.id,
            charge.kind.value,
            _charge_description(charge),
            charge.amount_cents,
            charge.posted_on,
            charge.recorded_at,
            _taken_back(reversal),
        )
        for charge, reversal in rows
    ]


def _charge_description(charge: Charge) -> str:
    """Say what it is for, the days it pays for unless it came from a rent line, and when it is due if not at once."""
    served = ""
    if charge.service_from and charge.service_to and charge.rent_line_id is None:
        served = f"{in_words(charge.service_from)} – {in_words(charge.service_to)}"
    due = f"due {in_words(charge.due_on)}" if charge.due_on != charge.posted_on else ""
    return ", ".join(part for part in (charge.description, served, due) if part)


def _receipts(session: Session, tenancy_id: UUID, known_at: datetime | None) -> list[LedgerReceipt]:
    rows = session.execute(
        sql_select(Receipt, Reversal, col(Person.name))
        .outerjoin(Reversal, and_(col(Reversal.receipt_id) == col(Receipt.id), known(Reversal.recorded_at, known_at)))
        .outerjoin(Person, col(Person.id) == col(Receipt.payer_id))
        .where(col(Receipt.tenancy_id) == tenancy_id, known(Receipt.recorded_at, known_at))
    )
    return [
        LedgerReceipt(
            receipt.id,
            receipt.method.value,
            _receipt_description(receipt, payer),
            receipt.amount_cents,
            receipt.received_on,
            receipt.recorded_at,
            _taken_back(reversal),
        )
        for receipt, reversal, payer in rows
    ]


def _credits(session: Session, tenancy_id: UUID, known_at: datetime | None) -> list[LedgerCredit]:
    rows = session.execute(
        sql_select(Credit, Reversal)
        .outerjoin(Reversal, and_(col(Reversal.credit_id) == col(Credit.id), known(Reversal.recorded_at, known_at)))
        .where(col(Credit.tenancy_id) == tenancy_id, known(Credit.recorded_at, known_at))
    )
    return [
        LedgerCredit(
            credit.id,
            credit.kind.value,
            credit.reason,
            credit.amount_cents,
            credit.credited_on,
            credit.recorded_at,
            _taken_back(reversal),
        )
        for credit, reversal in rows
    ]


def _taken_back(reversal: Reversal | None) -> TakenBack | None:
    return TakenBack(reversal.reversed_on, reversal.recorded_at, reversal.reason, reversal.kind) if reversal else None


def _receipt_description(receipt: Receipt, payer: str | None) -> str:
    by = f"from {payer}" if payer else ""
    return ", ".join(part for part in (receipt.reference, by, receipt.memo) if part)
