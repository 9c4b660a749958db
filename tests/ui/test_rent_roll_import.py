"""/leases/import: the columns of a rent roll, what an import would make, making it, undoing it."""

import io
from uuid import uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.rules.importing import kept_file
from pm_app.runtime import services
from pm_app.ui import paths
from pm_app.ui.pages.leases import LeasesState
from pm_app.ui.pages.rent_roll_import import page
from pm_app.ui.pages.rent_roll_import.state import RentRollImportState
from tests.conftest import an_actor
from tests.factories.books import the_books
from tests.receivables.rent_roll.files import HEADINGS, OPENING, Lines, as_csv, as_pdf
from tests.ui.screen import a_browser, opened

TITLES: Lines = [["Acme Management"], ["Rent roll as of 12/31/2025"], *HEADINGS[3:]]
KEY = {"request_key": str(uuid4())}


def kept(actor: Actor, content: bytes) -> str:
    file_id = str(uuid4())
    services().store.put(
        kept_file(actor.user_id, file_id), io.BytesIO(content), size=len(content), media_type="text/csv"
    )
    return file_id


async def shown(session: Session, actor: Actor, lines: Lines = TITLES, what: str = "") -> RentRollImportState:
    the_books(session)
    session.commit()
    query = f"what={what}&file={kept(actor, as_csv(lines))}&name=roll.csv"
    return await opened(RentRollImportState, a_browser(session, actor), paths.RENT_ROLL_IMPORT, query)


def as_guessed(state: RentRollImportState, **changes: str) -> dict[str, str]:
    form = {line.column: line.chosen for line in state.fields} | {line.always: line.constant for line in state.fields}
    return form | {"cut_over": state.cut_over} | changes


def leases(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Tenancy)).one()


async def imported(session: Session, actor: Actor, lines: Lines = TITLES) -> RentRollImportState:
    state = await shown(session, actor, lines)
    await state.submit_check(as_guessed(state))
    await state.submit_import({"request_key": str(uuid4())})
    return state


async def test_the_columns_and_the_day_are_taken_from_the_file(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)

    chosen = {line.label: state.columns[int(line.chosen)].label for line in state.fields if line.chosen}
    assert (chosen["Tenant"], chosen["Lease rent"]) == ("Resident", "Actual Rent")
    assert (state.cut_over, state.size) == ("2025-12-31", "10 rows, 10 columns")


async def test_a_check_tells_totals_and_writes_nothing(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)

    await state.submit_check(as_guessed(state))

    figures = {line.label: line.value for line in state.figures}
    assert (figures["Units"], figures["Occupied"], figures["Lease rent"], figures["Owed"]) == (
        "4",
        "3",
        "$5,300.00",
        "$250.00",
    )
    assert state.summary.startswith("2 properties, 4 units and 3 leases added")
    assert (state.may_import, leases(session)) == (True, 0)


async def test_what_was_checked_is_imported_and_listed(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)
    await state.submit_check(as_guessed(state))

    answer = await state.submit_import(KEY)

    assert "The file is imported." in str(answer)
    assert (leases(session), state.may_import) == (3, False)
    assert list(services().store.keys("imports/")) == []
    again = await shown(session, manager)
    assert [(line.filename, line.as_of, line.undone) for line in again.batches] == [("roll.csv", "Dec 31, 2025", "")]


async def test_the_columns_that_were_chosen_are_there_the_next_time(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)
    await state.submit_check(as_guessed(state, column_other_charges="", always_city="Riverton"))
    await state.submit_import(KEY)

    again = await shown(session, manager)

    kept_now = {line.label: (line.chosen, line.constant) for line in again.fields}
    assert (kept_now["City"], kept_now["Other recurring charges"]) == (("", "Riverton"), ("", ""))


async def test_the_same_file_again_says_when_it_was_imported(session: Session, manager: Actor) -> None:
    await imported(session, manager)
    state = await shown(session, manager)
    await state.submit_check(as_guessed(state))
    assert (state.may_import, state.problems) == (False, [])

    await state.submit_import(KEY)

    assert "This file was imported on Jan 15, 2026" in state.errors["form"]
    assert leases(session) == 3


