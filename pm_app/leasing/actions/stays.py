"""The tenancy a change is about: held, checked to be standing, its days kept apart from other households' days."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.letting import Occupant, find_occupant
from pm_app.leasing.queries.tenancies import lock_tenancy
from pm_app.leasing.tables import LeaseNotice, Tenancy


class UnitOccupied(Refused):
    """Another household holds the unit on some of these days."""


class TenancyOver(Refused):
    """The tenancy has ended or was cancelled: nothing about it changes any more."""


class UnderNotice(Refused):
    """The household is leaving: the notice would have to be withdrawn first."""


def standing_tenancy(session: Session, actor: Actor, *, tenancy_id: UUID) -> Tenancy:
    """Return the tenancy, held until the transaction ends; refuses one that ended, was cancelled or is out of scope."""
    actor.must(Permission.CHANGE_LEASES)
    lock_tenancy(session, actor, tenancy_id=tenancy_id)
    tenancy = session.exec(select(Tenancy).where(Tenancy.id == tenancy_id)).one()
    session.refresh(tenancy)
    if tenancy.cancelled_at is not None:
        raise TenancyOver("This lease was cancelled. Start a new one instead.")
    if tenancy.moved_out_on is not None:
        raise TenancyOver(f"This household moved out on {in_words(tenancy.moved_out_on)}. Start a new lease instead.")
    return tenancy


def must_stay(session: Session, tenancy_id: UUID) -> None:
    """Refuse (`UnderNotice`) a household that is leaving; it is held already."""
    noticed = session.exec(
        select(LeaseNotice.id).where(LeaseNotice.tenancy_id == tenancy_id, col(LeaseNotice.withdrawn_at).is_(None))
    ).first()
    if noticed is not None:
        raise UnderNotice("Notice was given on this lease. Withdraw the notice first, then renew.")


@contextmanager
def days_kept_apart(
    session: Session,
    actor: Actor,
    tenancy: Tenancy,
    *,
    first_on: date,
    last_on: date | None,
    field: str,
    today: date | None = None,
) -> Generator[None]:
    """Refuse (`UnitOccupied`) days another household holds: before the write inside, and when the database does.

    The database decides in the end, since somebody else may be letting the unit in the same moment.
    """
    asked = partial(
        find_occupant, session, actor, unit_id=tenancy.unit_id, first_on=first_on, last_on=last_on, besides=tenancy.id
    )
    if occupant := asked(today=today):
        raise _occupied(occupant, first_on, field)
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as problem:
        if "no_double_occupancy" not in str(problem.orig):
            raise
        raise _occupied(asked(), first_on, field) from problem


def note(session: Session, actor: Actor, tenancy: Tenancy, did: str, *, now: datetime, **details: Any) -> None:
    """Record in the history what was done to a tenancy; days in the details are written as text."""
    record_audit(
        session,
        actor,
        did=did,
        about_kind="tenancy",
        about_id=tenancy.id,
        about_name=tenancy.name,
        property_id=tenancy.property_id,
        tenancy_id=tenancy.id,
        now=now,
        details={name: _json(value) for name, value in details.items() if value is not None},
    )


def _occupied(occupant: Occupant | None, first_on: date, field: str) -> UnitOccupied:
    if occupant is None:
        return UnitOccupied("Somebody else just let this unit. Reload the page and look again.", field=field)
    name = occupant.name
    if occupant.starts_on > first_on:
        booked_on = in_words(occupant.starts_on)
        return UnitOccupied(f"The unit is let to {name} from {booked_on}. Choose days before that.", field=field)
    if occupant.ends_on is None:
        return UnitOccupied(
            f"The unit is let to {name}, and no notice was given. Record when they leave first.", field=field
        )
    last_on = in_words(occupant.ends_on)
    if occupant.ends_on < first_on:
        return UnitOccupied(
            f"{name} should have left by {last_on}, but moving out was not recorded. End that lease first.", field=field
        )
    return UnitOccupied(f"The unit is let to {name} until {last_on}. Begin on the day after, or later.", field=field)


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_json(part) for part in value] if isinstance(value, list | tuple) else value
