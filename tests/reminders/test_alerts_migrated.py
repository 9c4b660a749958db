"""Alerts of an earlier release speak to nobody before the first scan has written what they are about."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlmodel import Session, col, select

from alembic import command
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.tables import Alert
from pm_app.schema import migrate, migration_config
from tests.factories.reminders import a_lease_end, scanned

BEFORE = "3f7c05ad91be"
IN_THE_OFFICE = "select set_config('app.organization_id', (select id::text from organization limit 1), false)"
FAR_AWAY = date(9990, 1, 1)
AN_ALERT = (
    "insert into alert (id, item_kind, item_id, cycle, falls_on, raised_at, acknowledged_by, resolved_reason)"
    " values (gen_random_uuid(), 'lease end', gen_random_uuid(), '2025-06-30', '2025-06-30', now(), '', '')"
)


@pytest.fixture
def upgraded(postgres: EmbeddedPostgres) -> Iterator[Connection]:
    """The owner's connection to a database that had an open alert before the upgrade."""
    app_url, owner_url = postgres.create_database("former_alerts")
    command.upgrade(migration_config(owner_url, app_url), BEFORE)
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for statement in (IN_THE_OFFICE, AN_ALERT):
            connection.execute(text(statement))
    migrate(owner_url, app_url)
    with engine.connect() as connection:
        connection.execute(text(IN_THE_OFFICE))
        yield connection
    engine.dispose()
    postgres.drop_database("former_alerts")


def test_an_alert_that_says_nothing_yet_is_on_nobodys_list(upgraded: Connection) -> None:
    what, begins_on, next_due_on, closed_at = upgraded.execute(
        text("select what, begins_on, next_due_on, closed_at from alert")
    ).one()

    assert (what, begins_on, next_due_on, closed_at) == ("", FAR_AWAY, None, None)


def test_a_note_lets_the_first_scan_of_everything_run_at_once(upgraded: Connection) -> None:
    notes = upgraded.execute(text("select source, source_id = organization_id from stale_date")).all()

    assert [tuple(note) for note in notes] == [("rule", True)]


def test_the_first_scan_writes_what_it_is_about_and_when_it_begins(session: Session) -> None:
    a_lease_end(session, days=30)
    scanned(session)
    alert = session.exec(select(Alert).where(col(Alert.item_kind) == CriticalDateKind.LEASE_END)).one()
    true = (alert.what, alert.who, list(alert.ladder), alert.begins_on, alert.next_due_on)
    alert.what, alert.who, alert.ladder, alert.begins_on, alert.next_due_on = "", "", [], FAR_AWAY, None
    session.flush()

    scanned(session)

    session.expire_all()
    assert (alert.what, alert.who, list(alert.ladder), alert.begins_on, alert.next_due_on) == true
    assert alert.begins_on < FAR_AWAY
