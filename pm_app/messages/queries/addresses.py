"""Addresses that mail came back from, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.messages.tables import UndeliverableAddress


@dataclass(frozen=True)
class DeadAddress:
    """An address nothing is sent to: what its mail server said, and since when."""

    address_id: UUID
    address: str
    reason: str
    since: datetime


def dead_addresses(session: Session, actor: Actor) -> list[DeadAddress]:
    """Return the addresses nothing is sent to, the newest first; none for who is held to some properties."""
    actor.must(Permission.VIEW_MAIL)
    if actor.property_ids is not None:
        return []
    standing = col(UndeliverableAddress.cleared_at).is_(None)
    rows = session.exec(
        select(UndeliverableAddress)
        .where(standing)
        .order_by(col(UndeliverableAddress.since).desc(), col(UndeliverableAddress.id))
    )
    return [DeadAddress(row.id, row.address, row.reason, row.since) for row in rows]


def undeliverable(session: Session, actor: Actor, *, addresses: Iterable[str]) -> dict[str, str]:
    """Return why nothing is sent to those of these addresses that mail came back from; by address in small letters."""
    actor.must(Permission.VIEW_PEOPLE)
    asked = {address.lower() for address in addresses}
    standing = col(UndeliverableAddress.cleared_at).is_(None)
    rows = session.exec(select(UndeliverableAddress).where(standing, col(UndeliverableAddress.address).in_(asked)))
    return {row.address: _why(row) for row in rows}


def why_undeliverable(session: Session, address: str) -> str:
    """Return why nothing is sent to this address, a sentence; empty when nothing is known against it."""
    standing = col(UndeliverableAddress.cleared_at).is_(None)
    row = session.exec(
        select(UndeliverableAddress).where(standing, UndeliverableAddress.address == address.lower())
    ).first()
    return _why(row) if row else ""


def _why(row: UndeliverableAddress) -> str:
    return f"Mail to this address came back: {row.reason} Say that it works again, then send this once more."
