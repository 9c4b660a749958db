"""What mails can say of households and of the office, in as many queries however many households there are."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.rules.values import HouseholdFacts, OfficeFacts, OpenLine
from pm_app.leasing.queries.rows import TenancyList
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.messages.queries.letterhead import find_letterhead
from pm_app.portfolio.queries.properties import one_line
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.positions import balances, charges_open_on


def household_facts(
    session: Session, actor: Actor, *, tenancy_ids: Collection[UUID], today: date
) -> dict[UUID, HouseholdFacts]:
    """Return what a mail can say of each of these households; those out of scope are left out.

    Its money stays zero for those who may not see the ledger.
    """
    actor.must(Permission.VIEW_LEASES)
    joined = TenancyList(actor, today)
    rows = session.execute(
        joined.select(
            col(Tenancy.id),
            col(Tenancy.name),
            col(Property.name),
            col(Property.address_line),
            col(Property.city),
            col(Property.region),
            col(Property.postal_code),
            col(Unit.name),
            joined.last_term.c.ends_on,
            joining=[joined.last_term],
        ).where(among(Tenancy.id, tenancy_ids))
    ).all()
    money = late_money(session, actor, today=today) if actor.may(Permission.VIEW_LEDGER) else {}
    nothing = (0, 0, ())
    return {
        tenancy_id: HouseholdFacts(name, place, one_line(*address), unit, ends_on, *money.get(tenancy_id, nothing))
        for tenancy_id, name, place, *address, unit, ends_on in rows
    }


def late_money(session: Session, actor: Actor, *, today: date) -> dict[UUID, tuple[int, int, tuple[OpenLine, ...]]]:
    """Return of every household that owes or has prepaid: its balance, what of it is past due, and the charges of it.

    What is prepaid and not settled yet counts against what is past due: nobody is late with money in hand.
    """
    actor.must(Permission.VIEW_LEDGER)
    balance = balances(session, actor, as_of=today)
    opened = charges_open_on(session, actor, as_of=today)
    found: dict[UUID, tuple[int, int, tuple[OpenLine, ...]]] = {}
    for tenancy_id, cents in balance.items():
        charges = opened.get(tenancy_id, [])
        prepaid = sum(one.open_cents for one in charges) - cents
        overdue = [one for one in charges if one.due_on < today]
        late = max(0, sum(one.open_cents for one in overdue) - max(0, prepaid))
        lines = tuple(OpenLine(one.due_on, one.kind.value.capitalize(), one.open_cents) for one in overdue)
        found[tenancy_id] = (cents, late, lines if late else ())
    return found


def office_facts(session: Session, actor: Actor) -> OfficeFacts:
    """Return how the office signs, from its letterhead."""
    if not actor.may(Permission.VIEW_DOCUMENTS):
        return OfficeFacts()
    kept = find_letterhead(session, actor)
    if kept is None:
        return OfficeFacts()
    return OfficeFacts(kept.letterhead.office_name, kept.letterhead.phone, kept.letterhead.email)
