"""Each figure of the dashboard is the sum of the list it leads to."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.rows import DocumentFilter, document_rows
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import tenancy_rows
from pm_app.portfolio.actions.properties import archive_property
from pm_app.receivables.enums import ChargeKind
from pm_app.reports.queries.delinquency import delinquency_list
from pm_app.reports.queries.figures import dashboard_figures
from pm_app.reports.queries.households import month_rows
from pm_app.reports.rules.figures import PastDue
from tests.conftest import NOON, an_actor
from tests.counting import statements
from tests.factories.leasing import a_notice, a_term
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.factories.reminders import TODAY, a_lease_end, an_expiration

JANUARY = date(2026, 1, 1)


@pytest.fixture
def alder(session: Session) -> UUID:
    """Alder Court with two households, one of which is late, and a vacant unit."""
    property_ = a_property(session, name="Alder Court")
    since = date(2025, 10, 1)
    late = a_household(session, a_unit(session, property_, name="9"), starts_on=since)
    paid = a_household(session, a_unit(session, property_, name="10"), starts_on=since)
    a_unit(session, property_, name="11")
    a_charge(session, late, amount_cents=1_000_00, due_on=date(2025, 12, 1))
    a_charge(session, late, amount_cents=1_000_00, due_on=JANUARY)
    a_charge(session, late, amount_cents=70_00, due_on=TODAY)
    a_charge(session, late, amount_cents=500_00, due_on=JANUARY, kind=ChargeKind.SECURITY_DEPOSIT)
    a_charge(session, paid, amount_cents=900_00, due_on=JANUARY)
    a_receipt(session, paid, amount_cents=950_00, received_on=date(2026, 1, 5))
    session.flush()
    return property_.id


def test_money_adds_up_to_the_households_of_the_month(session: Session, manager: Actor, alder: UUID):
    month = dashboard_figures(session, manager, today=TODAY).months[-1]

    listed = month_rows(session, manager, listing=Listing(), period=TODAY, today=TODAY)

    assert (month.period, month.charged_cents, month.collected_cents) == (JANUARY, 1_970_00, 950_00)
    assert (listed.charged_cents, listed.collected_cents) == (1_970_00, 950_00)
    assert sum(row.charged_cents for row in listed.rows) == month.charged_cents
    assert [(row.charged_cents, row.collected_cents) for row in sorted(listed.rows, key=lambda r: r.charged_cents)] == [
        (900_00, 950_00),
        (1_070_00, 0),
    ]


def test_every_month_of_the_chart_adds_up(session: Session, manager: Actor, alder: UUID):
    months = dashboard_figures(session, manager, today=TODAY).months

    assert (len(months), months[0].period) == (12, date(2025, 2, 1))
    for month in months:
        listed = month_rows(session, manager, listing=Listing(), period=month.period, today=TODAY)
        assert (listed.charged_cents, listed.collected_cents) == (month.charged_cents, month.collected_cents)


def test_the_delinquent_are_those_whose_charges_were_due_before_today(session: Session, manager: Actor, alder: UUID):
    found = dashboard_figures(session, manager, today=TODAY).delinquency
    assert found is not None

    listed = delinquency_list(session, manager, listing=Listing(), as_of=TODAY)

    assert (found.households, found.owed.past_due) == (1, PastDue(1_000_00, 1_000_00, 0, 0))
    assert (listed.total, listed.owed.past_due, listed.owed.balance_cents) == (1, found.owed.past_due, 2_570_00)
    assert (listed.owed.deposits_unpaid_cents, listed.owed.days_0_30_cents) == (500_00, 1_070_00)


@pytest.mark.parametrize(("age", "rows"), [("1-30", 1), ("31-60", 1), ("61-90", 0), ("over-90", 0), ("nonsense", 1)])
def test_one_age_can_be_asked_for(session: Session, manager: Actor, alder: UUID, age: str, rows: int):
    assert delinquency_list(session, manager, listing=Listing(), as_of=TODAY, show=age).total == rows


def test_leases_that_end_add_up_to_the_list(session: Session, manager: Actor):
    property_ = a_property(session)
    for days in (0, 30, 31, 60, 61, 90, 91, -1):
        a_lease_end(session, property_, days=days)
    leaving = a_lease_end(session, property_, days=40)
    a_notice(session, leaving, given_on=TODAY, move_out_on=TODAY + timedelta(40))
    renewed = a_lease_end(session, property_, days=20)
    a_term(session, renewed, starts_on=TODAY + timedelta(21), ends_on=TODAY + timedelta(386))
    gone = a_lease_end(session, property_, days=20)
    gone.moved_out_on = TODAY + timedelta(10)
    session.flush()

    ending = dashboard_figures(session, manager, today=TODAY).leases_ending
    assert ending is not None

    def listed(first: int, last: int) -> int:
        ends = (TODAY + timedelta(first), TODAY + timedelta(last))
        return tenancy_rows(session, manager, listing=Listing(), today=TODAY, ends=ends).total

    assert (ending.within_30, ending.within_60, ending.within_90, ending.total) == (2, 3, 2, 7)
    assert (listed(0, 30), listed(31, 60), listed(61, 90), listed(0, 90)) == (2, 3, 2, 7)


def test_documents_add_up_to_the_list(session: Session, manager: Actor):
    place = a_property(session)
    for days in (-40, -1, 0, 30, 31):
        an_expiration(session, place, days=days, kind=DocumentKind.WARRANTY)

    due = dashboard_figures(session, manager, today=TODAY).documents
    assert due is not None

    def listed(narrowed: DocumentFilter) -> int:
        return document_rows(session, manager, listing=Listing(), today=TODAY, narrowed=narrowed).total

    through = TODAY + timedelta(days=30)
    assert (due.expired, due.expiring, due.total) == (2, 2, 4)
    assert listed(DocumentFilter(state=DocumentState.EXPIRED)) == 2
    assert listed(DocumentFilter(expiring_from=TODAY, expiring_through=through)) == 2
    assert listed(DocumentFilter(expiring_through=through)) == 4


def test_one_property_can_be_asked_for(session: Session, manager: Actor, alder: UUID):
    other = a_property(session)
    a_lease_end(session, other)
    an_expiration(session, other, days=5)

    here = dashboard_figures(session, manager, today=TODAY, property_id=alder)
    there = dashboard_figures(session, manager, today=TODAY, property_id=other.id)

    assert here.delinquency is not None
    assert there.delinquency is not None
    assert here.documents is not None
    assert there.documents is not None
    assert here.leases_ending is not None
    assert there.leases_ending is not None
    assert (here.occupancy.units, there.occupancy.units) == (3, 1)
    assert (here.delinquency.households, there.delinquency.households) == (1, 0)
    assert (here.documents.expiring, there.documents.expiring) == (0, 1)
    assert (here.leases_ending.total, there.leases_ending.total) == (0, 1)
    assert (here.months[-1].charged_cents, there.months[-1].charged_cents) == (1_970_00, 0)


def test_the_units_of_an_archived_property_are_not_counted(session: Session, manager: Actor, alder: UUID):
    archive_property(session, manager, property_id=alder, now=NOON)
    session.flush()

    assert dashboard_figures(session, manager, today=TODAY).occupancy.units == 0


def test_who_may_not_see_money_or_leases_sees_the_rest(session: Session, alder: UUID):
    found = dashboard_figures(session, an_actor(session, Role.MAINTENANCE), today=TODAY)

    assert (found.months, found.delinquency, found.leases_ending) == ([], None, None)
    assert found.documents is not None
    assert found.occupancy.units == 3


def test_nobody_and_who_is_held_to_another_property_see_nothing_of_it(session: Session, manager: Actor, alder: UUID):
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    found = dashboard_figures(session, elsewhere, today=TODAY)

    assert found.delinquency is not None
    assert (found.occupancy.units, found.delinquency.households, found.months[-1].charged_cents) == (0, 0, 0)
    with pytest.raises(NotFound):
        dashboard_figures(session, elsewhere, today=TODAY, property_id=alder)
    maintenance = an_actor(session, Role.MAINTENANCE)
    with pytest.raises(NotAllowed):
        delinquency_list(session, maintenance, listing=Listing(), as_of=TODAY)
    with pytest.raises(NotAllowed):
        month_rows(session, maintenance, listing=Listing(), period=TODAY, today=TODAY)
    with pytest.raises(NotAllowed):
        dashboard_figures(session, NOBODY, today=TODAY)


def test_more_households_and_papers_cost_no_more_questions(session: Session, manager: Actor, alder: UUID):
    def ask() -> object:
        return dashboard_figures(session, manager, today=TODAY)

    few = statements(session, ask)
    for _ in range(4):
        household = a_household(session, starts_on=date(2025, 12, 1))
        a_charge(session, household, due_on=date(2025, 12, 1))
        an_expiration(session)
    session.flush()

    assert statements(session, ask) == few
