"""Posting where a household stood at the cut-over."""

from uuid import UUID

from pm_app.receivables.actions.opening_balances import open_charge, open_deposit, open_prepaid
from pm_app.receivables.actions.opening_imports_making import Making
from pm_app.receivables.rules.rent_roll.values import Opening


def post_opening(making: Making, tenancy_id: UUID, opening: Opening) -> None:
    """Post deposits held, open charges with their original due days, then what was prepaid, all on the cut-over day."""
    session, actor = making.session, making.actor
    day, now = making.cut_over_on, making.now
    for place, held in enumerate(opening.deposits):
        charge_id, credit_id = open_deposit(
            session,
            actor,
            request_key=making.key("deposit", tenancy_id, place),
            tenancy_id=tenancy_id,
            kind=held.kind,
            amount_cents=held.amount_cents,
            cut_over_on=day,
            now=now,
        )
        making.made("charge", charge_id)
        making.made("credit", credit_id)
    for place, charge in enumerate(opening.charges):
        charge_id = open_charge(
            session,
            actor,
            request_key=making.key("charge", tenancy_id, place),
            tenancy_id=tenancy_id,
            kind=charge.kind,
            amount_cents=charge.amount_cents,
            due_on=charge.due_on or day,
            cut_over_on=day,
            now=now,
            description=charge.description,
        )
        making.made("charge", charge_id)
    if opening.prepaid_cents:
        credit_id = open_prepaid(
            session,
            actor,
            request_key=making.key("prepaid", tenancy_id),
            tenancy_id=tenancy_id,
            amount_cents=opening.prepaid_cents,
            cut_over_on=day,
            now=now,
        )
        making.made("credit", credit_id)
