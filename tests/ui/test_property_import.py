"""/properties/import: the guessed columns, what an import would do, doing it, and what is refused."""

import io
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, func, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.portfolio.rules.importing import kept_file
from pm_app.portfolio.tables import Property
from pm_app.runtime import services
from pm_app.ui import paths
from pm_app.ui.pages.property_import import page
from pm_app.ui.pages.property_import.state import PropertyImportState
from tests.conftest import an_actor
from tests.ui.screen import a_browser, open_page, opened, said_by

NOBODYS = "00000000-0000-4000-8000-000000000001"
SHEET = "SITE_ADDRESS,CONFIRMED_UNITS,NO_OF_UNITS,YEAR_BUILT,RSN\n1 MAIN ST,12,,1964,A1\n2 MAIN ST,,8,1970,A2\n"


def kept(actor: Actor, text: str) -> str:
    file_id, content = str(uuid4()), text.encode()
    services().store.put(
        kept_file(actor.user_id, file_id), io.BytesIO(content), size=len(content), media_type="text/csv"
    )
    return file_id


async def shown(session: Session, actor: Actor, text: str = SHEET) -> PropertyImportState:
    session.commit()
    query = f"file={kept(actor, text)}&name=register.csv"
    return await opened(PropertyImportState, a_browser(session, actor), paths.PROPERTY_IMPORT, query)


def as_guessed(state: PropertyImportState, **changes: str) -> dict[str, str]:
    form = {line.column: line.chosen for line in state.fields} | {line.always: "" for line in state.fields}
    return form | changes


def number(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Property)).one()


async def test_without_a_file_one_is_asked_for(session: Session, manager: Actor) -> None:
    session.commit()

    state = await opened(PropertyImportState, a_browser(session, manager), paths.PROPERTY_IMPORT)

    assert (state.loaded, state.file_id, state.gone) == (True, "", "")


async def test_the_columns_are_guessed_with_what_stands_in_them(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)

    guessed = {line.label: (line.chosen, line.sample) for line in state.fields if line.chosen}
    assert guessed == {
        "Address": ("0", "Such as 1 MAIN ST"),
        "Number of units": ("1|2", "Such as 12"),
        "Year built": ("3", "Such as 1964"),
        "External reference": ("4", "Such as A1"),
    }
    assert state.columns[0].label == "CONFIRMED_UNITS, else NO_OF_UNITS"
    assert (state.file_name, state.size) == ("register.csv", "2 rows, 5 columns")


async def test_a_check_says_what_would_happen_and_writes_nothing(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)

    await state.submit_check(as_guessed(state, always_city="Toronto"))

    assert (state.added, state.changed, state.unchanged, state.refused) == ("2", "0", "0", "0")
    assert (state.checked, state.may_import, number(session)) == (True, True, 0)


async def test_what_was_checked_is_imported_and_the_file_let_go(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)
    await state.submit_check(as_guessed(state, always_city="Toronto"))

    answer = await state.submit_import({})

    assert said_by(answer) == ["The properties are imported."]
    assert state.done == "2 rows: 2 added, 0 changed, 0 unchanged, 0 refused"
    rows = session.exec(select(Property.address_line, Property.city, Property.unit_count)).all()
    assert sorted(rows) == [("1 Main St", "Toronto", 12), ("2 Main St", "Toronto", 8)]
    assert list(services().store.keys("imports/")) == []


async def test_pressing_import_twice_imports_once(session: Session, manager: Actor) -> None:
    state = await shown(session, manager)
    await state.submit_check(as_guessed(state))

    await state.submit_import({})
    await state.submit_import({})

    assert number(session) == 2
    assert state.errors["form"] == "This file is no longer kept. Choose it again."


async def test_the_same_file_again_has_nothing_to_import(session: Session, manager: Actor) -> None:
    first = await shown(session, manager)
    await first.submit_check(as_guessed(first))
    await first.submit_import({})

    again = await shown(session, manager)
    await again.submit_check(as_guessed(again))

    assert (again.added, again.unchanged, again.may_import) == ("0", "2", False)


async def test_every_refused_row_says_why_and_nothing_can_be_imported(session: Session, manager: Actor) -> None:
    state = await shown(session, manager, "Address,Year built\n1 Main St,19964\n2 Main St,1964\n3 Main St,soon\n")

    await state.submit_check(as_guessed(state))

    assert (state.refused, state.may_import) == ("2", False)
    assert [sentence.split(":")[0] for sentence in state.problems] == [
        "Row 2, column Year built",
        "Row 4, column Year built",
    ]


async def test_thousands_of_refusals_are_counted_and_the_first_shown(session: Session, manager: Actor) -> None:
    rows = "".join(f"{row} Main St,soon\n" for row in range(1_200))
    state = await shown(session, manager, f"Address,Year built\n{rows}")

    await state.submit_check(as_guessed(state, column_year_built="1"))

    assert (len(state.problems), state.more_problems) == (1_000, "And 200 more like these.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"column_address_line": ""}, "column_address_line"),
        ({"column_city": "99"}, "column_city"),
        ({"column_city": "-1"}, "column_city"),
        ({"column_city": "SITE_ADDRESS"}, "column_city"),
    ],
)
async def test_columns_that_make_no_sense_are_refused_beside_their_field(
    session: Session, manager: Actor, changes: dict[str, str], field: str
) -> None:
    state = await shown(session, manager)

    await state.submit_check(as_guessed(state, **changes))

    assert list(state.errors) == [field]
    assert (state.checked, number(session)) == (False, 0)


@pytest.mark.parametrize("file_id", ["x", "../../etc/passwd", NOBODYS])
async def test_a_file_that_is_not_kept_is_asked_for_again(session: Session, manager: Actor, file_id: str) -> None:
    session.commit()
    browser = a_browser(session, manager)

    state = await opened(PropertyImportState, browser, paths.PROPERTY_IMPORT, f"file={file_id}")

    assert (state.file_id, state.gone) == ("", "This file is no longer kept. Choose it again.")


async def test_nobody_opens_the_file_of_somebody_else(session: Session, manager: Actor) -> None:
    file_id = kept(manager, SHEET)
    other = an_actor(session, Role.MANAGER)

    state = await opened(
        PropertyImportState, a_browser(session, other), paths.PROPERTY_IMPORT, f"file={file_id}&name=x"
    )

    assert (state.file_id, state.gone != "") == ("", True)


async def test_a_sent_file_leads_to_its_columns(session: Session, manager: Actor) -> None:
    session.commit()
    state = open_page(PropertyImportState, a_browser(session, manager), paths.PROPERTY_IMPORT)

    answer: Any = await state.submit_file("id & more", "my file.csv")

    assert "file=id%20%26%20more&name=my%20file.csv" in str(answer.args)


@pytest.mark.parametrize("role", [Role.LEASING, Role.READ_ONLY, Role.ACCOUNTING, Role.MAINTENANCE])
async def test_only_who_may_import_opens_the_page(session: Session, role: Role) -> None:
    actor = an_actor(session, role)
    session.commit()

    with pytest.raises(NotAllowed):
        await opened(PropertyImportState, a_browser(session, actor), paths.PROPERTY_IMPORT)


def test_the_page_can_be_drawn() -> None:
    assert page.page().render()
