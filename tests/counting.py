"""Counting what is asked of the database: a list must not take more statements for more rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlmodel import Session


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Yield the list of statements that are sent on the session's connection inside the block."""
    sent: list[str] = []
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)


def statements(session: Session, ask: Callable[[], object]) -> int:
    """Return how many statements asking takes."""
    with counted(session) as sent:
        ask()
    return len(sent)
