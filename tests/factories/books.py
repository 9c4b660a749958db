"""The books: opened, and entries in them."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.books.actions.entries import open_books, post_entry
from pm_app.books.enums import EntryKind
from pm_app.books.rules import RECEIVABLE, Line

TYPED_AT = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
RENT = 4000


def the_books(session: Session) -> None:
    """Open the books: every account of the chart is there."""
    open_books(session, CONSOLE)
    session.flush()


def balanced_lines(property_id: UUID, amount_cents: int = 1_000_00) -> list[Line]:
    """Return what a rent charge posts."""
    return [
        Line(RECEIVABLE, property_id, debit_cents=amount_cents),
        Line(RENT, property_id, credit_cents=amount_cents),
    ]


def an_entry(session: Session, property_id: UUID, *, posted_on: date, amount_cents: int = 1_000_00) -> UUID:
    """Post an entry and return its id."""
    return post_entry(
        session,
        CONSOLE,
        lines=balanced_lines(property_id, amount_cents),
        posted_on=posted_on,
        kind=EntryKind.CHARGE,
        source_kind="charge",
        source_id=uuid4(),
        entry_key=str(uuid4()),
        now=TYPED_AT,
    )
