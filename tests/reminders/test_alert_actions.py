"""What the office does about a date: take it in hand, put it off, open it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.documents.actions.changing import archive_document
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.reminders.actions.alerts import acknowledge_alert, reopen_alert, snooze_alert
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.alerts import AttentionRow, alert_rows
from pm_app.reminders.rules.handling import SnoozedIntoPast, SnoozedPastDate
from pm_app.reminders.tables import Alert
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, an_expiration

DOCUMENT, LEASE = CriticalDateKind.DOCUMENT_EXPIRATION, CriticalDateKind.LEASE_END
IN_A_WEEK = TODAY + timedelta(days=7)
ACTIONS: list[Any] = [
    pytest.param(acknowledge_alert, {}, id="acknowledge"),
    pytest.param(snooze_alert, {"snoozed_until": IN_A_WEEK}, id="snooze"),
    pytest.param(reopen_alert, {}, id="reopen"),
]
Action = Callable[..., None]


def do(
    action: Action, session: Session, actor: Actor, item_id: UUID, kind: CriticalDateKind = DOCUMENT, **more: Any
) -> None:
    action(session, actor, item_kind=kind, item_id=item_id, today=TODAY, now=NOON, **more)
    session.flush()


def row_of(session: Session, actor: Actor, item_id: UUID, today: date = TODAY) -> AttentionRow:
    """The date in whatever state it is."""
    rows = [
        row
        for state in AlertState
        for row in alert_rows(session, actor, listing=Listing(size=100), today=today, state=state).rows
    ]
    return next(row for row in rows if row.item.item_id == item_id)


def test_an_acknowledged_date_is_in_somebodys_hands(session: Session, manager: Actor):
    document_id = an_expiration(session)

    do(acknowledge_alert, session, manager, document_id)

    row = row_of(session, manager, document_id)
    assert (row.state, row.acknowledged_by, row.acknowledged_at) == (AlertState.ACKNOWLEDGED, manager.name, NOON)
    assert next(entry.did for entry in history_of(session, manager, about_id=document_id)) == "acknowledged"


def test_acknowledging_twice_keeps_who_was_first(session: Session, manager: Actor):
    document_id = an_expiration(session)
    other = an_actor(session, Role.LEASING)

    do(acknowledge_alert, session, manager, document_id)
    do(acknowledge_alert, session, other, document_id)

    assert row_of(session, manager, document_id).acknowledged_by == manager.name
    assert session.exec(select(func.count()).select_from(Alert)).one() == 1


def test_a_snoozed_date_comes_back_on_its_day(session: Session, manager: Actor):
    document_id = an_expiration(session)

    do(snooze_alert, session, manager, document_id, snoozed_until=IN_A_WEEK)

    asleep = row_of(session, manager, document_id)
    awake = row_of(session, manager, document_id, today=IN_A_WEEK)
    assert (asleep.state, asleep.snoozed_until, awake.state) == (AlertState.SNOOZED, IN_A_WEEK, AlertState.DUE)


def test_a_snooze_takes_a_date_out_of_the_hands_it_was_in(session: Session, manager: Actor):
    document_id = an_expiration(session)

    do(acknowledge_alert, session, manager, document_id)
    do(snooze_alert, session, manager, document_id, snoozed_until=IN_A_WEEK)

    assert row_of(session, manager, document_id, today=IN_A_WEEK).state == AlertState.DUE


def test_acknowledging_ends_a_snooze(session: Session, manager: Actor):
    document_id = an_expiration(session)

    do(snooze_alert, session, manager, document_id, snoozed_until=IN_A_WEEK)
    do(acknowledge_alert, session, manager, document_id)

    row = row_of(session, manager, document_id)
    assert (row.state, row.snoozed_until) == (AlertState.ACKNOWLEDGED, None)


@pytest.mark.parametrize(("action", "more"), ACTIONS[:2])
def test_reopening_takes_either_back(session: Session, manager: Actor, action: Action, more: dict[str, Any]):
    tenancy = a_lease_end(session)

    do(action, session, manager, tenancy.id, LEASE, **more)
    do(reopen_alert, session, manager, tenancy.id, LEASE)

    row = row_of(session, manager, tenancy.id)
    assert (row.state, row.acknowledged_by, row.snoozed_until) == (AlertState.DUE, "", None)


def test_reopening_what_is_open_writes_nothing_down(session: Session, manager: Actor):
    document_id = an_expiration(session)
    before = len(history_of(session, manager, about_id=document_id))

    do(reopen_alert, session, manager, document_id)

    assert len(history_of(session, manager, about_id=document_id)) == before


@pytest.mark.parametrize("days", [0, -1])
def test_a_snooze_that_is_over_at_once_is_refused(session: Session, manager: Actor, days: int):
    document_id = an_expiration(session)

    with pytest.raises(SnoozedIntoPast, match="after today") as refused:
        do(snooze_alert, session, manager, document_id, snoozed_until=TODAY + timedelta(days=days))

    assert refused.value.field == "snoozed_until"


def test_sleeping_past_the_date_itself_is_for_a_manager(session: Session, manager: Actor):
    document_id = an_expiration(session, days=5)
    leasing = an_actor(session, Role.LEASING)

    with pytest.raises(SnoozedPastDate):
        do(snooze_alert, session, leasing, document_id, snoozed_until=IN_A_WEEK)
    do(snooze_alert, session, manager, document_id, snoozed_until=IN_A_WEEK)

    assert row_of(session, manager, document_id).state == AlertState.SNOOZED


@pytest.mark.parametrize(("action", "more"), ACTIONS)
@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not(session: Session, action: Action, more: dict[str, Any], role: Role):
    document_id = an_expiration(session)

    with pytest.raises(NotAllowed):
        do(action, session, an_actor(session, role), document_id, **more)


@pytest.mark.parametrize(("action", "more"), ACTIONS)
def test_a_date_of_another_property_is_not_there(
    session: Session, manager: Actor, action: Action, more: dict[str, Any]
):
    document_id = an_expiration(session)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotFound):
        do(action, session, elsewhere, document_id, **more)


@pytest.mark.parametrize(("action", "more"), ACTIONS)
def test_a_date_that_was_dealt_with_meanwhile_is_refused_in_a_sentence(
    session: Session, manager: Actor, action: Action, more: dict[str, Any]
):
    document_id = an_expiration(session)
    archive_document(session, manager, document_id=document_id, now=NOON)

    with pytest.raises(Refused, match="dealt with meanwhile"):
        do(action, session, manager, document_id, **more)


def test_an_id_of_nothing_is_refused(session: Session, manager: Actor):
    with pytest.raises(NotFound):
        do(acknowledge_alert, session, manager, uuid4())
