"""How a tenancy ends: notice is given, perhaps withdrawn; people move out."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned
from pm_app.leasing.actions.offers import close_open_offer
from pm_app.leasing.actions.stays import days_kept_apart, note, standing_tenancy
from pm_app.leasing.enums import NoticeGiver, OfferOutcome
from pm_app.leasing.rules import check_notice
from pm_app.leasing.tables import LeaseNotice, RentLine


class NoticeInFuture(Refused):
    """A notice that has not been given yet."""


class NoNotice(Refused):
    """There is no notice to withdraw."""


class MovedOutInFuture(Refused):
    """A move-out that has not happened yet."""


class MovedOutBeforeStart(Refused):
    """A move-out before the first day of the lease."""


def give_notice(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    given_by: NoticeGiver,
    given_on: date,
    move_out_on: date,
    today: date,
    now: datetime,
    reason: str = "",
) -> UUID:
    """Record a notice and the last day it leaves the household, and return its id; an earlier notice gives way to it.

    The unit is free for others after that day. The same notice twice is one. Refuses one that is not given yet, days
    out of order, and a last day in somebody else's stay (`UnitOccupied`).
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    if given_on > today:
        raise NoticeInFuture(
            "A notice is recorded once it was given. Choose today or an earlier day.", field="given_on"
        )
    check_notice(given_on, move_out_on, tenancy.starts_on)
    before = _standing(session, tenancy_id)
    if before and (before.given_by, before.given_on, before.move_out_on) == (given_by, given_on, move_out_on):
        return before.id
    with days_kept_apart(session, actor, tenancy, first_on=tenancy.starts_on, last_on=move_out_on, field="move_out_on"):
        tenancy.move_out_planned_on = move_out_on
        tenancy.version += 1
    if before is not None:
        before.withdrawn_at = now
    notice = LeaseNotice(
        tenancy_id=tenancy_id, given_by=given_by, given_on=given_on, move_out_on=move_out_on, recorded_at=now
    )
    notice.reason = cleaned(reason, longest=1_000, field="reason", name="The reason")
    session.add(notice)
    session.flush()
    note(session, actor, tenancy, f"recorded the {given_by.value}'s notice", now=now, move_out_on=move_out_on)
    return notice.id


def withdraw_notice(session: Session, actor: Actor, *, tenancy_id: UUID, now: datetime) -> None:
    """Take the standing notice back: the household stays. Refuses when the unit is let to somebody after them."""
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    notice = _standing(session, tenancy_id)
    if notice is None:
        raise NoNotice("No notice stands on this lease. Reload the page and look again.")
    with days_kept_apart(session, actor, tenancy, first_on=tenancy.starts_on, last_on=None, field=""):
        tenancy.move_out_planned_on = None
        tenancy.version += 1
    notice.withdrawn_at = now
    note(session, actor, tenancy, "withdrew the notice", now=now, move_out_on=notice.move_out_on)


def end_lease(
    session: Session, actor: Actor, *, tenancy_id: UUID, moved_out_on: date, today: date, now: datetime
) -> None:
    """Record the last day the household was in possession: the stay is over, nothing is charged for later days.

    An offer of renewal they have not answered is withdrawn.
    Refuses a day in the future (record a notice instead), one before the lease, and one in somebody else's stay.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    if moved_out_on > today:
        raise MovedOutInFuture(
            "They have not moved out yet. Record the notice now, and the move-out when it happened.",
            field="moved_out_on",
        )
    if moved_out_on < tenancy.starts_on:
        began_on = in_words(tenancy.starts_on)
        raise MovedOutBeforeStart(
            f"The lease began on {began_on}. Choose that day or a later one.", field="moved_out_on"
        )
    with days_kept_apart(
        session, actor, tenancy, first_on=tenancy.starts_on, last_on=moved_out_on, field="moved_out_on"
    ):
        tenancy.moved_out_on = moved_out_on
        tenancy.version += 1
    _close_rent(session, tenancy_id, moved_out_on)
    close_open_offer(
        session,
        actor,
        tenancy_id=tenancy_id,
        outcome=OfferOutcome.WITHDRAWN,
        on=today,
        now=now,
        reason="The household moved out.",
    )
    note(session, actor, tenancy, "ended the lease", now=now, moved_out_on=moved_out_on)


def _standing(session: Session, tenancy_id: UUID) -> LeaseNotice | None:
    return session.exec(
        select(LeaseNotice)
        .where(LeaseNotice.tenancy_id == tenancy_id, col(LeaseNotice.withdrawn_at).is_(None))
        .order_by(col(LeaseNotice.recorded_at).desc())
    ).first()


def _close_rent(session: Session, tenancy_id: UUID, last_on: date) -> None:
    """Lines that would begin later stay as they are: nothing is charged after the household left."""
    lines = session.exec(select(RentLine).where(RentLine.tenancy_id == tenancy_id, col(RentLine.starts_on) <= last_on))
    for line in lines:
        line.ends_on = last_on if line.ends_on is None else min(line.ends_on, last_on)
