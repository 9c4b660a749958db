"""What a scan looks at and what it leaves alone; days, names and papers at the edge of what there can be."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.actions.trash import delete_from_trash, trash_document
from pm_app.kernel.errors import NotAllowed
from pm_app.portfolio.tables import Property
from pm_app.reminders.actions.scanning import reconcile, scan
from pm_app.reminders.enums import CriticalDateKind, ReminderState
from pm_app.reminders.rules.dates import EVERYTHING, CriticalDate, Scope
from tests.conftest import an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import NOON, TODAY, a_lease_end, an_expiration, scanned
from tests.reminders.cycles import alerts_of, decided, moved, rungs_of, standing, standing_of

EXPIRES = CriticalDateKind.DOCUMENT_EXPIRATION


def test_the_dates_of_an_archived_property_are_gone(session: Session):
    building = a_property(session)
    home, document = a_lease_end(session, building, days=10), an_expiration(session, building, days=10)
    scanned(session)
    session.get_one(Property, building.id).archived_at = NOON

    done = scanned(session)

    assert done.closed == 3  # the end, the renewal to be offered, the certificate
    assert standing(session, home.id, document) == []


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
