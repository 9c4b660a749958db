"""Tenancies with their term, rent and tenant."""

from datetime import UTC, date, datetime
from uuid import uuid4

from sqlmodel import Session

from pm_app.leasing.enums import NoticeGiver, PartyRole, RentLineKind, TermKind
from pm_app.leasing.tables import Lease, LeaseNotice, LeaseParty, RentLine, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Unit
from tests.factories.access import LONG_AGO
from tests.factories.people import a_person
from tests.factories.portfolio import a_unit


def a_tenancy(
    session: Session,
    unit: Unit | None = None,
    *,
    tenant: Person | None = None,
    name: str = "",
    starts_on: date = date(2025, 6, 1),
    ends_on: date | None = date(2026, 5, 31),
    rent_cents: int | None = 1_200_00,
    due_day: int = 1,
    moved_out_on: date | None = None,
    cancelled_at: datetime | None = None,
    rolls_month_to_month: bool = True,
) -> Tenancy:
    """Add a tenancy of one tenant, with a first term and a monthly rent; in a unit of its own unless one is given."""
    unit = unit or a_unit(session)
    tenant = tenant or a_person(session)
    tenancy = Tenancy(
        request_key=uuid4(),
        unit_id=unit.id,
        property_id=unit.property_id,
        name=name or tenant.name,
        starts_on=starts_on,
        moved_out_on=moved_out_on,
        cancelled_at=cancelled_at,
        rolls_month_to_month=rolls_month_to_month,
        created_at=LONG_AGO,
    )
    session.add(tenancy)
    session.flush()
    a_term(session, tenancy, starts_on=starts_on, ends_on=ends_on)
    if rent_cents is not None:
        a_rent_line(session, tenancy, amount_cents=rent_cents, due_day=due_day)
    session.add(
        LeaseParty(tenancy_id=tenancy.id, person_id=tenant.id, role=PartyRole.TENANT, starts_on=tenancy.starts_on)
    )
    session.flush()
    return tenancy


def a_term(
    session: Session,
    tenancy: Tenancy,
    *,
    starts_on: date,
    ends_on: date | None,
    kind: TermKind | None = None,
) -> Lease:
    """Add a term to a tenancy; one without an end is month-to-month."""
    term = Lease(
        tenancy_id=tenancy.id,
        kind=kind or (TermKind.ORIGINAL if ends_on else TermKind.MONTH_TO_MONTH),
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=LONG_AGO,
    )
    session.add(term)
    session.flush()
    return term


def a_rent_line(
    session: Session,
    tenancy: Tenancy,
    *,
    kind: RentLineKind = RentLineKind.RENT,
    amount_cents: int = 1_200_00,
    due_day: int = 1,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RentLine:
    """Add something that is charged every month, from the first day of the tenancy unless another is given."""
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


def a_notice(
    session: Session,
    tenancy: Tenancy,
    *,
    given_on: date = date(2026, 1, 10),
    move_out_on: date = date(2026, 2, 28),
    withdrawn_at: datetime | None = None,
) -> LeaseNotice:
    """Add a tenant's notice, and the planned end of the stay unless it was withdrawn."""
    notice = LeaseNotice(
        tenancy_id=tenancy.id,
        given_by=NoticeGiver.TENANT,
        given_on=given_on,
        move_out_on=move_out_on,
        recorded_at=datetime(given_on.year, given_on.month, given_on.day, 15, 0, tzinfo=UTC),
        withdrawn_at=withdrawn_at,
    )
    session.add(notice)
    if withdrawn_at is None:
        tenancy.move_out_planned_on = move_out_on
    session.flush()
    return notice
