"""The work sheet of a deposit: opened after the move-out, filled, sent, closed; each refusal in a sentence."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.deductions import (
    DeductedAboveOpen,
    add_deduction,
    change_deduction,
    remove_deduction,
    set_payees,
)
from pm_app.receivables.actions.deposit_deadlines import set_deposit_deadline
from pm_app.receivables.actions.dispositions import (
    DispositionFacts,
    NothingHeld,
    NotItemized,
    NotMovedOut,
    change_disposition,
    close_disposition,
    mark_disposition_sent,
    open_disposition,
)
from pm_app.receivables.enums import ChargeKind, ClockStart, DeadlineCase, DispositionState
from pm_app.receivables.queries.deposit_deadlines import deposit_deadlines
from pm_app.receivables.queries.disposition_rows import DispositionRecord
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.receivables.rules.deposits import Deduction, Payee
from tests.conftest import an_actor
from tests.factories.deposits import (
    DONE_ON,
    OUT_ON,
    a_deadline,
    a_deposit,
    a_home_left,
    an_open_disposition,
    itemized,
)
from tests.factories.documents import a_document
from tests.factories.receivables import a_charge, a_household, typed_on

DAMAGE = Deduction(ChargeKind.DAMAGES, 180_00, "Two broken blinds")
NOW = typed_on(DONE_ON)
WHEN = {"today": DONE_ON, "now": NOW}


def record(session: Session, home: Tenancy) -> DispositionRecord:
    found = disposition_sheet(session, CONSOLE, tenancy_id=home.id).record
    assert found is not None
    return found


def change(session: Session, home: Tenancy, facts: DispositionFacts, version: int = 1) -> None:
    change_disposition(session, CONSOLE, tenancy_id=home.id, version=version, facts=facts, **WHEN)


def test_opening_proposes_what_is_open_and_due_and_is_done_once(session: Session):
    home = a_home_left(session)
    a_charge(session, home, amount_cents=200_00, due_on=date(2025, 12, 1))
    a_charge(session, home, kind=ChargeKind.PET_DEPOSIT, amount_cents=90_00, due_on=date(2025, 12, 1))
    a_charge(session, home, amount_cents=300_00, due_on=date(2026, 3, 1), today=DONE_ON)

    first = open_disposition(session, CONSOLE, tenancy_id=home.id, **WHEN)
    again = open_disposition(session, CONSOLE, tenancy_id=home.id, **WHEN)

    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert first == again
    assert [one.amount_cents for one in sheet.deductions] == [200_00]
    assert [item.charge.open_cents for item in sheet.left_out] == [300_00]


def test_who_lives_there_or_has_no_deposit_has_nothing_to_settle(session: Session):
    living = a_household(session)
    gone = a_household(session, moved_out_on=date(2026, 1, 5))

    with pytest.raises(NotMovedOut, match="still live there"):
        open_disposition(session, CONSOLE, tenancy_id=living.id, **WHEN)
    with pytest.raises(NothingHeld, match="No deposit"):
        open_disposition(session, CONSOLE, tenancy_id=gone.id, **WHEN)
    with pytest.raises(NotFound, match="opened"):
        add_deduction(session, CONSOLE, tenancy_id=gone.id, new=DAMAGE, now=NOW)


def test_the_move_out_is_written_down_and_moves_the_deadline(session: Session):
    a_deadline(session, starts=ClockStart.LATER_OF_BOTH, days=30)
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    facts = DispositionFacts(date(2026, 1, 2), date(2026, 1, 4), "1 Elm St\nErie, PA", None, 5_00, True)

    change(session, home, facts, version=2)

    found, sheet = record(session, home), disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert (found.possession_returned_on, found.forwarding_address) == (date(2026, 1, 2), "1 Elm St\nErie, PA")
    assert (found.disputed, found.interest_cents, found.version) == (True, 5_00, 3)
    assert sheet.due_by is not None
    assert (sheet.due_by.starts_on, sheet.due_by.due_on) == (date(2026, 1, 4), date(2026, 2, 3))


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (DispositionFacts(possession_returned_on=date(2026, 1, 11)), "not happened yet"),
        (DispositionFacts(possession_returned_on=date(2020, 1, 1)), "before the household moved in"),
        (DispositionFacts(address_received_on=DONE_ON), "forwarding address"),
        (DispositionFacts(interest_cents=-1), "more than"),
        (DispositionFacts(inspection_document_id=UUID(int=1)), "document is not there"),
        (DispositionFacts(forwarding_address="x" * 501), "too long"),
    ],
    ids=["future", "long ago", "no address", "negative interest", "no such document", "too long"],
)
def test_a_move_out_that_cannot_be_is_refused(session: Session, facts: DispositionFacts, sentence: str):
    home = a_home_left(session)
    an_open_disposition(session, home)

    with pytest.raises(Refused, match=sentence):
        change(session, home, facts)

    assert record(session, home).version == 1


def test_two_people_do_not_overwrite_each_other(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    change(session, home, DispositionFacts(disputed=True))

    with pytest.raises(Stale, match="meanwhile"):
        change(session, home, DispositionFacts())


def test_deductions_are_changed_and_removed_while_it_is_open(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home, DAMAGE)
    proof = a_document(session)
    (line,) = disposition_sheet(session, CONSOLE, tenancy_id=home.id).lines
    to = replace(DAMAGE, amount_cents=99_00, document_id=proof)

    change_deduction(session, CONSOLE, tenancy_id=home.id, line_id=line.line_id, to=to, now=NOW)
    assert disposition_sheet(session, CONSOLE, tenancy_id=home.id).deductions == [to]
    remove_deduction(session, CONSOLE, tenancy_id=home.id, line_id=line.line_id, now=NOW)

    assert disposition_sheet(session, CONSOLE, tenancy_id=home.id).deductions == []
    with pytest.raises(NotFound, match="not there any more"):
        remove_deduction(session, CONSOLE, tenancy_id=home.id, line_id=line.line_id, now=NOW)


def test_a_charge_is_deducted_once_and_not_above_what_is_open(session: Session):
    home = a_home_left(session)
    charge_id = a_charge(session, home, amount_cents=200_00, due_on=date(2025, 12, 1))
    an_open_disposition(session, home)
    of_charge = Deduction(ChargeKind.RENT, 100_00, "", charge_id)
    with pytest.raises(Refused, match="deducted already"):
        add_deduction(session, CONSOLE, tenancy_id=home.id, new=of_charge, now=NOW)
    (line,) = disposition_sheet(session, CONSOLE, tenancy_id=home.id).lines
    remove_deduction(session, CONSOLE, tenancy_id=home.id, line_id=line.line_id, now=NOW)

    with pytest.raises(DeductedAboveOpen):
        add_deduction(session, CONSOLE, tenancy_id=home.id, new=replace(of_charge, amount_cents=200_01), now=NOW)
    with pytest.raises(Refused, match="Nothing is open"):
        add_deduction(session, CONSOLE, tenancy_id=home.id, new=replace(of_charge, charge_id=uuid4()), now=NOW)
    add_deduction(session, CONSOLE, tenancy_id=home.id, new=of_charge, now=NOW)
    assert disposition_sheet(session, CONSOLE, tenancy_id=home.id).deductions == [
        Deduction(ChargeKind.RENT, 100_00, "Rent, due Dec 1, 2025", charge_id)
    ]


def test_evidence_that_is_not_there_is_refused(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)

    with pytest.raises(Refused, match="document is not there"):
        add_deduction(session, CONSOLE, tenancy_id=home.id, new=replace(DAMAGE, document_id=uuid4()), now=NOW)
    with pytest.raises(Refused, match="document is not there"):
        set_payees(session, CONSOLE, tenancy_id=home.id, payees=[Payee("A", 10_000, uuid4())], now=NOW)


def test_payees_are_all_tenants_together_until_somebody_is_named(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    sheet = disposition_sheet(session, CONSOLE, tenancy_id=home.id)
    assert (sheet.jointly, [one.name for one in sheet.payees]) == (True, [home.name])
    named = [Payee("Ada", 6_000), Payee("Ben", 4_000)]

    set_payees(session, CONSOLE, tenancy_id=home.id, payees=named, now=NOW)
    assert disposition_sheet(session, CONSOLE, tenancy_id=home.id).payees == named
    set_payees(session, CONSOLE, tenancy_id=home.id, payees=[], now=NOW)

    assert disposition_sheet(session, CONSOLE, tenancy_id=home.id).jointly


def test_it_is_sent_once_it_is_itemized_and_closed_once_it_is_sent(session: Session):
    home = a_home_left(session)
    an_open_disposition(session, home)
    sent = {"tenancy_id": home.id, "sent_on": DONE_ON, "method": "Certified mail"}
    with pytest.raises(NotItemized):
        mark_disposition_sent(session, CONSOLE, **sent, **WHEN)
    itemized(session, home)
    with pytest.raises(Refused, match="not sent yet"):
        close_disposition(session, CONSOLE, tenancy_id=home.id, now=NOW)
    assert record(session, home).state == DispositionState.ITEMIZED

    mark_disposition_sent(session, CONSOLE, **sent, proof_document_id=a_document(session), **WHEN)
    assert record(session, home).state == DispositionState.SENT
    close_disposition(session, CONSOLE, tenancy_id=home.id, now=NOW)
    close_disposition(session, CONSOLE, tenancy_id=home.id, now=NOW)

    assert record(session, home).state == DispositionState.CLOSED
    told = [one.did for one in history_of(session, CONSOLE, about_id=home.id)]
    assert told.count("closed the deposit disposition") == 1
    with pytest.raises(Refused, match="closed"):
        mark_disposition_sent(session, CONSOLE, **sent, **WHEN)
    with pytest.raises(Refused, match="closed"):
        change(session, home, DispositionFacts(), version=record(session, home).version)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"sent_on": date(2026, 1, 11)}, "not been sent yet"),
        ({"sent_on": date(2026, 1, 9)}, "itemized on Jan 10, 2026"),
        ({"method": "  "}, "how it was sent"),
        ({"proof_document_id": UUID(int=2)}, "document is not there"),
    ],
    ids=["future", "before", "no way", "no such document"],
)
def test_a_sending_that_cannot_be_is_refused(session: Session, changed: dict, sentence: str):
    home = a_home_left(session)
    an_open_disposition(session, home)
    itemized(session, home)

    with pytest.raises(Refused, match=sentence):
        mark_disposition_sent(
            session, CONSOLE, **{"tenancy_id": home.id, "sent_on": DONE_ON, "method": "mail", **WHEN, **changed}
        )


def test_a_deadline_is_set_changed_and_guarded_against_two_people(session: Session):
    a_deadline(session, place="ny", days=30)
    given = {"jurisdiction": "NY", "situation": DeadlineCase.DEDUCTIONS, "starts": ClockStart.LEASE_END}
    given |= {"source": "Law", "verified_on": DONE_ON, **WHEN}

    set_deposit_deadline(session, CONSOLE, days=14, version=1, **given)

    (found,) = deposit_deadlines(session, CONSOLE)
    assert (found.jurisdiction, found.days, found.starts, found.version) == ("NY", 14, ClockStart.LEASE_END, 2)
    for version in (0, 1):
        with pytest.raises(Stale, match="meanwhile"):
            set_deposit_deadline(session, CONSOLE, days=10, version=version, **given)


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_set_policies_or_post_charges_is_refused(session: Session, role: Role):
    home = a_home_left(session)
    other = a_household(session, starts_on=date(2025, 1, 1), moved_out_on=OUT_ON)
    a_deposit(session, other)
    an_open_disposition(session, home)
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        open_disposition(session, actor, tenancy_id=other.id, **WHEN)
    with pytest.raises(NotAllowed):
        add_deduction(session, actor, tenancy_id=home.id, new=DAMAGE, now=NOW)
    with pytest.raises(NotAllowed):
        set_deposit_deadline(
            session,
            actor,
            jurisdiction="NY",
            situation=DeadlineCase.DISPUTED,
            starts=ClockStart.LEASE_END,
            days=1,
            source="x",
            verified_on=DONE_ON,
            **WHEN,
        )
