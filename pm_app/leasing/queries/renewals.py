"""The households whose term ends soon or is over, and how far the office is with what follows it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.listing import search_text
from pm_app.leasing.enums import Frequency, RenewalStep
from pm_app.leasing.queries.offers import OfferRow, latest_offers
from pm_app.leasing.queries.rows import TenancyList
from pm_app.leasing.rules import monthly_cents
from pm_app.leasing.rules.offers import follows, renewal_step
from pm_app.leasing.tables import Lease, Tenancy
from pm_app.portfolio.tables import Property, Unit


@dataclass(frozen=True)
class RenewalRow:
    """A household and the term it has: `ends_on` its last day, None without one. Amounts are by the month.

    `offer` is the latest one about the time after this term. `renewed_through` is the last day of a term that follows,
    None without one or without a last day.
    """

    tenancy_id: UUID
    name: str
    property_id: UUID
    property_name: str
    unit_name: str
    ends_on: date | None
    step: RenewalStep
    rent_cents: int | None
    is_monthly: bool
    market_rent_cents: int | None
    move_out_on: date | None
    renewed_through: date | None
    offer: OfferRow | None


def renewals(
    session: Session,
    actor: Actor,
    *,
    today: date,
    within_days: int | None,
    property_id: UUID | None = None,
    search: str = "",
) -> list[RenewalRow]:
    """Return the households whose running term ends within so many days from today, the soonest first.

    `within_days` None: those without a term that runs out: it is over, or has no last day. Three queries.
    """
    actor.must(Permission.VIEW_LEASES)
    actor.must_see(property_id)
    found = _homes(session, actor, today, within_days, property_id)
    offers = latest_offers(session, actor, tenancy_ids=[row[0] for row in found], today=today)
    rows = [_row(row, offers.get(row[0])) for row in found]
    words = search_text(search).casefold()
    return [row for row in rows if words in f"{row.name} {row.property_name} {row.unit_name}".casefold()]


def _homes(session: Session, actor: Actor, today: date, within_days: int | None, property_id: UUID | None) -> list[Any]:
    joined = TenancyList(actor, today)
    term, last, rent = joined.term.c, joined.last_term.c, joined.rent.c
    following = _following_term(term)
    of_property = [] if property_id is None else [col(Tenancy.property_id) == property_id]
    return list(
        session.execute(
            joined.select(
                *(col(Tenancy.id), col(Tenancy.name), col(Tenancy.property_id), col(Property.name), col(Unit.name)),
                *(term.starts_on, term.ends_on, last.starts_on, last.ends_on, joined.notice.c.id),
                *(following.c.starts_on, col(Tenancy.rolls_month_to_month)),
                *(rent.amount_cents, rent.frequency, col(Unit.market_rent_cents), col(Tenancy.move_out_planned_on)),
                joining=(joined.term, joined.notice, joined.last_term, joined.rent),
            )
            .outerjoin(following, true())
            .where(
                col(Tenancy.cancelled_at).is_(None),
                col(Tenancy.moved_out_on).is_(None),
                col(Property.archived_at).is_(None),
                term.starts_on.isnot(None),
                _ending(term, last, today, within_days),
                *of_property,
            )
            .order_by(term.ends_on.nulls_last(), Property.name, Unit.name, col(Tenancy.id))
        )
    )


def _following_term(term: Any) -> Any:
    """The first term that begins after the running one."""
    return (
        sql_select(col(Lease.starts_on))
        .where(col(Lease.tenancy_id) == col(Tenancy.id), col(Lease.starts_on) > term.starts_on)
        .order_by(col(Lease.starts_on))
        .limit(1)
        .lateral("following_term")
    )


def _ending(term: Any, last: Any, today: date, within_days: int | None) -> ColumnElement[bool]:
    if within_days is not None:
        return term.ends_on.between(today, today + timedelta(days=within_days))
    return and_(or_(term.ends_on.is_(None), term.ends_on < today), last.starts_on == term.starts_on)


def _row(row: Any, offer: OfferRow | None) -> RenewalRow:
    *home, starts_on, ends_on, _, last_ends_on, notice_id = row[:-6]
    next_on, rolls, cents, frequency, market, move_out_on = row[-6:]
    renewed = next_on is not None and follows(ends_on, next_on, rolls=rolls)
    standing = offer if offer and offer.term.starts_on > (ends_on or starts_on) else None
    return RenewalRow(
        *home,
        ends_on=ends_on,
        step=renewal_step(renewed=renewed, leaving=notice_id is not None, offer=standing.state if standing else None),
        rent_cents=None if cents is None else monthly_cents(cents, Frequency(frequency)),
        is_monthly=frequency is not None and Frequency(frequency) == Frequency.MONTHLY,
        market_rent_cents=market,
        move_out_on=move_out_on,
        renewed_through=last_ends_on if renewed else None,
        offer=standing,
    )
