"""When much was saved, the rules changed, or something cannot be read: everything is looked at, and nothing is lost."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from pm_app.access.rules import SCHEDULER
from pm_app.documents.tables.documents import Document
from pm_app.freshening import FEW_NOTES, freshen, freshen_a_few, scan_all
from pm_app.portfolio.tables import Unit
from pm_app.reminders.actions.freshening import scan_stale
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.stale import stale_count
from pm_app.reminders.tables import Alert, ReminderRule, StaleDate
from pm_app.runtime import run_now
from pm_app.tasks.tables import Task
from tests.conftest import NOON
from tests.factories.reminders import TODAY, a_lease_end, an_expiration


def fresh(session: Session) -> int:
    """Commit what the test did, look again at what it concerns, and return how many notes there were."""
    session.commit()
    taken = freshen(TODAY)
    session.expire_all()
    return taken


def standing(session: Session, kind: K, item_id: UUID | None = None) -> list[Alert]:
    wanted = select(Alert).where(Alert.item_kind == kind, col(Alert.closed_at).is_(None)).order_by(col(Alert.falls_on))
    return list(session.exec(wanted if item_id is None else wanted.where(Alert.item_id == item_id)))


def test_a_changed_rule_looks_at_everything(session: Session):
    document = an_expiration(session, days=30)
    fresh(session)
    rule = {"item_kind": K.DOCUMENT_EXPIRATION, "ladder": [20, 0], "roles": [], "outsider_rungs": []}
    session.add(ReminderRule(**rule, changed_at=NOON, changed_by="Dana"))

    fresh(session)

    assert standing(session, K.DOCUMENT_EXPIRATION, document)[0].ladder == [20, 0]


def test_after_very_much_was_saved_everything_is_looked_at_once(session: Session):
    documents = [an_expiration(session, days=days) for days in range(5)]
    session.commit()

    done = run_now(SCHEDULER, scan_stale, today=TODAY, now=NOON, most=3)

    assert done.taken == 4  # one more than fits says enough
    assert {alert.item_id for alert in standing(session, K.DOCUMENT_EXPIRATION)} == set(documents)
    assert session.exec(select(StaleDate)).all() == []


def test_a_list_that_opens_does_not_wait_for_a_large_import(session: Session):
    an_expiration(session, days=30)
    session.commit()
    few = freshen_a_few(TODAY)
    note = "insert into stale_date (id, source, source_id) select gen_random_uuid(), 'document', gen_random_uuid()"
    session.execute(text(f"{note} from generate_series(0, :most)"), {"most": FEW_NOTES})
    session.commit()

    assert few > 0
    assert freshen_a_few(TODAY) == 0
    assert freshen(TODAY) == FEW_NOTES + 1


def test_the_nightly_scan_is_done_with_all_notes(session: Session):
    document = an_expiration(session, days=30)
    session.commit()

    assert scan_all(TODAY).reconciled.opened == 1

    assert freshen(TODAY) == 0
    assert len(standing(session, K.DOCUMENT_EXPIRATION, document)) == 1


def test_what_was_noted_of_a_source_that_cannot_be_read_is_looked_at_again_when_it_can(session: Session):
    task = Task(request_key=uuid4(), title="Call the roofer", due_on=TODAY, created_at=NOON, created_by="Dana")
    session.add(task)
    session.flush()
    session.execute(text("update task set due_on = '12026-01-15'"))  # a day that nothing of ours can read
    session.commit()
    waiting = run_now(SCHEDULER, stale_count, most=100)

    assert (waiting > 0, freshen(TODAY), run_now(SCHEDULER, stale_count, most=100)) == (True, 0, waiting)
    assert standing(session, K.TASK) == []

    session.execute(text("update task set due_on = '2026-01-15'"))
    session.commit()
    assert freshen(TODAY) > 0
    assert len(standing(session, K.TASK)) == 1


def test_a_source_that_cannot_be_read_stops_no_other_and_loses_no_alert(
    session: Session, caplog: pytest.LogCaptureFixture
):
    home = a_lease_end(session, days=60)
    document = an_expiration(session, days=30)
    fresh(session)
    session.add(Task(request_key=uuid4(), title="Call the roofer", due_on=TODAY, created_at=NOON, created_by="Dana"))
    fresh(session)
    session.execute(text("update task set due_on = '12026-01-15'"))  # a day that nothing of ours can read
    session.get_one(Document, document).valid_through = TODAY + timedelta(90)
    session.get_one(Unit, home.unit_id).name = "12B"
    session.commit()

    done = scan_all(TODAY)

    assert [name for name, _ in done.failed] == ["tasks"]
    assert done.reconciled.moved == 1
    assert len(standing(session, K.TASK)) == 1
    assert standing(session, K.LEASE_END, home.id)[0].who.endswith("unit 12B")
    assert [record.message for record in caplog.records if record.name == "pm_app.freshening"] == [
        "dates could not be read"
    ]


def test_the_nightly_scan_keeps_what_was_noted_while_a_source_cannot_be_read(session: Session):
    session.add(Task(request_key=uuid4(), title="Call the roofer", due_on=TODAY, created_at=NOON, created_by="Dana"))
    document = an_expiration(session, days=30)
    session.execute(text("update task set due_on = '12026-01-15'"))  # a day that nothing of ours can read
    session.commit()
    noted = set(session.exec(select(StaleDate.source, StaleDate.source_id)))

    done = scan_all(TODAY)

    assert [name for name, _ in done.failed] == ["tasks"]
    assert len(standing(session, K.DOCUMENT_EXPIRATION, document)) == 1
    assert set(session.exec(select(StaleDate.source, StaleDate.source_id))) == noted
    session.execute(text("update task set due_on = '2026-01-15'"))
    session.commit()
    assert freshen(TODAY) > 0
    assert len(standing(session, K.TASK)) == 1
    assert session.exec(select(StaleDate)).all() == []
