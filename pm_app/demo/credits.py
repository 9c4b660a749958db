"""What the sample office lets its tenants owe less, pays back to them, and gives up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from pm_app.books.rules import OPERATING_BANK
from pm_app.demo.households import Pays, Story
from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS, Stay
from pm_app.receivables.actions.charges import post_charge
from pm_app.receivables.actions.credits import give_credit
from pm_app.receivables.actions.forgiving import waive_charge, write_off_charge
from pm_app.receivables.actions.refunds import RefundTo, pay_refund
from pm_app.receivables.enums import ChargeKind, CreditKind, ReceiptMethod
from pm_app.receivables.queries.refundable import refundable
from pm_app.runtime import run_now

WAIVED_CENTS, CONCESSION_CENTS, WRITTEN_OFF_CENTS = 45_00, 120_00, 85_00


def forgive_and_refund(staff: Staff, stays: Sequence[Stay], today: date) -> None:
    """Waive a late fee, give a concession, pay back what was paid ahead, and write off what an old tenant left."""
    late = next(stay for stay in stays if stay.household.pays == Pays.A_LITTLE_LATE)
    _waive_a_late_fee(staff, late, today - timedelta(days=40))
    quiet = next(stay for stay in stays if _settled(stay, today) and stay.household.pays == Pays.ON_TIME)
    _concede(staff, quiet, today - timedelta(days=25))
    ahead = next(stay for stay in stays if stay.household.pays == Pays.AHEAD)
    _pay_back(staff, ahead, today - timedelta(days=2))
    gone = next(stay for stay in stays if stay.household.story == Story.ENDED)
    _write_off(staff, gone, today - timedelta(days=12))


def _settled(stay: Stay, today: date) -> bool:
    return stay.household.story == Story.ACTIVE and stay.household.starts_on < today - timedelta(days=90)


def _waive_a_late_fee(staff: Staff, stay: Stay, day: date) -> None:
    fee = _charge(staff, stay, ChargeKind.LATE_FEE, WAIVED_CENTS, day, "Rent came after the grace days")
    later = day + timedelta(days=5)
    run_now(
        staff.manager,
        waive_charge,
        request_key=uuid5(KEYS, f"waived {fee}"),
        charge_id=fee,
        amount_cents=WAIVED_CENTS,
        waived_on=later,
        reason="First time in two years",
        **_typed(later),
    )


def _concede(staff: Staff, stay: Stay, day: date) -> None:
    run_now(
        staff.manager,
        give_credit,
        request_key=uuid5(KEYS, f"concession {stay.tenancy_id}"),
        tenancy_id=stay.tenancy_id,
        kind=CreditKind.CONCESSION,
        amount_cents=CONCESSION_CENTS,
        credited_on=day,
        reason="Ten days without hot water",
        **_typed(day),
    )


def _pay_back(staff: Staff, stay: Stay, day: date) -> None:
    ready_cents = sum(
        one.amount_cents
        for one in run_now(staff.accounting, refundable, tenancy_id=stay.tenancy_id)
        if one.bank_account == OPERATING_BANK and one.clears_on is not None and one.clears_on <= day
    )
    if not ready_cents:
        return
    run_now(
        staff.accounting,
        pay_refund,
        request_key=uuid5(KEYS, f"refund {stay.tenancy_id}"),
        tenancy_id=stay.tenancy_id,
        amount_cents=min(ready_cents, 100_00),
        paid_on=day,
        to=RefundTo(stay.household.names[0], ReceiptMethod.CHECK, reference="2041"),
        **_typed(day),
    )


def _write_off(staff: Staff, stay: Stay, day: date) -> None:
    kept = _charge(staff, stay, ChargeKind.CLEANING, WRITTEN_OFF_CENTS, day - timedelta(days=20), "Oven left dirty")
    run_now(
        staff.manager,
        write_off_charge,
        request_key=uuid5(KEYS, f"write-off {kept}"),
        charge_id=kept,
        written_off_on=day,
        reason="Moved away, letters come back",
        **_typed(day),
    )


def _charge(staff: Staff, stay: Stay, kind: ChargeKind, cents: int, day: date, description: str) -> Any:
    return run_now(
        staff.accounting,
        post_charge,
        request_key=uuid5(KEYS, f"{kind} {stay.tenancy_id} {day}"),
        tenancy_id=stay.tenancy_id,
        kind=kind,
        amount_cents=cents,
        due_on=day,
        description=description,
        **_typed(day),
    )


def _typed(day: date) -> dict[str, Any]:
    return {"today": day, "now": at(day, 16)}
