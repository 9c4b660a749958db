"""The letters that were made: a list of them, those of a record, one of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, func, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.rules.letters import Delivery
from pm_app.correspondence.tables import Letter
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.scope import visible_ids
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing, Rows, like_pattern
from pm_app.leasing.tables import LeaseParty

MOST = 1_000
HIDDEN = "A letter that is not yours to read"


@dataclass(frozen=True)
class LetterOnRecord:
    """A letter with how it went out. Who may not see its document is told neither its subject nor its text.

    `document_id` is empty then, while a letter of many is still to be made, and when the document was deleted.
    """

    letter_id: UUID
    to_name: str
    about: str
    subject: str
    text: str
    kind: DocumentKind
    written_on: date
    made_at: datetime
    made_by: str
    delivery: Delivery
    may_correct: bool
    waits: bool
    problem: str
    unprinted: str
    version: int
    document_id: UUID | None = None


def letters_of(
    session: Session,
    actor: Actor,
    *,
    tenancy_id: UUID | None = None,
    person_id: UUID | None = None,
    property_id: UUID | None = None,
    limit: int = MOST,
) -> list[LetterOnRecord]:
    """Return the letters that concern a household, a person or a property, newest first.

    Those of a person: to the person, and for those who view leases to a whole household of theirs. Of those that
    belong to no property, somebody of narrow scope is told their own. The caller asked whether the record is seen.
    """
    actor.must(Permission.VIEW_PORTFOLIO if property_id else Permission.VIEW_PEOPLE)
    if tenancy_id is not None:
        actor.must(Permission.VIEW_LEASES)
        concerns: ColumnElement[bool] = col(Letter.tenancy_id) == tenancy_id
    elif person_id is not None:
        concerns = col(Letter.person_id) == person_id
        if actor.may(Permission.VIEW_LEASES):
            homes = select(LeaseParty.tenancy_id).where(LeaseParty.person_id == person_id)
            concerns = or_(concerns, and_(col(Letter.person_id).is_(None), col(Letter.tenancy_id).in_(homes)))
    else:
        concerns = col(Letter.property_id) == property_id
    return _found(session, actor, concerns, limit=limit)


def letter_rows(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    ways: Collection[LetterDelivery] = (),
    letter_run_id: UUID | None = None,
) -> Rows[LetterOnRecord]:
    """Return one page of the letters within scope, newest first, those of a run in its order: all, or those that went
    out in one of these ways. Found by name, home and, where it may be read, subject."""
    actor.must(Permission.VIEW_MAIL)
    conditions: list[ColumnElement[bool]] = [in_scope(actor)]
    if letter_run_id is not None:
        conditions.append(col(Letter.letter_run_id) == letter_run_id)
    if ways:
        conditions.append(col(Letter.delivery).in_(ways))
    if listing.search.strip():
        pattern = like_pattern(listing.search)
        readable = and_(col(Letter.document_id).in_(visible_ids(actor)), col(Letter.subject).ilike(pattern))
        conditions.append(or_(col(Letter.to_name).ilike(pattern), col(Letter.about).ilike(pattern), readable))
    total = session.exec(select(func.count()).select_from(Letter).where(*conditions)).one()
    rows = _found(
        session, actor, *conditions, limit=listing.limit, offset=listing.offset, by_place=letter_run_id is not None
    )
    return Rows(rows, total)


def delivery_counts(session: Session, actor: Actor) -> dict[LetterDelivery, int]:
    """Return how many letters within scope went out in each way, and how many are to be sent."""
    actor.must(Permission.VIEW_MAIL)
    counted = session.execute(
        sql_select(col(Letter.delivery), func.count()).where(in_scope(actor)).group_by(col(Letter.delivery))
    )
    counts = {LetterDelivery(way): int(number) for way, number in counted}
    return {way: counts.get(way, 0) for way in LetterDelivery}


def find_letter(session: Session, actor: Actor, *, letter_id: UUID) -> LetterOnRecord:
    """Return one letter; refuses (`NotFound`) one that is not there or not within scope."""
    actor.must(Permission.VIEW_MAIL)
    found = _found(session, actor, col(Letter.id) == letter_id, limit=1)
    if not found:
        raise NotFound("This letter does not exist, or it is not yours to see.")
    return found[0]


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that every question for letters carries for this actor.

    What belongs to a property is seen within scope; what belongs to none by who made it, where scope is narrow.
    """
    if actor.property_ids is None:
        return true()
    own = col(Letter.made_by_id) == actor.user_id if actor.user_id is not None else false()
    at_place = and_(col(Letter.property_id).isnot(None), within_scope(actor, col(Letter.property_id)))
    return or_(at_place, and_(col(Letter.property_id).is_(None), own))


def _found(
    session: Session,
    actor: Actor,
    *conditions: ColumnElement[bool],
    limit: int,
    offset: int = 0,
    by_place: bool = False,
) -> list[LetterOnRecord]:
    seen = case((col(Letter.document_id).in_(visible_ids(actor)), True), else_=False)
    order = (col(Letter.place),) if by_place else (col(Letter.made_at).desc(),)
    rows = session.execute(
        sql_select(Letter, seen)
        .where(*conditions, in_scope(actor))
        .order_by(*order, col(Letter.id).desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return [_on_record(actor, row, bool(seen)) for row, seen in rows]


def _on_record(actor: Actor, row: Letter, seen: bool) -> LetterOnRecord:
    waits = row.document_id is None and row.given_up_at is None
    readable = seen or (row.document_id is None and row.made_by_id == actor.user_id)
    return LetterOnRecord(
        letter_id=row.id,
        to_name=row.to_name,
        about=row.about,
        subject=row.subject if readable else HIDDEN,
        text=row.body if readable else "",
        kind=row.kind,
        written_on=row.written_on,
        made_at=row.made_at,
        made_by=row.made_by,
        delivery=Delivery(row.delivery, row.delivered_on, row.delivery_number),
        may_correct=row.document_id is not None
        and (row.delivery == LetterDelivery.TO_BE_SENT or row.corrected_at is None),
        waits=waits,
        problem=row.problem if row.given_up_at is not None else "",
        unprinted=row.unprinted,
        version=row.version,
        document_id=row.document_id if seen else None,
    )
