"""Counting what is asked of the database: a list must not take more statements for more rows."""

from collections.abc import Callable

from sqlalchemy import event
from sqlmodel import Session


def statements(session: Session, ask: Callable[[], object]) -> int:
    """Return how many statements asking takes."""
    sent: list[str] = []
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return len(sent)
