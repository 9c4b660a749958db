"""What the office expects of kinds of documents: as shipped, with what somebody set instead."""

from collections.abc import Mapping

from sqlmodel import Session, select

from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.kinds import KIND_FACTS, KindFacts
from pm_app.documents.tables.kinds import DocumentKindSetting


def kind_facts(session: Session) -> Mapping[DocumentKind, KindFacts]:
    """Return what is expected of every kind of document, the office's own settings in place of the shipped ones."""
    return {**KIND_FACTS, **{setting.kind: facts_of(setting) for setting in session.exec(select(DocumentKindSetting))}}


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
