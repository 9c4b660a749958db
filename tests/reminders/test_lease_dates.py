"""When leases end, renewals are to be offered and people move out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.tables import ReminderRule
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice, a_tenancy, a_term
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, a_lease_end, dates_of


def told(session: Session, *kinds: K, today: date = TODAY) -> list[tuple[K, date, str]]:
    return [(one.kind, one.falls_on, one.what) for one in dates_of(session, *kinds, today=today)]


def test_a_lease_end_says_whose_it_is_and_where(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court", manager_id=manager.user_id)
    home = a_tenancy(session, a_unit(session, building, name="204"), name="Renee Castellano", ends_on=TODAY)

    [end] = dates_of(session, K.LEASE_END)

    assert (end.falls_on, end.what, end.who) == (TODAY, "Lease ends", "Renee Castellano, unit 204")
    assert (end.item_id, end.tenancy_id, end.unit_id) == (home.id, home.id, home.unit_id)
    assert (end.property_id, end.property_name, end.manager_id) == (building.id, "Alder Court", manager.user_id)
    assert (end.ladder, end.path) == ((120, 90, 60, 30, 7, 0), f"/leases/{home.id}")


def test_the_latest_term_counts(session: Session):
    home = a_lease_end(session, days=10)
    a_term(session, home, starts_on=TODAY + timedelta(11), ends_on=TODAY + timedelta(376))

    assert [one.falls_on for one in dates_of(session, K.LEASE_END)] == [TODAY + timedelta(376)]


def test_a_lease_that_rolls_on_from_month_to_month_is_settled(session: Session):
    a_lease_end(session, days=-1)
    a_tenancy(session, ends_on=None)

    assert told(session) == []


def test_a_lease_that_ended_without_agreement_stays_for_ninety_one_days(session: Session):
    home = a_lease_end(session, days=-10)
    home.rolls_month_to_month = False

    assert told(session, K.LEASE_END) == [(K.LEASE_END, TODAY - timedelta(10), "Lease ended")]
    assert told(session, K.LEASE_END, today=TODAY + timedelta(81)) != []
    assert told(session, K.LEASE_END, today=TODAY + timedelta(82)) == []


def test_who_gave_notice_moves_out_and_is_offered_nothing(session: Session):
    home = a_lease_end(session, days=80)
    a_notice(session, home, move_out_on=TODAY + timedelta(44))

    assert told(session) == [
        (K.MOVE_OUT, TODAY + timedelta(44), "Move-out"),
        (K.LEASE_END, TODAY + timedelta(80), "Lease ends, notice given"),
    ]


def test_a_move_out_that_did_not_happen_stays(session: Session):
    home = a_lease_end(session, days=30)
    a_notice(session, home, given_on=date(2026, 1, 1), move_out_on=date(2026, 1, 10))

    assert (K.MOVE_OUT, date(2026, 1, 10), "Move-out, not confirmed yet") in told(session)

    home.moved_out_on = TODAY
    assert told(session) == []


def test_a_notice_that_was_withdrawn_leaves_everything_as_it_was(session: Session):
    home = a_lease_end(session, days=80)
    notice = a_notice(session, home)
    notice.withdrawn_at, home.move_out_planned_on = NOON, None

    assert [kind for kind, _, _ in told(session)] == [K.RENEWAL_OFFER, K.LEASE_END]


def test_a_renewal_is_to_be_offered_sixty_days_before_the_end(session: Session):
    a_lease_end(session, days=80)
    [offer] = dates_of(session, K.RENEWAL_OFFER)

    assert (offer.falls_on, offer.what) == (TODAY + timedelta(20), "Renewal to be offered")


def test_the_office_says_how_long_before(session: Session):
    a_lease_end(session, days=80)
    rule = {"item_kind": K.RENEWAL_OFFER, "lead_days": 75, "roles": [], "outsider_rungs": []}
    session.add(ReminderRule(**rule, changed_at=NOON, changed_by="Dana"))

    assert told(session, K.RENEWAL_OFFER) == [(K.RENEWAL_OFFER, TODAY + timedelta(5), "Renewal to be offered")]


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        pytest.param({"valid_from": TODAY + timedelta(81)}, True, id="from the day after"),
        pytest.param({"valid_through": TODAY + timedelta(445)}, True, id="through the next year"),
        pytest.param({"valid_through": TODAY + timedelta(80)}, False, id="the renewal of last year"),
        pytest.param({}, True, id="without days, filed lately"),
    ],
)
def test_a_renewal_that_was_filed_is_an_offer(session: Session, given: dict[str, Any], offered: bool):
    home = a_lease_end(session, days=80)
    a_document(session, LinkTarget(tenancy_id=home.id), kind=DocumentKind.RENEWAL, **given)

    assert (told(session, K.RENEWAL_OFFER) == []) == offered


def test_a_renewal_without_days_of_years_ago_or_put_away_is_no_offer(session: Session):
    home = a_lease_end(session, days=80)
    old, away = (a_document(session, LinkTarget(tenancy_id=home.id), kind=DocumentKind.RENEWAL) for _ in range(2))
    session.get_one(Document, old).filed_at = NOON - timedelta(days=300)
    session.get_one(Document, away).archived_at = NOON

    assert len(told(session, K.RENEWAL_OFFER)) == 1


def test_an_offer_not_made_stays_until_the_lease_has_ended(session: Session):
    home = a_lease_end(session, days=5)
    home.rolls_month_to_month = False

    assert told(session, K.RENEWAL_OFFER) == [(K.RENEWAL_OFFER, TODAY - timedelta(55), "Renewal to be offered")]
    assert told(session, K.RENEWAL_OFFER, today=TODAY + timedelta(6)) == []


def test_what_is_over_cancelled_or_archived_has_no_dates(session: Session):
    a_tenancy(session, ends_on=TODAY, moved_out_on=TODAY)
    a_tenancy(session, ends_on=TODAY, cancelled_at=NOON)
    a_lease_end(session, archived := a_property(session), days=10)
    archived.archived_at = NOON

    assert told(session) == []


def test_who_sees_one_property_sees_its_dates_alone(session: Session):
    here, there = a_property(session), a_property(session)
    a_lease_end(session, here, days=10)
    a_lease_end(session, there, days=10)
    agent = replace(SCHEDULER, property_ids=frozenset({here.id}))

    assert {one.property_id for one in dates_of(session, actor=agent)} == {here.id}
    assert dates_of(session, actor=replace(agent, property_ids=frozenset())) == []
