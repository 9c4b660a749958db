"""Mail to many: what it would say to each, and what went out before and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import LeftOut, TemplatePurpose
from pm_app.correspondence.queries.audience import who_gets_it
from pm_app.correspondence.queries.merging import values_for
from pm_app.correspondence.rules.audience import Audience, Candidate, Sorted
from pm_app.correspondence.rules.letters import check_filled_in
from pm_app.correspondence.rules.templates import Written, asks_for_money, check_template, render
from pm_app.correspondence.tables import BulkMail
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing, Rows
from pm_app.messages.queries import KEPT
from pm_app.messages.tables import Message

_TROUBLES = 50


@dataclass(frozen=True)
class MailTo:
    """The mail that one person would get."""

    to: Candidate
    written: Written


@dataclass(frozen=True)
class BulkMailRow:
    """One text that went to many: how many mails, and where they stand now."""

    bulk_mail_id: UUID
    subject: str
    audience: str
    queued_at: datetime
    queued_by: str
    mails: int
    left_out: int
    sent: int
    waiting: int
    kept: int
    failed: int
    bounced: int
    unsure: int


@dataclass(frozen=True)
class Trouble:
    """A mail of it that did not arrive, and why."""

    message_id: UUID
    to_name: str
    to_address: str
    problem: str


@dataclass(frozen=True)
class BulkMailDetails:
    """One of them with its text and, of what did not arrive, the first 50."""

    row: BulkMailRow
    body: str
    troubles: list[Trouble]


def planned(
    session: Session,
    actor: Actor,
    *,
    audience: Audience,
    subject: str,
    body: str,
    today: date,
    without: Collection[UUID] = (),
) -> tuple[Sorted, list[MailTo]]:
    """Return who would get this mail and who not, and every mail as it would go out.

    Refuses a template that cannot be read or has blanks to be filled in. Whose mail would be empty is left out.
    """
    subject, body = check_template(TemplatePurpose.BULK_MAIL, subject, body)
    check_filled_in(subject, body)
    found = who_gets_it(
        session,
        actor,
        audience=audience,
        today=today,
        speaks_of_debt=asks_for_money(subject, body),
        without=without,
    )
    values = values_for(session, actor, people=found.chosen, today=today)
    mails: list[MailTo] = []
    empty: list[tuple[Candidate, LeftOut]] = []
    for one in found.chosen:
        try:
            mails.append(MailTo(one, render(subject, body, values[one.person_id])))
        except Refused:
            empty.append((one, LeftOut.EMPTY))
    return Sorted(tuple(mail.to for mail in mails), (*found.left_out, *empty)), mails


def mail_to(session: Session, actor: Actor, *, candidate: Candidate, subject: str, body: str, today: date) -> Written:
    """Return the mail one person of a list would get; refuses a template that cannot be read."""
    actor.must(Permission.CHANGE_PEOPLE)
    subject, body = check_template(TemplatePurpose.BULK_MAIL, subject, body)
    values = values_for(session, actor, people=[candidate], today=today)
    return render(subject, body, values[candidate.person_id])


def bulk_mail_rows(session: Session, actor: Actor, *, listing: Listing) -> Rows[BulkMailRow]:
    """Return one page of what was mailed to many, the newest first.

    Who is held to some properties sees what they sent themselves.
    """
    actor.must(Permission.VIEW_MAIL)
    total = session.exec(select(func.count()).select_from(BulkMail).where(_seen_by(actor))).one()
    found = session.exec(
        select(BulkMail)
        .where(_seen_by(actor))
        .order_by(col(BulkMail.queued_at).desc(), col(BulkMail.id).desc())
        .offset(listing.offset)
        .limit(listing.limit)
    ).all()
    counts = _counts(session, [one.id for one in found])
    return Rows([_row(one, counts.get(one.id)) for one in found], total)


def bulk_mail_details(session: Session, actor: Actor, *, bulk_mail_id: UUID) -> BulkMailDetails:
    """Return one of them with its text and what did not arrive; refuses (`NotFound`) somebody else's out of scope."""
    actor.must(Permission.VIEW_MAIL)
    found = session.exec(select(BulkMail).where(BulkMail.id == bulk_mail_id, _seen_by(actor))).first()
    if found is None:
        raise NotFound("This mail does not exist, or it is not yours to see.")
    troubles = session.exec(
        select(Message)
        .where(Message.bulk_mail_id == bulk_mail_id, _TROUBLED)
        .order_by(func.lower(Message.to_name), col(Message.id))
        .limit(_TROUBLES)
    )
    return BulkMailDetails(
        _row(found, _counts(session, [found.id]).get(found.id)),
        found.body,
        [Trouble(one.id, one.to_name, one.to_address, one.bounce or one.problem) for one in troubles],
    )


_FAILED = col(Message.failed_at).isnot(None)
_BOUNCED = col(Message.bounced_at).isnot(None)
_UNSURE = col(Message.unsure_at).isnot(None) & col(Message.sent_at).is_(None)
_TROUBLED = _FAILED | _BOUNCED | _UNSURE


def _counts(session: Session, bulk_mail_ids: Sequence[UUID]) -> dict[UUID, Any]:
    sent, kept = col(Message.sent_at).isnot(None), col(Message.supplier_id) == KEPT
    fine = ~_FAILED & ~_BOUNCED & ~_UNSURE
    rows = session.execute(
        sql_select(
            col(Message.bulk_mail_id),
            func.count().filter(fine, sent, ~kept),
            func.count().filter(fine, ~sent),
            func.count().filter(fine, sent, kept),
            func.count().filter(_FAILED, ~_BOUNCED),
            func.count().filter(_BOUNCED),
            func.count().filter(_UNSURE, ~_FAILED, ~_BOUNCED),
        )
        .where(col(Message.bulk_mail_id).in_(bulk_mail_ids))
        .group_by(col(Message.bulk_mail_id))
    )
    return {row[0]: row[1:] for row in rows if row[0] is not None}


def _row(found: BulkMail, counts: Any) -> BulkMailRow:
    return BulkMailRow(
        found.id,
        found.subject,
        str(found.audience.get("words", "")),
        found.queued_at,
        found.queued_by,
        found.mails,
        found.left_out,
        *(counts or (0, 0, 0, 0, 0, 0)),
    )


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.property_ids is None else col(BulkMail.queued_by_id) == actor.user_id
