"""Alerts are kept as the dates say: one stands per date, a cycle that ends has all its rungs decided."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.calendars.tables import OfficeClosure
from pm_app.documents.actions.trash import delete_from_trash, trash_document
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed
from pm_app.portfolio.tables import Property
from pm_app.reminders.actions.scanning import reconcile, scan
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.rules.cycles import GONE
from pm_app.reminders.rules.dates import EVERYTHING, CriticalDate, Scope
from pm_app.reminders.tables import Alert, Reminder, ReminderRule
from tests.conftest import an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import NOON, TODAY, a_lease_end, an_expiration, scanned

EXPIRES = CriticalDateKind.DOCUMENT_EXPIRATION
LADDER = [60, 45, 30, 15, 7, 0, -7]
REPEATS = [-14, -21, -28, -35, -42, -49, -56, -63, -70, -77, -84, -91]


def alerts_of(session: Session, item_id: UUID) -> list[Alert]:
    session.expire_all()
    return list(session.exec(select(Alert).where(Alert.item_id == item_id).order_by(col(Alert.cycle))))


def standing_of(session: Session, item_id: UUID) -> Alert:
    [alert] = [alert for alert in alerts_of(session, item_id) if alert.closed_at is None]
    return alert


def rungs_of(session: Session, alert: Alert) -> dict[int, tuple[ReminderState, str]]:
    rows = session.exec(select(Reminder).where(Reminder.alert_id == alert.id))
    return {row.rung: (ReminderState(row.state), row.reason) for row in rows}


def decided(session: Session, alert: Alert, rungs: Iterable[int], state: ReminderState = ReminderState.SENT) -> None:
    """Write down rungs of an alert as decided, as the nightly job does."""
    for rung in rungs:
        named = {"alert_id": alert.id, "item_kind": alert.item_kind, "item_id": alert.item_id, "cycle": alert.cycle}
        reason = "" if state == ReminderState.SENT else "Found on Jan 15, 2026."
        due_on = alert.falls_on - timedelta(days=rung)
        session.add(Reminder(**named, rung=rung, due_on=due_on, state=state, reason=reason, decided_at=NOON))
    session.flush()


def moved(session: Session, document_id: UUID, valid_through: date) -> None:
    session.get_one(Document, document_id).valid_through = valid_through
    session.flush()


def test_a_date_is_raised_once_however_often_it_is_looked_at(session: Session):
    document = an_expiration(session, days=30, title="Certificate of Brightwater")

    first, second = scanned(session), scanned(session)

    alert = standing_of(session, document)
    assert (first.opened, second.opened, second.moved, second.closed) == (1, 0, 0, 0)
    assert (alert.cycle, alert.falls_on, alert.raised_at) == (1, TODAY + timedelta(30), NOON)
    assert (alert.what, alert.who) == ("Certificate of insurance expires", "Certificate of Brightwater")
    assert (alert.document_id, alert.ladder) == (document, LADDER)
    assert alert.begins_on == date(2025, 12, 16)


def test_a_date_far_ahead_is_known_and_not_due_yet(session: Session):
    document = an_expiration(session, days=3_650)

    scanned(session)

    alert = standing_of(session, document)
    assert alert.begins_on > TODAY
    assert alert.next_due_on == alert.begins_on


def test_a_changed_date_ends_the_cycle_and_begins_the_next(session: Session, manager: Actor):
    document = an_expiration(session, days=30)
    scanned(session)
    first = standing_of(session, document)
    decided(session, first, [60, 45], ReminderState.SKIPPED_LATE)
    decided(session, first, [30])
    first.acknowledged_at, first.assigned_to_id = NOON, manager.user_id
    moved(session, document, date(2027, 3, 1))

    done = scanned(session)

    old, new = alerts_of(session, document)
    reason = "The date changed to Mar 1, 2027."
    assert (done.opened, done.moved, done.closed) == (0, 1, 0)
    assert (old.closed_at, old.closed_reason, old.next_due_on) == (NOON, reason, None)
    assert (new.cycle, new.falls_on, new.closed_at, new.acknowledged_at) == (2, date(2027, 3, 1), None, None)
    assert new.assigned_to_id == manager.user_id
    cancelled = dict.fromkeys([15, 7, 0, -7, *REPEATS], (ReminderState.CANCELLED, reason))
    late = (ReminderState.SKIPPED_LATE, "Found on Jan 15, 2026.")
    assert rungs_of(session, old) == {60: late, 45: late, 30: (ReminderState.SENT, ""), **cancelled}
    assert rungs_of(session, new) == {}


def test_what_is_gone_is_closed_with_the_reason(session: Session):
    document = an_expiration(session, days=30)
    scanned(session)
    session.get_one(Document, document).archived_at = NOON

    done = scanned(session)

    [alert] = alerts_of(session, document)
    assert (done.opened, done.moved, done.closed) == (0, 0, 1)
    assert (alert.closed_at, alert.closed_reason) == (NOON, GONE[EXPIRES])
    assert {state for state, _ in rungs_of(session, alert).values()} == {ReminderState.CANCELLED}
    assert sorted(rungs_of(session, alert), reverse=True) == [*LADDER, *REPEATS]


def test_a_date_that_comes_back_is_not_said_again(session: Session):
    document = an_expiration(session, days=30)
    scanned(session)
    first = standing_of(session, document)
    decided(session, first, [60, 45], ReminderState.SKIPPED_LATE)
    decided(session, first, [30])
    session.get_one(Document, document).archived_at = NOON
    scanned(session)
    session.get_one(Document, document).archived_at = None

    scanned(session)

    again = standing_of(session, document)
    assert again.cycle == 2
    assert rungs_of(session, again) == {30: (ReminderState.SKIPPED, "Said on Jan 15, 2026 already.")}


def test_a_date_that_goes_there_and_back_remembers_what_it_said(session: Session):
    document = an_expiration(session, days=30)
    scanned(session)
    decided(session, standing_of(session, document), [60, 45, 30])
    moved(session, document, TODAY + timedelta(90))
    scanned(session)
    moved(session, document, TODAY + timedelta(30))

    scanned(session)

    again = standing_of(session, document)
    assert again.cycle == 3
    assert set(rungs_of(session, again)) == {60, 45, 30}
    assert again.next_due_on == TODAY + timedelta(15)


def test_names_and_who_answers_follow_without_a_new_cycle(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    home = a_lease_end(session, building, name="Renee Castellano")
    scanned(session)
    standing_of_lease(session, home.id).acknowledged_at = NOON
    home.name, building.manager_id = "Renee Park", manager.user_id

    done = scanned(session)

    alert = standing_of_lease(session, home.id)
    assert (done.opened, done.moved, done.closed) == (0, 0, 0)
    assert (alert.who.partition(",")[0], alert.manager_id, alert.acknowledged_at) == (
        "Renee Park",
        manager.user_id,
        NOON,
    )


def standing_of_lease(session: Session, tenancy_id: UUID) -> Alert:
    session.expire_all()
    kind = CriticalDateKind.LEASE_END
    return session.exec(
        select(Alert).where(Alert.item_id == tenancy_id, Alert.item_kind == kind, col(Alert.closed_at).is_(None))
    ).one()


def test_another_ladder_changes_what_is_next_and_keeps_what_was_said(session: Session, manager: Actor):
    document = an_expiration(session, days=30)
    scanned(session)
    decided(session, standing_of(session, document), [60, 45, 30])
    session.add(
        ReminderRule(
            item_kind=EXPIRES, ladder=[30, 20, 0], roles=[], outsider_rungs=[], changed_at=NOON, changed_by="Dana"
        )
    )

    scanned(session)

    alert = standing_of(session, document)
    assert (alert.cycle, alert.ladder, alert.next_due_on) == (1, [30, 20, 0], date(2026, 1, 23))  # a weekend is skipped
    assert alert.begins_on == TODAY


def test_a_kind_without_a_ladder_has_no_alert(session: Session):
    document = an_expiration(session, days=30)
    scanned(session)
    session.add(
        ReminderRule(item_kind=EXPIRES, ladder=[], roles=[], outsider_rungs=[], changed_at=NOON, changed_by="Dana")
    )

    done = scanned(session)

    assert done.closed == 1
    assert alerts_of(session, document)[0].closed_at == NOON


def test_what_a_person_resolved_is_not_raised_until_its_date_changes(session: Session):
    document = an_expiration(session, days=30)
    scanned(session)
    alert = standing_of(session, document)
    alert.resolved_at, alert.resolved_reason, alert.next_due_on = NOON, "The vendor left.", None
    session.flush()

    unchanged = scanned(session)
    assert (unchanged.opened, standing_of(session, document).next_due_on) == (0, None)

    moved(session, document, TODAY + timedelta(60))
    scanned(session)
    again = standing_of(session, document)
    assert (again.cycle, again.resolved_at) == (2, None)
    assert again.next_due_on == TODAY


def test_a_day_off_moves_the_next_rung_of_what_stands(session: Session):
    document = an_expiration(session, days=60)
    scanned(session)
    assert standing_of(session, document).next_due_on == TODAY
    closed = {"name": "Inventory", "starts_on": TODAY, "ends_on": TODAY, "added_at": NOON, "added_by": "Dana"}
    session.add(OfficeClosure(**closed))

    scanned(session)

    assert standing_of(session, document).next_due_on == TODAY - timedelta(1)


def test_a_clock_that_jumps_back_raises_nothing_twice(session: Session):
    documents = [an_expiration(session, days=days) for days in (-40, 0, 30)]
    home = a_lease_end(session, days=10)
    scanned(session)

    back = scanned(session, today=TODAY - timedelta(30))
    forth = scanned(session)

    assert (back.opened, back.moved, back.closed) == (0, 0, 0)
    assert (forth.opened, forth.moved, forth.closed) == (0, 0, 0)
    assert [standing_of(session, document).cycle for document in documents] == [1, 1, 1]
    assert standing_of_lease(session, home.id).cycle == 1


def test_a_lease_that_rolls_on_and_back_again_keeps_every_rung_decided_once(session: Session):
    home = a_lease_end(session, days=-1)
    scanned(session, today=TODAY - timedelta(1))
    scanned(session)
    scanned(session, today=TODAY - timedelta(1))

    cycles = session.exec(
        select(Alert)
        .where(Alert.item_id == home.id, Alert.item_kind == CriticalDateKind.LEASE_END)
        .order_by(col(Alert.cycle))
    ).all()

    assert [(alert.cycle, alert.closed_at is None) for alert in cycles] == [(1, False), (2, True)]
    assert sorted(rungs_of(session, cycles[0]), reverse=True) == cycles[0].ladder


def test_the_dates_of_an_archived_property_are_gone(session: Session):
    building = a_property(session)
    home, document = a_lease_end(session, building, days=10), an_expiration(session, building, days=10)
    scanned(session)
    session.get_one(Property, building.id).archived_at = NOON

    done = scanned(session)

    assert done.closed == 3  # the end, the renewal to be offered, the certificate
    assert standing(session, home.id, document) == []


def standing(session: Session, *item_ids: UUID) -> list[Alert]:
    return [alert for item_id in item_ids for alert in alerts_of(session, item_id) if alert.closed_at is None]


def test_only_what_was_scanned_is_closed(session: Session):
    kept, gone = an_expiration(session, days=30), an_expiration(session, days=31)
    scanned(session)

    only = Scope(document_ids=frozenset({gone}))
    done = reconcile(session, SCHEDULER, found=[], scanned=only, today=TODAY, now=NOON)

    assert done.closed == 1
    assert [alert.item_id for alert in standing(session, kept, gone)] == [kept]


def test_a_kind_that_could_not_be_read_is_left_as_it_is(session: Session):
    document = an_expiration(session, days=30)
    scanned(session)

    without = replace(EVERYTHING, kinds=EVERYTHING.kinds - {EXPIRES})
    done = reconcile(session, SCHEDULER, found=[], scanned=without, today=TODAY, now=NOON)

    assert done.closed == 0
    assert len(standing(session, document)) == 1


def test_an_item_found_twice_has_one_alert_for_the_sooner_day(session: Session):
    item_id = uuid4()
    found = [
        CriticalDate(
            CriticalDateKind.RECURRING_DATE, item_id, TODAY + timedelta(days), "Alarm test", "The office", (7, 0)
        )
        for days in (30, 10)
    ]

    done = reconcile(session, SCHEDULER, found=found, scanned=EVERYTHING, today=TODAY, now=NOON)

    assert done.opened == 1
    assert standing_of(session, item_id).falls_on == TODAY + timedelta(10)


def test_names_with_quotes_and_other_signs_are_kept_as_they_are(session: Session):
    title = 'O\'Neill "Bros" \\ 100% – Ünits {x} :name $1 <b>'
    document = an_expiration(session, days=30, title=title)

    scanned(session)

    assert standing_of(session, document).who == title


def test_a_document_deleted_for_good_leaves_what_was_said_of_it(session: Session, manager: Actor):
    document = an_expiration(session, days=30)
    scanned(session)
    decided(session, standing_of(session, document), [60, 45, 30])
    trash_document(session, manager, document_id=document, now=NOON)
    scanned(session)

    later = NOON + timedelta(days=4_000)
    delete_from_trash(session, SCHEDULER, document_id=document, today=later.date(), now=later)
    done = scanned(session, today=later.date(), now=later)

    [alert] = alerts_of(session, document)
    assert (done.opened, alert.document_id, alert.closed_at) == (0, document, NOON)
    assert rungs_of(session, alert)[30] == (ReminderState.SENT, "")


@pytest.mark.parametrize("never", [date.max, date(9999, 1, 1), date.min])
def test_a_day_that_stands_for_never_is_no_date(session: Session, never: date):
    moved(session, an_expiration(session, days=30), never)

    assert scanned(session).opened == 0


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ACCOUNTING, Role.READ_ONLY])
def test_only_who_runs_jobs_may_scan(session: Session, role: Role):
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        scan(session, actor, today=TODAY, now=NOON)
    with pytest.raises(NotAllowed):
        reconcile(session, actor, found=[], scanned=EVERYTHING, today=TODAY, now=NOON)
