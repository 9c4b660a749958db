"""The alerts that stand for what is scanned, which of their rungs are decided, and what earlier cycles said."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.leasing.queries.states import among
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.enums import ReminderState
from pm_app.reminders.rules.cycles import Key, Standing
from pm_app.reminders.rules.dates import Scope
from pm_app.reminders.tables import Alert, Reminder

_OF_HOUSEHOLDS = (
    *(K.LEASE_END, K.RENEWAL_OFFER, K.RENEWAL_REPLY, K.MOVE_OUT, K.RENT_INCREASE, K.NOTICE_DEADLINE),
    *(K.DEPOSIT_DEADLINE, K.DEPOSIT_TRANSFER, K.PAYMENT_PROMISE),
)
_OF_DOCUMENTS = (K.DOCUMENT_EXPIRATION, K.CANCEL_BY, K.INSPECTION)


def standing_alerts(session: Session, actor: Actor, *, scanned: Scope, item_ids: Collection[UUID]) -> list[Standing]:
    """Return the alerts not closed whose records were scanned, and those of these items."""
    actor.must(Permission.RUN_JOBS)
    covered = _covered(scanned)
    wanted = true() if scanned.everything else or_(covered, among(Alert.item_id, item_ids))
    rows = session.execute(
        sql_select(
            col(Alert.id),
            col(Alert.item_kind),
            col(Alert.item_id),
            col(Alert.cycle),
            col(Alert.falls_on),
            col(Alert.begins_on),
            col(Alert.ladder),
            col(Alert.next_due_on),
            col(Alert.resolved_at),
            col(Alert.assigned_to_id),
            col(Alert.what),
            col(Alert.who),
            col(Alert.document_kind),
            col(Alert.property_id),
            col(Alert.unit_id),
            col(Alert.tenancy_id),
            col(Alert.person_id),
            col(Alert.document_id),
            col(Alert.task_id),
            col(Alert.manager_id),
            covered,
        ).where(col(Alert.closed_at).is_(None), wanted)
    )
    return [_standing(row) for row in rows]


def _standing(row: Any) -> Standing:
    (alert_id, kind, item_id, cycle, falls_on, begins_on, ladder, due, resolved_at, assigned, *told, covered) = row
    told[2] = None if told[2] is None else DocumentKind(told[2])
    return Standing(
        alert_id=alert_id,
        kind=K(kind),
        item_id=item_id,
        cycle=cycle,
        falls_on=falls_on,
        begins_on=begins_on,
        ladder=tuple(ladder),
        next_due_on=due,
        resolved=resolved_at is not None,
        assigned_to_id=assigned,
        told=tuple(told),
        covered=covered,
    )


def _covered(scanned: Scope) -> ColumnElement[bool]:
    looked_at = col(Alert.item_kind).in_(scanned.kinds)
    if scanned.everything:
        return looked_at
    things = scanned.things
    parts = (
        and_(col(Alert.item_kind).in_(_OF_HOUSEHOLDS), among(Alert.tenancy_id, scanned.tenancy_ids)),
        and_(col(Alert.item_kind).in_(_OF_DOCUMENTS), among(Alert.document_id, scanned.document_ids)),
        and_(col(Alert.item_kind) == K.TASK, among(Alert.task_id, scanned.task_ids)),
        and_(col(Alert.item_kind) == K.RECURRING_DATE, among(Alert.item_id, scanned.recurring_ids)),
        and_(col(Alert.item_kind) == K.MISSING_DOCUMENT, _lacking(things) if things else false()),
    )
    return and_(looked_at, or_(*parts))


def _lacking(things: Any) -> ColumnElement[bool]:
    """The alerts about what these things lack, by the same words that required documents are narrowed by."""
    if things.everything:
        return true()
    of_place = (col(Alert.unit_id).is_(None), col(Alert.tenancy_id).is_(None), col(Alert.person_id).is_(None))
    company = and_(col(Alert.property_id).is_(None), *of_place)
    return or_(
        among(Alert.property_id, things.whole_property_ids),
        and_(among(Alert.property_id, things.property_ids), *of_place),
        among(Alert.unit_id, things.unit_ids),
        among(Alert.person_id, things.person_ids),
        company if things.company else false(),
    )


def decided_rungs(session: Session, actor: Actor, *, alert_ids: Collection[UUID]) -> dict[UUID, frozenset[int]]:
    """Return which rungs of these alerts are decided; an alert without any is left out."""
    actor.must(Permission.RUN_JOBS)
    if not alert_ids:
        return {}
    rows = session.execute(
        sql_select(col(Reminder.alert_id), func.array_agg(col(Reminder.rung)))
        .where(among(Reminder.alert_id, alert_ids))
        .group_by(col(Reminder.alert_id))
    )
    return {alert_id: frozenset(rungs) for alert_id, rungs in rows}


def last_cycles(session: Session, actor: Actor, *, item_ids: Collection[UUID]) -> dict[Key, int]:
    """Return the number of the latest cycle of these items; one that never had any is left out."""
    actor.must(Permission.RUN_JOBS)
    rows = session.execute(
        sql_select(col(Alert.item_kind), col(Alert.item_id), func.max(Alert.cycle))
        .where(among(Alert.item_id, item_ids))
        .group_by(col(Alert.item_kind), col(Alert.item_id))
    )
    return {(K(kind), item_id): cycle for kind, item_id, cycle in rows}


def said_before(
    session: Session, actor: Actor, *, item_ids: Collection[UUID], zone: tzinfo | None
) -> Mapping[tuple[Key, date], dict[int, date]]:
    """Return which rungs were sent of which date of these items in any cycle, and on which day in the zone at first."""
    actor.must(Permission.RUN_JOBS)
    said: dict[tuple[Key, date], dict[int, date]] = defaultdict(dict)
    if not item_ids:
        return said
    rows = session.execute(
        sql_select(
            col(Alert.item_kind),
            col(Alert.item_id),
            col(Alert.falls_on),
            col(Reminder.rung),
            func.min(Reminder.decided_at),
        )
        .join(Alert, col(Alert.id) == col(Reminder.alert_id))
        .where(among(Alert.item_id, item_ids), col(Reminder.state) == ReminderState.SENT)
        .group_by(col(Alert.item_kind), col(Alert.item_id), col(Alert.falls_on), col(Reminder.rung))
    )
    for kind, item_id, falls_on, rung, decided_at in rows:
        said[(K(kind), item_id), falls_on][rung] = decided_at.astimezone(zone).date()
    return said
