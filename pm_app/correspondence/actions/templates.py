"""Writing templates of mails and letters, taking them away, going back to what is shipped."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose, TemplateUse
from pm_app.correspondence.rules.letters import LETTER_KINDS
from pm_app.correspondence.rules.shipped import SHIPPED_BY_KEY, shipped_named
from pm_app.correspondence.rules.templates import LONGEST_NAME, check_template
from pm_app.correspondence.tables import MailTemplate
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned

MOST_TEMPLATES = 500
# Two who add a template of one name at once: the second waits, and hears that the name is taken.
_TEMPLATES_LOCK = 7_316_021


def add_template(
    session: Session,
    actor: Actor,
    *,
    purpose: TemplatePurpose,
    name: str,
    subject: str,
    body: str,
    now: datetime,
    used_for: TemplateUse = TemplateUse.MAIL,
    letter_kind: DocumentKind = DocumentKind.CORRESPONDENCE,
) -> UUID:
    """Add a template and return its id; one named like a shipped one stands in its place.

    Refuses a name that is taken, unknown fields, what cannot be read, and letters of reminders, which are mails.
    """
    actor.must(Permission.SET_POLICIES)
    _check_use(purpose, used_for, letter_kind)
    name = _name(name)
    subject, body = check_template(purpose, subject, body)
    _one_at_a_time(session)
    _must_be_free(session, purpose, name)
    _must_be_room(session)
    template = MailTemplate(
        name=name,
        purpose=purpose,
        used_for=used_for,
        letter_kind=letter_kind,
        subject=subject,
        body=body,
        changed_at=now,
        changed_by=actor.name,
    )
    session.add(template)
    session.flush()
    shipped = shipped_named(purpose, name)
    before = {"subject": [shipped.subject, subject], "text": [shipped.body, body]} if shipped else {}
    _record(session, actor, template, "changed" if shipped else "added", now, before)
    return template.id


def change_template(
    session: Session,
    actor: Actor,
    *,
    template_id: UUID,
    name: str,
    subject: str,
    body: str,
    version: int,
    now: datetime,
    used_for: TemplateUse | None = None,
    letter_kind: DocumentKind | None = None,
) -> None:
    """Change a template; mails that are queued already stay as they are, what it is used for too unless it is given.

    Refuses (`Stale`) when somebody else changed it since it was read. One that stands in the place of a shipped
    template keeps its name.
    """
    actor.must(Permission.SET_POLICIES)
    name = _name(name)
    _one_at_a_time(session)
    template = _standing(session, template_id)
    if template.version != version:
        raise Stale("Somebody else changed this template meanwhile. Reload the page and look again.")
    used_for, letter_kind = used_for or template.used_for, letter_kind or template.letter_kind
    _check_use(template.purpose, used_for, letter_kind)
    subject, body = check_template(template.purpose, subject, body)
    shipped = shipped_named(template.purpose, template.name)
    if shipped is not None and name.lower() != shipped.name.lower():
        raise Refused("This template stands in the place of a shipped one and keeps its name.", field="name")
    _must_be_free(session, template.purpose, name, but=template.id)
    becomes = {"name": name, "subject": subject, "text": body, "used for": used_for, "letters are": letter_kind}
    before = {field: [was, becomes[field]] for field, was in _as_kept(template).items() if was != becomes[field]}
    template.name, template.subject, template.body = name, subject, body
    template.used_for, template.letter_kind = used_for, letter_kind
    template.changed_at, template.changed_by, template.version = now, actor.name, template.version + 1
    _record(session, actor, template, "changed", now, before)


def remove_template(session: Session, actor: Actor, *, template_id: UUID, version: int, now: datetime) -> None:
    """Take a template away; where the app ships one of its name, that one counts again.

    Rules that named it write with the shipped template of their purpose from now on.
    """
    actor.must(Permission.SET_POLICIES)
    template = _standing(session, template_id)
    if template.version != version:
        raise Stale("Somebody else changed this template meanwhile. Reload the page and look again.")
    template.removed_at, template.version = now, template.version + 1
    shipped = shipped_named(template.purpose, template.name)
    _record(session, actor, template, "went back to the shipped text of" if shipped else "took away", now)


def bring_back_template(session: Session, actor: Actor, *, template_id: UUID, now: datetime) -> None:
    """Undo `remove_template`; refuses when another template has its name meanwhile."""
    actor.must(Permission.SET_POLICIES)
    _one_at_a_time(session)
    template = session.exec(select(MailTemplate).where(MailTemplate.id == template_id).with_for_update()).first()
    if template is None:
        raise NotFound("This template does not exist.")
    if template.removed_at is None:
        return
    _must_be_free(session, template.purpose, template.name)
    template.removed_at, template.version = None, template.version + 1
    _record(session, actor, template, "brought back", now)


def start_from_shipped(
    session: Session,
    actor: Actor,
    *,
    key: str,
    subject: str,
    body: str,
    now: datetime,
    used_for: TemplateUse | None = None,
    letter_kind: DocumentKind | None = None,
) -> UUID:
    """Keep a changed copy of a shipped template under its name and return its id; refuses one changed already."""
    actor.must(Permission.SET_POLICIES)
    shipped = SHIPPED_BY_KEY.get(key)
    if shipped is None:
        raise NotFound("The app ships no such template.")
    return add_template(
        session,
        actor,
        purpose=shipped.purpose,
        name=shipped.name,
        subject=subject,
        body=body,
        now=now,
        used_for=used_for or shipped.used_for,
        letter_kind=letter_kind or shipped.letter_kind,
    )


def _must_be_room(session: Session) -> None:
    standing = select(func.count()).select_from(MailTemplate).where(col(MailTemplate.removed_at).is_(None))
    if session.exec(standing).one() >= MOST_TEMPLATES:
        raise Refused(f"There are {MOST_TEMPLATES} templates already. Change one of them instead.", field="name")


def _check_use(purpose: TemplatePurpose, used_for: TemplateUse, letter_kind: DocumentKind) -> None:
    if purpose != TemplatePurpose.BULK_MAIL and used_for != TemplateUse.MAIL:
        raise Refused("Reminders go out by mail. Letters are written to tenants and owners.", field="used_for")
    if letter_kind not in LETTER_KINDS:
        raise Refused("Choose what letters are filed as from the list.", field="letter_kind")


def _as_kept(template: MailTemplate) -> dict[str, str]:
    return {
        "name": template.name,
        "subject": template.subject,
        "text": template.body,
        "used for": template.used_for,
        "letters are": template.letter_kind,
    }


def _name(name: str) -> str:
    name = " ".join(cleaned(name, longest=LONGEST_NAME, field="name", name="The name").split())
    if not name:
        raise Refused("Give the template a name, so that it can be chosen.", field="name")
    return name


def _one_at_a_time(session: Session) -> None:
    session.connection().execute(select(func.pg_advisory_xact_lock(_TEMPLATES_LOCK)))


def _must_be_free(session: Session, purpose: TemplatePurpose, name: str, but: UUID | None = None) -> None:
    taken = session.exec(
        select(MailTemplate.id).where(
            MailTemplate.purpose == purpose,
            func.lower(MailTemplate.name) == name.lower(),
            col(MailTemplate.removed_at).is_(None),
            col(MailTemplate.id).is_distinct_from(but),
        )
    ).first()
    if taken is not None:
        raise Refused(
            "Another template of this kind has this name, or was saved just now. Reload and look again.", field="name"
        )


def _standing(session: Session, template_id: UUID) -> MailTemplate:
    template = session.exec(select(MailTemplate).where(MailTemplate.id == template_id).with_for_update()).first()
    if template is None or template.removed_at is not None:
        raise NotFound("This template does not exist any more.")
    return template


def _record(
    session: Session,
    actor: Actor,
    template: MailTemplate,
    did: str,
    now: datetime,
    details: dict[str, list[str]] | None = None,
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="mail template",
        about_id=template.id,
        about_name=template.name,
        now=now,
        details=dict(details or {}),
    )
