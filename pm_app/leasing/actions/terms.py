"""How long a tenancy is agreed for: renewed by a further term; and what its page says about it."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.kernel.dates import day_after, day_before
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.leasing.actions.offers import close_open_offer
from pm_app.leasing.actions.premiums import end_premiums
from pm_app.leasing.actions.rent import change_rent
from pm_app.leasing.actions.stays import UnderNotice, must_stay, note, standing_tenancy
from pm_app.leasing.enums import OfferOutcome, TermKind
from pm_app.leasing.rules import TermFacts, check_term
from pm_app.leasing.tables import Lease

LONGEST_NAME = 200
LONGEST_NOTES = 5_000

__all__ = ["UnderNotice", "change_tenancy", "renew_lease"]


def renew_lease(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    ends_on: date | None,
    today: date,
    now: datetime,
    starts_on: date | None = None,
    rent_cents: int | None = None,
    rent_from: date | None = None,
    accepted_on: date | None = None,
) -> UUID:
    """Add a further term and return its id; the tenancy and its balance go on.

    It begins on the day after the last one ends unless `starts_on` is given, and ends a term without end the day
    before. A new rent counts from `rent_from`, else from the first day of the term. `ends_on` None is month-to-month.
    The open offer becomes this term when it was accepted (`accepted_on`: agreed on that day), else it is superseded.
    Refuses terms that overlap, and a household under notice (`UnderNotice`).
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    must_stay(session, tenancy_id)
    terms = list(session.exec(select(Lease).where(Lease.tenancy_id == tenancy_id).order_by(col(Lease.starts_on))))
    begins_on = starts_on or _day_after(terms[-1])
    if terms[-1].ends_on is None and begins_on > terms[-1].starts_on:
        terms[-1].ends_on = day_before(begins_on)
        session.flush()
    check_term(begins_on, ends_on, [TermFacts(term.kind, term.starts_on, term.ends_on) for term in terms])
    kind = TermKind.MONTH_TO_MONTH if ends_on is None else TermKind.RENEWAL
    term = Lease(tenancy_id=tenancy_id, kind=kind, starts_on=begins_on, ends_on=ends_on, created_at=now)
    term.signed_on = accepted_on
    session.add(term)
    session.flush()
    _close_offer(session, actor, term, accepted_on, today, now)
    note(session, actor, tenancy, "renewed the lease", now=now, starts_on=begins_on, ends_on=ends_on)
    end_premiums(session, actor, tenancy=tenancy, begins_on=begins_on, today=today)
    if rent_cents is not None:
        _change_rent(session, actor, tenancy_id, rent_cents, rent_from or begins_on, today, now)
    return term.id


def change_tenancy(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    name: str,
    notes: str,
    rolls_month_to_month: bool,
    version: int,
    now: datetime,
) -> None:
    """Change what a household is called, the notes on it, and whether it goes on when its term ends.

    Refuses (`Stale`) when somebody else changed the tenancy since `version` was read.
    """
    tenancy = standing_tenancy(session, actor, tenancy_id=tenancy_id)
    if tenancy.version != version:
        raise Stale("Somebody else changed this lease meanwhile. Reload the page and look again.")
    called = cleaned(name, longest=LONGEST_NAME, field="name", name="The name")
    if not called:
        raise Refused("Write what the household is called.", field="name")
    changes = {
        "name": [tenancy.name, called] if called != tenancy.name else None,
        "month_to_month_after": (
            [tenancy.rolls_month_to_month, rolls_month_to_month]
            if rolls_month_to_month != tenancy.rolls_month_to_month
            else None
        ),
    }
    tenancy.name, tenancy.rolls_month_to_month = called, rolls_month_to_month
    tenancy.notes = cleaned(notes, longest=LONGEST_NOTES, field="notes", name="The note")
    tenancy.version += 1
    note(session, actor, tenancy, "changed the lease", now=now, **changes)


def _change_rent(
    session: Session, actor: Actor, tenancy_id: UUID, rent_cents: int, first_on: date, today: date, now: datetime
) -> None:
    change_rent(
        session, actor, tenancy_id=tenancy_id, rent_cents=rent_cents, effective_on=first_on, today=today, now=now
    )


def _close_offer(
    session: Session, actor: Actor, term: Lease, accepted_on: date | None, today: date, now: datetime
) -> None:
    close_open_offer(
        session,
        actor,
        tenancy_id=term.tenancy_id,
        outcome=OfferOutcome.SUPERSEDED if accepted_on is None else OfferOutcome.ACCEPTED,
        on=accepted_on or today,
        now=now,
        lease_id=term.id if accepted_on else None,
    )


def _day_after(last: Lease) -> date:
    if last.ends_on is None:
        raise Refused("The last term has no end. Choose the day on which the new one begins.", field="starts_on")
    return day_after(last.ends_on)
