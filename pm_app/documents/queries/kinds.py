"""What the office expects of kinds of documents: as shipped, with what somebody set instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.kinds import KIND_FACTS, KindFacts
from pm_app.documents.tables.kinds import DocumentKindSetting


def kind_facts(session: Session) -> Mapping[DocumentKind, KindFacts]:
    """Return what is expected of every kind of document, the office's own settings in place of the shipped ones."""
    return {**KIND_FACTS, **{setting.kind: facts_of(setting) for setting in session.exec(select(DocumentKindSetting))}}


@dataclass(frozen=True)
class KindRow:
    """A kind with what is expected of it. `version` is that of the office's own setting, 0 where it never set one."""

    kind: DocumentKind
    facts: KindFacts
    is_changed: bool
    version: int
    changed_by: str
    changed_at: datetime | None


def kind_rows(session: Session, actor: Actor) -> list[KindRow]:
    """Return every kind of document with what is expected of it, in the order of the kinds."""
    actor.must(Permission.CHANGE_DOCUMENTS)
    settings = {setting.kind: setting for setting in session.exec(select(DocumentKindSetting))}
    return [_kind_row(kind, settings.get(kind)) for kind in DocumentKind]


def kind_expectations(session: Session, actor: Actor, *, kind: DocumentKind) -> KindFacts:
    """Return what is expected of one kind."""
    actor.must(Permission.VIEW_DOCUMENTS)
    return kind_facts(session)[kind]


def _kind_row(kind: DocumentKind, setting: DocumentKindSetting | None) -> KindRow:
    if setting is None:
        return KindRow(kind, KIND_FACTS[kind], False, 0, "", None)
    facts = facts_of(setting)
    return KindRow(kind, facts, facts != KIND_FACTS[kind], setting.version, setting.changed_by, setting.changed_at)


def facts_of(setting: DocumentKindSetting) -> KindFacts:
    """Return what a setting says of its kind."""
    return KindFacts(
        expires=setting.expires,
        ladder=tuple(setting.ladder),
        usual_months=setting.usual_months,
        levels=tuple(KindLevel(level) for level in setting.levels),
        keep_basis=setting.keep_basis,
        keep_months=setting.keep_months,
        sensitivity=setting.sensitivity,
    )
