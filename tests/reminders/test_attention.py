"""Which dates need attention, in which order, how many there are, and how a list of them is narrowed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import NOBODY, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing
from pm_app.reminders.enums import AlertState, CriticalDateKind, Urgency
from pm_app.reminders.queries.alerts import (
    alert_rows,
    alert_state_counts,
    needs_attention,
    open_alert_count,
    properties_with_alerts,
)
from pm_app.reminders.queries.narrowing import AlertFilter
from tests.conftest import NOON, an_actor
from tests.counting import statements
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_alert

DOCUMENT, LEASE = CriticalDateKind.DOCUMENT_EXPIRATION, CriticalDateKind.LEASE_END
TOMORROW = TODAY + timedelta(days=1)


def told(session: Session, actor: Actor, narrowed: AlertFilter | None = None, **listing: object) -> list[str]:
    asked = Listing(**listing)  # pyright: ignore[reportArgumentType]
    return [row.who for row in alert_rows(session, actor, listing=asked, today=TODAY, narrowed=narrowed).rows]


def in_each_state(session: Session) -> dict[AlertState, str]:
    """Add one alert that stands in each state, called like it."""
    begins: dict[str, Any] = {"begins_on": TODAY - timedelta(days=30)}
    an_alert(session, who="due", days=5, **begins)
    an_alert(session, who="due", days=0, **begins, snoozed_until=TODAY)
    an_alert(session, who="late", days=-1, **begins)
    an_alert(session, who="upcoming", days=200, begins_on=TOMORROW)
    an_alert(session, who="acknowledged", days=5, **begins, acknowledged_at=NOON, acknowledged_by="Dana")
    an_alert(session, who="snoozed", days=5, **begins, snoozed_until=TOMORROW)
    an_alert(session, who="resolved", days=5, **begins, resolved_at=NOON, resolved_reason="Renewed by phone.")
    an_alert(session, who="cancelled", days=5, **begins, closed_at=NOON, closed_reason="The date changed.")
    return {state: state.value for state in AlertState}


def test_the_most_urgent_stands_first_over_all_kinds(session: Session, manager: Actor):
    an_alert(session, days=20, who="Renee Castellano")
    an_alert(session, days=-3, who="Certificate of Brightwater", kind=DOCUMENT)
    an_alert(session, days=25, who="Certificate of Nordhaven", kind=DOCUMENT)

    found = needs_attention(session, manager, today=TODAY)

    assert [(row.days_left, row.who, row.state) for row in found.rows] == [
        (-3, "Certificate of Brightwater", AlertState.LATE),
        (20, "Renee Castellano", AlertState.DUE),
        (25, "Certificate of Nordhaven", AlertState.DUE),
    ]
    assert (found.total, {kind: number for kind, number in found.counts.items() if number}) == (
        3,
        {LEASE: 1, DOCUMENT: 2},
    )


def test_what_was_missing_for_long_stands_behind_what_happens_on_a_day(session: Session, manager: Actor):
    an_alert(session, days=-700, who="tax form of the owner", kind=CriticalDateKind.MISSING_DOCUMENT)
    an_alert(session, days=5, who="lease of 204")
    an_alert(session, days=-2, who="certificate", kind=DOCUMENT)

    found = needs_attention(session, manager, today=TODAY)
    cut = needs_attention(session, manager, today=TODAY, limit=2)

    assert [row.who for row in found.rows] == ["certificate", "lease of 204", "tax form of the owner"]
    assert ([row.who for row in cut.rows], cut.total) == (["certificate", "lease of 204"], 3)


@pytest.mark.parametrize("state", list(AlertState))
def test_a_list_shows_the_state_that_is_asked_for(session: Session, manager: Actor, state: AlertState):
    words = in_each_state(session)

    rows = alert_rows(session, manager, listing=Listing(), today=TODAY, narrowed=AlertFilter(frozenset({state}))).rows

    assert {row.who for row in rows} == {words[state]}
    assert {row.state for row in rows} == {state}


def test_open_is_what_is_due_or_late_and_the_counts_agree_with_the_lists(session: Session, manager: Actor):
    in_each_state(session)

    counts = alert_state_counts(session, manager, today=TODAY)

    assert sorted(told(session, manager)) == ["due", "due", "late"]
    assert open_alert_count(session, manager, today=TODAY) == 3
    assert counts == dict.fromkeys(AlertState, 1) | {AlertState.DUE: 2}


def test_the_list_is_cut_but_the_counts_are_not(session: Session, manager: Actor):
    for days in range(5):
        an_alert(session, days=days, kind=DOCUMENT)

    found = needs_attention(session, manager, today=TODAY, limit=2)

    assert (len(found.rows), found.total, found.counts[DOCUMENT]) == (2, 5, 5)


def test_kinds_and_one_property_can_be_asked_for(session: Session, manager: Actor):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    an_alert(session, who="In Alder", property_id=alder.id)
    an_alert(session, who="Paper of Alder", kind=DOCUMENT, property_id=alder.id)
    an_alert(session, who="Paper of Linden", kind=DOCUMENT, property_id=linden.id)

    papers = needs_attention(session, manager, today=TODAY, kinds=(DOCUMENT,))
    of_linden = needs_attention(session, manager, today=TODAY, kinds=(DOCUMENT,), property_id=linden.id)

    assert sorted(row.who for row in papers.rows) == ["Paper of Alder", "Paper of Linden"]
    assert (papers.total, papers.counts[LEASE]) == (2, 1)
    assert [row.who for row in of_linden.rows] == ["Paper of Linden"]
    assert [name for _, name in properties_with_alerts(session, manager, today=TODAY)] == [
        "Alder Court",
        "Linden Flats",
    ]


def test_who_answers_is_whom_it_was_assigned_to_else_the_manager(session: Session, manager: Actor):
    other = an_actor(session, Role.LEASING)
    an_alert(session, who="managed by me", manager_id=manager.user_id)
    an_alert(session, who="given to me", manager_id=other.user_id, assigned_to_id=manager.user_id)
    an_alert(session, who="given away", manager_id=manager.user_id, assigned_to_id=other.user_id)
    an_alert(session, who="nobody's")

    assert sorted(told(session, manager, AlertFilter(responsible_id=manager.user_id))) == [
        "given to me",
        "managed by me",
    ]
    assert told(session, manager, AlertFilter(nobody=True)) == ["nobody's"]
    assert [
        row.responsible for row in needs_attention(session, other, today=TODAY).rows if row.who == "given away"
    ] == [other.name]


@pytest.mark.parametrize(
    ("urgency", "expected"),
    [
        (Urgency.LATE, [-1]),
        (Urgency.THIS_WEEK, [0, 7]),
        (Urgency.IN_30, [8, 30]),
        (Urgency.IN_60, [31, 60]),
        (Urgency.IN_90, [61, 90]),
        (Urgency.LATER, [91]),
    ],
)
def test_how_near_a_date_is_narrows_the_list(session: Session, manager: Actor, urgency: Urgency, expected: list[int]):
    for days in (-1, 0, 7, 8, 30, 31, 60, 61, 90, 91):
        an_alert(session, days=days)

    rows = alert_rows(session, manager, listing=Listing(), today=TODAY, narrowed=AlertFilter(urgency=urgency)).rows

    assert [row.days_left for row in rows] == expected


def test_the_list_pages_searches_and_sorts(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    for days in range(30):
        an_alert(session, days=days, who=f"Paper {days:02}", property_id=alder.id)

    second = alert_rows(session, manager, listing=Listing(page=2, size=25), today=TODAY)

    assert (second.total, [row.who for row in second.rows]) == (30, [f"Paper {n}" for n in range(25, 30)])
    assert told(session, manager, descending=True, size=25)[0] == "Paper 29"
    assert told(session, manager, AlertFilter(search="court 07")) == ["Paper 07"]
    assert told(session, manager, AlertFilter(search="100%")) == []
    assert told(session, manager, sort="who", descending=True, size=25)[0] == "Paper 29"
    assert len(told(session, manager, sort="responsible")) == 30


def test_a_list_takes_no_more_statements_for_many_than_for_few(session: Session, manager: Actor):
    an_alert(session)
    few = statements(session, lambda: needs_attention(session, manager, today=TODAY))
    for days in range(40):
        an_alert(session, days=days, property_id=a_property(session).id)

    assert statements(session, lambda: needs_attention(session, manager, today=TODAY)) < few == 3


def test_dates_of_one_record_can_be_asked_for(session: Session, manager: Actor):
    document_id = uuid4()
    an_alert(session, who="of the paper", kind=DOCUMENT, document_id=document_id)
    an_alert(session, who="of another", kind=DOCUMENT, document_id=uuid4())

    assert told(session, manager, AlertFilter(document_id=document_id)) == ["of the paper"]


def test_nobody_who_is_signed_out_is_told_anything(session: Session):
    an_alert(session)

    for ask in (needs_attention, open_alert_count, alert_state_counts, properties_with_alerts):
        with pytest.raises(NotAllowed):
            ask(session, NOBODY, today=TODAY)
    with pytest.raises(NotAllowed):
        alert_rows(session, NOBODY, listing=Listing(), today=TODAY)
