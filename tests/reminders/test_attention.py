"""Which dates need attention, in which order, and how many there are."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from pm_app.reminders.actions.alerts import acknowledge_alert, snooze_alert
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.alerts import (
    alert_rows,
    alert_state_counts,
    needs_attention,
    open_alert_count,
    properties_with_alerts,
    timeline_of,
)
from tests.conftest import NOON, an_actor
from tests.counting import statements
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice, a_term
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, an_expiration

DOCUMENT, LEASE = CriticalDateKind.DOCUMENT_EXPIRATION, CriticalDateKind.LEASE_END


def told(session: Session, actor: Actor, **asked: object) -> list[str]:
    return [row.item.who for row in needs_attention(session, actor, today=TODAY, **asked).rows]  # pyright: ignore[reportArgumentType]


def test_the_most_urgent_stands_first_over_all_kinds(session: Session, manager: Actor):
    a_lease_end(session, days=20, name="Renee Castellano")
    an_expiration(session, days=-3, title="Certificate of Brightwater")
    an_expiration(session, days=25, title="Certificate of Nordhaven")

    found = needs_attention(session, manager, today=TODAY)

    assert [(row.days_left, row.item.who.partition(",")[0], row.state) for row in found.rows] == [
        (-3, "Certificate of Brightwater", AlertState.LATE),
        (20, "Renee Castellano", AlertState.DUE),
        (25, "Certificate of Nordhaven", AlertState.DUE),
    ]
    assert (found.total, {kind: number for kind, number in found.counts.items() if number}) == (
        3,
        {LEASE: 1, DOCUMENT: 2},
    )


def test_a_date_is_listed_from_its_first_rung_on(session: Session, manager: Actor):
    an_expiration(session, days=60, title="Tomorrow it begins no more")
    an_expiration(session, days=61, title="Tomorrow it begins")
    a_lease_end(session, days=121, name="Not yet")

    assert told(session, manager) == ["Tomorrow it begins no more"]


def test_what_is_in_hand_or_put_off_needs_no_attention(session: Session, manager: Actor):
    seen, slept, rest = (an_expiration(session, days=days) for days in (5, 6, 7))
    acknowledge_alert(session, manager, item_kind=DOCUMENT, item_id=seen, today=TODAY, now=NOON)
    snooze_alert(
        session, manager, item_kind=DOCUMENT, item_id=slept, snoozed_until=TODAY + timedelta(3), today=TODAY, now=NOON
    )

    assert [row.item.item_id for row in needs_attention(session, manager, today=TODAY).rows] == [rest]
    assert open_alert_count(session, manager, today=TODAY) == 1
    assert alert_state_counts(session, manager, today=TODAY) == {
        AlertState.ACKNOWLEDGED: 1,
        AlertState.SNOOZED: 1,
        AlertState.DUE: 1,
    }


def test_the_list_is_cut_but_the_counts_are_not(session: Session, manager: Actor):
    for days in range(5):
        an_expiration(session, days=days)

    found = needs_attention(session, manager, today=TODAY, limit=2)

    assert (len(found.rows), found.total, found.counts[DOCUMENT]) == (2, 5, 5)


def test_one_kind_and_one_property_can_be_asked_for(session: Session, manager: Actor):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    a_lease_end(session, alder, days=10, name="In Alder")
    an_expiration(session, alder, days=10, title="Paper of Alder")
    an_expiration(session, linden, days=10, title="Paper of Linden")

    assert told(session, manager, kind=DOCUMENT) == ["Paper of Alder", "Paper of Linden"]
    assert told(session, manager, kind=DOCUMENT, property_id=linden.id) == ["Paper of Linden"]
    assert [name for _, name in properties_with_alerts(session, manager, today=TODAY)] == [
        "Alder Court",
        "Linden Flats",
    ]


def test_a_renewed_lease_and_one_that_rolls_on_are_no_date_any_more(session: Session, manager: Actor):
    renewed = a_lease_end(session, days=10)
    a_term(session, renewed, starts_on=TODAY + timedelta(11), ends_on=TODAY + timedelta(376))
    a_lease_end(session, days=-10)  # went on from month to month

    assert told(session, manager) == []


def test_a_lease_that_ended_without_agreement_says_so(session: Session, manager: Actor):
    tenancy = a_lease_end(session, days=-10)
    tenancy.rolls_month_to_month = False
    session.flush()

    [row] = needs_attention(session, manager, today=TODAY).rows

    assert (row.item.what, row.state) == ("Lease ended", AlertState.LATE)


def test_the_paper_of_a_lease_does_not_say_its_end_once_more(session: Session, manager: Actor):
    tenancy = a_lease_end(session, days=10, name="Renee Castellano")
    until = TODAY + timedelta(10)
    for kind in (DocumentKind.LEASE, DocumentKind.RENEWAL, DocumentKind.RENTERS_INSURANCE):
        a_document(session, LinkTarget(tenancy_id=tenancy.id), title=kind.value, kind=kind, valid_through=until)
    an_expiration(session, days=10, title="Lease of our own office", kind=DocumentKind.LEASE)

    assert sorted(who.partition(",")[0] for who in told(session, manager)) == [
        "Lease of our own office",
        "Renee Castellano",
        "renter's insurance",
    ]


def test_a_lease_under_notice_says_so(session: Session, manager: Actor):
    leaving: Tenancy = a_lease_end(session, days=40)
    a_notice(session, leaving, given_on=TODAY, move_out_on=TODAY + timedelta(40))

    [row] = needs_attention(session, manager, today=TODAY).rows

    assert row.item.what == "Lease ends, notice given"


def test_the_list_pages_searches_and_shows_one_state(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    ids = [an_expiration(session, alder, days=days, title=f"Paper {days:02}") for days in range(30)]
    acknowledge_alert(session, manager, item_kind=DOCUMENT, item_id=ids[3], today=TODAY, now=NOON)

    second = alert_rows(session, manager, listing=Listing(page=2, size=25), today=TODAY)
    backwards = alert_rows(session, manager, listing=Listing(descending=True, size=25), today=TODAY)
    searched = alert_rows(session, manager, listing=Listing(search="court 07"), today=TODAY)
    in_hand = alert_rows(session, manager, listing=Listing(), today=TODAY, state=AlertState.ACKNOWLEDGED)

    assert (second.total, [row.item.who for row in second.rows]) == (29, [f"Paper {n}" for n in range(26, 30)])
    assert backwards.rows[0].item.who == "Paper 29"
    assert [row.item.who for row in searched.rows] == ["Paper 07"]
    assert [row.item.who for row in in_hand.rows] == ["Paper 03"]


def test_maintenance_sees_papers_and_no_leases(session: Session):
    a_lease_end(session, days=10, name="A household")
    an_expiration(session, days=10, title="A paper")

    assert told(session, an_actor(session, Role.MAINTENANCE)) == ["A paper"]


def test_only_what_is_within_scope_is_listed(session: Session, manager: Actor):
    alder = a_property(session)
    a_lease_end(session, alder, name="Of mine")
    a_lease_end(session, name="Of others")
    an_expiration(session, title="Paper of others")

    within = replace(manager, property_ids=frozenset({alder.id}))

    assert [who.partition(",")[0] for who in told(session, within)] == ["Of mine"]


def test_a_document_of_two_properties_stands_under_the_one_within_scope(session: Session, manager: Actor):
    others, mine = a_property(session), a_property(session)
    places = (LinkTarget(property_id=others.id), LinkTarget(property_id=mine.id))
    a_document(session, *places, kind=DocumentKind.PERMIT, valid_through=TODAY)
    within = replace(manager, property_ids=frozenset({mine.id}))

    assert properties_with_alerts(session, within, today=TODAY) == [(mine.id, mine.name)]


def test_the_timeline_of_what_is_out_of_scope_is_not_there(session: Session, manager: Actor):
    household, document_id = a_lease_end(session), an_expiration(session)
    within = replace(manager, property_ids=frozenset({a_property(session).id}))

    for kind, item_id in ((LEASE, household.id), (DOCUMENT, document_id)):
        assert timeline_of(session, manager, item_kind=kind, item_id=item_id) == []
        with pytest.raises(NotFound):
            timeline_of(session, within, item_kind=kind, item_id=item_id)


def test_nobody_sees_nothing(session: Session):
    with pytest.raises(NotAllowed):
        needs_attention(session, NOBODY, today=TODAY)


def test_many_dates_cost_as_many_questions_as_one(session: Session, manager: Actor):
    a_lease_end(session)
    an_expiration(session)

    def ask() -> object:
        return needs_attention(session, manager, today=TODAY)

    few = statements(session, ask)
    for _ in range(5):
        a_lease_end(session)
        an_expiration(session)
    session.flush()

    assert statements(session, ask) == few
