"""What the office does about dates: in hand, put off, assigned, done, open again; one by one and several at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.reminders.actions.alerts import acknowledge_alerts, reopen_alerts, resolve_alerts, snooze_alerts
from pm_app.reminders.actions.assigning import assign_alerts
from pm_app.reminders.enums import AlertState, ReminderState
from pm_app.reminders.queries.details import alert_details
from pm_app.reminders.queries.rows import AlertRow
from pm_app.reminders.rules.handling import SnoozedIntoPast, SnoozedPastDate
from pm_app.reminders.rules.ladders import every_rung
from pm_app.reminders.rules.picking import MOST_AT_ONCE, Picked
from pm_app.reminders.tables import Alert, Reminder
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_alert

IN_A_WEEK = TODAY + timedelta(days=7)
Action = Callable[..., Any]
ACTIONS: list[Any] = [
    pytest.param(acknowledge_alerts, {}, id="acknowledge"),
    pytest.param(snooze_alerts, {"snoozed_until": TODAY + timedelta(days=2), "today": TODAY}, id="snooze"),
    pytest.param(resolve_alerts, {"reason": "Renewed by phone."}, id="resolve"),
    pytest.param(reopen_alerts, {}, id="reopen"),
    pytest.param(assign_alerts, {"user_id": None}, id="assign"),
]


def seen(*alerts: Alert) -> list[Picked]:
    return [Picked(alert.id, alert.version) for alert in alerts]


def row_of(session: Session, actor: Actor, alert_id: UUID) -> AlertRow:
    return alert_details(session, actor, alert_id=alert_id, today=TODAY).row


def rungs_of(session: Session, alert_id: UUID) -> dict[int, tuple[ReminderState, str]]:
    rows = session.exec(select(Reminder).where(Reminder.alert_id == alert_id))
    return {row.rung: (ReminderState(row.state), row.reason) for row in rows}


def said(session: Session, alert: Alert, rung: int, state: ReminderState = ReminderState.SENT) -> None:
    of_it = {"item_kind": alert.item_kind, "item_id": alert.item_id, "cycle": alert.cycle}
    day = alert.falls_on - timedelta(days=rung)
    session.add(Reminder(alert_id=alert.id, **of_it, rung=rung, due_on=day, state=state, decided_at=NOON, reason="x"))
    session.flush()


def test_acknowledging_says_who_has_it_in_hand_and_is_written_down(session: Session, manager: Actor):
    alert = an_alert(session)

    [after] = acknowledge_alerts(session, manager, picked=seen(alert), now=NOON)
    [again] = acknowledge_alerts(session, manager, picked=[after], now=NOON)

    row = row_of(session, manager, alert.id)
    assert (row.state, row.acknowledged_by, row.acknowledged_at) == (AlertState.ACKNOWLEDGED, manager.name, NOON)
    assert (after.version, again.version) == (2, 2)
    [told] = history_of(session, manager, about_id=alert.id)
    assert (told.did, told.about_name) == ("acknowledged", f"{alert.what}: {alert.who}")


def test_a_snooze_takes_back_the_acknowledgement_and_wakes_on_its_day(session: Session, manager: Actor):
    alert = an_alert(session)
    picked = acknowledge_alerts(session, manager, picked=seen(alert), now=NOON)

    snooze_alerts(session, manager, picked=picked, snoozed_until=IN_A_WEEK, today=TODAY, now=NOON)

    row = row_of(session, manager, alert.id)
    assert (row.state, row.snoozed_until, row.snoozed_by) == (AlertState.SNOOZED, IN_A_WEEK, manager.name)
    assert row.acknowledged_by == ""
    assert alert_details(session, manager, alert_id=alert.id, today=IN_A_WEEK).row.state == AlertState.DUE


@pytest.mark.parametrize("days", [0, -1])
def test_a_snooze_that_is_over_at_once_is_refused(session: Session, manager: Actor, days: int):
    alert, until = an_alert(session), TODAY + timedelta(days=days)

    with pytest.raises(SnoozedIntoPast, match="after today") as refused:
        snooze_alerts(session, manager, picked=seen(alert), snoozed_until=until, today=TODAY, now=NOON)

    assert refused.value.field == "snoozed_until"


def test_sleeping_past_the_date_itself_is_for_who_may_run_the_office(session: Session, manager: Actor):
    alert = an_alert(session, days=5)
    asked: dict[str, Any] = {"picked": seen(alert), "snoozed_until": IN_A_WEEK, "today": TODAY, "now": NOON}

    with pytest.raises(SnoozedPastDate):
        snooze_alerts(session, an_actor(session, Role.LEASING), **asked)
    snooze_alerts(session, manager, **asked)

    assert row_of(session, manager, alert.id).state == AlertState.SNOOZED


def test_what_is_done_with_cancels_every_rung_that_is_not_decided(session: Session, manager: Actor):
    alert = an_alert(session, days=5, ladder=[30, 7, 0, -7], next_due_on=TODAY + timedelta(days=5))
    said(session, alert, 30)
    said(session, alert, 7, ReminderState.SKIPPED_LATE)

    resolve_alerts(session, manager, picked=seen(alert), reason="  Renewed\nby phone. ", now=NOON)

    row = row_of(session, manager, alert.id)
    assert (row.state, row.resolved_reason, row.resolved_by) == (
        AlertState.RESOLVED,
        "Renewed by phone.",
        manager.name,
    )
    decided = rungs_of(session, alert.id)
    assert set(decided) == set(every_rung([30, 7, 0, -7]))
    assert (decided[30][0], decided[7][0]) == (ReminderState.SENT, ReminderState.SKIPPED_LATE)
    assert decided[0] == (ReminderState.CANCELLED, f"Done, said {manager.name}: Renewed by phone.")
    assert session.get_one(Alert, alert.id).next_due_on is None
    [told] = history_of(session, manager, about_id=alert.id)
    assert (told.did, told.details) == ("resolved", {"reason": "Renewed by phone."})


@pytest.mark.parametrize(("reason", "sentence"), [("", "few words"), (" \n\t", "few words"), ("x" * 501, "too long")])
def test_being_done_needs_a_reason(session: Session, manager: Actor, reason: str, sentence: str):
    alert = an_alert(session)

    with pytest.raises(Refused, match=sentence) as refused:
        resolve_alerts(session, manager, picked=seen(alert), reason=reason, now=NOON)

    assert refused.value.field == "reason"
    assert row_of(session, manager, alert.id).state == AlertState.DUE


@pytest.mark.parametrize("before", ["acknowledged", "snoozed"])
def test_reopening_takes_back_what_was_done(session: Session, manager: Actor, before: str):
    alert = an_alert(session)
    picked: Any = seen(alert)
    if before == "acknowledged":
        picked = acknowledge_alerts(session, manager, picked=picked, now=NOON)
    else:
        picked = snooze_alerts(session, manager, picked=picked, snoozed_until=IN_A_WEEK, today=TODAY, now=NOON)

    [after] = reopen_alerts(session, manager, picked=picked, now=NOON)

    row = row_of(session, manager, after.alert_id)
    assert (after.alert_id, row.state, row.acknowledged_by, row.snoozed_until) == (alert.id, AlertState.DUE, "", None)


def test_reopening_what_is_open_writes_nothing_down(session: Session, manager: Actor):
    alert = an_alert(session)

    [after] = reopen_alerts(session, manager, picked=seen(alert), now=NOON)

    assert (after.version, history_of(session, manager, about_id=alert.id)) == (1, [])


def test_what_was_done_with_begins_a_new_cycle_that_says_nothing_twice(session: Session, manager: Actor):
    alert = an_alert(session, days=5, ladder=[30, 7, 0])
    said(session, alert, 30)
    said(session, alert, 7)
    done = resolve_alerts(session, manager, picked=seen(alert), reason="Renewed.", now=NOON)

    [after] = reopen_alerts(session, manager, picked=done, now=NOON)

    old, new = row_of(session, manager, alert.id), row_of(session, manager, after.alert_id)
    assert (old.state, old.closed_reason) == (AlertState.CANCELLED, f"Reopened by {manager.name}.")
    assert (new.state, new.cycle, new.falls_on) == (AlertState.DUE, 2, alert.falls_on)
    assert rungs_of(session, after.alert_id) == {
        30: (ReminderState.SKIPPED, "Said on Jan 15, 2026 already."),
        7: (ReminderState.SKIPPED, "Said on Jan 15, 2026 already."),
    }
    # The date itself, January 20, is a Tuesday.
    assert session.get_one(Alert, after.alert_id).next_due_on == date(2026, 1, 20)


def test_what_was_said_in_the_evening_was_said_on_the_offices_day(session: Session, manager: Actor):
    evening = datetime(2026, 1, 15, 21, tzinfo=ZoneInfo("America/New_York"))  # the 16th in Greenwich
    alert = an_alert(session, days=5, ladder=[7, 0])
    said(session, alert, 7)
    session.exec(select(Reminder)).one().decided_at = evening.astimezone(UTC)
    done = resolve_alerts(session, manager, picked=seen(alert), reason="Renewed.", now=evening)

    [after] = reopen_alerts(session, manager, picked=done, now=evening)

    assert rungs_of(session, after.alert_id)[7][1] == "Said on Jan 15, 2026 already."


@pytest.mark.parametrize(("action", "more"), ACTIONS)
def test_several_are_handled_at_once_and_one_that_changed_stops_all(
    session: Session, manager: Actor, action: Action, more: dict[str, Any]
):
    first, second = an_alert(session), an_alert(session)
    stale = [*seen(first), Picked(second.id, second.version - 1)]

    with pytest.raises(Stale, match="Reload the page"):
        action(session, manager, picked=stale, now=NOON, **more)
    assert session.exec(select(AuditEntry).where(col(AuditEntry.about_id) == first.id)).all() == []

    assert len(action(session, manager, picked=seen(first, second), now=NOON, **more)) == 2


@pytest.mark.parametrize(("action", "more"), ACTIONS)
@pytest.mark.parametrize("role", [Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not(session: Session, action: Action, more: dict[str, Any], role: Role):
    alert = an_alert(session)

    with pytest.raises(NotAllowed):
        action(session, an_actor(session, role), picked=seen(alert), now=NOON, **more)


@pytest.mark.parametrize(("action", "more"), ACTIONS)
def test_a_date_of_another_property_or_of_nothing_is_not_there(
    session: Session, manager: Actor, action: Action, more: dict[str, Any]
):
    alert = an_alert(session, property_id=a_property(session).id)
    elsewhere = replace(manager, property_ids=frozenset({a_property(session).id}))

    for actor, picked in ((elsewhere, seen(alert)), (manager, [Picked(uuid4(), 1)])):
        with pytest.raises(NotFound):
            action(session, actor, picked=picked, now=NOON, **more)


@pytest.mark.parametrize(("action", "more"), ACTIONS)
def test_a_date_that_was_dealt_with_meanwhile_is_refused_in_a_sentence(
    session: Session, manager: Actor, action: Action, more: dict[str, Any]
):
    alert = an_alert(session, closed_at=NOON, closed_reason="The lease was renewed.")

    with pytest.raises(NotFound, match="dealt with meanwhile"):
        action(session, manager, picked=seen(alert), now=NOON, **more)


@pytest.mark.parametrize(("action", "more"), ACTIONS)
def test_none_and_too_many_at_once_are_refused(session: Session, manager: Actor, action: Action, more: dict[str, Any]):
    many = [Picked(uuid4(), 1) for _ in range(MOST_AT_ONCE + 1)]

    for picked in ([], many):
        with pytest.raises(Refused, match="Choose at"):
            action(session, manager, picked=picked, now=NOON, **more)
