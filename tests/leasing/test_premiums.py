"""What staying on past the lease costs more: who sets it, and what cannot be."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.actions.premiums import set_premiums
from pm_app.leasing.actions.stays import TenancyOver
from pm_app.leasing.rules import PremiumOutOfRange
from tests.conftest import an_actor
from tests.factories.leasing import a_tenancy

NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)


def premiums(session: Session, actor: Actor, tenancy_id: UUID, month_to_month: int, holdover: int) -> None:
    asked = {"tenancy_id": tenancy_id, "month_to_month_bps": month_to_month, "holdover_bps": holdover}
    set_premiums(session, actor, **asked, now=NOW)


def test_premiums_are_set_and_told_once(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    premiums(session, manager, tenancy.id, 10_00, 25_00)
    premiums(session, manager, tenancy.id, 10_00, 25_00)

    assert (tenancy.month_to_month_premium_bps, tenancy.holdover_premium_bps) == (10_00, 25_00)
    told = [entry.did for entry in history_of(session, manager, about_id=tenancy.id)]
    assert told == ["set the premiums for staying on"]


@pytest.mark.parametrize(("month_to_month", "holdover"), [(-1, 0), (0, -1), (200_01, 0), (0, 200_01)])
def test_a_premium_nobody_agrees_to_is_refused(session: Session, manager: Actor, month_to_month: int, holdover: int):
    tenancy = a_tenancy(session)

    with pytest.raises(PremiumOutOfRange, match="between 0 and 200 percent"):
        premiums(session, manager, tenancy.id, month_to_month, holdover)


def test_who_may_not_and_a_lease_that_is_over_are_refused(session: Session):
    tenancy, over = a_tenancy(session), a_tenancy(session, cancelled_at=NOW)
    elsewhere = Actor(None, "E", "", Role.MANAGER, CONSOLE.permissions, frozenset())

    with pytest.raises(NotAllowed):
        premiums(session, an_actor(session, Role.READ_ONLY), tenancy.id, 1, 1)
    with pytest.raises(NotFound):
        premiums(session, elsewhere, tenancy.id, 1, 1)
    with pytest.raises(NotFound):
        premiums(session, CONSOLE, uuid4(), 1, 1)
    with pytest.raises(TenancyOver):
        premiums(session, CONSOLE, over.id, 1, 1)
