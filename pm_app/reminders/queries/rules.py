"""The rules in force: the office's own in place of the shipped ones, and what waits because a rule is held."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.kinds import kind_facts
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.rules.rulebook import Rule, RuleBook
from pm_app.reminders.rules.telling import HELD
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient, ReminderRule


@dataclass(frozen=True)
class RuleRow:
    """How one kind of date is spoken of. `version` is that of the office's own rule, 0 where it has none.

    `ladder` is empty where each date has its own. `held_mails` are those that wait for somebody to decide.
    """

    kind: CriticalDateKind
    document_kind: DocumentKind | None
    rule: Rule
    ladder: tuple[int, ...]
    lead_days: int
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None
    held_mails: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the office has set it."""
        return self.version > 0


def rule_book(session: Session, actor: Actor) -> RuleBook:
    """Return every rule in force, with the ladders of the kinds of documents."""
    actor.must(Permission.VIEW_ALERTS)
    rows = session.exec(select(ReminderRule)).all()
    own = {(CriticalDateKind(row.item_kind), _document_kind(row)): rule_of(row) for row in rows}
    return RuleBook(own, kind_facts(session))


def rule_rows(session: Session, actor: Actor) -> list[RuleRow]:
    """Return how every kind of date is spoken of, and the kinds of documents with a rule of their own beneath it."""
    actor.must(Permission.SET_POLICIES)
    book = rule_book(session, actor)
    kept = {(CriticalDateKind(row.item_kind), _document_kind(row)): row for row in session.exec(select(ReminderRule))}
    shown: list[RuleRow] = []
    for kind in CriticalDateKind:
        own_kinds = sorted(document for of, document in kept if of == kind and document is not None)
        for document_kind in (None, *own_kinds):
            shown.append(_row(session, actor, book, kind, document_kind, kept.get((kind, document_kind))))
    return shown


def find_rule(
    session: Session, actor: Actor, *, kind: CriticalDateKind, document_kind: DocumentKind | None = None
) -> RuleRow:
    """Return how one kind of date is spoken of, of all documents or of one kind."""
    actor.must(Permission.SET_POLICIES)
    rows = session.exec(select(ReminderRule).where(ReminderRule.item_kind == kind)).all()
    kept = next((row for row in rows if _document_kind(row) == document_kind), None)
    return _row(session, actor, rule_book(session, actor), kind, document_kind, kept)


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


def rule_name(row: ReminderRule) -> str:
    """Return what a rule is called in a sentence: the kind of date, and the kind of document when it is of one."""
    kind = CriticalDateKind(row.item_kind).value.capitalize()
    document_kind = _document_kind(row)
    return f"{kind}, {document_kind.value}" if document_kind else kind


def waiting_of_rule(session: Session, actor: Actor, row: ReminderRule, problem: str) -> list[UUID]:
    """Return the rows of outsiders whom a rule has not written to, with this standing on them."""
    actor.must(Permission.SET_POLICIES)
    book, wanted = rule_book(session, actor), row.id
    rows = session.execute(
        sql_select(col(ReminderRecipient.id), col(Alert.document_kind))
        .join(Reminder, col(Reminder.id) == col(ReminderRecipient.reminder_id))
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(
            col(Alert.item_kind) == row.item_kind,
            col(ReminderRecipient.person_id).isnot(None),
            col(ReminderRecipient.message_id).is_(None),
            col(ReminderRecipient.problem) == problem,
        )
        .order_by(col(ReminderRecipient.id))
    )
    kind = CriticalDateKind(row.item_kind)
    return [recipient_id for recipient_id, document in rows if book.of(kind, document).rule_id == wanted]


def _row(
    session: Session,
    actor: Actor,
    book: RuleBook,
    kind: CriticalDateKind,
    document_kind: DocumentKind | None,
    kept: ReminderRule | None,
) -> RuleRow:
    rule = rule_of(kept) if kept else book.of(kind, document_kind)
    shown = (
        kind,
        document_kind,
        rule,
        book.ladder_with(kind, document_kind, rule),
        book.lead_days(kind, document_kind),
    )
    if kept is None:
        return RuleRow(*shown)
    held = len(waiting_of_rule(session, actor, kept, HELD)) if kept.held_at else 0
    return RuleRow(*shown, kept.version, kept.changed_by, kept.changed_at, held)


def _document_kind(row: ReminderRule) -> DocumentKind | None:
    return None if row.document_kind is None else DocumentKind(row.document_kind)
