"""Moving a receipt or a credit from charge to charge: rows of today, and no earlier day looks any different."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.queries.tenancies import lock_tenancy
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.charges import DepositReleased, reverse_charge
from pm_app.receivables.actions.credits import NewCredit, give_credit, post_credit
from pm_app.receivables.actions.forgiving import waive_charge
from pm_app.receivables.actions.reallocating import reallocate
from pm_app.receivables.actions.returns import void_receipt
from pm_app.receivables.enums import ChargeKind, CreditKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.reallocation import reallocation
from pm_app.receivables.rules.allocation import DesignatedAboveOpen, DesignatedAboveReceipt, DesignatedNotOpen
from pm_app.receivables.rules.reallocation import NotMovable
from pm_app.receivables.tables.items import Allocation
from pm_app.runtime import run_now
from tests.conftest import an_actor
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_1, JAN_5, JAN_10, JAN_15, JAN_20 = (date(2026, 1, day) for day in (1, 5, 10, 15, 20))


class Home:
    """Rent and a late fee of which the rent is paid, and 100 that was paid too much: nothing of it is left."""

    def __init__(self, session: Session) -> None:
        self.tenancy: Tenancy = a_household(session, starts_on=JAN_1)
        self.rent = a_charge(session, self.tenancy)
        self.receipt = a_receipt(session, self.tenancy)
        self.fee = a_charge(session, self.tenancy, kind=ChargeKind.LATE_FEE, amount_cents=50_00, due_on=JAN_10)
        session.commit()


@pytest.fixture
def home(session: Session) -> Home:
    """Rent that is paid, and a late fee that is open."""
    return Home(session)


def move(actor: Actor, source_id: UUID, designated: dict[UUID, int], day: date = JAN_15) -> int:
    return run_now(actor, reallocate, source_id=source_id, designated=designated, today=day, now=typed_on(day))


def open_cents(actor: Actor, home: Home, day: date = JAN_20) -> dict[UUID, int]:
    found = run_now(actor, tenancy_position, tenancy_id=home.tenancy.id, as_of=day)
    return {charge.charge_id: charge.open_cents for charge in found.open_charges}


def settled(actor: Actor, source_id: UUID) -> dict[UUID, int]:
    shown = run_now(actor, reallocation, source_id=source_id)
    return {part.charge_id: part.settled_cents for part in shown.parts if part.settled_cents}


def test_money_moves_to_the_charge_that_was_meant_and_earlier_days_stay_as_they_were(
    session: Session, manager: Actor, home: Home
):
    moved = move(manager, home.receipt, {home.fee: 50_00, home.rent: 950_00})

    assert moved == 100_00
    assert settled(manager, home.receipt) == {home.rent: 950_00, home.fee: 50_00}
    assert open_cents(manager, home, date(2026, 1, 14)) == {home.fee: 50_00}
    assert open_cents(manager, home) == {home.rent: 50_00}
    rows = session.exec(select(Allocation).where(col(Allocation.receipt_id) == home.receipt))
    assert sorted((row.allocated_on, row.amount_cents) for row in rows) == [
        (JAN_5, 1_000_00),
        (JAN_15, -1_000_00),
        (JAN_15, 50_00),
        (JAN_15, 950_00),
    ]
    assert run_now(CONSOLE, findings, as_of=JAN_20) == []


def test_the_same_again_moves_nothing(session: Session, manager: Actor, home: Home):
    move(manager, home.receipt, {home.fee: 50_00})

    assert move(manager, home.receipt, {home.fee: 50_00}) == 0
    assert move(manager, home.receipt, settled(manager, home.receipt)) == 0


def test_what_is_given_to_no_charge_settles_by_the_order_of_the_terms(session: Session, manager: Actor, home: Home):
    move(manager, home.receipt, {home.fee: 50_00})

    assert settled(manager, home.receipt) == {home.rent: 950_00, home.fee: 50_00}
    move(manager, home.receipt, {}, JAN_20)
    assert settled(manager, home.receipt) == {home.rent: 1_000_00}


def test_the_preview_shows_both_sides_and_writes_nothing(session: Session, manager: Actor, home: Home):
    shown = run_now(manager, reallocation, source_id=home.receipt, designated={home.fee: 50_00})

    assert [(part.charge_id, part.settled_cents, part.after_cents, part.most_cents) for part in shown.parts] == [
        (home.rent, 1_000_00, 950_00, 1_000_00),
        (home.fee, 0, 50_00, 50_00),
    ]
    assert (shown.prepaid_cents, shown.prepaid_after_cents) == (0, 0)
    assert settled(manager, home.receipt) == {home.rent: 1_000_00}


def test_a_moved_receipt_can_still_be_voided_whole(session: Session, manager: Actor, home: Home):
    move(manager, home.receipt, {home.fee: 50_00})

    run_now(
        manager,
        void_receipt,
        request_key=uuid4(),
        receipt_id=home.receipt,
        reversed_on=JAN_20,
        reason="Never came",
        today=JAN_20,
        now=typed_on(JAN_20),
    )

    assert open_cents(manager, home) == {home.rent: 1_000_00, home.fee: 50_00}
    assert open_cents(manager, home, JAN_15) == {home.rent: 50_00}
    assert run_now(CONSOLE, findings, as_of=JAN_20) == []


def test_other_prepaid_money_settles_what_becomes_open(session: Session, manager: Actor, home: Home):
    deposit = a_charge(session, home.tenancy, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00, due_on=JAN_10)
    a_receipt(session, home.tenancy, amount_cents=70_00, received_on=JAN_10)
    session.commit()

    move(manager, home.receipt, {deposit: 20_00, home.rent: 980_00})

    assert open_cents(manager, home) == {deposit: 480_00}


@pytest.mark.parametrize(
    ("cents", "refusal"),
    [
        pytest.param({"fee": 50_01}, DesignatedAboveOpen, id="above what is open"),
        pytest.param({"rent": 1_000_00, "fee": 50_00}, DesignatedAboveReceipt, id="above the receipt"),
        pytest.param({"other": 5_00}, DesignatedNotOpen, id="another household's charge"),
    ],
)
def test_a_designation_beyond_the_charge_or_the_money_is_refused(
    session: Session, manager: Actor, home: Home, cents: dict[str, int], refusal: type[Exception]
):
    other = a_charge(session, a_household(session), amount_cents=5_00)
    session.commit()
    charges = {"fee": home.fee, "rent": home.rent, "other": other}

    with pytest.raises(refusal):
        move(manager, home.receipt, {charges[name]: amount for name, amount in cents.items()})
    assert settled(manager, home.receipt) == {home.rent: 1_000_00}


def test_a_waiver_cannot_be_moved(session: Session, manager: Actor, home: Home):
    waiver = run_now(
        manager,
        waive_charge,
        request_key=uuid4(),
        charge_id=home.fee,
        amount_cents=50_00,
        waived_on=JAN_15,
        reason="First time",
        today=JAN_15,
        now=typed_on(JAN_15),
    )

    with pytest.raises(NotMovable, match="forgives its one charge"):
        move(manager, waiver, {home.rent: 50_00})


def test_a_receipt_that_was_taken_back_cannot_be_moved(session: Session, manager: Actor, home: Home):
    given = {"reason": "Never came", "today": JAN_15, "now": typed_on(JAN_15)}
    run_now(manager, void_receipt, request_key=uuid4(), receipt_id=home.receipt, reversed_on=JAN_15, **given)

    with pytest.raises(NotMovable, match="taken back"):
        move(manager, home.receipt, {home.fee: 50_00})


def test_a_concession_settles_no_deposit(session: Session, manager: Actor, home: Home):
    deposit = a_charge(session, home.tenancy, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00, due_on=JAN_10)
    given = {"kind": CreditKind.CONCESSION, "amount_cents": 40_00, "credited_on": JAN_15, "reason": "Noise"}
    given |= {"today": JAN_15, "now": typed_on(JAN_15)}
    credit = give_credit(session, CONSOLE, request_key=uuid4(), tenancy_id=home.tenancy.id, **given)
    session.commit()

    with pytest.raises(NotMovable, match="settles no deposit"):
        move(manager, credit, {deposit: 40_00})


def test_money_does_not_leave_a_deposit_that_was_released(session: Session, manager: Actor, home: Home):
    deposit = a_charge(session, home.tenancy, kind=ChargeKind.SECURITY_DEPOSIT, amount_cents=500_00, due_on=JAN_10)
    paid = a_receipt(session, home.tenancy, amount_cents=500_00, received_on=JAN_10)
    damages = a_charge(session, home.tenancy, kind=ChargeKind.DAMAGES, amount_cents=600_00, due_on=JAN_15)
    session.commit()
    assert settled(manager, paid) == {deposit: 500_00}
    place = run_now(manager, lock_tenancy, tenancy_id=home.tenancy.id)
    release = NewCredit(
        uuid4(), CreditKind.DEPOSIT_RELEASE, 480_00, JAN_15, "Moved out", deposit_kind=ChargeKind.SECURITY_DEPOSIT
    )
    run_now(CONSOLE, post_credit, place=place, new=release, now=typed_on(JAN_15))

    with pytest.raises(DepositReleased):
        move(manager, paid, {damages: 50_00})


def test_a_charge_is_not_reversed_before_the_day_money_was_moved_off_it(session: Session, manager: Actor, home: Home):
    move(manager, home.receipt, {home.fee: 50_00})

    given = {"reason": "Wrong", "today": JAN_20, "now": typed_on(JAN_20)}
    run_now(manager, reverse_charge, request_key=uuid4(), charge_id=home.rent, reversed_on=JAN_15, **given)

    assert open_cents(manager, home) == {}
    assert run_now(CONSOLE, findings, as_of=JAN_20) == []


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY], ids=lambda role: role.value)
def test_who_may_not_record_receipts_may_not_move_them(session: Session, home: Home, role: Role):
    with pytest.raises(NotAllowed):
        move(an_actor(session, role), home.receipt, {home.fee: 50_00})


def test_a_receipt_out_of_scope_is_not_there(session: Session, home: Home):
    stranger = replace(an_actor(session, Role.ACCOUNTING), property_ids=frozenset())

    with pytest.raises(NotFound):
        move(stranger, home.receipt, {home.fee: 50_00})
    with pytest.raises(NotFound):
        move(stranger, uuid4(), {})
