"""Letters to many: all written down in one transaction, then made one by one, each kept on its own record."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.actions.letters import Made, check_kind, filed, record_letter_audit
from pm_app.correspondence.actions.letters_again import seen_run
from pm_app.correspondence.enums import LetterDelivery, TemplatePurpose
from pm_app.correspondence.queries.letter_runs import PlannedLetter, planned_letters
from pm_app.correspondence.rules.audience import Audience, audience_kept, audience_words, check_count
from pm_app.correspondence.rules.letters import Delivery, check_filled_in, checked_delivery
from pm_app.correspondence.rules.templates import check_template
from pm_app.correspondence.tables import Letter, LetterRun
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotAllowed, Refused, Stale
from pm_app.messages.rules import Letterhead
from pm_app.notifications.actions import notify
from pm_app.notifications.enums import NotificationKind
from pm_app.portfolio.queries.properties import names_of


@dataclass(frozen=True)
class LettersToMany:
    """What was written down: how many letters; `again` when it had been with this key before."""

    letter_run_id: UUID
    letters: int
    again: bool = False


@dataclass(frozen=True)
class _Text:
    """One text, to whom it goes, and who signs."""

    audience: Audience
    everybody: bool
    subject: str
    body: str
    signed_by: str


def letters_to_many(
    session: Session,
    actor: Actor,
    *,
    request_key: UUID,
    audience: Audience,
    everybody: bool,
    subject: str,
    body: str,
    kind: DocumentKind,
    delivery: Delivery,
    signed_by: str,
    letterhead: Letterhead,
    seal: str,
    typed: str = "",
    asks_above: int,
    without: frozenset[UUID] = frozenset(),
    today: date,
    now: datetime,
) -> LettersToMany:
    """Write down one letter for each household or person of the audience; twice with one key is once.

    They are made by a job. Refused (`Stale`) when others would get one than those of `seal`; above `asks_above` the
    number of letters must have been typed. Households under an eviction hold get none that asks for money.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    actor.must(Permission.FILE_DOCUMENTS)
    if before := _before(session, request_key):
        return _again(before, actor)
    check_kind(kind)
    delivery = checked_delivery(delivery.way, delivery.on, delivery.number, today=today)
    text = _Text(audience, everybody, *check_template(TemplatePurpose.BULK_MAIL, subject, body), signed_by)
    check_filled_in(text.subject, text.body)
    found, letters = planned_letters(session, actor, **vars(text), today=today, without=without)
    if found.seal != seal:
        raise Stale("Others would get this letter now than when you looked. Look at the list again.")
    check_count(len(letters), typed=typed, asks_above=asks_above, noun="letter")
    run = _run(session, actor, request_key, text, letterhead, now)
    run.letters, run.left_out = len(letters), len(found.left_out)
    return _written(session, actor, run, letters, kind, delivery)


def keep_letter_of_run(session: Session, actor: Actor, *, letter_id: UUID, made: Made, now: datetime) -> bool:
    """File a letter of many that was drawn, in the name of who asked for it; False when it was filed already."""
    actor.must(Permission.RUN_JOBS)
    row = session.exec(select(Letter).where(Letter.id == letter_id).with_for_update()).one()
    if row.document_id is not None:
        return False
    writer = replace(SCHEDULER, user_id=row.made_by_id, name=row.made_by)
    row.unprinted, row.problem = made.unprinted, ""
    row.document_id = filed(session, writer, row, made, now=now)
    session.add(row)
    record_letter_audit(session, writer, row, f"wrote a letter to {row.to_name}, {row.delivery.value}", now)
    return True


def tell_run_made(session: Session, actor: Actor, *, letter_run_id: UUID, path: str, now: datetime) -> bool:
    """Tell who asked for letters that all are made or given up, once; False while some are still to be made."""
    actor.must(Permission.RUN_JOBS)
    run = session.exec(select(LetterRun).where(LetterRun.id == letter_run_id)).one()
    made, given_up, total = session.exec(
        select(func.count(col(Letter.document_id)), func.count(col(Letter.given_up_at)), func.count()).where(
            Letter.letter_run_id == letter_run_id
        )
    ).one()
    if made + given_up < total:
        return False
    if run.made_by_id is not None:
        title = f"{made:,} of {total:,} letters are made" if given_up else f"{made:,} letters are ready to print"
        told = {"kind": NotificationKind.DONE, "path": path, "now": now, "detail": run.subject}
        key = f"letters {run.id}{f' {given_up}' if given_up else ''}"  # once more when what was given up is made
        notify(session, actor, user_ids=[run.made_by_id], key=key, title=title, **told)
    return True


