"""Printing all letters of one text: the papers that were filed, as they went out."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.queries.letter_runs import documents_of_run
from pm_app.documents.actions.viewing import view_together
from pm_app.documents.queries.details import DocumentFile
from pm_app.kernel.errors import Refused


def print_run(session: Session, actor: Actor, *, letter_run_id: UUID, now: datetime) -> list[DocumentFile]:
    """Return the PDFs of a run that this actor may see, in the order of its list; who saw restricted ones is noted.

    Refuses what `documents_of_run` does, and (`HeldBack`) a file that is handed out to nobody.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    document_ids = documents_of_run(session, actor, letter_run_id=letter_run_id)
    files = view_together(session, actor, document_ids=document_ids, now=now)
    if not files:
        raise Refused("None of these letters is kept as a PDF that can be printed.")
    return [files[document_id] for document_id in document_ids if document_id in files]
