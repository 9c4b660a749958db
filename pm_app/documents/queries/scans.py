"""What the scan for viruses comes to: how many files are in which state, what waits for it, what it found."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import ScanState
from pm_app.documents.queries.conditions import current_version_id
from pm_app.documents.rules.naming import STORED_BELOW
from pm_app.documents.rules.scanning import held_back
from pm_app.documents.tables.documents import Document, DocumentVersion, StoredFile
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.rules.thresholds import InfectedFile, ScanStanding
from pm_app.outbox.tables import QueuedWork

MOST_NAMED = 25


def scan_counts(session: Session, actor: Actor) -> dict[ScanState, int]:
    """Return how many contents are in each state; states without any are 0."""
    actor.must(Permission.VIEW_JOBS)
    found = session.execute(sql_select(col(StoredFile.scan), func.count()).group_by(col(StoredFile.scan)))
    counted = {ScanState(state): number for state, number in found}
    return {state: counted.get(state, 0) for state in ScanState}


def scan_standing(session: Session, actor: Actor) -> ScanStanding:
    """Return which files could not be scanned yet, since when and why; and which of those in use are infected.

    A file that merely waits for its turn is not among them. At most 25 infected ones are named, the first that came.
    """
    actor.must(Permission.VIEW_JOBS)
    waiting, since, problem = _held_up(session)
    infected = session.execute(
        sql_select(col(Document.id), col(Document.title), col(StoredFile.virus))
        .select_from(Document)
        .join(DocumentVersion, col(DocumentVersion.id) == current_version_id())
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(col(StoredFile.scan) == ScanState.INFECTED, col(Document.trashed_at).is_(None))
        .order_by(col(Document.filed_at), col(Document.id))
        .limit(MOST_NAMED)
    )
    return ScanStanding(waiting, since, problem, tuple(InfectedFile(str(row[0]), row[1], row[2]) for row in infected))


def why_held_back(session: Session, actor: Actor, *, object_key: str) -> tuple[str, bool]:
    """Return why a content in the store may leave with nobody, empty when it may, and whether that may still change."""
    actor.must(Permission.RUN_JOBS)
    if not object_key.startswith(STORED_BELOW):
        return "", False
    sha256 = object_key.removeprefix(STORED_BELOW)
    found = session.execute(
        sql_select(col(StoredFile.scan), col(StoredFile.virus)).where(col(StoredFile.sha256) == sha256)
    ).first()
    return (held_back(found[0], found[1]), found[0] == ScanState.WAITING) if found else ("", False)


def _held_up(session: Session) -> tuple[int, datetime | None, str]:
    held_up = (
        sql_select(col(QueuedWork.queued_at), col(QueuedWork.problem))
        .join(DocumentVersion, col(DocumentVersion.id) == col(QueuedWork.about_id))
        .join(StoredFile, col(StoredFile.id) == col(DocumentVersion.stored_file_id))
        .where(
            col(QueuedWork.kind) == WorkKind.READ_DOCUMENT,
            col(QueuedWork.done_at).is_(None),
            col(QueuedWork.problem) != "",
            col(StoredFile.scan) == ScanState.WAITING,
        )
    )
    some = held_up.subquery()
    waiting = session.execute(sql_select(func.count()).select_from(some)).scalar_one()
    first = session.execute(held_up.order_by(col(QueuedWork.queued_at)).limit(1)).first()
    return (waiting, first[0], first[1]) if first else (0, None, "")
