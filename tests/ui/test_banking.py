"""Lines of bank statements on their page: what is proposed, and what a person decides."""

from datetime import date

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.banking.tables import BankMatch
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.receivables.tables.items import Receipt
from pm_app.ui import paths
from pm_app.ui.pages.banking.deciding import DecidingState
from pm_app.ui.pages.banking.state import BankingState
from tests.conftest import an_actor
from tests.factories.banking import a_bank_line, a_line, taken_in
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.receivables import a_charge, a_household, a_receipt
from tests.ui.screen import a_browser, open_page, opened, said_by


async def lines(session: Session, actor: Actor, query: str = "") -> BankingState:
    session.commit()
    return await opened(BankingState, a_browser(session, actor), paths.BANKING, query)


def deciding(session: Session, actor: Actor) -> DecidingState:
    session.commit()
    return open_page(DecidingState, a_browser(session, actor), paths.BANKING)


def ann(session: Session) -> str:
    """A tenant, Ann Lee, who owes exactly 950 and pays it; returns the id of the lease."""
    a_household(session)
    stay = a_tenancy(session, tenant=a_person(session, name="Ann Lee"), rent_cents=950_00)
    a_charge(session, stay, amount_cents=950_00, due_on=date(2026, 1, 10))
    return str(stay.id)


def a_form(**typed: str) -> dict[str, str]:
    return {"choice": "another", "household": "", "method": "transfer", **typed}


async def test_a_line_says_what_came_and_what_it_may_be(session: Session, manager: Actor) -> None:
    lease = ann(session)
    a_bank_line(session, 950_00, payee="ANN LEE", memo="rent")

    state = await lines(session, manager)

    (line,) = state.lines
    assert (line.posted, line.payee, line.memo, line.amount, line.account) == (
        "Jan 12, 2026",
        "ANN LEE",
        "rent",
        "$950.00",
        "Operating bank •••• 6789",
    )
    assert (line.title, line.path, line.act, line.key) == ("Ann Lee", f"/leases/{lease}?tab=ledger", "Confirm", "c")
    assert line.why.startswith("It is exactly the balance of $950.00. It names Ann Lee.")
    assert (state.summary, state.counts) == ("1 line to confirm", {"": "1", "decided": "0", "out": "0"})


async def test_what_is_not_sure_is_shown_but_not_offered_at_one_press(session: Session, manager: Actor) -> None:
    for _ in range(2):
        a_household(session, rent_cents=812_00)
    a_bank_line(session, 812_00)
    a_bank_line(session, 3_33)

    by_amount = {line.amount: line for line in (await lines(session, manager)).lines}

    assert (by_amount["$812.00"].choice, by_amount["$812.00"].why) == (
        "",
        "It is the monthly rent of $812.00. 1 other would fit as well.",
    )
    assert (by_amount["$3.33"].title, by_amount["$3.33"].choice) == ("Nothing fits", "")


async def test_the_key_that_confirms_acts_on_the_first_line_that_is_sure(session: Session, manager: Actor) -> None:
    ann(session)
    a_bank_line(session, 3_33)
    a_bank_line(session, 950_00, payee="ANN LEE")

    state = await lines(session, manager, "sort=amount")

    assert [(line.amount, line.key, line.other_key, line.no_key) for line in state.lines] == [
        ("$3.33", "", "o", "n"),
        ("$950.00", "c", "", ""),
    ]


async def test_confirming_takes_one_press_and_the_next_line_stands_first(session: Session, manager: Actor) -> None:
    ann(session)
    a_bank_line(session, 950_00, payee="ANN LEE")
    a_bank_line(session, 3_33)
    state = await lines(session, manager, "sort=-amount")

    answer = await deciding(session, manager).submit_confirm(state.lines[0].line_id, state.lines[0].choice)
    await state.load()

    assert said_by(answer) == ["Recorded and deposited."]
    assert [(line.amount, line.key, line.other_key) for line in state.lines] == [("$3.33", "", "o")]
    (decided,) = (await lines(session, manager, "state=decided")).lines
    assert (decided.title, decided.detail, decided.why) == ("Ann Lee", "Receipt", f"{manager.name}, Jan 15, 2026")
    assert decided.key == ""


async def test_a_receipt_typed_before_is_deposited_at_one_press(session: Session, manager: Actor) -> None:
    home = a_household(session, rent_cents=None)
    a_receipt(session, home)
    a_bank_line(session, payee=f"{home.name} rent")
    (line,) = (await lines(session, manager)).lines

    answer = await deciding(session, manager).submit_confirm(line.line_id, line.choice)

    assert (line.act, said_by(answer)) == ("It is this receipt", ["The receipt is deposited."])
    assert len(session.exec(select(Receipt)).all()) == 1


