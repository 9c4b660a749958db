"""Which documents a list or a search is narrowed to."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, true
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import col

from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentSource, DocumentState, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.conditions import belongs, current, is_replaced, state_on
from pm_app.documents.queries.retention import may_be_destroyed
from pm_app.documents.queries.scope import visible
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.documents.tables.pages import DocumentPage

# A scan below this, of 100, could hardly be made out.
POOR_QUALITY = 60


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents are listed; what is left out does not narrow.

    `expiring_…` are last good days and `filed_…` days of filing (UTC), both included. `expires`: whether there is a
    last good day. `poorly_read`: a page of it is a scan that could hardly be made out. `needs_review`: it waits in the
    inbox, or does not. `may_go`: it need not be kept any more, those put away too; `held`: it is on legal hold.
    `own_field` is the key of a field of the office's own that it says something in, `own_value` what it says there.
    """

    kind: DocumentKind | None = None
    state: DocumentState | None = None
    property_id: UUID | None = None
    unit_id: UUID | None = None
    tenancy_id: UUID | None = None
    person_id: UUID | None = None
    tag: str = ""
    outcome: ReadingOutcome | None = None
    expiring_through: date | None = None
    expiring_from: date | None = None
    filed_from: date | None = None
    filed_through: date | None = None
    expires: bool | None = None
    source: DocumentSource | None = None
    poorly_read: bool = False
    needs_review: bool | None = None
    may_go: bool = False
    held: bool = False
    own_field: str = ""
    own_value: str = ""


EVERYTHING = DocumentFilter()


def chosen(actor: Actor, narrowed: DocumentFilter, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on the documents this actor sees; the trash is there when it is asked for."""
    return [visible(actor, trashed=narrowed.state is DocumentState.IN_TRASH), *narrowing(actor, narrowed, today)]


def narrowing(
    actor: Actor, narrowed: DocumentFilter, today: date, *, of_any_state: bool = False
) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter on documents; of what they belong to, only what the actor sees counts.

    `of_any_state`: those put away too, where no state is chosen.
    """
    if narrowed.may_go or narrowed.held:
        in_state: ColumnElement[bool] = and_(*_its_keeping(narrowed, today))
    elif narrowed.state is None:
        in_state = true() if of_any_state else col(Document.archived_at).is_(None)
    else:
        in_state = state_on(today) == narrowed.state.value
    what = (*_what_it_is(narrowed), *_where_it_belongs(actor, narrowed))
    return [in_state, *what, *_its_days(narrowed), *_its_text(narrowed)]


def _its_keeping(narrowed: DocumentFilter, today: date) -> Generator[ColumnElement[bool]]:
    if narrowed.may_go:
        yield may_be_destroyed(today)
    if narrowed.held:
        yield col(Document.legal_hold_at).isnot(None)
    if narrowed.state is not None:
        yield state_on(today) == narrowed.state.value


def _what_it_is(narrowed: DocumentFilter) -> Generator[ColumnElement[bool]]:
    if narrowed.kind is not None:
        yield col(Document.kind) == narrowed.kind
    if narrowed.tag:
        yield col(Document.tags).contains([narrowed.tag.casefold()])
    if narrowed.source is not None:
        yield col(Document.source) == narrowed.source
    if narrowed.needs_review is not None:
        waits = col(Document.reviewed_at).is_(None)
        yield waits if narrowed.needs_review else ~waits
    if narrowed.own_field:
        said = col(Document.fields).op("->>")(narrowed.own_field)
        yield said == narrowed.own_value if narrowed.own_value else said.isnot(None)


def _where_it_belongs(actor: Actor, narrowed: DocumentFilter) -> Generator[ColumnElement[bool]]:
    if narrowed.property_id is not None:
        yield belongs(actor, property_id=narrowed.property_id)
    if narrowed.unit_id is not None:
        yield belongs(actor, unit_id=narrowed.unit_id)
    if narrowed.tenancy_id is not None:
        yield belongs(actor, tenancy_id=narrowed.tenancy_id)
    if narrowed.person_id is not None:
        yield belongs(actor, person_id=narrowed.person_id)


def _its_days(narrowed: DocumentFilter) -> Generator[ColumnElement[bool]]:
    if narrowed.expiring_through is not None:
        yield ~is_replaced()
        yield col(Document.valid_through) <= narrowed.expiring_through
    if narrowed.expiring_from is not None:
        yield col(Document.valid_through) >= narrowed.expiring_from
    if narrowed.expires is not None:
        has_end = col(Document.valid_through).isnot(None)
        yield has_end if narrowed.expires else ~has_end
    if narrowed.filed_from is not None:
        yield col(Document.filed_at) >= _start_of(narrowed.filed_from)
    if narrowed.filed_through is not None:
        yield col(Document.filed_at) < _start_of(narrowed.filed_through + timedelta(days=1))


def _its_text(narrowed: DocumentFilter) -> Generator[ColumnElement[bool]]:
    if narrowed.outcome is not None:
        yield current("outcome") == narrowed.outcome
    if narrowed.poorly_read:
        yield is_poorly_read()


def is_poorly_read() -> ColumnElement[bool]:
    """Return the condition that a page of a document's current edition is a scan that could hardly be made out."""
    poor = sql_select(col(DocumentPage.document_version_id)).where(
        col(DocumentPage.method) == ReadingMethod.OCR, col(DocumentPage.quality) < POOR_QUALITY
    )
    edition, newer = aliased(DocumentVersion), aliased(DocumentVersion)
    replaced = exists().where(
        col(newer.document_id) == col(edition.document_id), col(newer.number) > col(edition.number)
    )
    # All of them at once: they are few, and the current edition of each document is looked up slowly.
    return col(Document.id).in_(sql_select(col(edition.document_id)).where(col(edition.id).in_(poor), ~replaced))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)
