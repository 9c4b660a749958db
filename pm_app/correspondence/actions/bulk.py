"""Mailing one text to many, one mail each, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.bulk import MailTo, planned
from pm_app.correspondence.rules.audience import Audience, audience_kept, audience_words, check_count
from pm_app.correspondence.rules.templates import check_template
from pm_app.correspondence.tables import BulkMail
from pm_app.kernel.errors import NotAllowed, Stale
from pm_app.messages.actions.queueing import OneOfMany, queue_many
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.rules.mail import Mail
from pm_app.portfolio.queries.properties import names_of


@dataclass(frozen=True)
class MailedToMany:
    """What was queued: how many mails; `again` when it had been queued with this key before."""

    bulk_mail_id: UUID
    mails: int
    again: bool = False


def mail_to_many(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    audience: Audience,
    subject: str,
    body: str,
    seal: str,
    typed: str = "",
    asks_above: int,
    without: frozenset[UUID] = frozenset(),
    today: date,
    now: datetime,
) -> MailedToMany:
    """Queue one mail for each person of the audience, all in this transaction; twice with one key is once.

    `seal` is that of the list that was confirmed: refused (`Stale`) when others would get it now. Above `asks_above`
    the number of mails must have been typed. The households under an eviction hold get none that asks for money.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    if before := _before(session, request_key):
        return _again(before, actor)
    subject, body = check_template(TemplatePurpose.BULK_MAIL, subject, body)
    found, mails = planned(session, actor, audience=audience, subject=subject, body=body, today=today, without=without)
    if found.seal != seal:
        raise Stale("Other people would get this mail now than when you looked. Look at the list again.")
    check_count(len(mails), typed=typed, asks_above=asks_above)
    words = audience_words(audience, names_of(session, actor, property_ids=audience.property_ids))
    kept = BulkMail(
        request_key=request_key,
        subject=subject,
        body=body,
        audience=audience_kept(audience, words),
        mails=len(mails),
        left_out=len(found.left_out),
        queued_at=now,
        **_by(actor),
    )
    return _sent(session, actor, kept, mails, words)


def _sent(session: Session, actor: Actor, kept: BulkMail, mails: Sequence[MailTo], words: str) -> MailedToMany:
    """Write down what is sent and queue it, unless the same form was sent twice at once and the other came first."""
    written = session.connection().execute(
        insert(BulkMail)
        .values(**kept.model_dump(exclude={"organization_id"}))
        .on_conflict_do_nothing(index_elements=["request_key"])
        .returning(col(BulkMail.id))
    )
    if written.scalar_one_or_none() is None:
        return _again(_before(session, kept.request_key) or kept, actor)
    queue_many(
        session,
        SCHEDULER,
        mails=[_one_of_many(mail, kept.id) for mail in mails],
        purpose=MessagePurpose.BULK,
        bulk_mail_id=kept.id,
        now=kept.queued_at,
    )
    record_audit(
        session,
        actor,
        did=f"mailed to {kept.mails}",
        about_kind="bulk mail",
        about_id=kept.id,
        about_name=kept.subject,
        now=kept.queued_at,
        details={"to": words, "mails": kept.mails, "left_out": kept.left_out},
    )
    return MailedToMany(kept.id, kept.mails)


def _one_of_many(mail: MailTo, bulk_mail_id: UUID) -> OneOfMany:
    to, written = mail.to, mail.written
    return OneOfMany(
        Mail(
            key=f"bulk:{bulk_mail_id}:{to.person_id}",
            to_address=to.address,
            to_name=to.name,
            subject=written.subject,
            text=written.text,
            html=written.html,
        ),
        person_id=to.person_id,
        tenancy_id=to.tenancy_id,
        property_id=to.property_id,
    )


def _before(session: Session, request_key: UUID) -> BulkMail | None:
    return session.exec(select(BulkMail).where(BulkMail.request_key == request_key)).first()


def _by(actor: Actor) -> dict[str, Any]:
    return {"queued_by_id": actor.user_id, "queued_by": actor.name}


def _again(before: BulkMail, actor: Actor) -> MailedToMany:
    if before.queued_by_id != actor.user_id:
        raise NotAllowed("This mail was sent by somebody else.")
    return MailedToMany(before.id, before.mails, again=True)
