"""/leases/[tenancy_id]?tab=deposit: the work sheet on the screen, from opening to closing."""

from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.rows import documents_of
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotAllowed
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.rules.deposits import Deduction
from pm_app.runtime import run_now
from pm_app.ui.pages.lease.deducting import DeductingState
from pm_app.ui.pages.lease.deposit import DepositState
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.itemizing import BY_HAND, BY_MAIL, ItemizingState
from pm_app.ui.pages.lease.leaving import LeavingState
from pm_app.ui.pages.lease.page import page
from pm_app.ui.pages.lease.unused import UnusedState
from tests.conftest import an_actor
from tests.factories.deposits import a_deadline, a_deposit, a_home_left, an_open_disposition, itemized
from tests.factories.documents import a_document
from tests.factories.receivables import a_charge, a_household
from tests.ui.household import dialog, seen
from tests.ui.screen import said_by

QUERY = "tab=deposit"
DAMAGE = Deduction(ChargeKind.DAMAGES, 180_00, "Two broken blinds")


async def shown(session: Session, actor: Actor, home: Tenancy) -> DepositState:
    return await seen(DepositState, session, actor, home.id, QUERY)


def form(**values: str) -> dict[str, str]:
    return {"request_key": str(uuid4()), **values}


async def test_a_disposition_is_started_from_what_is_held(session: Session, manager: Actor):
    home = a_home_left(session)
    a_charge(session, home, amount_cents=200_00, due_on=date(2025, 12, 1))
    before = await shown(session, manager, home)
    assert (before.opened, before.may_open, before.nothing.split(".")[0]) == (False, True, "$1,000")

    answer = await dialog(DeductingState, session, manager, home.id).submit_open()

    state = await shown(session, manager, home)
    assert said_by(answer) == ["The disposition is open. Check what is proposed."]
    assert [(line.what, line.reason, line.amount) for line in state.deductions] == [
        ("Rent", "Rent, due Dec 1, 2025", "−$200.00")
    ]
    assert (state.state, state.outcome_words, state.outcome) == ("Open", "Refund", "$800.00")


@pytest.mark.parametrize(
    ("moved_out_on", "sentence"),
    [(None, "It is settled after the household has moved out."), (date(2025, 12, 31), "No deposit")],
    ids=["still there", "nothing held"],
)
async def test_where_nothing_can_be_settled_the_page_says_why(
    session: Session, manager: Actor, moved_out_on: date | None, sentence: str
):
    home = a_household(session, starts_on=date(2025, 1, 1), moved_out_on=moved_out_on)
    if moved_out_on is None:
        a_deposit(session, home)

    state = await shown(session, manager, home)

    assert (state.opened, state.may_open, sentence in state.nothing) == (False, False, True)


async def test_the_move_out_is_typed_and_the_deadline_counted(session: Session, manager: Actor):
    a_deadline(session, days=30)
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    state = dialog(DeductingState, session, manager, home.id)
    await state.open_facts()
    typed = {"version": state.version, "keys": "2026-01-02", "forwarding_address": "1 Elm St"}

    await state.submit_facts(form(**typed, address_received_on="2026-01-20"))
    assert state.errors == {"address_received_on": "This has not happened yet. Choose today or an earlier day."}
    await state.submit_facts(form(**typed, address_received_on="2026-01-05", interest="5", disputed="1"))

    sheet = await shown(session, manager, home)
    assert (state.dialog, sheet.keys, sheet.address, sheet.disputed) == ("", "Jan 2, 2026", "1 Elm St", "Yes")
    assert (sheet.deadline, sheet.deadline_left) == ("Feb 1, 2026", "17 days left")
    assert "30 days from possession returned on Jan 2, 2026, NY" in sheet.deadline_why
    assert sheet.held_total == "$1,005.00"


async def test_deductions_are_added_changed_and_removed_with_evidence(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home)
    proof = a_document(session, LinkTarget(tenancy_id=home.id), title="Photo of the blinds")
    state = dialog(DeductingState, session, manager, home.id)
    await state.open_new()
    typed = {"kind": "damages", "reason": "Two broken blinds", "proof": str(proof)}

    await state.submit_deduction(form(**typed, amount=""))
    assert list(state.errors) == ["amount"]
    await state.submit_deduction(form(**typed, amount="180"))
    sheet = await shown(session, manager, home)
    assert [(one.amount, one.proof, one.note) for one in sheet.deductions] == [
        ("−$180.00", "Photo of the blinds", "new charge")
    ]
    assert [words.split(".")[0] for words in sheet.warnings] == ["No signed move-in checklist is on file"]
    await state.open_deduction(sheet.deductions[0].line_id)
    assert (state.amount, state.kind, state.proof) == ("$180.00", "damages", str(proof))
    await state.submit_deduction(form(**typed, amount="99", line_id=state.line_id, charge=state.charge))
    assert (await shown(session, manager, home)).deducted == "−$99.00"
    await state.submit_removal(sheet.deductions[0].line_id)

    assert (await shown(session, manager, home)).deductions == []


async def test_a_charge_that_is_open_is_deducted_from_the_sheet(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home)
    a_charge(session, home, amount_cents=40_00, due_on=date(2026, 1, 2), kind=ChargeKind.UTILITY)
    state = dialog(DeductingState, session, manager, home.id)
    (left,) = (await shown(session, manager, home)).left_out
    await state.open_left_out(left.line_id, left.amount)

    await state.submit_deduction(form(charge=state.charge, amount=state.amount, kind=state.kind))

    sheet = await shown(session, manager, home)
    assert ([one.what for one in sheet.deductions], sheet.left_out) == (["Utility"], [])


