"""Templates of mails and letters: those of the office, and those that are shipped wherever it has none of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose, TemplateUse
from pm_app.correspondence.rules.fields import Values, completed
from pm_app.correspondence.rules.shipped import SHIPPED, SHIPPED_BY_KEY, Shipped, shipped_for, shipped_named
from pm_app.correspondence.rules.templates import Written, render
from pm_app.correspondence.tables import MailTemplate
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound


@dataclass(frozen=True)
class Template:
    """A template as it stands: the office's own (`template_id`), or as shipped (None).

    `key` names it in addresses: the id, or what it is shipped as. `shipped_key` is set where the app ships one of this
    name and purpose; `version` is 0 while the office has not changed it. `letter_kind` is what letters written with it
    are filed as.
    """

    key: str
    template_id: UUID | None
    purpose: TemplatePurpose
    name: str
    subject: str
    body: str
    shipped_key: str = ""
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""
    used_for: TemplateUse = TemplateUse.MAIL
    letter_kind: DocumentKind = DocumentKind.CORRESPONDENCE


def templates_for(
    session: Session,
    actor: Actor,
    *,
    purpose: TemplatePurpose | None = None,
    used_for: Collection[TemplateUse] = (),
) -> list[Template]:
    """Return all templates, or those of one purpose: shipped ones first as the office changed them, then its own.

    `used_for` keeps those that are good for mail, or for letters.
    """
    actor.must(Permission.VIEW_MAIL)
    wanted = select(MailTemplate).where(col(MailTemplate.removed_at).is_(None))
    if purpose is not None:
        wanted = wanted.where(MailTemplate.purpose == purpose)
    own = [_own(row) for row in session.exec(wanted.order_by(func.lower(MailTemplate.name), col(MailTemplate.id)))]
    changed = {one.shipped_key: one for one in own if one.shipped_key}
    shipped = [changed.get(one.key) or _shipped(one) for one in SHIPPED if purpose in (None, one.purpose)]
    listed = [*shipped, *(one for one in own if not one.shipped_key)]
    if used_for:
        listed = [one for one in listed if one.used_for in used_for]
    order = list(TemplatePurpose)
    return sorted(listed, key=lambda one: order.index(one.purpose))


def find_template(session: Session, actor: Actor, *, template_id: UUID | str) -> Template:
    """Return one template by its id or its key; refuses (`NotFound`) one that is not there or was removed."""
    actor.must(Permission.VIEW_MAIL)
    shipped = SHIPPED_BY_KEY.get(str(template_id))
    if shipped is not None:
        row = _changed(session, shipped)
        return _shipped(shipped) if row is None else _own(row)
    row = session.get(MailTemplate, _id(template_id))
    if row is None or row.removed_at is not None:
        raise NotFound("This template does not exist any more.")
    return _own(row)


def template_for(
    session: Session, actor: Actor, *, purpose: TemplatePurpose, template_id: UUID | None = None
) -> Template:
    """Return the template that a mail of this purpose is written with: the chosen one while it is there and of the
    purpose, else the one that is shipped, as the office has changed it."""
    actor.must(Permission.VIEW_MAIL)
    row = session.get(MailTemplate, template_id) if template_id else None
    if row is not None and row.removed_at is None and row.purpose == purpose:
        return _own(row)
    shipped = shipped_for(purpose)
    changed = _changed(session, shipped)
    return _shipped(shipped) if changed is None else _own(changed)


def rendered(template: Template, values: Values) -> Written:
    """Return the mail a template becomes; fields of its purpose that `values` leaves out are empty."""
    return render(template.subject, template.body, completed(template.purpose, values))


def _changed(session: Session, shipped: Shipped) -> MailTemplate | None:
    return session.exec(
        select(MailTemplate)
        .where(
            MailTemplate.purpose == shipped.purpose,
            func.lower(MailTemplate.name) == shipped.name.lower(),
            col(MailTemplate.removed_at).is_(None),
        )
        .order_by(col(MailTemplate.id))
    ).first()


def _own(row: MailTemplate) -> Template:
    shipped = shipped_named(row.purpose, row.name)
    return Template(
        str(row.id),
        row.id,
        row.purpose,
        row.name,
        row.subject,
        row.body,
        shipped.key if shipped else "",
        row.version,
        row.changed_at,
        row.changed_by,
        row.used_for,
        row.letter_kind,
    )


def _shipped(shipped: Shipped) -> Template:
    return Template(
        shipped.key,
        None,
        shipped.purpose,
        shipped.name,
        shipped.subject,
        shipped.body,
        shipped_key=shipped.key,
        used_for=shipped.used_for,
        letter_kind=shipped.letter_kind,
    )


def _id(text: UUID | str) -> UUID:
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This template does not exist.") from None
