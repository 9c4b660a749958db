"""A bank's file on the page that takes it in."""

from io import BytesIO
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.banking.rules.keeping import kept_statement
from pm_app.banking.tables import BankStatement, BankStatementLine
from pm_app.kernel.errors import NotAllowed
from pm_app.runtime import services
from pm_app.ui import paths
from pm_app.ui.pages.banking_import.state import BankingImportState
from tests.conftest import an_actor
from tests.ui.screen import a_browser, opened, said_by

CSV = b"Date,Payee,Amount\n2026-01-12,Ann Lee,950.00\n2026-02-30,Bob,1.00\n2026-01-13,City Water,-80.00\n"


def kept(actor: Actor, content: bytes) -> str:
    file_id = str(uuid4())
    services().store.put(
        kept_statement(actor.user_id, file_id), BytesIO(content), size=len(content), media_type="text/csv"
    )
    return file_id


async def looked_at(session: Session, actor: Actor, content: bytes = CSV) -> BankingImportState:
    session.commit()
    query = f"file={kept(actor, content)}&name=january.csv"
    return await opened(BankingImportState, a_browser(session, actor), paths.BANKING_IMPORT, query)


async def test_what_the_file_says_is_shown_before_anything_is_kept(session: Session, manager: Actor) -> None:
    state = await looked_at(session, manager)

    assert (state.line_count, state.credits, state.debits, state.lost) == ("2", "$950.00", "$80.00", "1")
    assert state.problems == ["Row 3 has the date '2026-02-30', which is not in the calendar."]
    assert [(line.payee, line.amount) for line in state.lines] == [("Ann Lee", "$950.00"), ("City Water", "−$80.00")]
    assert session.exec(select(BankStatement)).all() == []


async def test_the_lines_are_taken_in_for_the_chosen_account_and_the_file_is_let_go(
    session: Session, manager: Actor
) -> None:
    state = await looked_at(session, manager)

    answer = await state.submit_import({"account": "1010"})

    assert (said_by(answer), state.done) == (["The statement is taken in."], "2 lines: 2 new, 0 known before")
    assert session.exec(select(BankStatement)).one().bank_account == 1010
    assert len(session.exec(select(BankStatementLine)).all()) == 2
    assert list(services().store.keys("imports/")) == []


async def test_a_table_is_read_again_as_a_person_says(session: Session, manager: Actor) -> None:
    state = await looked_at(session, manager, b"x,y,z\n1/2/2026,5.00,7.00\n")
    before = [(line.posted, line.amount) for line in state.lines]

    await state.submit_check({"dates": "day", "columns": "date=1, amount=z"})
    await state.submit_import({"account": "1000"})

    assert before == [("Jan 2, 2026", "$5.00")]
    line = session.exec(select(BankStatementLine)).one()
    assert (line.posted_on.isoformat(), line.amount_cents) == ("2026-02-01", 7_00)


async def test_columns_that_are_not_there_are_said_beside_the_field(session: Session, manager: Actor) -> None:
    state = await looked_at(session, manager, b"a,b\nx,y\n")
    without = dict(state.errors)

    await state.submit_check({"dates": "", "columns": "date=nowhere"})

    assert (state.understood, state.is_table, "No column of dates" in without["columns"]) == (False, True, True)
    assert "There is no column 'nowhere'" in state.errors["columns"]


async def test_a_file_that_is_not_kept_any_more_is_asked_for_again(session: Session, manager: Actor) -> None:
    session.commit()
    token = a_browser(session, manager)

    gone = await opened(BankingImportState, token, paths.BANKING_IMPORT, f"file={uuid4()}")
    nonsense = await opened(BankingImportState, token, paths.BANKING_IMPORT, "file=../x")

    assert (gone.gone, gone.file_id) == ("This file is no longer kept. Choose it again.", "")
    assert nonsense.gone == gone.gone


async def test_a_file_of_another_person_is_not_opened(session: Session, manager: Actor) -> None:
    file_id = kept(an_actor(session, Role.ACCOUNTING), CSV)
    session.commit()

    state = await opened(BankingImportState, a_browser(session, manager), paths.BANKING_IMPORT, f"file={file_id}")

    assert state.file_id == ""


async def test_sending_a_file_leads_to_what_it_says(session: Session, manager: Actor) -> None:
    session.commit()
    state = await opened(BankingImportState, a_browser(session, manager), paths.BANKING_IMPORT)

    answer = await state.submit_file("an-id", "a b.ofx")

    assert "/banking/import?file=an-id&name=a%20b.ofx" in str(answer)


async def test_who_does_not_record_receipts_takes_nothing_in(session: Session) -> None:
    with pytest.raises(NotAllowed):
        await looked_at(session, an_actor(session, Role.READ_ONLY))
