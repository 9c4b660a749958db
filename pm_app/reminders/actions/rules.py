"""Setting how a kind of date is spoken of, taking it back, and deciding on mails that a rule was held for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlalchemy import update
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.templates import template_for
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Stale
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.queries.composing import PURPOSES
from pm_app.reminders.queries.rules import rule_book, rule_name, rule_of, waiting_of_rule
from pm_app.reminders.rules.rulebook import OF_DOCUMENTS, Rule, RuleRefused, check_rule
from pm_app.reminders.rules.telling import HELD, NOT_ANY_MORE
from pm_app.reminders.tables import ReminderRecipient, ReminderRule

CHANGED = "Somebody else changed this rule meanwhile. Reload the page and look again."


def set_rule(
    session: Session,
    actor: Actor,
    *,
    kind: CriticalDateKind,
    document_kind: DocumentKind | None,
    rule: Rule,
    version: int,
    now: datetime,
) -> None:
    """Set how a kind of date is spoken of from now on, of all documents or of one kind; `version` is 0 for a new rule.

    What was told stays told: a rung that is decided is not decided again. Refuses (`LadderRefused`, `RuleRefused`)
    what cannot work, and (`Stale`) a rule that somebody else changed.
    """
    actor.must(Permission.SET_POLICIES)
    if document_kind is not None and kind not in OF_DOCUMENTS:
        raise RuleRefused(f"A {kind.value} is not about a document.", field="document_kind")
    row = _locked(session, kind, document_kind)
    _check_version(row, version)
    check_rule(kind, rule, rule_book(session, actor).ladder_with(kind, document_kind, rule))
    _check_templates(session, actor, rule)
    before = _facts(rule_of(row)) if row else {}
    if row is not None and row.outsider != rule.outsider:
        _let_go(session, actor, row, NOT_ANY_MORE)
    kept = row or _new_rule(kind, document_kind, now)
    _write(kept, rule)
    kept.changed_at, kept.changed_by, kept.version = now, actor.name, version + 1
    session.add(kept)
    session.flush()
    changed = {name: [before.get(name), value] for name, value in _facts(rule).items() if before.get(name) != value}
    _audit(session, actor, kept, "changed" if before else "added", now, {"changed": changed})


def reset_rule(
    session: Session,
    actor: Actor,
    *,
    kind: CriticalDateKind,
    document_kind: DocumentKind | None,
    version: int,
    now: datetime,
) -> None:
    """Take the office's own rule away: what is shipped counts again, or the rule of the whole kind."""
    actor.must(Permission.SET_POLICIES)
    row = _locked(session, kind, document_kind)
    _check_version(row, version)
    if row is None:
        raise NotFound("There is no rule of your own here any more.")
    _let_go(session, actor, row, NOT_ANY_MORE)
    _audit(session, actor, row, "reset", now, {"was": _facts(rule_of(row))})
    session.delete(row)


def let_rule(session: Session, actor: Actor, *, rule_id: UUID, now: datetime) -> int:
    """Let a held rule write after all and return how many mails go out with the next run.

    Refuses (`NotFound`) when nothing waits any more.
    """
    actor.must(Permission.SET_POLICIES)
    row, waiting = _held(session, actor, rule_id)
    row.held_at, row.held_mails, row.let_at = None, 0, now
    _say(session, waiting, "")
    _audit(session, actor, row, f"let {len(waiting):,} mails go out", now)
    return len(waiting)


def skip_rule(session: Session, actor: Actor, *, rule_id: UUID, now: datetime) -> int:
    """Skip the mails a rule was held for and return how many; the rule writes on.

    On each stands who did and on which day, in the time zone of `now`.
    """
    actor.must(Permission.SET_POLICIES)
    row, waiting = _held(session, actor, rule_id)
    row.held_at, row.held_mails = None, 0
    reason = f"Skipped by {actor.name} on {in_words(now.date())}: {len(waiting):,} mails at once."
    _say(session, waiting, reason)
    _audit(session, actor, row, f"skipped {len(waiting):,} mails", now)
    return len(waiting)


