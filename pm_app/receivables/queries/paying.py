"""The households somebody may have a check of, found by what is typed of them, with what they owe."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.kernel.listing import search_text
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.positions import balances
from pm_app.receivables.rules.holds import Hold
from pm_app.receivables.rules.paying import Paying, paying_fits

MOST_HOUSEHOLDS = 20_000
OFFERED = 8


@dataclass(frozen=True)
class PayingHousehold:
    """A household that fits what was typed, its balance in cents on the day, and what holds on it then."""

    household: Paying
    balance_cents: int
    holds: tuple[Hold, ...]


def paying_households(
    session: Session, actor: Actor, *, search: str, as_of: date, limit: int = OFFERED
) -> list[PayingHousehold]:
    """Return the households within scope that fit, the likeliest first; cancelled leases are left out."""
    actor.must(Permission.RECORD_RECEIPTS)
    found = paying_fits(search_text(search), _households(session, actor), limit=limit)
    owed = balances(session, actor, as_of=as_of, tenancy_ids=[one.tenancy_id for one in found])
    return [PayingHousehold(one, owed.get(one.tenancy_id, 0), _holds(session, actor, one, as_of)) for one in found]


def _households(session: Session, actor: Actor) -> list[Paying]:
    people = (
        sql_select(col(LeaseParty.tenancy_id), func.string_agg(Person.name, " ").label("names"))
        .join(Person, col(Person.id) == col(LeaseParty.person_id))
        .group_by(col(LeaseParty.tenancy_id))
        .subquery()
    )
    rows = session.execute(
        sql_select(
            col(Tenancy.id),
            col(Tenancy.name),
            func.coalesce(people.c.names, ""),
            col(Unit.name),
            col(Property.name),
            col(Tenancy.moved_out_on).isnot(None),
        )
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .outerjoin(people, people.c.tenancy_id == col(Tenancy.id))
        .where(within_scope(actor, col(Tenancy.property_id)), col(Tenancy.cancelled_at).is_(None))
        .limit(MOST_HOUSEHOLDS)
    )
    return [Paying(*row) for row in rows]


def _holds(session: Session, actor: Actor, household: Paying, day: date) -> tuple[Hold, ...]:
    every = holds_of(session, actor, tenancy_id=household.tenancy_id).get(household.tenancy_id, [])
    return tuple(hold for hold in every if hold.holds_on(day))
