"""Settling the deposits of a household that moved out: opening the work sheet, filling it, sending it, closing it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.leasing.queries.tenancies import TenancyPlace, lock_tenancy
from pm_app.receivables.enums import DispositionState
from pm_app.receivables.queries.disposition_rows import find_disposition, record_of
from pm_app.receivables.queries.dispositions import NEVER_DEDUCTED
from pm_app.receivables.queries.facts import OpenItem, open_items
from pm_app.receivables.queries.held import held_cents
from pm_app.receivables.rules.plausible import check_at_once
from pm_app.receivables.rules.postings import HELD_ACCOUNTS
from pm_app.receivables.tables.dispositions import Disposition, DispositionLine

LONGEST_ADDRESS = 500
LONGEST_METHOD = 100
_CLOSED = "This disposition is closed. Nothing of it changes any more."


class NotMovedOut(Refused):
    """A household that still lives there."""


class NothingHeld(Refused):
    """A household of which no deposit is held."""


class AlreadyItemized(Refused):
    """A disposition whose amounts stand already."""


class NotItemized(Refused):
    """A disposition that has to be itemized first."""


@dataclass(frozen=True)
class DispositionFacts:
    """What is known of a move-out: when the keys came, where mail goes and since when, the inspection, interest."""

    possession_returned_on: date | None = None
    address_received_on: date | None = None
    forwarding_address: str = ""
    inspection_document_id: UUID | None = None
    interest_cents: int = 0
    disputed: bool = False


def open_disposition(session: Session, actor: Actor, *, tenancy_id: UUID, today: date, now: datetime) -> UUID:
    """Open the work sheet of a household's deposits and return its id; what is open and due is proposed as deductions.

    Opened twice it is the same one. Refuses a household that has not moved out (`NotMovedOut`), and one of which no
    deposit is held (`NothingHeld`).
    """
    actor.must(Permission.POST_CHARGES)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    before = find_disposition(session, tenancy_id)
    if before is not None:
        return before.id
    if place.moved_out_on is None:
        raise NotMovedOut("They still live there. End the lease first: deposits are settled after the move-out.")
    if not any(held_cents(session, tenancy_id, kind) for kind in HELD_ACCOUNTS):
        raise NothingHeld("No deposit of this household is held, so there is nothing to settle.")
    row = Disposition(tenancy_id=tenancy_id, opened_at=now, opened_by=actor.name)
    session.add(row)
    session.flush()
    for position, item in enumerate(_deductible(session, tenancy_id, today)):
        session.add(_proposed(row.id, position, item))
    session.flush()
    note_disposition(session, actor, place, row, "opened the deposit disposition", now)
    return row.id


def _deductible(session: Session, tenancy_id: UUID, today: date) -> list[OpenItem]:
    every = open_items(session, tenancy_id)
    return [one for one in every if one.charge.kind not in NEVER_DEDUCTED and one.charge.due_on <= today]


def _proposed(disposition_id: UUID, position: int, item: OpenItem) -> DispositionLine:
    return DispositionLine(
        disposition_id=disposition_id,
        position=position,
        kind=item.charge.kind,
        amount_cents=item.charge.open_cents,
        reason=words_of(item),
        charge_id=item.charge.charge_id,
    )


def words_of(item: OpenItem) -> str:
    """Return how an open charge is said on a statement: what it was for, and when it was due."""
    named = item.description or item.charge.kind.value.capitalize()
    return f"{named}, due {in_words(item.charge.due_on)}"


def change_disposition(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    version: int,
    facts: DispositionFacts,
    today: date,
    now: datetime,
) -> None:
    """Write down what is known of the move-out. Interest stands once the disposition is itemized.

    Refuses one that is closed or that somebody changed meanwhile (`Stale`), days in the future or before the household
    moved in, and documents that are not there.
    """
    actor.must(Permission.POST_CHARGES)
    place, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    if row.version != version:
        raise Stale("Somebody changed this disposition meanwhile. Look at it again.")
    if row.closed_at is not None:
        raise Refused(_CLOSED)
    if row.itemized_at is not None and facts.interest_cents != row.interest_cents:
        raise AlreadyItemized("The amounts were posted already. Take the itemizing back to change them.")
    if facts.interest_cents:
        check_at_once(facts.interest_cents)
    _check_days(facts, place, today)
    row.possession_returned_on, row.address_received_on = facts.possession_returned_on, facts.address_received_on
    row.forwarding_address = cleaned(
        facts.forwarding_address, longest=LONGEST_ADDRESS, field="forwarding_address", name="The address"
    )
    row.interest_cents, row.disputed = facts.interest_cents, facts.disputed
    with documents_there(session, "inspection_document_id"):
        row.inspection_document_id = facts.inspection_document_id
        row.version += 1
        session.flush()
    note_disposition(session, actor, place, row, "changed the deposit disposition", now)


def _check_days(facts: DispositionFacts, place: TenancyPlace, today: date) -> None:
    for field, day in (
        ("possession_returned_on", facts.possession_returned_on),
        ("address_received_on", facts.address_received_on),
    ):
        if day is not None and day > today:
            raise Refused("This has not happened yet. Choose today or an earlier day.", field=field)
        if day is not None and day < place.starts_on:
            raise Refused("This day lies before the household moved in. Please check the year.", field=field)
    if facts.address_received_on is not None and not facts.forwarding_address.strip():
        raise Refused("Write the forwarding address that was received.", field="forwarding_address")


def mark_disposition_sent(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID,
    sent_on: date,
    method: str,
    today: date,
    now: datetime,
    statement_document_id: UUID | None = None,
    proof_document_id: UUID | None = None,
) -> None:
    """Record that the statement went out: when, how, which document it was and what proves it; again it changes that.

    Refuses one that is not itemized (`NotItemized`) or is closed, a day in the future or before it was itemized, and
    a missing way.
    """
    actor.must(Permission.PAY_REFUNDS)
    place, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    row.sent_method = _check_sendable(row, sent_on, method, today)
    with documents_there(session, "proof_document_id"):
        row.sent_on = sent_on
        row.statement_document_id = statement_document_id or row.statement_document_id
        row.proof_document_id = proof_document_id or row.proof_document_id
        row.version += 1
        session.flush()
    note_disposition(session, actor, place, row, "sent the deposit statement", now, on=sent_on.isoformat())


def check_sendable(
    session: Session, actor: Actor, *, tenancy_id: UUID, sent_on: date, method: str, today: date
) -> None:
    """Refuse what marking it as sent would refuse, before anything leaves the house."""
    actor.must(Permission.PAY_REFUNDS)
    _, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    _check_sendable(row, sent_on, method, today)


def _check_sendable(row: Disposition, sent_on: date, method: str, today: date) -> str:
    """Return the way it is sent, cleaned."""
    if row.itemized_on is None:
        raise NotItemized("Itemize the deductions first: the statement says what was posted.")
    if row.closed_at is not None:
        raise Refused(_CLOSED)
    if sent_on > today:
        raise Refused("It has not been sent yet. Choose today or an earlier day.", field="sent_on")
    if sent_on < row.itemized_on:
        raise Refused(
            f"It was itemized on {in_words(row.itemized_on)}. Choose that day or a later one.", field="sent_on"
        )
    way = cleaned(method, longest=LONGEST_METHOD, field="method", name="The way it was sent")
    if not way:
        raise Refused("Write how it was sent, for example by certified mail.", field="method")
    return way


def close_disposition(session: Session, actor: Actor, *, tenancy_id: UUID, now: datetime) -> None:
    """Close a disposition that was sent; twice changes nothing. Refuses one that was not sent yet."""
    actor.must(Permission.PAY_REFUNDS)
    place, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    if row.closed_at is not None:
        return
    if row.sent_on is None:
        raise Refused("The statement was not sent yet. Mark it as sent before closing.")
    row.closed_at = now
    row.version += 1
    note_disposition(session, actor, place, row, "closed the deposit disposition", now)


def locked_disposition(session: Session, actor: Actor, *, tenancy_id: UUID) -> tuple[TenancyPlace, Disposition]:
    """Return a household with its disposition, locked until the transaction ends; `NotFound` when none was opened."""
    actor.must(Permission.VIEW_LEDGER)
    place = lock_tenancy(session, actor, tenancy_id=tenancy_id)
    row = find_disposition(session, tenancy_id)
    if row is None:
        raise NotFound("Nobody opened this deposit disposition yet. Open it first.")
    session.refresh(row)
    return place, row


def open_for_changes(session: Session, actor: Actor, *, tenancy_id: UUID) -> tuple[TenancyPlace, Disposition]:
    """Return a disposition whose amounts may still be changed, locked; refuses (`AlreadyItemized`) any other."""
    actor.must(Permission.POST_CHARGES)
    place, row = locked_disposition(session, actor, tenancy_id=tenancy_id)
    if record_of(row).state != DispositionState.OPEN:
        raise AlreadyItemized("The amounts were posted already. Take the itemizing back to change them.")
    return place, row


@contextmanager
def documents_there(session: Session, field: str) -> Iterator[None]:
    """Refuse what is flushed within when it names a document, a person or a charge that is not there."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError:
        raise Refused("This document is not there any more. Choose another one.", field=field) from None


def note_disposition(
    session: Session,
    actor: Actor,
    place: TenancyPlace,
    row: Disposition,
    did: str,
    now: datetime,
    **more: str | int | Sequence[str],
) -> None:
    """Write down who did what to a disposition, where the history of its household finds it."""
    actor.must(Permission.VIEW_LEDGER)
    record_audit(
        session,
        actor,
        did=did,
        about_kind="disposition",
        about_id=row.id,
        about_name=f"Deposit, {place.name}",
        property_id=place.property_id,
        tenancy_id=place.tenancy_id,
        now=now,
        details=dict(more),
    )
