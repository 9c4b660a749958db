"""Two editions of a document, compared by what they say."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.documents.queries.details import page_texts
from pm_app.documents.rules.comparing import MOST_PAGES, ComparedPage, compared


@dataclass(frozen=True)
class ComparedEditions:
    """Every page of both editions with what changed; `unread` when the text of one of them is not there."""

    pages: tuple[ComparedPage, ...]
    unread: bool


def compared_editions(session: Session, actor: Actor, *, document_id: UUID, older: int, newer: int) -> ComparedEditions:
    """Return what the edition `newer` of a document says otherwise than the edition `older`."""
    before, after = (
        {
            page.number: page.body
            for page in page_texts(session, actor, document_id=document_id, last=MOST_PAGES, edition=number)
        }
        for number in (older, newer)
    )
    if not before or not after:
        return ComparedEditions((), unread=True)
    return ComparedEditions(tuple(compared(before, after)), unread=False)
