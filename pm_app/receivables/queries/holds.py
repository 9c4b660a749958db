"""What is held on a tenancy."""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.rules.holds import Hold
from pm_app.receivables.tables.arrangements import TenancyHold


def holds_of(session: Session, actor: Actor, *, tenancy_id: UUID | None = None) -> dict[UUID, list[Hold]]:
    """Return every hold there is or was, by tenancy, the newest first; of one tenancy, or of all within scope."""
    actor.must(Permission.VIEW_LEDGER)
    query = (
        select(TenancyHold)
        .join(Tenancy, col(Tenancy.id) == col(TenancyHold.tenancy_id))
        .where(within_scope(actor, col(Tenancy.property_id)))
        .order_by(col(TenancyHold.starts_on).desc(), col(TenancyHold.id).desc())
    )
    if tenancy_id is not None:
        query = query.where(TenancyHold.tenancy_id == tenancy_id)
    holds: dict[UUID, list[Hold]] = defaultdict(list)
    for row in session.exec(query):
        hold = Hold(row.id, row.kind, row.reason, row.starts_on, row.ends_on, row.lifted_on, row.because)
        holds[row.tenancy_id].append(hold)
    return holds
