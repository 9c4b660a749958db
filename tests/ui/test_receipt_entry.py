"""/receipts/entry: a stack of checks, each row once, whose it is, what is refused, and the stack in the bank."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.kernel.listing import Listing
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.holding import add_hold
from pm_app.receivables.enums import ChargeKind, HoldKind, ReceiptState
from pm_app.receivables.queries.bank_deposit_rows import bank_deposit_rows
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.receipt_rows import receipt_rows
from pm_app.runtime import run_now
from pm_app.ui import paths
from pm_app.ui.pages.receipt_entry.state import EntryState
from tests.conftest import an_actor
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household, typed_on
from tests.ui.screen import a_browser, open_page, opened, said_by

JAN_1, TODAY = date(2026, 1, 1), date(2026, 1, 15)


@pytest.fixture
def homes(session: Session) -> list[Tenancy]:
    """Three households of one building: 201 to 203, each owing its rent."""
    building = a_property(session, name="Alder Court")
    made: list[Tenancy] = []
    for place, name in enumerate(("Castellano", "Osei", "Lund")):
        home = a_household(session, a_unit(session, building, name=f"20{place + 1}"))
        home.name = name
        a_charge(session, home, amount_cents=1_000_00 + place * 100_00)
        made.append(home)
    session.commit()
    return made


async def entry(session: Session, actor: Actor) -> EntryState:
    return await opened(EntryState, a_browser(session, actor), paths.RECEIPT_ENTRY)


def a_row(**given: str) -> dict[str, str]:
    row = {"row": str(uuid4()), "turn": "1", "household": "", "typed": "", "amount": "1,000.00", "reference": "1041"}
    return row | {"method": "check", "received_on": "2026-01-14", "duplicate": "", "override": ""} | given


def balance_cents(home: Tenancy) -> int:
    return run_now(CONSOLE, tenancy_position, tenancy_id=home.id, as_of=TODAY).balance_cents


async def test_what_is_typed_finds_households_with_what_they_owe(session: Session, manager: Actor, homes: Any):
    state = await entry(session, manager)

    await state.search("row-1", "20")

    assert state.found_for == "row-1:20"
    assert [(one.unit, one.label, one.place, one.owes, one.balance) for one in state.found] == [
        ("201", "Castellano", "Alder Court", "1000.00", "$1,000.00"),
        ("202", "Osei", "Alder Court", "1100.00", "$1,100.00"),
        ("203", "Lund", "Alder Court", "1200.00", "$1,200.00"),
    ]
    await state.search("row-1", "oseii")
    assert [one.label for one in state.found] == ["Osei"]


async def test_a_row_is_posted_once_however_often_it_is_sent(session: Session, manager: Actor, homes: list[Tenancy]):
    state, row = await entry(session, manager), a_row(household=str(homes[0].id))

    await state.submit_row(row)
    await state.submit_row(row)

    (answer,) = state.answers
    assert (answer.state, answer.household, answer.place, answer.balance) == (
        "posted",
        "Castellano",
        "Alder Court",
        "balance $0.00",
    )
    assert answer.path == paths.ledger_row_path(homes[0].id, UUID(answer.receipt))
    assert run_now(manager, receipt_rows, listing=Listing()).total == 1
    assert balance_cents(homes[0]) == 0


async def test_a_tab_that_lost_its_answer_sends_the_row_again_and_gets_it(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    row = a_row(household=str(homes[0].id))
    await (await entry(session, manager)).submit_row(row)

    reloaded = await entry(session, manager)
    await reloaded.submit_row(row)

    assert [answer.state for answer in reloaded.answers] == ["posted"]
    assert run_now(manager, receipt_rows, listing=Listing()).total == 1


async def test_a_name_that_fits_one_household_is_enough(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await entry(session, manager)

    await state.submit_row(a_row(typed="202"))

    assert state.answers[0].household == "Osei"


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        pytest.param({"typed": "20"}, "household", "Several households fit. Choose one of them.", id="several"),
        pytest.param(
            {"typed": "qqqq"}, "household", "No household fits. Type the unit or part of a name.", id="nobody"
        ),
        pytest.param({}, "household", "Type whose check it is: the unit or a name.", id="nothing typed"),
        pytest.param({"typed": "201", "amount": ""}, "amount", "Enter an amount, for example 1,250.00.", id="empty"),
        pytest.param(
            {"typed": "201", "amount": "-5"}, "amount", "Enter the amount without a minus sign.", id="negative"
        ),
        pytest.param(
            {"typed": "201", "received_on": "2026-01-16"},
            "received_on",
            "Money cannot be received in the future. Choose today or an earlier day.",
            id="tomorrow",
        ),
        pytest.param({"typed": "201", "method": "shells"}, "method", "Choose how the money came in.", id="no way"),
        pytest.param(
            {"household": "me"},
            "",
            "This row was not sent as a whole. Reload the page; what was typed stays.",
            id="no id",
        ),
    ],
)
async def test_a_refused_row_stays_with_its_sentence(
    session: Session, manager: Actor, homes: list[Tenancy], given: dict[str, str], field: str, sentence: str
):
    state = await entry(session, manager)

    await state.submit_row(a_row(**given))

    (answer,) = state.answers
    assert (answer.state, answer.field, answer.sentence) == ("refused", field, sentence)
    assert run_now(manager, receipt_rows, listing=Listing()).total == 0


async def test_a_refused_row_is_posted_when_it_is_sent_again_corrected(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    state, row = await entry(session, manager), a_row(typed="201", amount="")
    await state.submit_row(row)

    await state.submit_row(row | {"amount": "1000", "turn": "2"})

    assert [(answer.turn, answer.state) for answer in state.answers] == [("2", "posted")]


async def test_the_same_check_twice_is_asked_about_and_taken_when_meant(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    state, second = await entry(session, manager), a_row(typed="201")
    await state.submit_row(a_row(typed="201"))

    await state.submit_row(second)
    assert (state.answers[1].state, state.answers[1].field) == ("refused", "duplicate_confirmed")
    await state.submit_row(second | {"duplicate": "1", "turn": "2"})

    assert state.answers[1].state == "posted"
    assert run_now(manager, receipt_rows, listing=Listing()).total == 2


async def test_a_hold_is_shown_and_only_a_manager_takes_the_money_with_a_reason(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    given = {"kind": HoldKind.EVICTION, "reason": "Pay or quit served", "starts_on": JAN_1, "today": TODAY}
    add_hold(session, CONSOLE, tenancy_id=homes[0].id, ends_on=None, now=typed_on(TODAY), **given)
    session.commit()
    accounting = await entry(session, an_actor(session, Role.ACCOUNTING))
    state, row = await entry(session, manager), a_row(household=str(homes[0].id))

    await state.search("r", "201")
    assert (state.found[0].hold, state.may_override) == ("Eviction: Pay or quit served", True)
    await accounting.submit_row(row | {"override": "They insist"})
    assert (accounting.may_override, accounting.answers[0].field) == (False, "hold_override")
    await state.submit_row(row | {"override": "Settled with counsel"})

    assert state.answers[0].state == "posted"


async def test_the_stack_goes_to_the_bank_each_receipt_to_its_account_once(
    session: Session, manager: Actor, homes: list[Tenancy]
):
    deposit = a_charge(session, homes[2], kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=900_00)
    session.commit()
    assert deposit
    state = await entry(session, manager)
    for row in (a_row(typed="201"), a_row(typed="202", amount="1100"), a_row(typed="203", amount="900")):
        await state.submit_row(row)

    await state.open_depositing([answer.receipt for answer in state.answers])
    assert (state.total, [(part.words, part.amount) for part in state.parts]) == (
        "3 receipts, $3,000.00",
        [
            ("2 receipts to the operating trust bank", "$2,100.00"),
            ("1 receipt to the security deposit trust bank", "$900.00"),
        ],
    )
    form = {"request_key": str(uuid4()), "deposited_on": "2026-01-15"}
    said = said_by(await state.submit_depositing(form))

    assert said == ["2 deposits made: 3 receipts, $3,000.00."]
    assert (state.depositing, state.finished, state.answers) == (False, 1, [])
    assert run_now(manager, bank_deposit_rows, listing=Listing()).total == 2
    counts = run_now(manager, receipt_rows, listing=Listing()).counts
    assert (counts[ReceiptState.DEPOSITED], counts[ReceiptState.ON_HAND]) == (3, 0)


async def test_a_refused_deposit_keeps_its_dialog_open(session: Session, manager: Actor, homes: list[Tenancy]):
    state = await entry(session, manager)
    await state.submit_row(a_row(typed="201"))
    await state.open_depositing([state.answers[0].receipt])

    assert await state.submit_depositing({"request_key": str(uuid4()), "deposited_on": "2026-01-16"}) is None

    assert state.depositing
    assert list(state.errors) == ["deposited_on"]


async def test_who_may_not_record_receipts_gets_nothing_here(session: Session, homes: list[Tenancy]):
    token = a_browser(session, an_actor(session, Role.READ_ONLY))
    state = open_page(EntryState, token, paths.RECEIPT_ENTRY)

    with pytest.raises(NotAllowed):
        await state.load()
    with pytest.raises(NotAllowed):
        await state.search("r", "201")
    await state.submit_row(a_row(household=str(homes[0].id)))
    assert state.answers[0].sentence == "Your role does not allow this (record receipts)."
