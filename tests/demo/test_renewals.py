"""The offers of the sample office: one in each state."""

from datetime import date, timedelta

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.demo.renewals import offer_renewals
from pm_app.demo.staff import staff
from pm_app.demo.users import add_demo_users
from pm_app.leasing.enums import OfferState, RenewalStep
from pm_app.leasing.queries.offers import offers_of
from pm_app.leasing.queries.renewals import renewals
from pm_app.runtime import run_now
from tests.conftest import NOON
from tests.factories.leasing import a_tenancy

TODAY = date(2026, 1, 15)


def test_the_sample_office_has_offers_in_every_state_and_homes_without_one(session: Session):
    homes = [
        a_tenancy(session, starts_on=date(2025, 1, 1), ends_on=TODAY + timedelta(40 + 8 * place)).id
        for place in range(8)
    ]
    session.commit()
    add_demo_users(NOON - timedelta(days=400))

    offer_renewals(staff(NOON - timedelta(days=400)), TODAY)

    steps = {row.step for row in run_now(CONSOLE, renewals, today=TODAY, within_days=120)}
    offers = [row for home in homes for row in run_now(CONSOLE, offers_of, tenancy_id=home, today=TODAY)]
    assert steps == set(RenewalStep) - {RenewalStep.LEAVING}
    assert {row.state for row in offers} == set(OfferState)
    assert any(row.document_id for row in offers)
