"""Keeping the critical dates as rows: what comes up is raised, what changed is moved, what is gone is closed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlalchemy import text
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.kernel.memory import no_collecting
from pm_app.kernel.tables import new_id
from pm_app.leasing.queries.states import among
from pm_app.reminders.actions.notes import put_back, take_notes
from pm_app.reminders.actions.rows import added_alerts, added_rungs, changed_alerts, closed_alerts
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.queries.dates import found_dates
from pm_app.reminders.queries.standing import decided_rungs, last_cycles, said_before, standing_alerts
from pm_app.reminders.rules.cycles import (
    GONE,
    Compared,
    Standing,
    compare,
    moved_reason,
    said_reason,
    told_of,
)
from pm_app.reminders.rules.dates import EVERYTHING, CriticalDate, Scope
from pm_app.reminders.rules.ladders import begins_on, every_rung, next_due_on, rung_day
from pm_app.reminders.tables import Alert

# One scan at a time: what one found must not be written over what a later one found.
_LOCK = text("select pg_try_advisory_xact_lock(hashtext('critical dates'))")
_WAIT = text("select pg_advisory_xact_lock(hashtext('critical dates'))")
_PATIENCE = text("set local lock_timeout = '25s'")


@dataclass(frozen=True)
class Clockwork:
    """When alerts speak: the first day of a ladder, and the next of the rungs that are not decided."""

    begins: Callable[[date, tuple[int, ...]], date]
    next_due: Callable[[date, tuple[int, ...], frozenset[int]], date | None]


@dataclass(frozen=True)
class Reconciled:
    """How many alerts were raised anew, begun again because their date changed, and closed."""

    opened: int = 0
    moved: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Scanned:
    """What a scan came to, and which sources of dates could not be read, with what happened."""

    reconciled: Reconciled = Reconciled()
    failed: tuple[tuple[str, Exception], ...] = ()


def lock_scans(session: Session, actor: Actor, *, wait: bool) -> bool:
    """Keep other scans away until the transaction ends; return whether they are, False when one is at work already.

    It must be held before the sources are read: what is found while it is held is newer than what was found before.
    """
    actor.must(Permission.RUN_JOBS)
    if wait:
        session.connection().execute(_PATIENCE)
        session.connection().execute(_WAIT)
        return True
    return session.connection().execute(_LOCK).scalar_one()


def scan(session: Session, actor: Actor, *, today: date, now: datetime, only: Scope = EVERYTHING) -> Scanned:
    """Look at the dates of everything, or of some records alone, and keep the alerts as they say.

    A source that cannot be read is told of in what comes back, and its alerts stay as they are. When everything is
    looked at, the notes about what was saved before are done with, unless something could not be read.
    """
    actor.must(Permission.RUN_JOBS)
    lock_scans(session, actor, wait=True)
    notes = take_notes(session, actor) if only.everything else []
    # A hundred thousand dates stay in memory until they are compared: searching them for garbage takes twice as long.
    with no_collecting():
        found = found_dates(session, actor, today=today, only=only)
        done = reconcile(session, actor, found=found.dates, scanned=found.scanned, today=today, now=now)
    if found.failed:
        put_back(session, actor, notes=notes)
    return Scanned(done, found.failed)


def reconcile(
    session: Session, actor: Actor, *, found: Sequence[CriticalDate], scanned: Scope, today: date, now: datetime
) -> Reconciled:
    """Keep the open alerts as the dates say that were found; those of what was scanned and not found are closed.

    Every rung of a cycle that ends is decided in the same transaction: what was neither sent nor skipped is cancelled
    with the reason. A date that comes back is not said again on rungs that were sent of it before; the day of that is
    named in the time zone of `now`.
    """
    actor.must(Permission.RUN_JOBS)
    item_ids = list({item.item_id for item in found})
    standing = standing_alerts(session, actor, scanned=scanned, item_ids=item_ids)
    compared = compare(found, standing)
    clockwork = _clockwork(session, actor)
    changed = _changed(session, actor, compared, clockwork)
    ended = [*compared.gone, *(alert for alert, _ in compared.moved)]
    held = _locked(session, [*changed, *(alert.alert_id for alert in ended)])
    compared = _still_standing(compared, held)
    changed_alerts(session, [row for alert_id, row in changed.items() if alert_id in held])
    _close(session, compared, now=now)
    _begin(session, actor, compared, clockwork, now=now)
    return Reconciled(len(compared.opened), len(compared.moved), len(compared.gone))


def _clockwork(session: Session, actor: Actor) -> Clockwork:
    """Most dates share a day and a ladder with others: each is worked out once."""
    working = working_days(session, actor)
    begins = cache(lambda falls_on, ladder: begins_on(falls_on, ladder, working))
    return Clockwork(begins, cache(lambda falls_on, ladder, decided: next_due_on(falls_on, ladder, decided, working)))


def _changed(session: Session, actor: Actor, compared: Compared, clockwork: Clockwork) -> dict[UUID, dict[str, object]]:
    """What is to be written of the alerts whose date is as it was, and of which something else is not."""
    decided = decided_rungs(session, actor, alert_ids=[alert.alert_id for alert, _ in compared.same])
    nothing = frozenset[int]()
    rows: dict[UUID, dict[str, object]] = {}
    for alert, item in compared.same:
        already = decided.get(alert.alert_id, nothing)
        due = None if alert.resolved else clockwork.next_due(item.falls_on, item.ladder, already)
        begins = clockwork.begins(item.falls_on, item.ladder)
        as_it_is = (alert.told, alert.ladder, alert.begins_on, alert.next_due_on)
        if as_it_is != (told_of(item), item.ladder, begins, due):
            rows[alert.alert_id] = {"id": alert.alert_id, **_values(item, begins, due)}
    return rows


def _values(item: CriticalDate, begins: date, due: date | None) -> dict[str, object]:
    return {
        "falls_on": item.falls_on,
        "begins_on": begins,
        "ladder": item.ladder,
        "next_due_on": due,
        "what": item.what,
        "who": item.who,
        "document_kind": item.document_kind,
        "property_id": item.property_id,
        "unit_id": item.unit_id,
        "tenancy_id": item.tenancy_id,
        "person_id": item.person_id,
        "document_id": item.document_id,
        "task_id": item.task_id,
        "manager_id": item.manager_id,
    }


def _locked(session: Session, alert_ids: Sequence[UUID]) -> set[UUID]:
    """Lock alerts in the order in which everybody takes them, and return those that stand still.

    A person may open one again, which begins its next cycle; what stands then is looked at next time.
    """
    if not alert_ids:
        return set()
    wanted = sql_select(col(Alert.id)).where(among(Alert.id, alert_ids), col(Alert.closed_at).is_(None))
    return set(session.execute(wanted.order_by(col(Alert.id)).with_for_update()).scalars())


def _still_standing(compared: Compared, held: set[UUID]) -> Compared:
    gone = [alert for alert in compared.gone if alert.alert_id in held]
    return replace(compared, gone=gone, moved=[one for one in compared.moved if one[0].alert_id in held])


def _close(session: Session, compared: Compared, *, now: datetime) -> None:
    reasons = [(alert, GONE[alert.kind]) for alert in compared.gone]
    reasons += [(alert, moved_reason(item.falls_on)) for alert, item in compared.moved]
    closed_alerts(session, [{"id": alert.alert_id, "reason": reason} for alert, reason in reasons], now=now)
    added_rungs(
        session,
        (
            _rung(alert.alert_id, alert, alert.cycle, rung, ReminderState.CANCELLED, reason)
            for alert, reason in reasons
            for rung in every_rung(alert.ladder)
        ),
        now=now,
    )


def _begin(session: Session, actor: Actor, compared: Compared, clockwork: Clockwork, *, now: datetime) -> None:
    assigned = {(item.kind, item.item_id): alert.assigned_to_id for alert, item in compared.moved}
    items = [*compared.opened, *(item for _, item in compared.moved)]
    ids = list({item.item_id for item in items})
    cycles = last_cycles(session, actor, item_ids=ids) if ids else {}
    before = said_before(session, actor, item_ids=[item_id for _, item_id in cycles], zone=now.tzinfo)
    alerts: list[dict[str, object]] = []
    rungs: list[dict[str, object]] = []
    for item in items:
        key = (item.kind, item.item_id)
        said = before.get((key, item.falls_on), {})
        alert_id, cycle = new_id(), cycles.get(key, 0) + 1
        rungs += [
            _rung(alert_id, item, cycle, rung, ReminderState.SKIPPED, said_reason(on)) for rung, on in said.items()
        ]
        due = clockwork.next_due(item.falls_on, item.ladder, frozenset(said))
        begins = clockwork.begins(item.falls_on, item.ladder)
        named = {"id": alert_id, "item_kind": item.kind, "item_id": item.item_id, "cycle": cycle}
        alerts.append(named | {"assigned_to_id": assigned.get(key)} | _values(item, begins, due))
    added_alerts(session, alerts, now=now)
    added_rungs(session, rungs, now=now)


def _rung(
    alert_id: UUID, of: CriticalDate | Standing, cycle: int, rung: int, state: ReminderState, reason: str
) -> dict[str, object]:
    return {
        "id": new_id(),
        "alert_id": alert_id,
        "item_kind": of.kind,
        "item_id": of.item_id,
        "cycle": cycle,
        "rung": rung,
        "due_on": rung_day(of.falls_on, rung),
        "state": state,
        "reason": reason,
    }
