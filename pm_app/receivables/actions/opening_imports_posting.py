"""Posting where a household stood at the cut-over."""

from uuid import UUID

from pm_app.receivables.actions.opening_balances import open_charge, open_deposit, open_prepaid
from pm_app.receivables.actions.opening_imports_making import Making
from pm_app.receivables.rules.rent_roll.values import Opening


def post_opening(making: Making, tenancy_id: UUID, opening: Opening) -> None:
    """Post deposits held, open charges with their original due days, then what was prepaid, all on the cut-over day."""
    session, actor, day = making.session, making.actor, making.cut_over_on
    given = {"tenancy_id": tenancy_id, "cut_over_on": day, "now": making.now}
    for place, held in enumerate(opening.deposits):
        key = making.key("deposit", tenancy_id, place)
        charge_id, credit_id = open_deposit(
            session, actor, request_key=key, kind=held.kind, amount_cents=held.amount_cents, **given
        )
        making.made("charge", charge_id)
        making.made("credit", credit_id)
    for place, charge in enumerate(opening.charges):
        charge_id = open_charge(
            session,
            actor,
            request_key=making.key("charge", tenancy_id, place),
            kind=charge.kind,
            amount_cents=charge.amount_cents,
            due_on=charge.due_on or day,
            description=charge.description,
            **given,
        )
        making.made("charge", charge_id)
    if opening.prepaid_cents:
        key = making.key("prepaid", tenancy_id)
        credit_id = open_prepaid(session, actor, request_key=key, amount_cents=opening.prepaid_cents, **given)
        making.made("credit", credit_id)
