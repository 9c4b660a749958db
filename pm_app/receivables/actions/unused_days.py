"""Crediting rent that was paid for days after a household left, once somebody confirms it."""

from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Refused, Stale
from pm_app.leasing.queries.tenancies import lock_tenancy
from pm_app.receivables.actions.credits import NewCredit, post_credit
from pm_app.receivables.actions.forgiving import open_up
from pm_app.receivables.actions.settling import settle_with_prepayments
from pm_app.receivables.enums import CreditKind
from pm_app.receivables.queries.unused_days import UnusedDays, unused_days
from pm_app.receivables.rules.plausible import check_credited_on
from pm_app.receivables.tables.items import Charge


class NothingUnused(Refused):
    """A household that was charged for no day after it left, or was credited for them already."""


def credit_unused_days(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    tenancy_id: UUID,
    shown_cents: int,
    credited_on: date,
    today: date,
    now: datetime,
) -> int:
    """Credit what was charged for days after the move-out, charge by charge, and return how many cents that is.

    Charges stay as they are (domain rules §9). Money that had paid for those days is prepaid again and may be refunded
    as such. Refuses other amounts than `shown_cents` (`Stale`) and a household that has nothing to get
    (`NothingUnused`), so that a form sent twice credits once.
    """
    actor.must(Permission.GIVE_CREDITS)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    found = unused_days(session, actor, tenancy_id=tenancy_id)
    if not found:
        raise NothingUnused("No days after the move-out were charged, or they were credited already.")
    total_cents = sum(one.amount_cents for one in found)
    if total_cents != shown_cents:
        raise Stale("The amount changed since this page was opened. Look at it again.")
    check_credited_on(credited_on, starts_on=place.starts_on, today=today)
    for one in found:
        charge = session.get_one(Charge, one.charge_id)
        day = max(credited_on, charge.posted_on)
        open_up(session, actor, place=place, charge=charge, amount_cents=one.amount_cents, day=day, now=now)
        key = uuid5(request_key, str(one.charge_id))
        new = NewCredit(key, CreditKind.MOVE_OUT, one.amount_cents, day, _reason(one))
        post_credit(session, actor, place=place, new=new, settles=[one.charge_id], now=now)
    settle_with_prepayments(session, actor, place=place, not_before=credited_on, now=now)
    return total_cents


def _reason(one: UnusedDays) -> str:
    return f"Unused days {in_words(one.first_on)} – {in_words(one.last_on)}"
