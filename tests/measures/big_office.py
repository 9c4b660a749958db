"""An office of years, written straight into the tables: what reports, the rent run and the check are measured on."""

from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, text

from pm_app.access.rules import CONSOLE
from pm_app.books.actions.entries import open_books
from pm_app.runtime import run_now
from tests.guarded import ADDED_TO_ONLY

SQL = Path(__file__).with_name("big_office.sql")
WRITTEN = ("journal_entry", "journal_line", "charge", "receipt", "allocation")


def fill(owner_url: str, *, tenancies: int, months: int, began: date) -> None:
    """Write so many households with so many months of books that began on a day (the first of a month)."""
    run_now(CONSOLE, open_books)
    engine = create_engine(owner_url)
    statements = SQL.read_text().format(tenancies=tenancies, months=months, began=f"'{began.isoformat()}'")
    guarded = [table for table in WRITTEN if table in ADDED_TO_ONLY]
    with engine.begin() as connection:
        connection.execute(
            text("select set_config('app.organization_id', (select id::text from organization limit 1), true)")
        )
        for table in guarded:
            connection.execute(text(f"alter table {table} disable trigger user"))
        for statement in statements.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement.replace("%", "%%"))
        for table in guarded:
            connection.execute(text(f"alter table {table} enable trigger user"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    engine.dispose()
