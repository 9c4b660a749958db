"""Letters to many that could not be made: they wait, are given up, and are tried again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.tables import Letter, LetterRun
from pm_app.kernel.errors import NotFound, Refused
from pm_app.outbox.rules import pause_after, pause_while_away

ATTEMPTS = 3
LONGEST_PROBLEM = 300


def note_letters_failed(
    session: Session, actor: Actor, *, letter_ids: Collection[UUID], problem: str, now: datetime
) -> None:
    """Note that letters could not be made; after the third time they are given up, with the reason.

    One that is given up did not go out, whatever was said when it was asked for.
    """
    actor.must(Permission.RUN_JOBS)
    rows = session.exec(
        select(Letter).where(col(Letter.id).in_(letter_ids), col(Letter.document_id).is_(None)).with_for_update()
    )
    for row in rows:
        row.attempts += 1
        row.problem = problem[:LONGEST_PROBLEM]
        row.due_at = now + pause_after(row.attempts)
        if row.attempts >= ATTEMPTS:
            row.given_up_at, row.delivery, row.delivered_on = now, LetterDelivery.TO_BE_SENT, None
        session.add(row)


def put_off_letters(session: Session, actor: Actor, *, since: datetime, problem: str, now: datetime) -> None:
    """Note that what letters are made with is away: no attempt is lost, and all that wait do so a while longer.

    The pause grows with how long the letters have waited `since`.
    """
    actor.must(Permission.RUN_JOBS)
    rows = session.exec(
        select(Letter)
        .where(
            col(Letter.letter_run_id).isnot(None),
            col(Letter.document_id).is_(None),
            col(Letter.given_up_at).is_(None),
            col(Letter.due_at).is_(None) | (col(Letter.due_at) <= now),
        )
        .order_by(col(Letter.id))
        .with_for_update()
    )
    for row in rows:
        row.due_at, row.problem = now + pause_while_away(now - since), problem[:LONGEST_PROBLEM]


def try_letters_again(session: Session, actor: Actor, *, letter_run_id: UUID, now: datetime) -> int:
    """Have the letters of a run that were given up made once more, as new; return how many they are.

    Refuses when none was, and (`NotFound`) somebody else's run to whom is held to some properties.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    actor.must(Permission.FILE_DOCUMENTS)
    run = seen_run(session, actor, letter_run_id)
    rows = session.exec(
        select(Letter)
        .where(Letter.letter_run_id == letter_run_id, col(Letter.given_up_at).isnot(None))
        .order_by(col(Letter.id))
        .with_for_update()
    ).all()
    if not rows:
        raise Refused("None of these letters was given up: they are made, or they wait.")
    for row in rows:
        row.attempts, row.problem, row.given_up_at, row.due_at = 0, "", None, None
    record_audit(
        session,
        actor,
        did=f"tried again to make {len(rows):,} of {run.letters:,} letters",
        about_kind="letters",
        about_id=run.id,
        about_name=f"{run.letters:,} letters",
        now=now,
    )
    return len(rows)


def seen_run(session: Session, actor: Actor, letter_run_id: UUID) -> LetterRun:
    """Return letters to many; refuses (`NotFound`) those of somebody else to whom is held to some properties."""
    run = session.exec(select(LetterRun).where(LetterRun.id == letter_run_id)).first()
    if run is None or (actor.property_ids is not None and run.made_by_id != actor.user_id):
        raise NotFound("These letters do not exist, or they are not yours to see.")
    return run
