"""Letters to many: what each would say, which are still to be made, and all of them as they are drawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import LeftOut, LetterDelivery, TemplatePurpose
from pm_app.correspondence.queries.addresses import who_gets_letters
from pm_app.correspondence.queries.households import office_facts
from pm_app.correspondence.queries.merging import values_for
from pm_app.correspondence.rules.audience import Audience, Candidate, Sorted
from pm_app.correspondence.rules.letters import (
    Delivery,
    LetterSheet,
    LetterText,
    checked_letter,
    sheet_of,
    without_sign_off,
)
from pm_app.correspondence.rules.templates import Written, asks_for_money, check_template, render
from pm_app.correspondence.rules.values import OfficeFacts
from pm_app.correspondence.tables import Letter, LetterRun
from pm_app.documents.queries.scope import visible_ids
from pm_app.kernel.errors import NotFound, Refused
from pm_app.messages.rules import Letterhead

HIDDEN_RUN = "Letters that are not yours to read"


@dataclass(frozen=True)
class PlannedLetter:
    """The letter that one household or person would get, and the home it is about."""

    to: Candidate
    letter: LetterText
    about: str


@dataclass(frozen=True)
class WaitingLetter:
    """A letter of many that is still to be made: since when, as it is drawn, on which letterhead."""

    letter_id: UUID
    letter_run_id: UUID
    asked_at: datetime
    sheet: LetterSheet
    letterhead: Letterhead


@dataclass(frozen=True)
class RunStanding:
    """Letters to many and where they stand: how many are made, given up, and of how many it is not said how they went
    out. Their subject is told to who wrote them and to who may see one of their documents."""

    letter_run_id: UUID
    subject: str
    audience: str
    letters: int
    left_out: int
    made: int
    given_up: int
    to_be_sent: int
    problem: str
    made_at: datetime
    made_by: str


def planned_letters(
    session: Session,
    actor: Actor,
    *,
    audience: Audience,
    everybody: bool,
    subject: str,
    body: str,
    signed_by: str,
    today: date,
    without: Collection[UUID] = (),
) -> tuple[Sorted, list[PlannedLetter]]:
    """Return to whom these letters would go and to whom not, and every letter as it would be made.

    Refuses a template that cannot be read. Whose letter would be empty is left out.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    subject, body = check_template(TemplatePurpose.BULK_MAIL, subject, body)
    found = who_gets_letters(
        session,
        actor,
        audience=audience,
        today=today,
        everybody=everybody,
        speaks_of_debt=asks_for_money(subject, body),
        without=without,
    )
    values = values_for(session, actor, people=found.chosen, today=today)
    own = _own(office_facts(session, actor))
    letters: list[PlannedLetter] = []
    empty: list[tuple[Candidate, LeftOut]] = []
    for one in found.chosen:
        try:
            letters.append(_planned(one, render(subject, body, values[one.person_id]), own, signed_by, today))
        except Refused:
            empty.append((one, LeftOut.EMPTY))
    return Sorted(tuple(one.to for one in letters), (*found.left_out, *empty)), letters


def _planned(one: Candidate, written: Written, own: Sequence[str], signed_by: str, today: date) -> PlannedLetter:
    letter = checked_letter(
        to_name=one.name,
        to_address=one.address,
        written_on=today,
        subject=written.subject,
        body=without_sign_off(written.text, own),
        signed_by=signed_by,
        today=today,
    )
    return PlannedLetter(one, letter, one.detail.partition(" · ")[0] if one.tenancy_id else "")


def letters_to_make(session: Session, actor: Actor, *, most: int, now: datetime) -> list[WaitingLetter]:
    """Return the first letters of many that are due to be made, of the oldest run, in the order of its list."""
    actor.must(Permission.RUN_JOBS)
    due = col(Letter.due_at).is_(None) | (col(Letter.due_at) <= now)
    waiting = col(Letter.document_id).is_(None) & col(Letter.given_up_at).is_(None) & due
    oldest = session.exec(
        select(LetterRun)
        .join(Letter, col(Letter.letter_run_id) == col(LetterRun.id))
        .where(waiting)
        .order_by(col(LetterRun.made_at), col(LetterRun.id))
        .limit(1)
    ).first()
    if oldest is None:
        return []
    letterhead = letterhead_kept(oldest)
    rows = session.exec(
        select(Letter)
        .where(Letter.letter_run_id == oldest.id, waiting)
        .order_by(col(Letter.attempts), col(Letter.place))
        .limit(most)
    )
    return [WaitingLetter(row.id, oldest.id, row.made_at, sheet_kept(row), letterhead) for row in rows]


