"""The users of the office as they may be told of dates: who sees which, and how a date is named to them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, select

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import Actor
from pm_app.leasing.queries.states import among
from pm_app.portfolio.tables import Property, Unit
from pm_app.reminders.enums import CriticalDateKind
from pm_app.reminders.queries.seeing import seen
from pm_app.reminders.rules.mails import Reader, Subject
from pm_app.reminders.rules.seeing import sees_every_date
from pm_app.reminders.tables import Alert

# Of so many dates each one's document is looked up by itself; of more, all that the user sees are gathered once.
FEW = 1_000


def staff(session: Session, actor: Actor) -> list[Actor]:
    """Return the users who may sign in and may see alerts at all, as they act, by name."""
    actor.must(Permission.RUN_JOBS)
    named = [user_id for user_id, _, _ in colleagues(session, actor)]
    acting = acting_as(session, actor, user_ids=named)
    found = (acting.get(user_id) for user_id in named)
    return [user for user in found if user is not None and user.may(Permission.VIEW_ALERTS)]


def seers(session: Session, users: Sequence[Actor], alert_ids: Collection[UUID]) -> dict[UUID, list[Actor]]:
    """Return for each alert who of the users sees it, in their order."""
    seeing: dict[UUID, list[Actor]] = {alert_id: [] for alert_id in alert_ids}
    for user in users:
        for alert_id in alert_ids if sees_every_date(user) else seen_among(session, user, alert_ids):
            seeing[alert_id].append(user)
    return seeing


def seen_among(session: Session, user: Actor, alert_ids: Collection[UUID]) -> set[UUID]:
    """Return which of the alerts this user sees."""
    few = len(alert_ids) <= FEW
    return set(session.exec(select(Alert.id).where(among(Alert.id, alert_ids), seen(user, few=few))))


def subjects_of(
    session: Session, alerts: Sequence[Alert], *, responsible: Mapping[UUID, str] | None = None
) -> dict[UUID, Subject]:
    """Return the alerts as mails name them, by id; `responsible` has the names of who answers for them, by alert."""
    answering = responsible or {}
    properties = _names(session, Property, {alert.property_id for alert in alerts})
    units = _names(session, Unit, {alert.unit_id for alert in alerts})
    return {alert.id: _subject(alert, properties, units, answering.get(alert.id, "")) for alert in alerts}


def named_subjects(session: Session, actor: Actor, alerts: Sequence[Alert]) -> dict[UUID, Subject]:
    """Return the alerts as mails name them, with who answers for each."""
    names = {user_id: name for user_id, name, _ in colleagues(session, actor)}
    responsible = {alert.id: names.get(alert.assigned_to_id or alert.manager_id or alert.id, "") for alert in alerts}
    return subjects_of(session, alerts, responsible=responsible)


def reader_of(user: Actor, user_id: UUID) -> Reader:
    """Return a user as who a mail goes to."""
    return Reader(user_id, user.name, user.email, user.may(Permission.IMPORT_PORTFOLIO))


def _names(session: Session, table: type[Property] | type[Unit], ids: Collection[UUID | None]) -> dict[UUID, str]:
    rows = session.exec(select(table.id, table.name).where(among(table.id, [one for one in ids if one])))
    return dict(rows.all())


def _subject(alert: Alert, properties: dict[UUID, str], units: dict[UUID, str], responsible: str) -> Subject:
    name = properties.get(alert.property_id, "") if alert.property_id else ""
    unit = units.get(alert.unit_id, "") if alert.unit_id else ""
    shown = f"unit {unit}" if unit and f"unit {unit}" not in alert.who else ""
    place = ", ".join(part for part in (name, shown) if part)
    return Subject(
        alert_id=alert.id,
        kind=CriticalDateKind(alert.item_kind),
        falls_on=alert.falls_on,
        what=alert.what,
        who=alert.who,
        place="" if place == alert.who else place,
        responsible=responsible,
        property_name=name,
        unit_name=unit,
    )
