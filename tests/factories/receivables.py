"""Households with a ledger: charges and receipts, made by the actions that make them in the app."""

from datetime import UTC, date, datetime, time
from itertools import count
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.leasing.enums import RentLineKind, TermKind
from pm_app.leasing.tables import Lease, RentLine, Tenancy
from pm_app.portfolio.tables import Unit
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from tests.factories.books import the_books
from tests.factories.portfolio import a_unit

_numbers = count(1)


def typed_on(day: date) -> datetime:
    """Return the moment at which something of that day is typed: its noon."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def a_household(
    session: Session,
    *,
    unit: Unit | None = None,
    name: str = "",
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
    rent_cents: int | None = None,
    due_day: int = 1,
    recorded_on: date | None = None,
    moved_out_on: date | None = None,
    move_out_planned_on: date | None = None,
) -> Tenancy:
    """Add a tenancy with one term, a rent line when it has a rent, and open books."""
    the_books(session)
    unit = unit or a_unit(session)
    tenancy = Tenancy(
        request_key=uuid4(),
        unit_id=unit.id,
        property_id=unit.property_id,
        name=name or f"Household {next(_numbers)}",
        starts_on=starts_on,
        moved_out_on=moved_out_on,
        move_out_planned_on=move_out_planned_on,
        created_at=typed_on(recorded_on or starts_on),
    )
    session.add(tenancy)
    session.flush()
    kind = TermKind.ORIGINAL if ends_on else TermKind.MONTH_TO_MONTH
    session.add(
        Lease(tenancy_id=tenancy.id, kind=kind, starts_on=starts_on, ends_on=ends_on, created_at=tenancy.created_at)
    )
    if rent_cents is not None:
        a_rent_line(session, tenancy, amount_cents=rent_cents, due_day=due_day)
    session.flush()
    session.refresh(tenancy)
    return tenancy


def a_rent_line(
    session: Session,
    tenancy: Tenancy,
    *,
    amount_cents: int = 1_000_00,
    kind: RentLineKind = RentLineKind.RENT,
    due_day: int = 1,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RentLine:
    """Add something charged monthly, from the start of the tenancy unless said otherwise."""
    line = RentLine(
        tenancy_id=tenancy.id,
        kind=kind,
        amount_cents=amount_cents,
        due_day=due_day,
        starts_on=starts_on or tenancy.starts_on,
        ends_on=ends_on,
    )
    session.add(line)
    session.flush()
    return line


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
    )
