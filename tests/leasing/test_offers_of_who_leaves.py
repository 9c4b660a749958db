"""An offer nobody answered is closed with the stay it was to go on: nobody could withdraw it afterwards."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.actions.leaving import end_lease
from pm_app.leasing.actions.offers import close_open_offer, decline_offer
from pm_app.leasing.actions.starting import annul_lease, cancel_lease
from pm_app.leasing.enums import OfferOutcome, OfferState
from pm_app.leasing.queries.offers import OfferRow, offers_of
from pm_app.leasing.tables import Tenancy
from tests.conftest import NOON, an_actor
from tests.factories.leasing import a_tenancy
from tests.factories.renewals import TODAY, an_offer

NEXT_MONTH = date(2026, 2, 1)


def _ended(session: Session, actor: Actor, tenancy: Tenancy) -> None:
    end_lease(session, actor, tenancy_id=tenancy.id, moved_out_on=TODAY, today=TODAY, now=NOON)


def _cancelled(session: Session, actor: Actor, tenancy: Tenancy) -> None:
    cancel_lease(session, actor, tenancy_id=tenancy.id, today=TODAY, now=NOON)


def _annulled(session: Session, actor: Actor, tenancy: Tenancy) -> None:
    annul_lease(session, actor, tenancy_id=tenancy.id, today=TODAY, now=NOON, reason="A wrong import")


def standing(session: Session, tenancy: Tenancy) -> OfferRow:
    (row,) = offers_of(session, CONSOLE, tenancy_id=tenancy.id, today=TODAY)
    return row


@pytest.mark.parametrize(
    ("over", "starts_on", "why"),
    [
        pytest.param(_ended, date(2025, 6, 1), "The household moved out.", id="ended"),
        pytest.param(_cancelled, NEXT_MONTH, "The lease was cancelled.", id="cancelled"),
        pytest.param(_annulled, date(2025, 6, 1), "The lease was cancelled.", id="annulled"),
    ],
)
def test_an_open_offer_is_withdrawn_with_the_stay(
    session: Session,
    manager: Actor,
    over: Callable[[Session, Actor, Tenancy], None],
    starts_on: date,
    why: str,
):
    tenancy = a_tenancy(session, starts_on=starts_on)
    an_offer(session, tenancy)

    over(session, manager, tenancy)

    row = standing(session, tenancy)
    assert (row.state, row.outcome_on, row.outcome_reason) == (OfferState.WITHDRAWN, TODAY, why)
    assert row.closed_by == manager.name


def test_an_answer_that_was_given_stays(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    offer_id = an_offer(session, tenancy)
    decline_offer(session, CONSOLE, offer_id=offer_id, declined_on=TODAY, today=TODAY, now=NOON, reason="Too dear")

    _ended(session, manager, tenancy)

    row = standing(session, tenancy)
    assert (row.state, row.outcome_reason) == (OfferState.DECLINED, "Too dear")


def test_only_who_may_change_leases_closes_one(session: Session):
    tenancy = a_tenancy(session)
    an_offer(session, tenancy)
    closing = {"tenancy_id": tenancy.id, "outcome": OfferOutcome.WITHDRAWN, "on": TODAY, "now": NOON}

    with pytest.raises(NotAllowed):
        close_open_offer(session, an_actor(session, Role.READ_ONLY), **closing)

    assert standing(session, tenancy).state == OfferState.SENT
