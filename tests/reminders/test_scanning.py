"""Alerts are kept as the dates say: one stands per date, a cycle that ends has all its rungs decided."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from pm_app.access.rules import Actor
from pm_app.calendars.tables import OfficeClosure
from pm_app.documents.tables.documents import Document
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.rules.cycles import GONE
from pm_app.reminders.tables import Alert, Reminder, ReminderRule
from tests.factories.portfolio import a_property
from tests.factories.reminders import NOON, TODAY, a_lease_end, an_expiration, scanned
from tests.reminders.cycles import alerts_of, decided, moved, rungs_of, standing_of, standing_of_lease

EXPIRES = CriticalDateKind.DOCUMENT_EXPIRATION
LADDER = [60, 45, 30, 15, 7, 0, -7]
REPEATS = [-14, -21, -28, -35, -42, -49, -56, -63, -70, -77, -84, -91]


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


def test_the_day_on_which_something_was_said_is_the_offices(session: Session):
    evening = datetime(2026, 1, 15, 21, tzinfo=ZoneInfo("America/New_York"))  # the 16th in Greenwich
    document = an_expiration(session, days=30)
    scanned(session)
    decided(session, standing_of(session, document), [30])
    for one in session.exec(select(Reminder)):
        one.decided_at = evening.astimezone(UTC)
    session.get_one(Document, document).archived_at = NOON
    scanned(session)
    session.get_one(Document, document).archived_at = None

    scanned(session, now=evening)

    assert rungs_of(session, standing_of(session, document))[30][1] == "Said on Jan 15, 2026 already."


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
