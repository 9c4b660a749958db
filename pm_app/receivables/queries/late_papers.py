"""What stands on a notice of late payment: each charge that is overdue, and how late it is."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import days_from
from pm_app.kernel.errors import Refused
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.receivables.enums import ChargeKind, HoldKind
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.papers import account_of, addressee, charge_words
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.rules.holds import held
from pm_app.receivables.rules.papers import LateNotice, OverdueLine
from pm_app.receivables.tables.items import Charge


class NothingLate(Refused):
    """A notice of late payment to a household that is late with nothing."""


class NoticeHeld(Refused):
    """A friendly notice to a household whose eviction is under way."""


def late_notice(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    as_of: date,
    rent_only: bool = False,
    pay_by: date | None = None,
    message: str = "",
) -> LateNotice:
    """Return a notice of every charge that was due before a day and is open on it, oldest first.

    With `rent_only` it lists rent and nothing else: fees on a notice to pay or quit can void it (domain rules §10.10).
    Refuses (`NothingLate`) when nothing is to be listed, and a day to pay by that has passed.
    """
    actor.must(Permission.VIEW_LEDGER)
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    if pay_by is not None and pay_by < as_of:
        raise Refused("The day to pay by has passed. Choose a later one.", field="pay_by")
    lines = _lines(session, actor, tenancy_id, as_of, rent_only)
    if not lines:
        what = "No rent" if rent_only else "Nothing"
        raise NothingLate(f"{what} of this household is past due on this day, so there is nothing to write about.")
    return LateNotice(
        addressee=addressee(session, actor, place=place),
        account=account_of(tenancy_id),
        issued_on=as_of,
        lines=lines,
        total_cents=sum(line.open_cents for line in lines),
        rent_only=rent_only,
        pay_by=pay_by,
        message=message,
    )


def check_notice_free(session: Session, actor: Actor, *, tenancy_id: UUID, day: date) -> None:
    """Refuse (`NoticeHeld`) late notices by mail while an eviction hold is on the household (domain rules §13)."""
    actor.must(Permission.VIEW_LEDGER)
    holds = holds_of(session, actor, tenancy_id=tenancy_id).get(tenancy_id, [])
    if held(holds, HoldKind.EVICTION, day) is not None:
        raise NoticeHeld(
            "An eviction hold is on this household, so no late notices are mailed. Serve the legal notice instead."
        )


def _lines(session: Session, actor: Actor, tenancy_id: UUID, as_of: date, rent_only: bool) -> tuple[OverdueLine, ...]:
    position = tenancy_position(session, actor, tenancy_id=tenancy_id, as_of=as_of)
    late = [
        charge
        for charge in position.open_charges
        if charge.due_on < as_of and (charge.kind == ChargeKind.RENT or not rent_only)
    ]
    rows = session.exec(select(Charge).where(col(Charge.id).in_([charge.charge_id for charge in late])))
    posted = {row.id: row for row in rows}
    return tuple(
        OverdueLine(
            description=charge_words(charge.kind.value, posted[charge.charge_id].description),
            due_on=charge.due_on,
            days_late=days_from(charge.due_on, as_of),
            amount_cents=posted[charge.charge_id].amount_cents,
            open_cents=charge.open_cents,
        )
        for charge in late
    )
