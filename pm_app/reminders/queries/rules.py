"""The rules in force: the office's own in place of the shipped ones."""

from sqlmodel import Session, select

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.kinds import kind_facts
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.rules.rulebook import Rule, RuleBook
from pm_app.reminders.tables import ReminderRule


def rule_book(session: Session, actor: Actor) -> RuleBook:
    """Return every rule in force, with the ladders of the kinds of documents."""
    actor.must(Permission.VIEW_ALERTS)
    rows = session.exec(select(ReminderRule)).all()
    own = {(CriticalDateKind(row.item_kind), _document_kind(row)): rule_of(row) for row in rows}
    return RuleBook(own, kind_facts(session))


def rule_of(row: ReminderRule) -> Rule:
    """Return what a row says."""
    return Rule(
        ladder=None if row.ladder is None else tuple(row.ladder),
        lead_days=row.lead_days,
        tells_responsible=row.tells_responsible,
        roles=tuple(Role(role) for role in row.roles),
        alone_from=row.alone_from,
        escalate_manager_at=row.escalate_manager_at,
        escalate_admin_at=row.escalate_admin_at,
        staff_template_id=row.staff_template_id,
        outsider=Outsider(row.outsider),
        outsider_rungs=tuple(row.outsider_rungs),
        outsider_template_id=row.outsider_template_id,
        rule_id=row.id,
        held_at=row.held_at,
    )


def _document_kind(row: ReminderRule) -> DocumentKind | None:
    return None if row.document_kind is None else DocumentKind(row.document_kind)


def rule_name(row: ReminderRule) -> str:
    """Return what a rule is called in a sentence: the kind of date, and the kind of document when it is of one."""
    kind = CriticalDateKind(row.item_kind).value.capitalize()
    document_kind = _document_kind(row)
    return f"{kind}, {document_kind.value}" if document_kind else kind
