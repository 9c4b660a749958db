"""What staying on past the end of a lease costs more: a rent line of its own, from the day after."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_after, day_before
from pm_app.kernel.money import percentage
from pm_app.leasing.actions.stays import note, standing_tenancy
from pm_app.leasing.enums import RentLineKind
from pm_app.leasing.rules import check_premium
from pm_app.leasing.tables import Lease, RentLine, Tenancy


def set_premiums(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    month_to_month_bps: int,
    holdover_bps: int,
    now: datetime,
) -> None:
    """Set how much more staying on past the lease costs, in basis points of the rent; 0 is no premium.

    It counts for premiums that begin from now on: one that is charged already stays until it is ended. Refuses
    (`PremiumOutOfRange`) less than nothing, and more than 200 percent.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    check_premium(month_to_month_bps, "month_to_month")
    check_premium(holdover_bps, "holdover")
    before = (tenancy.month_to_month_premium_bps, tenancy.holdover_premium_bps)
    if before == (month_to_month_bps, holdover_bps):
        return
    tenancy.month_to_month_premium_bps, tenancy.holdover_premium_bps = month_to_month_bps, holdover_bps
    tenancy.version += 1
    note(
        session,
        actor,
        tenancy,
        "set the premiums for staying on",
        now=now,
        month_to_month_bps=[before[0], month_to_month_bps],
        holdover_bps=[before[1], holdover_bps],
    )


def start_premiums(session: Session, actor: Actor, *, today: date, now: datetime) -> int:
    """Add the premium of every household that stays on past its last term, and return how many were added.

    Month-to-month or holdover, as the tenancy rolls; in basis points of the rent, as often as the rent, from the day
    after the term (domain rules §8, §18). Twice adds nothing.
    """
    actor.must(Permission.CHANGE_LEASES)
    last_end = select(func.max(Lease.ends_on)).where(Lease.tenancy_id == Tenancy.id).scalar_subquery()
    endless = select(Lease.id).where(Lease.tenancy_id == Tenancy.id, col(Lease.ends_on).is_(None)).exists()
    rows = session.exec(
        select(Tenancy, last_end)
        .where(
            last_end < today,
            ~endless,
            col(Tenancy.cancelled_at).is_(None),
            col(Tenancy.moved_out_on).is_(None),
            within_scope(actor, col(Tenancy.property_id)),
        )
        .order_by(col(Tenancy.id))
    )
    return sum(_start(session, actor, tenancy, ended_on, now) for tenancy, ended_on in rows if ended_on)


def _start(session: Session, actor: Actor, tenancy: Tenancy, ended_on: date, now: datetime) -> bool:
    bps = tenancy.month_to_month_premium_bps if tenancy.rolls_month_to_month else tenancy.holdover_premium_bps
    lines = session.exec(
        select(RentLine).where(RentLine.tenancy_id == tenancy.id).order_by(col(RentLine.starts_on).desc())
    ).all()
    starts_on = day_after(ended_on)
    rent = next((line for line in lines if line.kind == RentLineKind.RENT and line.starts_on <= starts_on), None)
    begun = any(line.kind == RentLineKind.PREMIUM and line.starts_on >= starts_on for line in lines)
    amount_cents = percentage(rent.amount_cents, bps) if rent else 0
    if rent is None or begun or amount_cents <= 0:
        return False
    session.add(
        RentLine(
            tenancy_id=tenancy.id,
            kind=RentLineKind.PREMIUM,
            amount_cents=amount_cents,
            frequency=rent.frequency,
            due_day=rent.due_day,
            starts_on=starts_on,
            prorated=rent.prorated,
            proration=rent.proration,
            description="Stays on past the lease",
        )
    )
    session.flush()
    note(session, actor, tenancy, "charged a premium", now=now, amount_cents=amount_cents, starts_on=starts_on)
    return True


def end_premiums(session: Session, actor: Actor, *, tenancy: Tenancy, begins_on: date, today: date) -> None:
    """End the premiums of a household whose lease goes on: before its new term, but not before today."""
    actor.must(Permission.CHANGE_LEASES)
    lines = session.exec(
        select(RentLine).where(
            RentLine.tenancy_id == tenancy.id, RentLine.kind == RentLineKind.PREMIUM, col(RentLine.ends_on).is_(None)
        )
    )
    for line in lines:
        line.ends_on = max(line.starts_on, day_before(max(begins_on, today)))
    session.flush()
