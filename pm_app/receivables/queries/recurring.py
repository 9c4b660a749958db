"""Rent that is due and not posted, and what will be charged next."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import add_months, day_after
from pm_app.leasing.queries.rent import RentLineRow, find_rent_lines, rent_lines
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.billing import terms_for
from pm_app.receivables.queries.facts import open_items
from pm_app.receivables.queries.openings import taken_over_through
from pm_app.receivables.rules.recurring import (
    Period,
    RecurringLine,
    RentPeriod,
    charge_kind,
    charged_since,
    due_periods,
    period_cents,
)
from pm_app.receivables.tables.items import Charge

MONTHS_LOOKED_AHEAD = 13


@dataclass(frozen=True)
class RentDue:
    """A period of a rent line that is to be charged, and how much it is."""

    rent_line_id: UUID
    tenancy_id: UUID
    tenancy_name: str
    property_id: UUID
    unit_id: UUID
    kind: ChargeKind
    description: str
    period: Period
    amount_cents: int


@dataclass(frozen=True)
class NextCharge:
    """What falls due next, all of that day together."""

    due_on: date
    amount_cents: int


def rent_not_posted(
    session: Session,
    actor: Actor,
    *,
    today: date,
    advance_days: int | None = None,
    tenancy_id: UUID | None = None,
) -> list[RentDue]:
    """Return every period due by `advance_days` from today that was not charged, oldest due day first (rules §8).

    Without `advance_days`, each tenancy's own terms say how far ahead rent is posted.
    Billing goes on past the end of the lease for as long as the household stays; it stops with the day they moved
    out, or are to move out while that day lies ahead. A period whose charge was reversed counts as charged. What a
    stay owed before it was taken over from elsewhere is left out: see `earlier_rent`.
    """
    actor.must(Permission.VIEW_LEDGER)
    every = _not_posted(session, actor, today, advance_days, tenancy_id)
    return [one for one, since in every if since is None or one.period.due_on >= since]


def earlier_rent(session: Session, actor: Actor, *, today: date, tenancy_id: UUID | None = None) -> list[RentDue]:
    """Return the periods before a tenancy was taken over that were never charged here, oldest due day first.

    Of one tenancy, or of all within scope.

    The nightly posting leaves them alone, since they were most likely charged elsewhere; a person may post them.
    """
    actor.must(Permission.VIEW_LEDGER)
    every = _not_posted(session, actor, today, 0, tenancy_id)
    return [one for one, since in every if since is not None and one.period.due_on < since]


def _not_posted(
    session: Session, actor: Actor, today: date, advance_days: int | None, tenancy_id: UUID | None
) -> list[tuple[RentDue, date | None]]:
    through = _through(session, actor, today, advance_days)
    lines = rent_lines(session, actor, tenancy_ids=None if tenancy_id is None else [tenancy_id])
    posted = _posted(session, tenancy_id)
    begun = _charged_since(session, actor, tenancy_id, today)
    due = [
        (_rent_due(line, period), begun.get(line.tenancy_id))
        for line in lines
        for period in due_periods(_recurring(line), through(line), _stopped_on(line, today))
        if (line.rent_line_id, period.whole_starts_on) not in posted
    ]
    return sorted(due, key=lambda one: _by_due_day(one[0]))


def _charged_since(session: Session, actor: Actor, tenancy_id: UUID | None, today: date) -> dict[UUID, date | None]:
    """Return the day each tenancy is charged from here: after the cut-over of balances that were imported."""
    query = sql_select(col(Tenancy.id), col(Tenancy.starts_on), col(Tenancy.created_at))
    if tenancy_id is not None:
        query = query.where(col(Tenancy.id) == tenancy_id)
    imported = taken_over_through(session, actor)
    return {
        one: day_after(imported[one]) if one in imported else charged_since(starts_on, made_at.date(), today)
        for one, starts_on, made_at in session.execute(query)
    }


def rents_due(
    session: Session,
    actor: Actor,
    *,
    periods: Collection[RentPeriod],
    today: date,
    advance_days: int | None = None,
) -> list[RentDue]:
    """Return those of these periods that are due, posted or not, oldest due day first."""
    actor.must(Permission.VIEW_LEDGER)
    wanted = {(one.rent_line_id, one.period_starts_on) for one in periods}
    through = _through(session, actor, today, advance_days)
    due = [
        _rent_due(line, period)
        for line in find_rent_lines(session, actor, rent_line_ids={one.rent_line_id for one in periods})
        for period in due_periods(_recurring(line), through(line), _stopped_on(line, today))
        if (line.rent_line_id, period.whole_starts_on) in wanted
    ]
    return sorted(due, key=_by_due_day)


def _through(session: Session, actor: Actor, today: date, advance_days: int | None) -> Callable[[RentLineRow], date]:
    """Return how to tell the last due day that is posted now: by the days given, or by each tenancy's terms."""
    if advance_days is not None:
        return lambda line: today + timedelta(days=advance_days)
    terms = terms_for(session, actor)
    return lambda line: today + timedelta(days=terms(line.property_id, line.tenancy_id).advance_days)


