"""The statement of a deposit says what was posted, line by line, and to whom it is written."""

from datetime import date

import pytest
from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.receivables.actions.deductions import set_payees
from pm_app.receivables.actions.dispositions import DispositionFacts, change_disposition
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.deposit_papers import NothingPosted, deposit_evidence, deposit_statement
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.receivables.rules.deposits import Deduction, Payee
from pm_app.receivables.rules.papers import DeductionLine, HeldLine
from tests.factories.deposits import DONE_ON, OUT_ON, PAID_ON, a_home_left, an_open_disposition, itemized
from tests.factories.documents import a_document
from tests.factories.receivables import a_charge, typed_on

WHEN = {"today": DONE_ON, "now": typed_on(DONE_ON)}


def test_it_tells_what_was_held_kept_and_paid_back(session: Session):
    home = a_home_left(session)
    a_charge(session, home, amount_cents=200_00, due_on=date(2025, 12, 1), description="December 2025")
    proof = a_document(session, title="Photo of the blinds")
    an_open_disposition(session, home, Deduction(ChargeKind.DAMAGES, 180_00, "Two broken blinds", None, proof))
    record = disposition_sheet(session, CONSOLE, tenancy_id=home.id).record
    assert record is not None
    facts = DispositionFacts(OUT_ON, OUT_ON, "1 Elm St\nErie, PA 16501", None, 10_00)
    change_disposition(session, CONSOLE, tenancy_id=home.id, version=record.version, facts=facts, **WHEN)
    itemized(session, home, references=("1042",))
    proofs = deposit_evidence(session, CONSOLE, tenancy_id=home.id)

    paper = deposit_statement(
        session, CONSOLE, tenancy_id=home.id, as_of=DONE_ON, evidence={proofs[0]: "Photo of the blinds"}
    )

    assert paper.addressee.lines == ("1 Elm St", "Erie, PA 16501")
    assert paper.deposits == (HeldLine("Security deposit", PAID_ON, 1_000_00),)
    assert paper.deductions == (
        DeductionLine("Rent", "December 2025, due Dec 1, 2025", "", 200_00),
        DeductionLine("Damages", "Two broken blinds", "Photo of the blinds", 180_00),
    )
    assert (paper.interest_cents, paper.deducted_cents, paper.refund_cents, paper.due_cents) == (
        10_00,
        380_00,
        630_00,
        0,
    )
    assert (paper.payees, paper.paid_by) == ((home.name,), "by check 1042")
    assert (paper.moved_out_on, paper.returned_on, paper.issued_on) == (OUT_ON, OUT_ON, DONE_ON)


def test_several_payments_name_their_payees_and_no_number(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    shares = [Payee("Ada", 5_000), Payee("Ben", 5_000)]
    set_payees(session, CONSOLE, tenancy_id=home.id, payees=shares, now=typed_on(DONE_ON))
    itemized(session, home, references=("1", "2"))

    paper = deposit_statement(session, CONSOLE, tenancy_id=home.id, as_of=DONE_ON)

    assert (paper.payees, paper.paid_by) == (("Ada", "Ben"), "by check")


def test_nothing_is_stated_before_it_is_posted(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)

    with pytest.raises(NothingPosted, match="Itemize the deposit first"):
        deposit_statement(session, CONSOLE, tenancy_id=home.id, as_of=DONE_ON)
