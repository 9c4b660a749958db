"""Households with a ledger: charges and receipts, made by the actions that make them in the app."""

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Unit
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from tests.factories.books import the_books
from tests.factories.leasing import a_tenancy


def typed_on(day: date) -> datetime:
    """Return the moment at which something of that day is typed: its noon."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def a_household(
    session: Session,
    unit: Unit | None = None,
    *,
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
    rent_cents: int | None = None,
    due_day: int = 1,
    recorded_on: date | None = None,
    moved_out_on: date | None = None,
    move_out_planned_on: date | None = None,
) -> Tenancy:
    """Add a tenancy, typed on the day it began unless another is given, whose money can be booked."""
    the_books(session)
    tenancy = a_tenancy(
        session,
        unit,
        starts_on=starts_on,
        ends_on=ends_on,
        rent_cents=rent_cents,
        due_day=due_day,
        moved_out_on=moved_out_on,
    )
    tenancy.move_out_planned_on = move_out_planned_on
    tenancy.created_at = typed_on(recorded_on or starts_on)
    session.flush()
    return tenancy


def a_charge(
    session: Session,
    tenancy: Tenancy,
    *,
    amount_cents: int = 1_000_00,
    due_on: date = date(2026, 1, 1),
    kind: ChargeKind = ChargeKind.RENT,
    today: date | None = None,
    description: str = "",
) -> UUID:
    """Post a charge, on its due day unless `today` comes before it, and return its id."""
    today = today or due_on
    return post_charge(
        session,
        CONSOLE,
        request_key=uuid4(),
        tenancy_id=tenancy.id,
        kind=kind,
        amount_cents=amount_cents,
        due_on=due_on,
        description=description,
        today=today,
        now=typed_on(today),
    )


def a_receipt(
    session: Session,
    tenancy: Tenancy,
    *,
    amount_cents: int = 1_000_00,
    received_on: date = date(2026, 1, 5),
    method: ReceiptMethod = ReceiptMethod.CHECK,
    today: date | None = None,
) -> UUID:
    """Record a receipt, on the day it came in unless `today` is later, and return its id."""
    today = today or received_on
    return record_receipt(
        session,
        CONSOLE,
        request_key=uuid4(),
        tenancy_id=tenancy.id,
        amount_cents=amount_cents,
        received_on=received_on,
        method=method,
        today=today,
        now=typed_on(today),
        duplicate_confirmed=True,
    )
