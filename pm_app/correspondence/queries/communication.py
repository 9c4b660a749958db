"""Everything that was said and written between the office and a person or a household, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import ContactLogKind, Direction
from pm_app.correspondence.queries.letters import LetterOnRecord, letters_of
from pm_app.correspondence.tables import ContactLogEntry
from pm_app.kernel.listing import Listing, Rows
from pm_app.leasing.queries.states import among
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import LeaseParty
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import MailOnRecord, mails_of
from pm_app.people.queries import person_details
from pm_app.people.tables import Person

MOST = 1_000


@dataclass(frozen=True)
class Said:
    """One contact: an entry of the log (`entry_id`), a mail that was sent (`message_id`), a letter that was made."""

    kind: ContactLogKind
    direction: Direction
    happened_at: datetime
    who: str
    title: str
    text: str
    by: str
    entry_id: UUID | None = None
    message_id: UUID | None = None
    state: MessageState | None = None
    struck_at: datetime | None = None
    struck_by: str = ""
    letter: LetterOnRecord | None = None


def communication(
    session: Session,
    actor: Actor,
    *,
    listing: Listing,
    person_id: UUID | None = None,
    tenancy_id: UUID | None = None,
    kinds: Collection[ContactLogKind] = (),
) -> Rows[Said]:
    """Return one page of what was said and written, of these kinds or all, of one person or one household.

    Of the last 1,000 entries, letters and mails. Mails only for those who see mail; of a letter that was made here,
    the text only for those who see its document.
    """
    if tenancy_id is not None:
        actor.must(Permission.VIEW_LEASES)
        tenancy_place(session, actor, tenancy_id=tenancy_id)
        concerns = _of_household(tenancy_id)
    else:
        actor.must(Permission.VIEW_PEOPLE)
        if person_id is None:
            raise ValueError("Communication is listed of a person or a household.")
        person_details(session, actor, person_id=person_id)
        concerns = _of_person(person_id)
    every = _entries(session, actor, concerns, kinds)
    if actor.may(Permission.VIEW_MAIL) and (not kinds or ContactLogKind.MAIL in kinds):
        asked = {"tenancy_id": tenancy_id} if tenancy_id is not None else {"person_id": person_id}
        every += [_mail(mail) for mail in mails_of(session, actor, **asked, limit=MOST)]
    if actor.may(Permission.VIEW_PEOPLE) and (not kinds or ContactLogKind.LETTER in kinds):
        of_person = None if tenancy_id is not None else person_id
        every += [_letter(one) for one in letters_of(session, actor, tenancy_id=tenancy_id, person_id=of_person)]
    every.sort(key=_newest_last, reverse=True)
    return Rows(every[listing.offset : listing.offset + listing.limit], len(every))


def people_to_log(session: Session, actor: Actor, *, tenancy_id: UUID) -> list[tuple[UUID, str]]:
    """Return (person id, name) of everybody in a household, by place in the lease: whom a call was with."""
    actor.must(Permission.VIEW_LEASES)
    tenancy_place(session, actor, tenancy_id=tenancy_id)
    rows = session.execute(
        sql_select(col(Person.id), col(Person.name))
        .join(LeaseParty, col(LeaseParty.person_id) == col(Person.id))
        .where(col(LeaseParty.tenancy_id) == tenancy_id)
        .order_by(col(LeaseParty.position), col(Person.sort_name), col(Person.id))
    )
    return list(dict.fromkeys((person_id, name) for person_id, name in rows))


def _of_household(tenancy_id: UUID) -> ColumnElement[bool]:
    """What is of the household, and what is of its people without naming another household."""
    people = select(LeaseParty.person_id).where(LeaseParty.tenancy_id == tenancy_id)
    of_people = and_(col(ContactLogEntry.tenancy_id).is_(None), col(ContactLogEntry.person_id).in_(people))
    return or_(col(ContactLogEntry.tenancy_id) == tenancy_id, of_people)


def _of_person(person_id: UUID) -> ColumnElement[bool]:
    """What is of the person, and what is of a household of theirs without naming another person."""
    homes = select(LeaseParty.tenancy_id).where(LeaseParty.person_id == person_id)
    of_homes = and_(col(ContactLogEntry.person_id).is_(None), col(ContactLogEntry.tenancy_id).in_(homes))
    return or_(col(ContactLogEntry.person_id) == person_id, of_homes)


def _entries(
    session: Session, actor: Actor, concerns: ColumnElement[bool], kinds: Collection[ContactLogKind]
) -> list[Said]:
    wanted = select(ContactLogEntry).where(concerns, within_scope(actor, col(ContactLogEntry.property_id)))
    if kinds:
        wanted = wanted.where(col(ContactLogEntry.kind).in_(kinds))
    newest = (col(ContactLogEntry.happened_at).desc(), col(ContactLogEntry.id).desc())
    rows = session.exec(wanted.order_by(*newest).limit(MOST)).all()
    people = {row.person_id for row in rows if row.person_id is not None}
    names = dict(session.exec(select(Person.id, Person.name).where(among(Person.id, people))).all())
    return [
        Said(
            kind=row.kind,
            direction=row.direction,
            happened_at=row.happened_at,
            who=names.get(row.person_id, "") if row.person_id else "",
            title="",
            text=row.body,
            by=row.recorded_by,
            entry_id=row.id,
            struck_at=row.struck_at,
            struck_by=row.struck_by,
        )
        for row in rows
    ]


def _newest_last(one: Said) -> tuple[datetime, str]:
    return one.happened_at, str(one.entry_id or one.message_id or (one.letter and one.letter.letter_id))


def _letter(letter: LetterOnRecord) -> Said:
    return Said(
        kind=ContactLogKind.LETTER,
        direction=Direction.OUTGOING,
        happened_at=letter.made_at,
        who=letter.to_name,
        title=letter.subject,
        text=letter.text,
        by=letter.made_by,
        letter=letter,
    )


def _mail(mail: MailOnRecord) -> Said:
    return Said(
        kind=ContactLogKind.MAIL,
        direction=Direction.OUTGOING,
        happened_at=mail.sent_at or mail.queued_at,
        who=mail.to_name or mail.to_address,
        title=mail.subject,
        text=mail.text,
        by="",
        message_id=mail.message_id,
        state=mail.state,
    )
