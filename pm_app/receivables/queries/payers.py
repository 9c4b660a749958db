"""Who may have paid: people of the household first, and whoever paid for it before."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlalchemy import union
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import LeaseParty
from pm_app.people.tables import Person
from pm_app.receivables.tables.items import Receipt


class PayerUnknown(Refused):
    """A payer who is not among the people of the office."""


@dataclass(frozen=True)
class PayerChoice:
    """Somebody who may have paid."""

    person_id: UUID
    name: str


def payer_choices(session: Session, actor: Actor, *, tenancy_id: UUID) -> list[PayerChoice]:
    """Return the people of a household and whoever paid for it before, by name."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    known = union(
        sql_select(col(LeaseParty.person_id)).where(col(LeaseParty.tenancy_id) == tenancy_id),
        sql_select(col(Receipt.payer_id)).where(col(Receipt.tenancy_id) == tenancy_id),
    ).subquery()
    rows = session.execute(
        sql_select(col(Person.id), col(Person.name))
        .where(col(Person.id).in_(sql_select(known.c.person_id)))
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return [PayerChoice(*row) for row in rows]


def check_payer(session: Session, actor: Actor, *, payer_id: UUID | None) -> None:
    """Refuse (`PayerUnknown`) a payer who is not among the people of the office; None is nobody in particular."""
    actor.must(Permission.VIEW_LEDGER)
    if payer_id is not None and session.exec(select(Person.id).where(Person.id == payer_id)).first() is None:
        raise PayerUnknown("This payer is not among the people here. Choose one of the list.", field="payer_id")
