"""What every step of an import works with, and the list of what it made."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.receivables.tables.openings import OpeningItem


class OpeningRefused(Refused):
    """Some rows cannot be imported, so none is; or there is nothing new in the file."""


@contextmanager
def of_row(number: int) -> Generator[None]:
    """Put the row's number before whatever is refused inside."""
    try:
        yield
    except Refused as refusal:
        raise OpeningRefused(f"Nothing was imported. Row {number}: {refusal.message}") from refusal


@dataclass(frozen=True)
class Making:
    """An import under way: for whom, as of which day, and the batch that lists what is made."""

    session: Session
    actor: Actor
    batch_id: UUID
    cut_over_on: date
    today: date
    now: datetime

    def made(self, record_kind: str, record_id: UUID) -> None:
        """List a record that this import made, so that undoing finds it."""
        self.session.add(OpeningItem(opening_batch_id=self.batch_id, record_kind=record_kind, record_id=record_id))

    def key(self, *parts: object) -> UUID:
        """Return the request key of one step, the same whenever this batch is made."""
        return uuid5(self.batch_id, ":".join(str(part) for part in parts))