async def test_another_lease_is_chosen_by_name(session: Session, manager: Actor) -> None:
    home = a_household(session)
    line_id = str(a_bank_line(session, 3_33, payee="CASH"))
    state = deciding(session, manager)
    await state.open_choice(line_id)
    label = next(choice.label for choice in state.households if choice.value == str(home.id))

    answer = await state.submit_choice(a_form(household=label, method="cash"))

    assert (said_by(answer), state.choosing) == (["Recorded and deposited."], False)
    receipt = session.exec(select(Receipt)).one()
    assert (receipt.tenancy_id, receipt.method.value) == (home.id, "cash")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "household", "Type part of a name"),
        ({"household": "Nobody at all"}, "household", "No lease fits"),
        ({"household": "Person"}, "household", "Several leases fit"),
        ({"choice": "lease:none:"}, "choice", "Choose what this money is"),
        ({"choice": "else"}, "choice", "Choose what this money is"),
    ],
)
async def test_a_choice_that_is_none_is_said_beside_its_field(
    session: Session, manager: Actor, typed: dict[str, str], field: str, sentence: str
) -> None:
    a_household(session)
    a_household(session)
    state = deciding(session, manager)
    await state.open_choice(str(a_bank_line(session)))

    await state.submit_choice(a_form(**typed))

    assert (sentence in state.errors[field], state.choosing) == (True, True)


async def test_what_looks_recorded_before_is_asked_about_in_the_dialog(session: Session, manager: Actor) -> None:
    lease = ann(session)
    first, second = (str(a_bank_line(session, 950_00, payee="ANN LEE")) for _ in range(2))
    state = deciding(session, manager)
    await state.submit_confirm(first, f"lease:{lease}:")

    await state.submit_confirm(second, f"lease:{lease}:")
    asked = (state.choosing, state.asks_again, "duplicate_confirmed" in state.errors, state.first)
    answer = await state.submit_choice(a_form(choice=f"lease:{lease}:", duplicate_confirmed="1"))

    assert asked == (True, True, True, f"lease:{lease}:")
    assert said_by(answer) == ["Recorded and deposited."]


async def test_what_is_no_receipt_is_kept_with_its_reason(session: Session, manager: Actor) -> None:
    state = deciding(session, manager)
    await state.open_dismiss(str(a_bank_line(session, 3_33, payee="THE BANK")))

    await state.submit_dismiss({"reason": ""})
    missing = dict(state.errors)
    answer = await state.submit_dismiss({"reason": "Interest"})

    assert (list(missing), said_by(answer), state.about) == (["reason"], ["Kept as no receipt."], "$3.33 from THE BANK")
    assert session.exec(select(BankMatch)).one().dismissed == "Interest"


async def test_money_out_and_statements_are_shown_apart(session: Session, manager: Actor) -> None:
    taken_in(session, a_line(-80_00, payee="City Water"), a_line(5_00, number=2))

    out = await lines(session, manager, "state=out")
    statements = await lines(session, manager, "tab=statements")

    assert [(line.payee, line.amount, line.tone) for line in out.lines] == [("City Water", "−$80.00", "zero")]
    assert [(line.filename, line.lines, line.period) for line in statements.statements] == [
        ("january.ofx", "2", "Jan 12, 2026 – Jan 12, 2026")
    ]


async def test_a_reader_sees_the_lines_and_decides_nothing(session: Session) -> None:
    reader = an_actor(session, Role.READ_ONLY)
    line_id = str(a_bank_line(session))
    home = a_household(session)

    state = await lines(session, reader)

    assert (state.may_record, len(state.lines)) == (False, 1)
    with pytest.raises(NotAllowed):
        await deciding(session, reader).submit_confirm(line_id, f"lease:{home.id}:")


async def test_a_line_that_is_not_there_is_said(session: Session, manager: Actor) -> None:
    with pytest.raises(NotFound):
        await deciding(session, manager).open_choice("no id")
    with pytest.raises(Refused):
        await deciding(session, manager).submit_confirm("no id", "lease")


async def test_a_decision_is_taken_back_with_a_reason(session: Session, manager: Actor) -> None:
    lease = ann(session)
    line_id = str(a_bank_line(session, 950_00, payee="ANN LEE"))
    state = deciding(session, manager)
    await state.submit_confirm(line_id, f"lease:{lease}:")
    await state.open_back(line_id)

    await state.submit_back({"reason": ""})
    missing = (state.taking_back, bool(state.errors))
    answer = await state.submit_back({"reason": "wrong lease"})

    assert (missing, said_by(answer), state.taking_back) == ((True, True), ["The line waits again."], False)
    assert [line.line_id for line in (await lines(session, manager)).lines] == [line_id]
