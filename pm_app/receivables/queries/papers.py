"""What stands on the papers of one household: its statement for a period, and one of its receipts."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.leasing.queries.tenancies import TenancyPlace, tenancy_place
from pm_app.leasing.tables import LeaseParty
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay, Person
from pm_app.portfolio.tables import Property
from pm_app.receivables.enums import ReversalKind
from pm_app.receivables.queries.ledger import ledger
from pm_app.receivables.queries.ledger_items import LedgerItem, ledger_item
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.rules.aging import Aging
from pm_app.receivables.rules.papers import Addressee, AgingStrip, ReceiptPaper, SettledLine, Statement
from pm_app.receivables.rules.tenant_view import tenant_rows
from pm_app.receivables.tables.items import Receipt, Reversal


class PeriodOutOfOrder(Refused):
    """A statement that would end before it begins, or begin after the day it is as of."""


def statement(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    starts_on: date,
    ends_on: date,
    as_of: date,
    known_at: datetime | None = None,
    message: str = "",
) -> Statement:
    """Return a household's statement for a period, both days included, as the tenant is to read it.

    It ends at `as_of` when that comes before `ends_on`; the ages of the balance are those of its last day. Refuses
    (`PeriodOutOfOrder`) a period that has no day.
    """
    actor.must(Permission.VIEW_LEDGER)
    last_on = _last_day(starts_on, min(ends_on, as_of))
    every = Listing(size=EVERYTHING)
    shown = ledger(
        session, actor, tenancy_id=tenancy_id, as_of=last_on, listing=every, starts_on=starts_on, known_at=known_at
    )
    position = tenancy_position(session, actor, tenancy_id=tenancy_id, as_of=last_on, known_at=known_at)
    forward_cents, returned = shown.brought_forward_cents, _returned(session, tenancy_id)
    rows = tenant_rows(shown.rows[::-1], brought_forward_cents=forward_cents, returned=returned)
    return Statement(
        addressee=addressee(session, actor, place=tenancy_place(session, actor, tenancy_id=tenancy_id)),
        account=account_of(tenancy_id),
        issued_on=as_of,
        starts_on=starts_on,
        ends_on=last_on,
        brought_forward_cents=forward_cents,
        rows=rows,
        charged_cents=sum(row.charge_cents or 0 for row in rows),
        paid_cents=sum(row.payment_cents or 0 for row in rows),
        balance_cents=shown.balance_cents,
        aging=aging_strip(position.aging),
        message=message,
    )


def receipt_paper(session: Session, actor: Actor, *, receipt_id: UUID, as_of: date) -> ReceiptPaper:
    """Return one receipt as its payer is to have it, with what it settles and the balance on a day.

    Refuses (`NotFound`) a receipt that is not there, not within scope, or of a later day.
    """
    actor.must(Permission.VIEW_LEDGER)
    receipt = session.exec(select(Receipt).where(Receipt.id == receipt_id, col(Receipt.received_on) <= as_of)).first()
    if receipt is None:
        raise NotFound("This receipt does not exist, or it is not yours to see.")
    place = tenancy_place(session, actor, tenancy_id=receipt.tenancy_id)
    item = ledger_item(session, actor, tenancy_id=receipt.tenancy_id, source_id=receipt_id, as_of=as_of)
    position = tenancy_position(session, actor, tenancy_id=receipt.tenancy_id, as_of=as_of)
    payer = session.exec(select(Person.name).where(Person.id == receipt.payer_id)).first()
    return ReceiptPaper(
        addressee=addressee(session, actor, place=place),
        account=account_of(receipt.tenancy_id),
        received_from=payer or place.name,
        received_on=receipt.received_on,
        amount_cents=receipt.amount_cents,
        method=receipt.method.value.capitalize(),
        reference=receipt.reference,
        memo=receipt.memo,
        settled=tuple(
            SettledLine(charge_words(row.kind, row.description), row.shown_on, row.amount_cents)
            for row in item.settlements
        ),
        prepaid_cents=item.prepaid_cents,
        balance_cents=position.balance_cents,
        balance_on=as_of,
        taken_back=_taken_back(item, as_of),
    )


def receipt_tenancy(session: Session, actor: Actor, *, receipt_id: UUID) -> UUID:
    """Return whose receipt it is; refuses (`NotFound`) one that is not there or not within scope."""
    actor.must(Permission.VIEW_LEDGER)
    receipt = session.exec(select(Receipt).where(Receipt.id == receipt_id)).first()
    if receipt is None or not actor.sees(receipt.property_id):
        raise NotFound("This receipt does not exist, or it is not yours to see.")
    return receipt.tenancy_id


def addressee(session: Session, actor: Actor, *, place: TenancyPlace) -> Addressee:
    """Return whom a paper of the household is written to: at the unit, or at the address left by who moved out."""
    actor.must(Permission.VIEW_LEASES)
    home = session.exec(select(Property).where(Property.id == place.property_id)).one()
    unit = unit_words(place.unit_name)
    city = " ".join(part for part in (f"{home.city},", home.region, home.postal_code) if part.strip(","))
    lines = tuple(line for line in (f"{home.address_line}, {unit}", city) if line)
    if place.moved_out_on is not None:
        lines = _forwarding(session, place.tenancy_id) or lines
    return Addressee(name=place.name, lines=lines, place=f"{home.name}, {unit}")


def unit_words(unit_name: str) -> str:
    """Return how a unit is said in an address: `Unit 204`; a name that says itself what it is stays as it is."""
    says_itself = " " in unit_name or (unit_name.isalpha() and len(unit_name) > 2)
    return unit_name if says_itself else f"Unit {unit_name}"


def account_of(tenancy_id: UUID) -> str:
    """Return the short reference by which papers name a household's account: the end of its id, `9F3A-27C1`."""
    end = tenancy_id.hex[-8:].upper()
    return f"{end[:4]}-{end[4:]}"


