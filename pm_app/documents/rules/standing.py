"""Where a document stands on a day."""

from datetime import date

from pm_app.documents.enums import DocumentState
from pm_app.kernel.dates import days_from
from pm_app.kernel.errors import Refused


class ValidityOutOfOrder(Refused):
    """A document that would stop being valid before it starts."""


# What an unreviewed document says of its dates when they ask for something to be done.
_PRESSING = frozenset({DocumentState.SUPERSEDED, DocumentState.EXPIRED, DocumentState.EXPIRING})


def document_state(
    valid_from: date | None,
    valid_through: date | None,
    today: date,
    window_days: int,
    archived: bool,
    superseded: bool,
    *,
    reviewed: bool = True,
    trashed: bool = False,
) -> DocumentState:
    """Return where a document stands today.

    `valid_through` is the last good day: on that day the document is still valid. It is expiring from `window_days`
    before it. The trash goes before archived, that before superseded, and that before what the dates say. A document
    nobody has reviewed needs review, unless its dates ask for more: one that expires must not hide in the inbox.
    """
    if trashed:
        return DocumentState.IN_TRASH
    if archived:
        return DocumentState.ARCHIVED
    by_dates = _state_by_dates(valid_from, valid_through, today, window_days)
    state = DocumentState.SUPERSEDED if superseded else by_dates
    return state if reviewed or state in _PRESSING else DocumentState.NEEDS_REVIEW


def _state_by_dates(
    valid_from: date | None, valid_through: date | None, today: date, window_days: int
) -> DocumentState:
    if valid_through is not None and valid_through < today:
        return DocumentState.EXPIRED
    if valid_from is not None and valid_from > today:
        return DocumentState.NOT_YET_VALID
    if valid_through is None:
        return DocumentState.NO_EXPIRATION
    return DocumentState.EXPIRING if days_from(today, valid_through) <= window_days else DocumentState.VALID


def check_validity(valid_from: date | None, valid_through: date | None) -> None:
    """Refuse a document that would stop being valid before it starts."""
    if valid_from is not None and valid_through is not None and valid_through < valid_from:
        raise ValidityOutOfOrder(
            "The document would expire before it becomes valid. Please check both dates.", field="valid_through"
        )
