"""Where a statement is kept between being sent and being taken in."""

from uuid import UUID


def kept_statement(user_id: UUID | None, file_id: str = "") -> str:
    """Return where a file that somebody sent is kept meanwhile; without a file, what all of theirs share."""
    return f"imports/bank-{user_id}/{file_id}"
