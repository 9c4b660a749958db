"""How far the reading of files is: what waits, what is being read, what could not be read and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, union
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import ReadingMethod, ReadingOutcome, ScanState
from pm_app.documents.queries.conditions import current_version_id, in_use
from pm_app.documents.queries.narrowing import POOR_QUALITY
from pm_app.documents.queries.scope import visible
from pm_app.documents.rules.scanning import virus_words
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile
from pm_app.documents.tables.pages import DocumentPage
from pm_app.kernel.listing import Listing, Rows, like_pattern, search_text
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.tables import QueuedWork


class ReadingState(StrEnum):
    """How far the reading of a document's current file is."""

    WAITING = "waiting"
    RUNNING = "being read"
    RETRYING = "tried again later"
    GIVEN_UP = "given up"
    UNREADABLE = "unreadable"
    IN_PART = "read in part"
    POOR = "poorly read"
    INFECTED = "infected"


@dataclass(frozen=True)
class ReadingRow:
    """The reading of one document. `since` is when it reached this state; `problem` says why it got no further."""

    document_id: UUID
    title: str
    filename: str
    size_bytes: int
    state: ReadingState
    since: datetime
    attempts: int
    page_count: int | None
    problem: str


def reading_rows(
    session: Session, actor: Actor, *, listing: Listing, state: ReadingState | None = None
) -> Rows[ReadingRow]:
    """Return a page of the documents in use whose text is not, or not well read; what changed last comes first.

    Without a state: all of them. The search looks at titles and file names.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    every = _every(actor).subquery()
    wanted: list[ColumnElement[bool]] = [every.c.state == state.value] if state else []
    if search_text(listing.search):
        pattern = like_pattern(listing.search)
        wanted.append(every.c.title.ilike(pattern, escape="\\") | every.c.filename.ilike(pattern, escape="\\"))
    total = session.execute(sql_select(func.count()).select_from(every).where(*wanted)).scalar_one()
    page = sql_select(every).where(*wanted).order_by(every.c.since.desc(), every.c.document_id)
    found = session.execute(page.limit(listing.limit).offset(listing.offset))
    return Rows([_row(**row) for row in found.mappings()], total)


def reading_counts(session: Session, actor: Actor) -> dict[ReadingState, int]:
    """Return how many documents in use are in each state; states without any are 0."""
    actor.must(Permission.VIEW_DOCUMENTS)
    every = _every(actor).subquery()
    found = session.execute(sql_select(every.c.state, func.count()).group_by(every.c.state))
    counted = {ReadingState(state): count for state, count in found}
    return {state: counted.get(state, 0) for state in ReadingState}


def find_documents_in(session: Session, actor: Actor, *, state: ReadingState, limit: int) -> Sequence[UUID]:
    """Return the documents of a state, the newest first, as many as are asked for at most."""
    actor.must(Permission.VIEW_DOCUMENTS)
    every = _every(actor).subquery()
    wanted = sql_select(every.c.document_id).where(every.c.state == state.value)
    return session.execute(wanted.order_by(every.c.since.desc()).limit(limit)).scalars().all()


def _every(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the reading of the current file of every document in use that the actor sees."""
    edition, work = aliased(DocumentVersion), aliased(QueuedWork)
    told = union(_not_read(), _poorly_read(), _infected()).subquery()
    open_or_dead = and_(
        col(work.about_id) == col(edition.id),
        col(work.kind) == WorkKind.READ_DOCUMENT,
        col(work.done_at).is_(None),
        col(edition.outcome).is_(None),
    )
    since = (edition.read_at, work.dead_at, work.started_at, work.queued_at, edition.added_at)
    return (
        sql_select(
            col(Document.id).label("document_id"),
            col(Document.title),
            col(edition.filename),
            col(StoredFile.size_bytes),
            _state(edition, work).label("state"),
            func.coalesce(*since).label("since"),
            func.coalesce(col(work.attempts), 0).label("attempts"),
            col(edition.page_count),
            func.coalesce(func.nullif(col(edition.outcome_reason), ""), col(work.problem), "").label("problem"),
            col(StoredFile.virus),
        )
        .select_from(told)
        .join(edition, col(edition.id) == told.c.id)
        .join(Document, and_(col(Document.id) == col(edition.document_id), col(edition.id) == current_version_id()))
        .join(StoredFile, col(StoredFile.id) == col(edition.stored_file_id))
        .outerjoin(work, open_or_dead)
        .where(visible(actor), in_use())
    )


def _not_read() -> Select[Any]:
    outcome = col(DocumentVersion.outcome)
    return sql_select(col(DocumentVersion.id).label("id")).where(or_(outcome.is_(None), outcome != ReadingOutcome.READ))


def _poorly_read() -> Select[Any]:
    return sql_select(col(DocumentPage.document_version_id).label("id")).where(
        col(DocumentPage.method) == ReadingMethod.OCR, col(DocumentPage.quality) < POOR_QUALITY
    )


def _infected() -> Select[Any]:
    file = and_(col(StoredFile.id) == col(DocumentVersion.stored_file_id), col(StoredFile.scan) == ScanState.INFECTED)
    return sql_select(col(DocumentVersion.id).label("id")).join(StoredFile, file)


def _state(edition: Any, work: Any) -> ColumnElement[str]:
    return case(
        (col(StoredFile.scan) == ScanState.INFECTED, ReadingState.INFECTED.value),
        (col(edition.outcome) == ReadingOutcome.UNREADABLE, ReadingState.UNREADABLE.value),
        (col(edition.outcome) == ReadingOutcome.READ_IN_PART, ReadingState.IN_PART.value),
        (col(edition.outcome) == ReadingOutcome.READ, ReadingState.POOR.value),
        (col(work.dead_at).isnot(None), ReadingState.GIVEN_UP.value),
        (and_(col(work.started_at).isnot(None), col(work.problem) == ""), ReadingState.RUNNING.value),
        (col(work.problem) != "", ReadingState.RETRYING.value),
        else_=ReadingState.WAITING.value,
    )


def _row(*, state: str, virus: str, problem: str, **facts: Any) -> ReadingRow:
    return ReadingRow(state=ReadingState(state), problem=virus_words(virus) if virus else problem, **facts)