async def test_refused_rows_are_told_and_nothing_can_be_imported(session: Session, manager: Actor) -> None:
    lines = [
        *TITLES[:5],
        *[[*line[:3], "abc", *line[4:]] if line and line[0] == "101" else line for line in TITLES[5:6]],
    ]

    state = await shown(session, manager, lines)
    await state.submit_check(as_guessed(state))

    assert (state.refused, state.may_import) == ("1", False)
    assert state.problems[0].startswith("Row 6, column Actual Rent: 'abc' is not an amount")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"column_tenant": "99"}, "column_tenant"),
        ({"cut_over": "soon"}, "cut_over"),
        ({"column_tenant": "", "column_rent": ""}, "form"),
        ({"column_unit": ""}, "form"),
    ],
)
async def test_a_form_that_makes_no_sense_is_refused(
    session: Session, manager: Actor, changes: dict[str, str], field: str
) -> None:
    state = await shown(session, manager)

    await state.submit_check(as_guessed(state, **changes))

    assert list(state.errors) == [field]
    assert not state.checked


async def test_a_day_in_the_future_is_refused(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)
    await state.submit_check(as_guessed(state, cut_over="2026-01-16"))

    await state.submit_import(KEY)

    assert "lies in the future" in state.errors["cut_over"]
    assert leases(session) == 0


async def test_an_import_is_undone_with_a_reason(session: Session, manager: Actor) -> None:
    await imported(session, manager)
    state = await shown(session, manager)
    await state.open_undo(state.batches[0].batch_id)

    await state.submit_undo({"reason": ""})
    assert (state.undoing != "", list(state.errors)) == (True, ["reason"])
    answer = await state.submit_undo({"reason": "The wrong month"})

    assert "roll.csv is undone." in str(answer)
    again = await shown(session, manager)
    assert again.batches[0].undone.endswith(f"by {manager.name}: The wrong month")


async def test_balances_of_leases_on_file_are_imported(session: Session, manager: Actor) -> None:
    bare = [
        [*line[:4], 0, *line[5:8], 0, line[9]] if len(line) > 8 and line[0] in ("101", "103") else line
        for line in TITLES
    ]
    await imported(session, manager, [line for line in bare if "Total" not in str(line[:1])])
    state = await shown(session, manager, OPENING, what="balances")

    await state.submit_check(as_guessed(state, cut_over="2025-12-31"))

    assert {line.label: line.value for line in state.figures} == {
        "Owed": "$1,425.00",
        "Prepaid": "$200.00",
        "Deposits held": "$1,350.00",
    }
    await state.submit_import(KEY)
    assert state.done == "Balances of 2 leases, 0 rows refused"


async def test_a_pdf_is_read_like_a_table(session: Session, manager: Actor) -> None:
    the_books(session)
    session.commit()
    query = f"file={kept(manager, as_pdf(HEADINGS, 2))}&name=roll.pdf"

    state = await opened(RentRollImportState, a_browser(session, manager), paths.RENT_ROLL_IMPORT, query)

    assert (state.gone, len(state.columns), state.cut_over) == ("", 10, "2026-01-31")


async def test_a_file_that_is_not_kept_is_asked_for_again(session: Session, manager: Actor) -> None:
    session.commit()

    state = await opened(RentRollImportState, a_browser(session, manager), paths.RENT_ROLL_IMPORT, "file=x")

    assert (state.file_id, state.gone) == ("", "This file is no longer kept. Choose it again.")


@pytest.mark.parametrize("role", [Role.LEASING, Role.READ_ONLY, Role.ACCOUNTING, Role.MAINTENANCE])
async def test_only_who_may_import_opens_the_page(session: Session, role: Role) -> None:
    actor = an_actor(session, role)
    session.commit()

    with pytest.raises(NotAllowed):
        await opened(RentRollImportState, a_browser(session, actor), paths.RENT_ROLL_IMPORT)


async def test_the_list_of_leases_leads_here_for_those_who_may(session: Session, manager: Actor) -> None:
    accountant = an_actor(session, Role.ACCOUNTING)
    session.commit()

    shown_to = [
        (await opened(LeasesState, a_browser(session, actor), paths.LEASES)).may_import
        for actor in (manager, accountant)
    ]

    assert shown_to == [True, False]


def test_the_page_can_be_drawn() -> None:
    assert page.page().render()
