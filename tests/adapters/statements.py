"""Statements sent to a database by its address."""

from sqlalchemy import NullPool, create_engine, text


def execute(url: str, *statements: str) -> list[tuple]:
    """Run the statements in one transaction; returns the rows of the last one."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement))
        result = connection.execute(text(statements[-1]))
        return [tuple(row) for row in result] if result.returns_rows else []


def libpq(url: str) -> str:
    """Return the address as PostgreSQL's own library reads it."""
    return url.replace("+psycopg", "")
