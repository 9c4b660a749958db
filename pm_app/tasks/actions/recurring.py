"""Adding, changing and removing recurring dates; saying that one was done, or is passed over once."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.rules.kinds import check_ladder
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import NotFound, Refused, Stale
from pm_app.kernel.listing import cleaned
from pm_app.portfolio.queries.properties import property_details
from pm_app.portfolio.queries.units import unit_place
from pm_app.tasks.actions.writing import hold_request
from pm_app.tasks.queries.people import checked_assignee
from pm_app.tasks.rules.occurring import day_after_done, first_day, next_after, next_due
from pm_app.tasks.rules.recurring import Recurrence, read_rule
from pm_app.tasks.rules.recurring_dates import RecurringFacts, check_done_on, checked_rule
from pm_app.tasks.rules.tasks import LONGEST_NOTE, LONGEST_TITLE
from pm_app.tasks.tables import RecurringDate, RecurringDateDone

_CHANGED = "Somebody else changed this date meanwhile. Reload the page, then enter your change again."
_NOT_THERE = "This recurring date does not exist, or it is not yours to see."


class RecurringTitleMissing(Refused):
    """A recurring date needs to say what is to be done."""


class DoneAgain(Refused):
    """It was done again after that: what was recorded last is taken back first."""


class NothingNext(Refused):
    """The rule has come to its end: there is nothing left to do or to pass over."""


def add_recurring_date(
    session: Session, actor: Actor, *, request_key: UUID, facts: RecurringFacts, now: datetime
) -> UUID:
    """Add a date that comes again; the same form sent twice adds one."""
    actor.must(Permission.CHANGE_TASKS)
    hold_request(session, request_key)
    made = session.exec(select(RecurringDate.id).where(RecurringDate.request_key == request_key)).first()
    if made is not None:
        return made
    values = _values(session, actor, facts)
    rule = read_rule(values["repeats"])
    one = RecurringDate(
        request_key=request_key,
        next_on=first_day(rule, facts.starts_on, from_last_done=facts.from_last_done),
        added_at=now,
        added_by=actor.name,
        **values,
    )
    session.add(one)
    session.flush()
    _audit(session, actor, one, "added", now)
    return one.id


def change_recurring_date(
    session: Session, actor: Actor, *, recurring_date_id: UUID, version: int, facts: RecurringFacts, now: datetime
) -> None:
    """Change a recurring date; refused (`Stale`) when somebody else did meanwhile.

    A changed rule or start counts on from the last time it was done, else from its start.
    """
    actor.must(Permission.CHANGE_TASKS)
    one = _locked(session, actor, recurring_date_id, version)
    before = _rhythm(one)
    for name, value in _values(session, actor, facts).items():
        setattr(one, name, value)
    if _rhythm(one) != before:
        one.next_on = _next_on(session, one)
    one.version += 1
    _audit(session, actor, one, "changed", now)


def mark_recurring_done(
    session: Session,
    actor: Actor,
    *,
    recurring_date_id: UUID,
    due_on: date,
    done_on: date,
    today: date,
    now: datetime,
    note: str = "",
) -> date | None:
    """Say that it was done for the day it was due, and return when it comes next (None: that was the last time).

    Days that passed between the two are passed over. The same day marked twice is marked once; refuses a day to come,
    one before the last time, and (`Stale`) a day that is not the next any more.
    """
    actor.must(Permission.CHANGE_TASKS)
    one = _locked(session, actor, recurring_date_id)
    dones = _dones(session, one.id)
    if any(done.due_on == due_on for done in dones):
        return one.next_on
    _must_be_next(one, due_on)
    last_on = max((done.done_on for done in dones), default=None)
    check_done_on(done_on, today, last_on, from_last_done=one.from_last_done)
    note = cleaned(note, longest=LONGEST_NOTE, field="note", name="The note")
    done = RecurringDateDone(
        recurring_date_id=one.id, due_on=due_on, done_on=done_on, done_by=actor.name, note=note, recorded_at=now
    )
    session.add(done)
    rule = read_rule(one.repeats)
    again = next_due(rule, one.starts_on, from_last_done=one.from_last_done, due_on=due_on, done_on=done_on)
    one.next_on = _not_marked(again, [due_on, *(earlier.due_on for earlier in dones)])
    one.version += 1
    _audit(session, actor, one, "done", now, due_on=due_on.isoformat(), done_on=done_on.isoformat(), note=note)
    return one.next_on


def undo_recurring_done(
    session: Session, actor: Actor, *, recurring_date_id: UUID, due_on: date, now: datetime
) -> None:
    """Take back that it was done for a day: it is due on that day again. A day skipped since comes up again after it.

    Refused (`DoneAgain`) when it was marked done again later, and (`Stale`) when it was taken back already.
    """
    actor.must(Permission.CHANGE_TASKS)
    one = _locked(session, actor, recurring_date_id)
    dones = sorted(_dones(session, one.id), key=lambda done: (done.recorded_at, done.due_on))
    wrong = next((done for done in dones if done.due_on == due_on), None)
    if wrong is None:
        raise Stale("This was taken back already. Reload the page and look again.")
    if wrong is not dones[-1]:
        raise DoneAgain(f"It was done again, for {in_words(dones[-1].due_on)}. Take that back first.")
    wrong.undone_at, wrong.undone_by = now, actor.name
    one.next_on = due_on
    one.version += 1
    _audit(session, actor, one, "done taken back", now, due_on=due_on.isoformat(), done_on=wrong.done_on.isoformat())


def skip_recurring_date(
    session: Session, actor: Actor, *, recurring_date_id: UUID, due_on: date, reason: str, now: datetime
) -> date | None:
    """Pass over the day that is next, once and for a reason, and return the one after it (None: it was the last)."""
    actor.must(Permission.CHANGE_TASKS)
    one = _locked(session, actor, recurring_date_id)
    _must_be_next(one, due_on)
    reason = cleaned(reason, longest=LONGEST_NOTE, field="reason", name="The reason")
    if not reason:
        raise Refused("Say why it is passed over this time.", field="reason")
    rule = read_rule(one.repeats)
    again = day_after_done(rule, due_on) if one.from_last_done else next_after(rule, one.starts_on, due_on)
    one.next_on = _not_marked(again, [done.due_on for done in _dones(session, one.id)])
    one.version += 1
    _audit(session, actor, one, "skipped once", now, due_on=due_on.isoformat(), reason=reason)
    return one.next_on


def remove_recurring_date(
    session: Session, actor: Actor, *, recurring_date_id: UUID, version: int, now: datetime
) -> None:
    """Let a date come no more; what was done of it is kept."""
    actor.must(Permission.CHANGE_TASKS)
    one = _locked(session, actor, recurring_date_id, version)
    if one.removed_at is None:
        one.removed_at = now
        one.version += 1
        _audit(session, actor, one, "removed", now)


def restore_recurring_date(session: Session, actor: Actor, *, recurring_date_id: UUID, now: datetime) -> None:
    """Let a removed date come again, from where it stood; refuses one that was not removed."""
    actor.must(Permission.CHANGE_TASKS)
    one = _locked(session, actor, recurring_date_id, removed=True)
    if one.removed_at is None:
        raise Refused("This date was not removed: it comes already.")
    one.removed_at = None
    one.version += 1
    _audit(session, actor, one, "restored", now)


def _values(session: Session, actor: Actor, facts: RecurringFacts) -> dict[str, Any]:
    title = " ".join(cleaned(facts.title, longest=LONGEST_TITLE, field="title", name="The title").split())
    if not title:
        raise RecurringTitleMissing("Write what is to be done.", field="title")
    if not facts.ladder:
        raise Refused("Write at least one day to be reminded on, such as 7, 0.", field="ladder")
    check_ladder(facts.ladder)
    property_id = facts.property_id
    if facts.unit_id is not None:
        property_id = unit_place(session, actor, unit_id=facts.unit_id).property_id
    elif property_id is not None:
        property_details(session, actor, property_id=property_id)
    rule = checked_rule(facts.repeats, facts.starts_on, from_last_done=facts.from_last_done)
    return {
        "title": title,
        "notes": cleaned(facts.notes, longest=LONGEST_NOTE, field="notes", name="The note"),
        "repeats": rule.text,
        "from_last_done": facts.from_last_done,
        "starts_on": facts.starts_on,
        "ladder": list(facts.ladder),
        "property_id": property_id,
        "unit_id": facts.unit_id,
        "responsible_id": checked_assignee(session, actor, facts.responsible_id, field="responsible_id"),
    }


def _rhythm(one: RecurringDate) -> tuple[str, bool, date]:
    return one.repeats, one.from_last_done, one.starts_on


def _next_on(session: Session, one: RecurringDate) -> date | None:
    """Return what comes next by a rule that was changed."""
    rule, dones = read_rule(one.repeats), _dones(session, one.id)
    if not dones:
        return first_day(rule, one.starts_on, from_last_done=one.from_last_done)
    last_due, last_done = max(done.due_on for done in dones), max(done.done_on for done in dones)
    found = _counted_on(rule, one, last_due, last_done)
    return _not_marked(found, [done.due_on for done in dones])


def _counted_on(rule: Recurrence, one: RecurringDate, last_due: date, last_done: date) -> date | None:
    return next_due(rule, one.starts_on, from_last_done=one.from_last_done, due_on=last_due, done_on=last_done)


def _not_marked(day: date | None, marked: list[date]) -> date | None:
    """Return the day, or the first one after it that was not marked: of what is done early two may fall on one day."""
    while day is not None and day in marked:
        day += timedelta(days=1)
    return day


def _dones(session: Session, recurring_date_id: UUID) -> list[RecurringDateDone]:
    wanted = select(RecurringDateDone).where(
        RecurringDateDone.recurring_date_id == recurring_date_id, col(RecurringDateDone.undone_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(RecurringDateDone.due_on))))


def _must_be_next(one: RecurringDate, due_on: date) -> None:
    if one.next_on is None:
        raise NothingNext("This date has come to its end. There is nothing left to do.")
    if one.next_on != due_on:
        raise Stale("Somebody else marked this date meanwhile. Reload the page and look again.")


def _locked(
    session: Session, actor: Actor, recurring_date_id: UUID, version: int | None = None, *, removed: bool = False
) -> RecurringDate:
    one = session.exec(select(RecurringDate).where(RecurringDate.id == recurring_date_id).with_for_update()).first()
    if one is None or not actor.sees(one.property_id) or (one.removed_at is not None and not removed):
        raise NotFound(_NOT_THERE)
    if version is not None and one.version != version:
        raise Stale(_CHANGED)
    return one


def _audit(session: Session, actor: Actor, one: RecurringDate, did: str, now: datetime, **details: Any) -> None:
    record_audit(
        session,
        actor,
        did=did,
        about_kind="recurring date",
        about_id=one.id,
        about_name=one.title,
        property_id=one.property_id,
        now=now,
        details={name: value for name, value in details.items() if value},
    )