def _held(session: Session, actor: Actor, rule_id: UUID) -> tuple[ReminderRule, Sequence[UUID]]:
    row = session.exec(select(ReminderRule).where(ReminderRule.id == rule_id).with_for_update()).first()
    if row is None or row.held_at is None:
        raise NotFound("Nothing waits here any more: somebody else has decided.")
    return row, waiting_of_rule(session, actor, row, HELD)


def _let_go(session: Session, actor: Actor, row: ReminderRule, reason: str) -> None:
    """What the rule had still to write is not written, and says why."""
    waiting = [*waiting_of_rule(session, actor, row, HELD), *waiting_of_rule(session, actor, row, "")]
    _say(session, waiting, reason)
    row.held_at, row.held_mails = None, 0


def _say(session: Session, recipient_ids: Sequence[UUID], problem: str) -> None:
    """Write what stands on rows that wait; one that was mailed meanwhile stays as it is."""
    waiting = (col(ReminderRecipient.id).in_(recipient_ids), col(ReminderRecipient.message_id).is_(None))
    session.execute(update(ReminderRecipient).where(*waiting).values(problem=problem))


def _locked(session: Session, kind: CriticalDateKind, document_kind: DocumentKind | None) -> ReminderRule | None:
    of_it = (
        col(ReminderRule.document_kind).is_(None)
        if document_kind is None
        else col(ReminderRule.document_kind) == document_kind
    )
    found = sql_select(ReminderRule).where(col(ReminderRule.item_kind) == kind, of_it).with_for_update()
    return session.execute(found).scalars().first()


def _check_version(row: ReminderRule | None, version: int) -> None:
    if version != (row.version if row else 0):
        raise Stale(CHANGED)


def _check_templates(session: Session, actor: Actor, rule: Rule) -> None:
    asked = [("staff_template_id", TemplatePurpose.REMINDER_TO_STAFF, rule.staff_template_id)]
    if rule.outsider != Outsider.NOBODY:
        asked.append(("outsider_template_id", PURPOSES[rule.outsider], rule.outsider_template_id))
    for name, purpose, template_id in asked:
        if template_id is None:
            continue
        if template_for(session, actor, purpose=purpose, template_id=template_id).template_id != template_id:
            raise RuleRefused("This template is gone, or it is for somebody else. Choose another.", field=name)


def _new_rule(kind: CriticalDateKind, document_kind: DocumentKind | None, now: datetime) -> ReminderRule:
    return ReminderRule(
        item_kind=kind, document_kind=document_kind, roles=[], outsider_rungs=[], changed_at=now, changed_by=""
    )


def _write(row: ReminderRule, rule: Rule) -> None:
    row.ladder = None if rule.ladder is None else list(rule.ladder)
    row.lead_days, row.tells_responsible = rule.lead_days, rule.tells_responsible
    row.roles = [role.value for role in rule.roles]
    row.alone_from = rule.alone_from
    row.escalate_manager_at, row.escalate_admin_at = rule.escalate_manager_at, rule.escalate_admin_at
    row.staff_template_id = rule.staff_template_id
    row.outsider, row.outsider_rungs = rule.outsider, list(rule.outsider_rungs)
    row.outsider_template_id = rule.outsider_template_id if rule.outsider != Outsider.NOBODY else None


def _facts(rule: Rule) -> dict[str, Any]:
    """What a rule says, for the record of changes."""
    return {
        "ladder": None if rule.ladder is None else list(rule.ladder),
        "lead days": rule.lead_days,
        "tells who answers": rule.tells_responsible,
        "roles": [role.value for role in rule.roles],
        "alone from": rule.alone_from,
        "managers at": rule.escalate_manager_at,
        "administrators at": rule.escalate_admin_at,
        "outsider": rule.outsider.value,
        "outsider days": list(rule.outsider_rungs),
        "staff template": str(rule.staff_template_id or ""),
        "outsider template": str(rule.outsider_template_id or ""),
    }


def _audit(
    session: Session,
    actor: Actor,
    row: ReminderRule,
    did: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="reminder rule",
        about_id=row.id,
        about_name=rule_name(row),
        details=details or {},
        now=now,
    )
