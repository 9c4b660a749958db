"""The nightly look at the books: quiet when all agrees, loud when something does not."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.books.actions.entries import post_entry
from pm_app.books.enums import EntryKind
from pm_app.books.rules import Line
from pm_app.books.tables import JournalEntry, PeriodLock
from pm_app.jobs.check_books import check_books
from pm_app.receivables.queries.findings import CHECKS, findings
from pm_app.runtime import run_now
from tests.factories.books import an_entry, the_books
from tests.factories.portfolio import a_property
from tests.factories.receivables import a_charge, a_household, a_receipt

JAN_15 = date(2026, 1, 15)


def test_books_that_agree_are_quiet(session: Session):
    tenancy = a_household(session)
    a_charge(session, tenancy)
    a_receipt(session, tenancy)
    session.commit()

    report = check_books(JAN_15)

    assert (report.done, report.failed, report.summary) == (CHECKS, 0, "Everything holds.")


def test_an_entry_beside_the_ledger_is_found(session: Session, manager: Actor, caplog: pytest.LogCaptureFixture):
    tenancy = a_household(session)
    run = [Line(1100, tenancy.property_id, debit_cents=5_00, tenancy_id=tenancy.id)]
    run.append(Line(2200, tenancy.property_id, credit_cents=5_00, tenancy_id=tenancy.id))
    post_entry(
        session,
        CONSOLE,
        lines=run,
        posted_on=JAN_15,
        kind=EntryKind.CHARGE,
        source_kind="charge",
        source_id=uuid4(),
        entry_key="beside the ledger",
        now=datetime(2026, 1, 15, tzinfo=UTC),
    )
    session.commit()

    report = check_books(JAN_15)

    assert (report.done, report.failed) == (CHECKS - 2, 2)
    assert report.summary.startswith("Receivable: 1 tenancies whose account 1100 is not what their open charges say.")
    assert [one.ids for one in run_now(manager, findings, as_of=JAN_15)] == [(tenancy.id,), (tenancy.id,)]
    assert "the books do not agree" in caplog.text


def test_an_entry_that_came_into_a_closed_period_is_found(session: Session, manager: Actor):
    the_books(session)
    entry_id = an_entry(session, a_property(session).id, posted_on=date(2025, 12, 31))
    session.add(PeriodLock(locked_through=date(2025, 12, 31), locked_at=datetime(2026, 1, 2, tzinfo=UTC)))
    session.commit()

    found = run_now(manager, findings, as_of=JAN_15)

    assert [(one.name, one.ids) for one in found] == [("closed periods", (entry_id,))]


def test_a_number_out_of_sequence_is_found(session: Session, manager: Actor):
    the_books(session)
    entry_id = an_entry(session, a_property(session).id, posted_on=JAN_15)
    entry = session.get_one(JournalEntry, entry_id)
    values = entry.model_dump() | {"id": uuid4(), "entry_number": 7, "entry_key": "another", "line_count": 2}
    session.add(JournalEntry(**values))
    session.flush()

    names = [one.name for one in findings(session, manager, as_of=JAN_15)]

    assert names == ["entries balance", "entry numbers"]
