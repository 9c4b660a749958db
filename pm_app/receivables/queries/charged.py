"""How far the rent of a household is charged already."""

from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.tables.items import Charge, Reversal


def rent_charged_through(session: Session, actor: Actor, *, tenancy_id: UUID) -> date | None:
    """Return the last day that rent posted from a rent line, and not reversed, pays for; None when there is none."""
    actor.must(Permission.VIEW_LEDGER)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    return session.execute(
        sql_select(func.max(Charge.service_to))
        .outerjoin(Reversal, col(Reversal.charge_id) == col(Charge.id))
        .where(
            col(Charge.tenancy_id) == tenancy_id,
            col(Charge.kind) == ChargeKind.RENT,
            col(Charge.rent_line_id).isnot(None),
            col(Reversal.id).is_(None),
        )
    ).scalar_one()