def run_standing(session: Session, actor: Actor, *, letter_run_id: UUID) -> RunStanding:
    """Return letters to many and where they stand; refuses (`NotFound`) those of somebody else to whom is held to some
    properties."""
    actor.must(Permission.VIEW_MAIL)
    run = _run(session, actor, letter_run_id)
    of_run = Letter.letter_run_id == run.id
    made, given_up, open_, problem = session.exec(
        select(
            func.count(col(Letter.document_id)),
            func.count(col(Letter.given_up_at)),
            func.count(col(Letter.document_id)).filter(col(Letter.delivery) == LetterDelivery.TO_BE_SENT),
            func.max(Letter.problem).filter(col(Letter.given_up_at).isnot(None)),
        ).where(of_run)
    ).one()
    return RunStanding(
        run.id,
        run.subject if _is_readable(session, actor, run) else HIDDEN_RUN,
        str(run.audience.get("words", "")),
        run.letters,
        run.left_out,
        made,
        given_up,
        open_,
        problem or "",
        run.made_at,
        run.made_by,
    )


def documents_of_run(session: Session, actor: Actor, *, letter_run_id: UUID) -> list[UUID]:
    """Return the documents of a run that this actor may see, in the order of its list, to be printed.

    Refuses while letters are still to be made, when none of them is this actor's to see, and (`NotFound`) somebody
    else's run to whom is held to some properties.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    run = _run(session, actor, letter_run_id)
    waiting = col(Letter.document_id).is_(None) & col(Letter.given_up_at).is_(None)
    if session.exec(select(func.count()).where(Letter.letter_run_id == run.id, waiting)).one():
        raise Refused("Some of these letters are still to be made. Try again in a minute.")
    found = session.exec(
        select(Letter.document_id)
        .where(Letter.letter_run_id == run.id, col(Letter.document_id).in_(visible_ids(actor)))
        .order_by(col(Letter.place))
    ).all()
    if not found:
        raise Refused("None of these letters can be printed: they could not be made, or they are not yours to see.")
    return [document_id for document_id in found if document_id is not None]


def letterhead_kept(run: LetterRun) -> Letterhead:
    """Return the letterhead that letters to many are made with, as it was when they were asked for."""
    kept = run.letterhead
    lines = tuple(str(line) for line in kept.get("address_lines", ()))
    reach = (str(kept.get(name, "")) for name in ("phone", "email", "website", "footer"))
    return Letterhead(str(kept["office_name"]), lines, *reach)


def sheet_kept(row: Letter) -> LetterSheet:
    """Return a letter on record as it is drawn; how it went out stands on it as it was known when it was made."""
    letter = LetterText(
        row.to_name, tuple(row.to_address.splitlines()), row.written_on, row.subject, row.body, row.signed_by
    )
    return sheet_of(letter, about=row.about, delivery=Delivery(row.delivery, row.delivered_on, row.delivery_number))


def _run(session: Session, actor: Actor, letter_run_id: UUID) -> LetterRun:
    run = session.exec(select(LetterRun).where(LetterRun.id == letter_run_id)).first()
    if run is None or (actor.property_ids is not None and run.made_by_id != actor.user_id):
        raise NotFound("These letters do not exist, or they are not yours to see.")
    return run


def _is_readable(session: Session, actor: Actor, run: LetterRun) -> bool:
    if actor.user_id is not None and run.made_by_id == actor.user_id:
        return True
    seen = select(Letter.id).where(Letter.letter_run_id == run.id, col(Letter.document_id).in_(visible_ids(actor)))
    return session.exec(seen.limit(1)).first() is not None


def _own(office: OfficeFacts) -> tuple[str, ...]:
    return office.name, office.phone, office.email
