"""Files that are scanned for viruses before they are read: what tests of it file, and how they look at it."""

from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.rules import CONSOLE
from pm_app.access.tables import AuditEntry
from pm_app.documents.queries.details import VersionRow, document_details
from pm_app.filing import Filing, file_path
from pm_app.runtime import Runtime
from tests.conftest import NOON
from tests.fakes import WatchfulScanner

GOOD, BAD = b"%PDF-1.7\nDear tenant\n%%EOF\n", b"%PDF-1.7\n" + WatchfulScanner.VIRUS + b"\n%%EOF\n"
AWAY = "The virus scanner at 127.0.0.1:3310 does not answer: Connection refused."


def filed(runtime: Runtime, content: bytes = GOOD, name: str = "letter.pdf") -> UUID:
    path = runtime.settings.data_dir / name
    path.write_bytes(content)
    return file_path(CONSOLE, path, Filing(name)).document_id


def current(session: Session, document_id: UUID) -> VersionRow:
    session.expire_all()
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date()).current


def done_to(session: Session, document_id: UUID) -> list[str]:
    entries = session.exec(select(AuditEntry).where(AuditEntry.about_id == document_id).order_by(AuditEntry.id))  # pyright: ignore[reportArgumentType]
    return [entry.did for entry in entries]
