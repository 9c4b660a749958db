"""What waits to be read, what could not be read and why, and reading it again."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select, update

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.documents.actions.reading import MOST_READ_AGAIN, read_many_again, record_text
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.reading import ReadingState, find_documents_in, reading_counts, reading_rows
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.outbox.actions import mark_failed, take_work
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.tables import QueuedWork
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

LATER = NOON + timedelta(hours=1)


def read(session: Session, document_id: UUID, outcome: ReadingOutcome, *, reason: str = "", quality: int = 90) -> None:
    edition = document_details(session, CONSOLE, document_id=document_id, today=NOON.date()).current
    page = PageText(1, "dim", ReadingMethod.OCR, quality)
    text = FileText(outcome, reason, 1, () if outcome is ReadingOutcome.UNREADABLE else (page,))
    record_text(session, SCHEDULER, document_version_id=edition.document_version_id, text=text, now=NOON)


def states(session: Session, actor: Actor = CONSOLE) -> dict[str, ReadingState]:
    return {row.title: row.state for row in reading_rows(session, actor, listing=Listing()).rows}


def given_up(session: Session) -> None:
    session.exec(update(QueuedWork).where(col(QueuedWork.done_at).is_(None)).values(attempts=6, dead_at=NOON))


def test_every_file_that_is_not_simply_read_is_listed_with_how_far_it_got(session: Session):
    for title in ("Locked", "Half", "Dim", "Clear"):
        a_document(session, title=title)
    ids = {row.title: row.document_id for row in reading_rows(session, CONSOLE, listing=Listing()).rows}
    read(session, ids["Locked"], ReadingOutcome.UNREADABLE, reason="It asks for a password.")
    read(session, ids["Half"], ReadingOutcome.READ_IN_PART)
    read(session, ids["Dim"], ReadingOutcome.READ, quality=20)
    read(session, ids["Clear"], ReadingOutcome.READ)

    found = reading_rows(session, CONSOLE, listing=Listing())

    assert {row.title: row.state for row in found.rows} == {
        "Locked": ReadingState.UNREADABLE,
        "Half": ReadingState.IN_PART,
        "Dim": ReadingState.POOR,
    }
    assert found.total == 3
    locked = next(row for row in found.rows if row.title == "Locked")
    assert (locked.problem, locked.page_count) == ("It asks for a password.", 1)


def test_what_waits_is_being_read_fails_and_is_given_up_is_told_apart(session: Session):
    a_document(session, title="Lease")
    assert states(session) == {"Lease": ReadingState.WAITING}

    (work,) = take_work(session, SCHEDULER, kind=WorkKind.READ_DOCUMENT, now=NOON)
    assert states(session) == {"Lease": ReadingState.RUNNING}

    mark_failed(session, SCHEDULER, queued_work_id=work.queued_work_id, problem="The store is away.", now=NOON)
    assert states(session) == {"Lease": ReadingState.RETRYING}

    given_up(session)
    assert states(session) == {"Lease": ReadingState.GIVEN_UP}


def test_the_counts_are_those_of_the_lists(session: Session):
    for number in range(3):
        a_document(session, title=f"Scan {number}")
    read(
        session, find_documents_in(session, CONSOLE, state=ReadingState.WAITING, limit=1)[0], ReadingOutcome.UNREADABLE
    )

    counts = reading_counts(session, CONSOLE)

    for state in ReadingState:
        assert counts[state] == reading_rows(session, CONSOLE, listing=Listing(), state=state).total
    assert (counts[ReadingState.WAITING], counts[ReadingState.UNREADABLE]) == (2, 1)


def test_what_was_given_up_or_unreadable_is_read_again_and_leaves_no_dead_work(session: Session):
    dead = a_document(session, title="Dead")
    given_up(session)
    locked = a_document(session, title="Locked")
    read(session, locked, ReadingOutcome.UNREADABLE)

    queued = read_many_again(session, CONSOLE, document_ids=[dead, locked, dead], now=LATER)

    assert queued == 2
    assert states(session) == {"Dead": ReadingState.WAITING, "Locked": ReadingState.WAITING}
    left = session.exec(
        select(QueuedWork).where(col(QueuedWork.dead_at).isnot(None), col(QueuedWork.done_at).is_(None))
    )
    assert left.all() == []


def test_too_many_at_once_are_refused(session: Session):
    ids = [UUID(int=number) for number in range(MOST_READ_AGAIN + 1)]

    with pytest.raises(Refused, match="At most 1,000"):
        read_many_again(session, CONSOLE, document_ids=ids, now=NOON)


def test_one_that_is_out_of_scope_stops_all(session: Session, manager: Actor):
    mine, other = a_property(session), a_property(session)
    seen = a_document(session, LinkTarget(property_id=mine.id), title="Mine")
    hidden = a_document(session, LinkTarget(property_id=other.id), title="Other")
    for each in (seen, hidden):
        read(session, each, ReadingOutcome.UNREADABLE)
    scoped = Actor(manager.user_id, "Ann", "", Role.MANAGER, manager.permissions, frozenset({mine.id}))

    with pytest.raises(NotFound):
        read_many_again(session, scoped, document_ids=[seen, hidden], now=NOON)

    assert states(session, scoped) == {"Mine": ReadingState.UNREADABLE}


def test_who_may_not_change_documents_does_not_have_them_read_again(session: Session):
    document_id = a_document(session)

    with pytest.raises(NotAllowed):
        read_many_again(session, an_actor(session, Role.READ_ONLY), document_ids=[document_id], now=NOON)