async def test_the_refund_is_shared_by_percent(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home)
    state = dialog(DeductingState, session, manager, home.id)
    await state.open_payees()
    assert [one.label for one in state.people] == [home.name]

    await state.submit_payees(form(payee_0=home.name, share_0="60", payee_1="Ben", share_1="39.99"))
    assert state.errors == {"share": "The shares must add up to 100 %."}
    await state.submit_payees(form(payee_0=home.name, share_0="half"))
    assert "percent" in state.errors["share"]
    await state.submit_payees(form(payee_0=home.name, share_0="60", payee_1="Ben", share_1="40.00"))

    sheet = await shown(session, manager, home)
    assert [(one.name, one.detail, one.amount) for one in sheet.payees] == [
        (home.name, "60 %", "$600.00"),
        ("Ben", "40 %", "$400.00"),
    ]


async def test_what_will_be_posted_is_shown_and_then_posted_once(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    state = dialog(ItemizingState, session, manager, home.id)
    await state.open_itemizing()
    assert [(line.what, line.amount) for line in state.postings] == [
        ("Charge damages", "$180.00"),
        ("Security deposit released", "$1,000.00"),
        (f"Refund to {home.name}", "$820.00"),
    ]
    assert (state.submit, state.shown_cents) == ("Post and refund $820.00", "82000")
    typed = form(itemized_on="2026-01-12", shown_cents="82000", method="check", reference_0="1042")

    await state.submit_itemizing({**typed, "itemized_on": "2026-02-12"})
    assert list(state.errors) == ["itemized_on"]
    await state.submit_itemizing(typed)
    await state.submit_itemizing(typed)

    sheet = await shown(session, manager, home)
    assert (state.dialog, sheet.state, sheet.is_itemized) == ("", "Itemized", True)
    assert [(one.detail, one.amount) for one in sheet.payees] == [("check 1042 of Jan 12, 2026", "$820.00")]
    assert sheet.transfer == "$180.00 is to be moved out of the deposit bank."


async def test_what_was_posted_is_taken_back_with_a_reason(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    itemized(session, home)
    state = dialog(ItemizingState, session, manager, home.id)
    await state.open_undo()

    await state.submit_undo(form(reversed_on=state.today, reason=""))
    assert list(state.errors) == ["reason"]
    await state.submit_undo(form(reversed_on=state.today, reason="Wrong amount"))

    sheet = await shown(session, manager, home)
    assert (sheet.state, sheet.outcome, sheet.posted) == ("Open", "$820.00", "—")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"way": BY_HAND, "method": ""}, "method"),
        ({"way": BY_MAIL, "to": ""}, "to"),
        ({"way": BY_HAND, "method": "mail", "sent_on": "2026-02-01"}, "sent_on"),
    ],
    ids=["no way", "nobody", "future"],
)
async def test_nothing_is_sent_or_kept_when_it_cannot_be(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    home = a_home_left(session)
    an_open_disposition(session, home)
    itemized(session, home)
    state = dialog(ItemizingState, session, manager, home.id)
    await state.open_sent()

    await state.submit_sent(form(**{"sent_on": state.today, **typed}))

    assert list(state.errors) == [field]
    papers = run_now(manager, documents_of, today=date(2026, 1, 15), tenancy_id=home.id)
    assert (papers, (await shown(session, manager, home)).state) == ([], "Itemized")


async def test_the_statement_is_kept_marked_as_sent_and_the_disposition_closed(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    itemized(session, home)
    state = dialog(ItemizingState, session, manager, home.id)
    await state.open_sent()

    await state.submit_sent(form(way=BY_HAND, method="Certified mail", sent_on=state.today))

    sheet = await shown(session, manager, home)
    (paper,) = run_now(manager, documents_of, today=date(2026, 1, 15), tenancy_id=home.id)
    assert (paper.kind, sheet.sent) == (DocumentKind.DEPOSIT_STATEMENT, "Jan 15, 2026, Certified mail")
    assert sheet.statement_path == f"/documents/{paper.document_id}"
    await state.open_close()
    await state.submit_close()
    assert (await shown(session, manager, home)).state == "Closed"


async def test_moving_out_leads_to_the_deposit(session: Session, manager: Actor):
    home = a_household(session, starts_on=date(2025, 1, 1))
    a_deposit(session, home)
    state = dialog(LeavingState, session, manager, home.id)

    answer = await state.submit_end(form(moved_out_on="2026-01-14"))

    assert said_by(answer) == ["The lease ended on Jan 14, 2026. Now settle the deposit."]


async def test_nothing_unused_is_said_so_and_shown_to_nobody(session: Session, manager: Actor):
    home = a_home_left(session)
    an_open_disposition(session, home)
    state = dialog(UnusedState, session, manager, home.id)
    await state.open_unused()

    await state.submit_unused(form(shown_cents="0", credited_on=state.today))

    assert "No days after the move-out" in state.errors["form"]
    assert (await shown(session, manager, home)).unused == ""


async def test_who_may_only_look_sees_the_sheet_and_changes_nothing(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    reader = an_actor(session, Role.READ_ONLY)

    state = await shown(session, reader, home)

    assert (state.opened, state.may_prepare, state.may_pay, state.may_undo) == (True, False, False, False)
    with pytest.raises(NotAllowed):
        await dialog(DeductingState, session, reader, home.id).submit_open()


async def test_the_page_has_a_tab_for_it(session: Session, manager: Actor):
    home = a_home_left(session)

    state = await seen(HouseholdState, session, manager, home.id, QUERY)

    assert state.tab == "deposit"
    assert page().render()
