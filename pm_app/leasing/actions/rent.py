"""What is charged again and again: a new rent, something further besides it, the end of one of them."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_before, in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.actions.stays import note, standing_tenancy
from pm_app.leasing.enums import Frequency, ProrationMethod, RentLineKind
from pm_app.leasing.rules import check_due_day, check_rent
from pm_app.leasing.tables import RentLine, Tenancy


class RentAlreadyChanged(Refused):
    """Another rent already counts from that day."""


class RentInThePast(Refused):
    """The rent of days that are over was charged already."""


def change_rent(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    rent_cents: int,
    effective_on: date,
    today: date,
    now: datetime,
    due_day: int | None = None,
) -> UUID:
    """Let a new rent (cents a month) count from a day on and return its line: the one before ends the day before.

    The due day stays unless given. A rent that has not begun yet is corrected in place. Refuses days gone by
    (`RentInThePast`): what was charged for them is not changed by a lease.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    check_rent(rent_cents)
    check_due_day(1 if due_day is None else due_day)
    _check_effective(tenancy, effective_on, today)
    before = _rent_on(session, tenancy_id, effective_on)
    note(
        session,
        actor,
        tenancy,
        "changed the rent",
        now=now,
        rent_cents=[before.amount_cents if before else None, rent_cents],
        effective_on=effective_on,
    )
    line = _changed(session, tenancy, before, rent_cents, effective_on, today)
    line.due_day = due_day or line.due_day
    session.flush()
    return line.id


def add_rent_line(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    kind: RentLineKind,
    amount_cents: int,
    starts_on: date,
    now: datetime,
    due_day: int = 1,
    ends_on: date | None = None,
    description: str = "",
    frequency: Frequency = Frequency.MONTHLY,
    prorated: bool = True,
    proration: ProrationMethod = ProrationMethod.ACTUAL_DAYS,
) -> UUID:
    """Charge something besides the rent, in cents a period, from a day on; returns the line's id.

    Refuses rent itself (see `change_rent`), days before the lease, and the very same line a second time.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    check_rent(amount_cents)
    _check_line(tenancy, kind, starts_on, ends_on, due_day)
    line = RentLine(
        tenancy_id=tenancy_id,
        kind=kind,
        amount_cents=amount_cents,
        due_day=due_day,
        starts_on=starts_on,
        ends_on=ends_on,
        description=cleaned(description, longest=200, field="description", name="The description"),
        frequency=frequency,
        prorated=prorated,
        proration=proration,
    )
    _must_be_new(session, line)
    session.add(line)
    session.flush()
    note(session, actor, tenancy, f"added {kind.value}", now=now, amount_cents=amount_cents, starts_on=starts_on)
    return line.id


def _check_line(tenancy: Tenancy, kind: RentLineKind, starts_on: date, ends_on: date | None, due_day: int) -> None:
    check_due_day(due_day)
    if kind == RentLineKind.RENT:
        raise Refused("This lease has a rent already. Change the rent instead.", field="kind")
    if starts_on < tenancy.starts_on:
        raise Refused("Nothing is charged before the lease begins. Choose a later day.", field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused("The last day cannot lie before the first.", field="ends_on")


def end_rent_line(
    session: Session, actor: Actor, *, tenancy_id: UUID, rent_line_id: UUID, ends_on: date, now: datetime
) -> None:
    """Stop charging one thing after a day, the last one included. Refuses the rent, and a day before it begins."""
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    line = session.exec(select(RentLine).where(RentLine.id == rent_line_id, RentLine.tenancy_id == tenancy_id)).first()
    if line is None:
        raise NotFound("This is no longer charged. Reload the page and look again.")
    if line.kind == RentLineKind.RENT:
        raise Refused("The rent goes on as long as people live there. Change it, or end the lease.")
    if ends_on < line.starts_on:
        raise Refused(
            f"It is charged from {in_words(line.starts_on)}. Choose that day or a later one.", field="ends_on"
        )
    line.ends_on = ends_on
    note(session, actor, tenancy, f"ended {line.kind.value}", now=now, ends_on=ends_on)


def _check_effective(tenancy: Tenancy, effective_on: date, today: date) -> None:
    if effective_on < today:
        raise RentInThePast(
            "Days gone by were charged already. Choose today or a later day, and charge or credit the difference.",
            field="effective_on",
        )
    if effective_on < tenancy.starts_on:
        raise Refused("The rent cannot change before the lease begins.", field="effective_on")


def _rent_on(session: Session, tenancy_id: UUID, day: date) -> RentLine | None:
    lines = session.exec(
        select(RentLine)
        .where(RentLine.tenancy_id == tenancy_id, RentLine.kind == RentLineKind.RENT, col(RentLine.starts_on) <= day)
        .order_by(col(RentLine.starts_on).desc())
        .limit(1)
    )
    return lines.first()


def _changed(
    session: Session, tenancy: Tenancy, before: RentLine | None, rent_cents: int, effective_on: date, today: date
) -> RentLine:
    if before is not None and before.starts_on == effective_on:
        if effective_on <= today:
            raise RentAlreadyChanged(
                f"A rent already counts from {in_words(effective_on)}. Choose a later day.", field="effective_on"
            )
        before.amount_cents = rent_cents
        return before
    line = RentLine(
        tenancy_id=tenancy.id,
        kind=RentLineKind.RENT,
        amount_cents=rent_cents,
        frequency=before.frequency if before else Frequency.MONTHLY,
        due_day=before.due_day if before else 1,
        starts_on=effective_on,
        ends_on=before.ends_on if before else None,
    )
    if before is not None:
        line.prorated, line.proration = before.prorated, before.proration
        before.ends_on = day_before(effective_on)
    session.add(line)
    return line


def _must_be_new(session: Session, line: RentLine) -> None:
    same = session.exec(
        select(RentLine.id).where(
            RentLine.tenancy_id == line.tenancy_id,
            RentLine.kind == line.kind,
            RentLine.amount_cents == line.amount_cents,
            RentLine.starts_on == line.starts_on,
            RentLine.description == line.description,
        )
    ).first()
    if same is not None:
        raise Refused("This is charged already, from the same day on. Describe it differently if it is another.")
