"""At which level a policy counts: the company, a property, or one household."""

from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.queries.tenancies import lock_tenancy
from pm_app.portfolio.queries.properties import property_details
from pm_app.receivables.rules.billing import Level


def policy_level(
    session: Session, actor: Actor, *, property_id: UUID | None, tenancy_id: UUID | None
) -> tuple[Level, str]:
    """Return the level and whose it is; a household is locked. Refuses one out of scope.

    What counts for the whole company is set only by somebody who sees every property.
    """
    actor.must(Permission.SET_POLICIES)
    if tenancy_id is not None:
        return (None, tenancy_id), lock_tenancy(session, actor, tenancy_id=tenancy_id).name
    if property_id is not None:
        return (property_id, None), property_details(session, actor, property_id=property_id).name
    if actor.property_ids is not None:
        raise NotAllowed("Only somebody who sees every property can set what counts for the whole company.")
    return (None, None), "the company"
