"""What the office expects of a kind of document: set, and set back to what is shipped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, true
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select, update

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.actions.restricting import CAME_BY_ITSELF
from pm_app.documents.enums import DocumentKind, FindingKind, KindLevel, RetentionBasis, Sensitivity
from pm_app.documents.queries.kinds import facts_of, kind_facts
from pm_app.documents.rules.kinds import KIND_FACTS, KindFacts, check_ladder, check_months
from pm_app.documents.tables.documents import Document
from pm_app.documents.tables.findings import DocumentFinding
from pm_app.documents.tables.kinds import DocumentKindSetting
from pm_app.kernel.errors import Refused, Stale
from pm_app.kernel.tables import new_id


def set_kind(
    session: Session,
    actor: Actor,
    *,
    kind: DocumentKind,
    version: int,
    levels: Sequence[KindLevel],
    expires: bool,
    usual_months: int | None,
    ladder: Sequence[int],
    keep_basis: RetentionBasis,
    keep_months: int | None,
    sensitivity: Sensitivity,
    now: datetime,
) -> None:
    """Set what the office expects of a kind. `version` is that of the setting looked at, 0 where nothing was set.

    Documents of the kind become restricted or open with it, but for those somebody decided on by hand. Refuses a
    ladder out of order, implausible months, a kind that is about nothing, and (`Stale`) one changed meanwhile.
    """
    actor.must(Permission.SET_POLICIES)
    check_ladder(ladder)
    check_months(usual_months, keep_months)
    if not levels:
        raise Refused("Choose at least one thing documents of this kind are about.", field="levels")
    about = tuple(level for level in KindLevel if level in levels)
    facts = KindFacts(expires, tuple(ladder), usual_months, about, keep_basis, keep_months, sensitivity)
    _set(session, actor, kind, version, facts, "set a kind of document", now)


def reset_kind(session: Session, actor: Actor, *, kind: DocumentKind, version: int, now: datetime) -> None:
    """Set a kind back to what is shipped; refuses (`Stale`) one that was changed meanwhile."""
    actor.must(Permission.SET_POLICIES)
    _set(session, actor, kind, version, KIND_FACTS[kind], "set a kind of document back", now)


def _set(
    session: Session, actor: Actor, kind: DocumentKind, version: int, facts: KindFacts, did: str, now: datetime
) -> None:
    setting = _setting(session, kind, now)
    if setting.version != version:
        raise Stale("Somebody else set this kind meanwhile. Reload the page and look again.")
    before = _told(facts_of(setting))
    setting.levels, setting.expires, setting.usual_months = list(facts.levels), facts.expires, facts.usual_months
    setting.ladder, setting.keep_basis, setting.keep_months = list(facts.ladder), facts.keep_basis, facts.keep_months
    setting.sensitivity, setting.version = facts.sensitivity, version + 1
    setting.changed_at, setting.changed_by = now, actor.name
    session.flush()
    session.exec(
        update(Document)
        .where(
            col(Document.kind) == kind,
            col(Document.restricted_by_hand).is_(None),
            col(Document.restricted) != facts.is_restricted,
            true() if facts.is_restricted else ~_closed_until_reviewed(session),
        )
        .values(restricted=facts.is_restricted)
    )
    changed = {name: [before[name], told] for name, told in _told(facts).items() if before[name] != told}
    record_audit(
        session,
        actor,
        did=did,
        about_kind="kind of document",
        about_id=setting.id,
        about_name=kind.value,
        now=now,
        details=changed,
    )


def _closed_until_reviewed(session: Session) -> ColumnElement[bool]:
    """Return the condition that a document stays restricted whatever its kind: nobody looked at what it says."""
    restricted = [kind.value for kind, facts in kind_facts(session).items() if facts.is_restricted]
    read_as = exists().where(
        col(DocumentFinding.document_id) == col(Document.id),
        col(DocumentFinding.kind) == FindingKind.KIND,
        col(DocumentFinding.decision).is_(None),
        col(DocumentFinding.value).in_(restricted),
    )
    return and_(col(Document.reviewed_at).is_(None), or_(col(Document.source).in_(CAME_BY_ITSELF), read_as))


def _setting(session: Session, kind: DocumentKind, now: datetime) -> DocumentKindSetting:
    """Return the setting of a kind, locked, made as shipped (with version 0) when there is none."""
    shipped = KIND_FACTS[kind]
    session.connection().execute(
        insert(DocumentKindSetting)
        .values(
            id=new_id(),
            kind=kind,
            levels=list(shipped.levels),
            expires=shipped.expires,
            usual_months=shipped.usual_months,
            ladder=list(shipped.ladder),
            keep_basis=shipped.keep_basis,
            keep_months=shipped.keep_months,
            sensitivity=shipped.sensitivity,
            changed_at=now,
            changed_by="",
            version=0,
        )
        .on_conflict_do_nothing(index_elements=["organization_id", "kind"])
    )
    wanted = select(DocumentKindSetting).where(DocumentKindSetting.kind == kind).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one()


def _told(facts: KindFacts) -> dict[str, Any]:
    return {
        "about": ", ".join(facts.levels),
        "expires": facts.expires,
        "usual months": facts.usual_months,
        "reminders": ", ".join(map(str, facts.ladder)),
        "kept from": facts.keep_basis.value,
        "kept months": facts.keep_months,
        "who sees it": facts.sensitivity.value,
    }
