"""/journal: entry by entry, and one account line by line."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.books.enums import EntryKind
from pm_app.books.queries.concerned import Concerned
from pm_app.books.queries.journal import JournalLineRow, JournalRow
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.ui import paths
from pm_app.ui.pages.journal.lines import entry_lines
from pm_app.ui.pages.journal.state import JournalState
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, open_page, opened

DEC_1, JAN_1, JAN_5 = date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 5)


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """900 charged in December, 1,000 in January, 1,200 paid on January 5."""
    tenancy = a_household(session, a_unit(session, a_property(session, name="Alder Court"), name="204"))
    tenancy.name = "Renee Castellano"
    a_charge(session, tenancy, due_on=DEC_1, amount_cents=900_00, description="December")
    a_charge(session, tenancy, due_on=JAN_1, description="January")
    a_receipt(session, tenancy, amount_cents=1_200_00, received_on=JAN_5)
    session.commit()
    return tenancy


async def shown(session: Session, actor: Actor, query: str = "") -> JournalState:
    return await opened(JournalState, a_browser(session, actor), paths.JOURNAL, query)


async def test_entries_stand_newest_first_each_with_its_lines(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager)

    assert [(line.rows, line.on, line.number, line.account, line.debit, line.credit) for line in state.entries[:3]] == [
        (2, "Jan 5, 2026", "2026-00002", "1050 Undeposited funds", "$1,200.00", ""),
        (0, "Jan 5, 2026", "2026-00002", "1100 Accounts receivable: tenants", "", "$1,200.00"),
        (2, "Jan 1, 2026", "2026-00001", "1100 Accounts receivable: tenants", "$1,000.00", ""),
    ]
    assert (state.counted, state.debits, state.credits) == ("3 entries", "$3,100.00", "$3,100.00")


async def test_whom_an_entry_is_about_is_said_once_and_leads_to_the_ledger(
    session: Session, manager: Actor, tenancy: Tenancy
):
    first, *_ = (await shown(session, manager)).entries

    assert (first.all_whom, first.whom) == ("Renee Castellano, Alder Court 204", "")
    assert first.whom_path == paths.lease_path(tenancy.id, "ledger")
    assert first.kind == "Receipt"
    assert first.recorded.startswith("Recorded by Console, Jan 5, 2026 at ")


def test_lines_about_several_households_say_whom_each_is_about():
    about = [Concerned(uuid4(), name, "Alder Court", "1") for name in ("Sedlak", "Boyd")]
    lines = tuple(JournalLineRow(1000, "Bank", 1_00, 0, one) for one in about)
    row = JournalRow(
        uuid4(), "2026-00001", 1, EntryKind.RECEIPT, JAN_1, "", datetime(2026, 1, 1, tzinfo=UTC), "Ann", "", "", lines
    )

    found = entry_lines(row, "UTC")

    assert [(line.rows, line.all_whom, line.whom) for line in found] == [
        (2, "", "Sedlak, Alder Court 1"),
        (0, "", "Boyd, Alder Court 1"),
    ]


async def test_the_address_narrows_the_entries(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, f"to=2025-12-31&lease={tenancy.id}&kind=charge&account=1100")

    assert [line.memo for line in state.entries] == ["December", "December"]
    assert (state.total, state.narrowed) == (1, True)
    assert set(state.export.removeprefix("?").split("&")) == {
        "to=2025-12-31",
        f"lease={tenancy.id}",
        "kind=charge",
        "account=1100",
    }
    assert [choice.label for choice in state.leases] == ["204 Renee Castellano"]


async def test_an_address_of_nonsense_shows_everything(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, "from=soon&lease=none&property=x&kind=gift&account=1e3&known_on=0")

    assert (state.total, state.narrowed, state.leases) == (3, False, [])


async def test_an_account_runs_from_opening_to_closing_balance(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager, "view=account&account=1100&from=2026-01-01&to=2026-01-31")

    assert state.title == "1100 Accounts receivable: tenants"
    assert [(line.on, line.kind, line.debit, line.credit, line.balance) for line in state.lines] == [
        ("", "Opening balance", "", "", "$900.00"),
        ("Jan 1, 2026", "Charge", "$1,000.00", "", "$1,900.00"),
        ("Jan 5, 2026", "Receipt", "", "$1,200.00", "$700.00"),
    ]
    assert (state.closing_words, state.closing) == ("Closing balance on Jan 31, 2026", "$700.00")


async def test_a_later_page_of_an_account_begins_with_what_was_brought_forward(
    session: Session, manager: Actor, tenancy: Tenancy
):
    for day in range(1, 31):
        a_charge(session, tenancy, due_on=date(2025, 11, day), amount_cents=1_00)
    session.commit()

    state = await shown(session, manager, "view=account&account=4000&page=2&size=25")

    assert [(line.kind, line.balance) for line in state.lines[:2]] == [
        ("Brought forward", "$25.00"),
        ("Charge", "$26.00"),
    ]


@pytest.mark.parametrize("query", ["view=account", "view=account&account=9999"])
async def test_without_an_account_of_the_chart_it_asks_which(
    session: Session, manager: Actor, tenancy: Tenancy, query: str
):
    state = await shown(session, manager, query)

    assert (state.account_missing, state.lines, state.entries) == (True, [], [])


async def test_the_chart_and_the_properties_can_be_chosen(session: Session, manager: Actor, tenancy: Tenancy):
    state = await shown(session, manager)

    assert "1100 Accounts receivable: tenants" in [choice.label for choice in state.accounts]
    assert [choice.label for choice in state.properties] == ["Alder Court"]


async def test_who_may_not_see_ledgers_does_not_open_it(session: Session):
    state = open_page(JournalState, a_browser(session, an_actor(session, Role.MAINTENANCE)), paths.JOURNAL)

    with pytest.raises(NotAllowed):
        await state.load()