def _by_due_day(due: RentDue) -> tuple[date, str, str, UUID]:
    return (due.period.due_on, due.tenancy_name, due.kind, due.rent_line_id)


def next_charge(session: Session, actor: Actor, *, tenancy_id: UUID, today: date) -> NextCharge | None:
    """Return what falls due next after today, posted already or not; None when nothing more is to come."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    cents: dict[date, int] = defaultdict(int)
    through = add_months(today, MONTHS_LOOKED_AHEAD)
    posted = _posted(session, tenancy_id)
    for line in rent_lines(session, actor, tenancy_ids=[tenancy_id]):
        recurring = _recurring(line)
        for period in due_periods(recurring, through, _stopped_on(line, today), since=day_after(today)):
            if (line.rent_line_id, period.whole_starts_on) not in posted:
                cents[period.due_on] += period_cents(recurring, period)
    for item in open_items(session, tenancy_id):
        if item.charge.due_on > today:
            cents[item.charge.due_on] += item.charge.open_cents
    return NextCharge(min(cents), cents[min(cents)]) if cents else None


def _posted(session: Session, tenancy_id: UUID | None) -> set[tuple[UUID, date]]:
    query = sql_select(col(Charge.rent_line_id), col(Charge.period_starts_on)).where(
        col(Charge.rent_line_id).isnot(None)
    )
    if tenancy_id is not None:
        query = query.where(col(Charge.tenancy_id) == tenancy_id)
    return {(line_id, starts_on) for line_id, starts_on in session.execute(query) if line_id and starts_on}


def _stopped_on(line: RentLineRow, today: date) -> date | None:
    """Return the last day of the stay as far as it is known; a planned day that passed without moving out is none."""
    if line.moved_out_on is not None:
        return line.moved_out_on
    planned = line.move_out_planned_on
    return planned if planned is not None and planned >= today else None


def _recurring(line: RentLineRow) -> RecurringLine:
    return RecurringLine(
        rent_line_id=line.rent_line_id,
        kind=line.kind,
        amount_cents=line.amount_cents,
        frequency=line.frequency,
        due_day=line.due_day,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        prorated=line.prorated,
        proration=line.proration,
    )


def _rent_due(line: RentLineRow, period: Period) -> RentDue:
    return RentDue(
        rent_line_id=line.rent_line_id,
        tenancy_id=line.tenancy_id,
        tenancy_name=line.tenancy_name,
        property_id=line.property_id,
        unit_id=line.unit_id,
        kind=charge_kind(line.kind),
        description=", ".join(part for part in (line.description, _words(period)) if part),
        period=period,
        amount_cents=period_cents(_recurring(line), period),
    )


def _words(period: Period) -> str:
    """Name the period as people do: `January 2026` when it is a month, else its first and last day."""
    first, last = period.starts_on, period.ends_on
    if first.day == 1 and day_after(last) == add_months(first, 1):
        return f"{first:%B %Y}"
    return f"{first:%b} {first.day} – {last:%b} {last.day}, {last.year}"