def aging_strip(ages: Aging) -> AgingStrip:
    """Return the ages of a balance as papers show them."""
    return AgingStrip(
        not_yet_due_cents=ages.not_yet_due_cents,
        days_0_30_cents=ages.days_0_30_cents,
        days_31_60_cents=ages.days_31_60_cents,
        days_61_90_cents=ages.days_61_90_cents,
        over_90_cents=ages.over_90_cents,
        prepaid_cents=ages.prepaid_cents,
    )


def _last_day(starts_on: date, last_on: date) -> date:
    if last_on < starts_on:
        raise PeriodOutOfOrder("The statement ends before it begins. Choose an earlier first day.", field="from")
    return last_on


def _returned(session: Session, tenancy_id: UUID) -> Sequence[UUID]:
    """Return the receipts that came back from the bank: a tenant is told of them, and what the fee was for."""
    ids = session.exec(
        select(Reversal.receipt_id).where(Reversal.tenancy_id == tenancy_id, Reversal.kind == ReversalKind.RETURNED)
    )
    return [receipt_id for receipt_id in ids if receipt_id is not None]


def _forwarding(session: Session, tenancy_id: UUID) -> tuple[str, ...]:
    """Return the postal address of the first of the household who left one."""
    written = session.exec(
        select(ContactWay.value)
        .join(LeaseParty, col(LeaseParty.person_id) == col(ContactWay.person_id))
        .where(LeaseParty.tenancy_id == tenancy_id, ContactWay.kind == ContactKind.ADDRESS)
        .order_by(col(LeaseParty.position), col(LeaseParty.id), col(ContactWay.position))
    ).first()
    return tuple(line.strip() for line in (written or "").splitlines() if line.strip())


def charge_words(kind: str, description: str) -> str:
    """Say what a charge is for: its kind, unless the description begins with it, and the description."""
    named = kind[:1].upper() + kind[1:]
    if description.casefold().startswith(kind.casefold()):
        return description
    return f"{named}, {description}" if description else named


def _taken_back(item: LedgerItem, as_of: date) -> str:
    back = item.reversal
    if back is None or back.reversed_on > as_of:
        return ""
    why = f": {back.reason}" if back.reason else ""
    how = "The bank returned the payment" if back.kind == ReversalKind.RETURNED else "It was taken back"
    return f"This receipt no longer counts. {how} on {in_words(back.reversed_on)}{why}."
