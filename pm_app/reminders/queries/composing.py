"""The mails of rungs as they would be written now: with the template of the rule, or as shipped."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.households import office_facts
from pm_app.correspondence.queries.templates import rendered, template_for
from pm_app.correspondence.rules.templates import Written
from pm_app.correspondence.rules.values import OfficeFacts
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.tables import new_id
from pm_app.messages.rules.mail import Mail
from pm_app.reminders.enums import CriticalDateKind, Outsider, Told
from pm_app.reminders.queries.audience import named_subjects, reader_of
from pm_app.reminders.queries.outsiders import outsiders_of
from pm_app.reminders.queries.seeing import seen
from pm_app.reminders.rules.mails import Desk, Reader, Subject, alone_mail
from pm_app.reminders.rules.merging import outsider_values, staff_values
from pm_app.reminders.rules.rulebook import Rule
from pm_app.reminders.tables import Alert

PURPOSES = {
    Outsider.TENANT: TemplatePurpose.REMINDER_TO_TENANT,
    Outsider.OWNER: TemplatePurpose.REMINDER_TO_OWNER,
    Outsider.VENDOR: TemplatePurpose.REMINDER_TO_VENDOR,
}
_NOBODY = "Renee Castellano"
_INVENTED = "About an invented date: there is none of this kind."


@dataclass(frozen=True)
class Sample:
    """A mail as a rule would write it; `about` says which date it is about, or that it is invented."""

    subject: str
    html: str
    text: str
    about: str


def staff_mail(
    session: Session,
    actor: Actor,
    *,
    rule: Rule,
    subject: Subject,
    reader: Reader,
    told: Told,
    reminder_id: UUID,
    today: date,
    now: datetime,
    desk: Desk,
) -> Mail:
    """Return the mail of one rung to a user; a template that cannot be filled in gives way to the shipped wording."""
    shipped = alone_mail(subject, reader, told, reminder_id=reminder_id, today=today, now=now, desk=desk)
    if rule.staff_template_id is None:
        return shipped
    purpose = TemplatePurpose.REMINDER_TO_STAFF
    template = template_for(session, actor, purpose=purpose, template_id=rule.staff_template_id)
    kept = office_facts(session, actor)
    office = OfficeFacts(kept.name or desk.office_name, kept.phone, kept.email)
    try:
        values = staff_values(subject, reader, told, today=today, now=now, desk=desk, office=office)
        written = rendered(template, values)
    except Refused:  # the date matters more than the wording
        return shipped
    return Mail(shipped.key, shipped.to_address, shipped.to_name, written.subject, written.text, written.html)


def outsider_mail(
    session: Session,
    actor: Actor,
    *,
    rule: Rule,
    subject: Subject,
    name: str,
    today: date,
    organization: bool = False,
) -> Written:
    """Return what a rule writes to somebody outside the office; refuses what its template cannot say of this date."""
    purpose = PURPOSES[rule.outsider]
    template = template_for(session, actor, purpose=purpose, template_id=rule.outsider_template_id)
    office = office_facts(session, actor)
    return rendered(template, outsider_values(subject, name, organization=organization, today=today, office=office))


def sample_mail(
    session: Session,
    actor: Actor,
    *,
    kind: CriticalDateKind,
    document_kind: DocumentKind | None,
    rule: Rule,
    to_outsider: bool,
    today: date,
    now: datetime,
    desk: Desk,
) -> Sample:
    """Return the mail a rule would write about the nearest date of its kind that the asking person sees.

    Without such a date it is about an invented one. Nothing is sent; its links lead nowhere but to the app.
    """
    actor.must(Permission.SET_POLICIES)
    if actor.user_id is None:
        raise NotFound("Nobody is signed in.")
    alert = _nearest(session, actor, kind, document_kind)
    subject = named_subjects(session, actor, [alert])[alert.id] if alert else _invented(kind, document_kind, today)
    about = f"About {subject.who}, as it stands now." if alert else _INVENTED
    if to_outsider:
        written = _tried_on_outsider(session, actor, rule, subject, alert, today)
        return Sample(written.subject, written.html, written.text, about)
    reader, reminder_id = reader_of(actor, actor.user_id), new_id()
    asked = {"rule": rule, "subject": subject, "reader": reader, "told": Told.RESPONSIBLE, "reminder_id": reminder_id}
    mail = staff_mail(session, actor, **asked, today=today, now=now, desk=desk)
    return Sample(mail.subject, mail.html, mail.text, about)


def _tried_on_outsider(
    session: Session, actor: Actor, rule: Rule, subject: Subject, alert: Alert | None, today: date
) -> Written:
    if rule.outsider == Outsider.NOBODY:
        raise Refused("Choose who outside the office is written to.", field="outsider")
    name, organization = _outsider(session, actor, alert, rule.outsider, today)
    return outsider_mail(session, actor, rule=rule, subject=subject, name=name, organization=organization, today=today)


def _nearest(
    session: Session, actor: Actor, kind: CriticalDateKind, document_kind: DocumentKind | None
) -> Alert | None:
    wanted = select(Alert).where(Alert.item_kind == kind, col(Alert.closed_at).is_(None), seen(actor))
    if document_kind is not None:
        wanted = wanted.where(Alert.document_kind == document_kind)
    return session.exec(wanted.order_by(col(Alert.falls_on), col(Alert.id)).limit(1)).first()


def _invented(kind: CriticalDateKind, document_kind: DocumentKind | None, today: date) -> Subject:
    what = (document_kind or kind).value.capitalize()
    return Subject(new_id(), kind, today, what, _NOBODY, "Alder Court", "Dana Whitlow", "Alder Court", "204")


def _outsider(session: Session, actor: Actor, alert: Alert | None, outsider: Outsider, today: date) -> tuple[str, bool]:
    """Return who would be written to, and whether that is an organization."""
    people = outsiders_of(session, actor, alerts=[(alert, outsider)], today=today)[alert.id] if alert else []
    return (people[0].name, people[0].is_organization) if people else (_NOBODY, False)
