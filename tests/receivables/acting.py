"""What somebody does to a household's money, through the way in, so that the database checks it at the end."""

from datetime import date
from uuid import UUID, uuid4

from pm_app.access.rules import Actor
from pm_app.receivables.actions.charges import post_charge, reverse_charge
from pm_app.receivables.actions.receipts import record_receipt
from pm_app.receivables.actions.returns import void_receipt
from pm_app.receivables.enums import ChargeKind, ReceiptMethod
from pm_app.runtime import run_now
from tests.factories.receivables import typed_on


def charge(
    actor: Actor,
    tenancy_id: UUID,
    amount_cents: int,
    due_on: date,
    *,
    kind: ChargeKind = ChargeKind.RENT,
    today: date | None = None,
    request_key: UUID | None = None,
    description: str = "",
) -> UUID:
    """Post a charge, typed on its due day unless said otherwise."""
    today = today or due_on
    return run_now(
        actor,
        post_charge,
        request_key=request_key or uuid4(),
        tenancy_id=tenancy_id,
        kind=kind,
        amount_cents=amount_cents,
        due_on=due_on,
        description=description,
        today=today,
        now=typed_on(today),
    )


def receive(
    actor: Actor,
    tenancy_id: UUID,
    amount_cents: int,
    received_on: date,
    *,
    today: date | None = None,
    request_key: UUID | None = None,
    method: ReceiptMethod = ReceiptMethod.CHECK,
    reference: str = "",
    payer_id: UUID | None = None,
    designated: dict[UUID, int] | None = None,
) -> UUID:
    """Record a receipt, typed on the day it came in unless said otherwise."""
    today = today or received_on
    return run_now(
        actor,
        record_receipt,
        request_key=request_key or uuid4(),
        tenancy_id=tenancy_id,
        amount_cents=amount_cents,
        received_on=received_on,
        method=method,
        reference=reference,
        payer_id=payer_id,
        designated=designated,
        today=today,
        now=typed_on(today),
        duplicate_confirmed=True,
    )


def take_back_receipt(
    actor: Actor,
    receipt_id: UUID,
    reversed_on: date,
    *,
    today: date | None = None,
    reason: str = "Returned by the bank",
    request_key: UUID | None = None,
) -> UUID:
    """Reverse a receipt, typed on the day it counts unless said otherwise."""
    today = today or reversed_on
    return run_now(
        actor,
        void_receipt,
        request_key=request_key or uuid4(),
        receipt_id=receipt_id,
        reversed_on=reversed_on,
        reason=reason,
        today=today,
        now=typed_on(today),
    )


def take_back_charge(
    actor: Actor,
    charge_id: UUID,
    reversed_on: date,
    *,
    today: date | None = None,
    reason: str = "Charged by mistake",
    request_key: UUID | None = None,
) -> UUID:
    """Reverse a charge, typed on the day it counts unless said otherwise."""
    today = today or reversed_on
    return run_now(
        actor,
        reverse_charge,
        request_key=request_key or uuid4(),
        charge_id=charge_id,
        reversed_on=reversed_on,
        reason=reason,
        today=today,
        now=typed_on(today),
    )
