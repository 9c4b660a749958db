"""Critical dates over everything that has one, and who answers for them."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission, Role
from pm_app.access.queries import colleagues, colleagues_with_role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.kinds import kind_facts
from pm_app.documents.queries.rows import expiring_documents
from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.queries.occupancy import lease_ends
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.deposits import deposit_dates
from pm_app.reminders.rules.dates import CriticalDate, expiration_words, lease_end_words, subject_of
from pm_app.reminders.rules.ladders import REPEATS_FOR_DAYS, ladder_for
from pm_app.reminders.rules.telling import Recipient

FARTHEST = timedelta(days=400)
# A household's own lease is a date already: its end. Its paper would say the same day once more.
_SAID_BY_THE_LEASE = frozenset({DocumentKind.LEASE, DocumentKind.RENEWAL})
# A lease that ended and rolls on from month to month is no date to act on any more.
_SETTLED = frozenset({LeaseState.MONTH_TO_MONTH})


class NobodyResponsible(Refused):
    """There is nobody to tell: no responsible manager, no manager, no administrator."""


def critical_dates(session: Session, actor: Actor, *, today: date, through: date | None = None) -> list[CriticalDate]:
    """Return every critical date within scope up to `through` (400 days ahead, unless given), soonest first.

    Leases whose end has passed stay for 91 days, expired documents until they are replaced or archived, deposits until
    they are settled or moved.
    """
    through = through or today + FARTHEST
    leases = _lease_dates(session, actor, today, through) if actor.may(Permission.VIEW_LEASES) else []
    deposits = deposit_dates(session, actor, today, through) if actor.may(Permission.VIEW_LEDGER) else []
    found = [*leases, *deposits, *_document_dates(session, actor, today, through)]
    return sorted(found, key=lambda item: (item.falls_on, item.who, item.item_id))


def _lease_dates(session: Session, actor: Actor, today: date, through: date) -> list[CriticalDate]:
    since = today - timedelta(days=REPEATS_FOR_DAYS)
    return [
        CriticalDate(
            kind=CriticalDateKind.LEASE_END,
            item_id=end.tenancy_id,
            falls_on=end.ends_on,
            what=lease_end_words(end.ends_on, today, notice_given=end.move_out_on is not None),
            who=f"{end.name}, unit {end.unit_name}",
            tenancy_id=end.tenancy_id,
            unit_id=end.unit_id,
            property_id=end.property_id,
            property_name=end.property_name,
            manager_id=end.manager_id,
            ladder=ladder_for(CriticalDateKind.LEASE_END),
        )
        for end in lease_ends(session, actor, today=today, through=through, since=since)
        if end.state not in _SETTLED
    ]


def _document_dates(session: Session, actor: Actor, today: date, through: date) -> list[CriticalDate]:
    facts = kind_facts(session)
    return [
        CriticalDate(
            kind=CriticalDateKind.DOCUMENT_EXPIRATION,
            item_id=document.document_id,
            falls_on=document.valid_through,
            what=expiration_words(document.kind, document.valid_through, today),
            who=subject_of(document.title, document.kind),
            document_id=document.document_id,
            document_kind=document.kind,
            property_id=document.property_id,
            property_name=document.property_name,
            manager_id=document.manager_id,
            ladder=ladder_for(CriticalDateKind.DOCUMENT_EXPIRATION, document.kind, facts),
        )
        for document in expiring_documents(session, actor, today=today, through=through)
        if not (document.of_household and document.kind in _SAID_BY_THE_LEASE)
    ]


def recipient_for(session: Session, actor: Actor, *, manager_id: UUID | None) -> Recipient:
    """Return whom to tell: the responsible manager, else a manager, else an administrator (by name, active ones).

    Refuses (`NobodyResponsible`) when there is none of them.
    """
    actor.must(Permission.RUN_JOBS)
    candidates = [user for user in colleagues(session, actor) if user[0] == manager_id]
    candidates += colleagues_with_role(session, actor, role=Role.MANAGER)
    candidates += colleagues_with_role(session, actor, role=Role.ADMINISTRATOR)
    if not candidates:
        raise NobodyResponsible("There is nobody to tell. Invite a manager, or name one on the property.")
    return Recipient(*candidates[0])