def deliver_run(
    session: Session, actor: Actor, *, letter_run_id: UUID, delivery: Delivery, today: date, now: datetime
) -> int:
    """Write down how those letters of a run that are made went out, where it is not said yet; return how many.

    Refuses what `checked_delivery` does, and to say that they are to be sent.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    seen_run(session, actor, letter_run_id)
    delivery = checked_delivery(delivery.way, delivery.on, delivery.number, today=today)
    if delivery.on is None:
        raise Refused("Write the day on which they went out.", field="delivered_on")
    rows = session.exec(
        select(Letter)
        .where(
            Letter.letter_run_id == letter_run_id,
            Letter.delivery == LetterDelivery.TO_BE_SENT,
            col(Letter.document_id).isnot(None),
        )
        .with_for_update()
    ).all()
    for row in rows:
        row.delivery, row.delivered_on, row.version = delivery.way, delivery.on, row.version + 1
        session.add(row)
        record_letter_audit(session, actor, row, f"wrote down how the letter to {row.to_name} went out", now)
    return len(rows)


def _run(
    session: Session, actor: Actor, request_key: UUID, text: _Text, letterhead: Letterhead, now: datetime
) -> LetterRun:
    audience = text.audience
    words = audience_words(audience, names_of(session, actor, property_ids=audience.property_ids))
    return LetterRun(
        request_key=request_key,
        subject=text.subject,
        body=text.body,
        audience=audience_kept(audience, words if text.everybody else f"{words}, those whom e-mail does not reach"),
        letterhead=asdict(letterhead),
        letters=0,
        made_at=now,
        made_by_id=actor.user_id,
        made_by=actor.name,
    )


def _written(
    session: Session,
    actor: Actor,
    run: LetterRun,
    letters: Sequence[PlannedLetter],
    kind: DocumentKind,
    delivery: Delivery,
) -> LettersToMany:
    """Write down the run and its letters, unless the same form was sent twice at once and the other came first."""
    written = session.connection().execute(
        insert(LetterRun)
        .values(**run.model_dump(exclude={"organization_id"}))
        .on_conflict_do_nothing(index_elements=["request_key"])
        .returning(col(LetterRun.id))
    )
    if written.scalar_one_or_none() is None:
        return _again(_before(session, run.request_key) or run, actor)
    session.add_all(_row(run, one, place, kind, delivery) for place, one in enumerate(letters))
    record_audit(
        session,
        actor,
        did="wrote letters to many",
        about_kind="letters",
        about_id=run.id,
        about_name=_how_many(run),
        now=run.made_at,
        details={"to": run.audience["words"], "letters": run.letters, "left_out": run.left_out},
    )
    return LettersToMany(run.id, run.letters)


def _how_many(run: LetterRun) -> str:
    """What letters to many are called where their subject is not for everybody."""
    return f"{run.letters:,} letter{'' if run.letters == 1 else 's'}"


def _row(run: LetterRun, one: PlannedLetter, place: int, kind: DocumentKind, delivery: Delivery) -> Letter:
    return Letter(
        request_key=uuid5(run.request_key, str(place)),
        letter_run_id=run.id,
        place=place,
        person_id=None if one.to.shared else one.to.person_id,
        tenancy_id=one.to.tenancy_id,
        property_id=one.to.property_id,
        kind=kind,
        to_name=one.letter.to_name,
        to_address=one.letter.to_address,
        about=one.about,
        subject=one.letter.subject,
        body=one.letter.body,
        signed_by=one.letter.signed_by,
        written_on=one.letter.written_on,
        delivery=delivery.way,
        delivery_number="",
        delivered_on=delivery.on,
        made_at=run.made_at + timedelta(microseconds=place),
        made_by_id=run.made_by_id,
        made_by=run.made_by,
    )


def _before(session: Session, request_key: UUID) -> LetterRun | None:
    return session.exec(select(LetterRun).where(LetterRun.request_key == request_key)).first()


def _again(before: LetterRun, actor: Actor) -> LettersToMany:
    if before.made_by_id != actor.user_id:
        raise NotAllowed("These letters were written by somebody else.")
    return LettersToMany(before.id, before.letters, again=True)
