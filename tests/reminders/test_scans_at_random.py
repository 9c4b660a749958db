"""Whatever is done in whatever order: one alert stands per date, and a cycle that ended has each rung decided once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, SCHEDULER, Actor
from pm_app.calendars.queries import working_days
from pm_app.documents.actions.requirements import add_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.leasing.tables import LeaseNotice, Tenancy
from pm_app.portfolio.tables import Property
from pm_app.reminders.actions.alerts import reopen_alerts, resolve_alerts, snooze_alerts
from pm_app.reminders.actions.deciding import decide
from pm_app.reminders.actions.freshening import scan_stale
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.due import due_alerts
from pm_app.reminders.rules.cycles import speaks
from pm_app.reminders.rules.ladders import every_rung, next_due_on
from pm_app.reminders.rules.picking import Picked
from pm_app.reminders.tables import Alert, Reminder, ReminderRule
from pm_app.tasks.tables import RecurringDate, Task
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, a_lease_end, an_expiration, dates_of, scanned

INSPECTION = DocumentKind.PERIODIC_INSPECTION


@dataclass
class Office:
    """An office of two properties in which anything may happen, on a day that goes on and jumps back."""

    session: Session
    manager: Actor
    today: date = TODAY
    properties: list[UUID] = field(default_factory=list)
    documents: list[UUID] = field(default_factory=list)
    homes: list[UUID] = field(default_factory=list)
    task: UUID = field(default_factory=uuid4)
    recurring: UUID = field(default_factory=uuid4)

    def date_moves(self, n: int) -> None:
        document = self.session.get_one(Document, self.documents[n % 4])
        document.valid_through = TODAY + timedelta(days=(n * 37) % 200 - 50)

    def cancel_by_moves(self, n: int) -> None:
        document = self.session.get_one(Document, self.documents[n % 4])
        document.cancel_by_on = None if n % 3 == 0 else TODAY + timedelta(days=n)

    def document_put_away_or_back(self, n: int) -> None:
        document = self.session.get_one(Document, self.documents[n % 4])
        document.archived_at = None if document.archived_at else NOON

    def document_looked_at(self, n: int) -> None:
        self.session.get_one(Document, self.documents[n % 4]).reviewed_at = NOON if n % 2 else None

    def document_moves(self, n: int) -> None:
        links = select(DocumentLink).where(DocumentLink.document_id == self.documents[n % 4])
        for link in self.session.exec(links):
            self.session.delete(link)
        self.session.flush()
        if n % 3:
            place = self.properties[n % 2]
            link = DocumentLink(document_id=self.documents[n % 4], property_id=place, scope_property_id=place)
            self.session.add(link)

    def property_put_away_or_back(self, n: int) -> None:
        building = self.session.get_one(Property, self.properties[n % 2])
        building.archived_at = None if building.archived_at else NOON

    def property_renamed(self, n: int) -> None:
        self.session.get_one(Property, self.properties[n % 2]).manager_id = self.manager.user_id if n % 3 else None

    def household_renamed(self, n: int) -> None:
        self.session.get_one(Tenancy, self.homes[n % 2]).name = f"Household {n}"

    def notice_given_or_withdrawn(self, n: int) -> None:
        home = self.session.get_one(Tenancy, self.homes[n % 2])
        if home.move_out_planned_on is None:
            a_notice(self.session, home, move_out_on=TODAY + timedelta(days=n))
            return
        home.move_out_planned_on = None
        for notice in self.session.exec(select(LeaseNotice).where(LeaseNotice.tenancy_id == home.id)):
            notice.withdrawn_at = NOON

    def moved_out_or_not(self, n: int) -> None:
        home = self.session.get_one(Tenancy, self.homes[n % 2])
        home.moved_out_on = None if home.moved_out_on else TODAY - timedelta(days=n % 5)

    def task_done_or_moved(self, n: int) -> None:
        task = self.session.get_one(Task, self.task)
        task.completed_at = NOON if n % 3 == 0 else None
        task.due_on = None if n % 5 == 0 else TODAY + timedelta(days=n - 30)

    def recurring_goes_on(self, n: int) -> None:
        self.session.get_one(RecurringDate, self.recurring).next_on = None if n % 4 == 0 else TODAY + timedelta(days=n)

    def another_ladder(self, n: int) -> None:
        kind = (K.DOCUMENT_EXPIRATION, K.LEASE_END, K.TASK)[n % 3]
        for rule in self.session.exec(select(ReminderRule).where(ReminderRule.item_kind == kind)):
            self.session.delete(rule)
        self.session.flush()
        ladder = ([30, 7, 0], [60, 0, -7], [], [n % 90])[n % 4]
        given = {"roles": [], "outsider_rungs": [], "changed_at": NOON, "changed_by": "Dana"}
        self.session.add(ReminderRule(item_kind=kind, ladder=ladder, **given))

    def what_is_due_is_said(self, n: int) -> None:
        decide(self.session, SCHEDULER, alert_ids=self._due(), today=self.today, now=NOON)

    def _due(self) -> list[UUID]:
        return due_alerts(self.session, SCHEDULER, today=self.today)

    def dealt_with(self, n: int) -> None:
        if picked := self._one(n, resolved=False):
            resolve_alerts(self.session, self.manager, picked=[picked], reason="The vendor left.", now=NOON)

    def opened_again(self, n: int) -> None:
        if picked := self._one(n, resolved=True):
            reopen_alerts(self.session, self.manager, picked=[picked], now=NOON)

    def put_off(self, n: int) -> None:
        if picked := self._one(n, resolved=False):
            until = max(self.today, self.session.get_one(Alert, picked.alert_id).falls_on) + timedelta(days=1)
            given = {"snoozed_until": until, "today": self.today, "now": NOON}
            snooze_alerts(self.session, self.manager, picked=[picked], **given)

    def _one(self, n: int, *, resolved: bool) -> Picked | None:
        done = col(Alert.resolved_at).isnot(None) if resolved else col(Alert.resolved_at).is_(None)
        wanted = select(Alert).where(col(Alert.closed_at).is_(None), done).order_by(col(Alert.falls_on), col(Alert.id))
        standing = self.session.exec(wanted).all()
        return Picked((one := standing[n % len(standing)]).id, one.version) if standing else None

    def days_pass(self, n: int) -> None:
        self.today += timedelta(days=n % 45 - 5)  # sometimes the clock jumps back
        scanned(self.session, today=self.today)

    def looked_at_again(self, n: int) -> None:
        self.session.flush()
        done = scan_stale(self.session, SCHEDULER, today=self.today, now=NOON)
        assert done.scanned.failed == ()
        self.session.expire_all()


EVENTS: tuple[Callable[[Office, int], object], ...] = tuple(
    what for name, what in vars(Office).items() if callable(what) and not name.startswith("_")
)


def an_office(session: Session, manager: Actor) -> Office:
    buildings = [a_property(session) for _ in range(2)]
    homes = [a_lease_end(session, building, days=days) for building, days in zip(buildings, (20, 90), strict=True)]
    unit = a_unit(session, buildings[0])
    documents = [
        an_expiration(session, buildings[0], days=25),
        an_expiration(session, buildings[1], days=3, kind=DocumentKind.RENTAL_LICENSE),
        a_document(session, LinkTarget(unit_id=unit.id), kind=INSPECTION, valid_through=TODAY + timedelta(8)),
        a_document(
            session, LinkTarget(tenancy_id=homes[0].id), kind=DocumentKind.RENTERS_INSURANCE, valid_through=TODAY
        ),
    ]
    for level, kind in (
        (KindLevel.PROPERTY, DocumentKind.RENTAL_LICENSE),
        (KindLevel.LEASE, DocumentKind.RENTERS_INSURANCE),
    ):
        add_requirement(session, CONSOLE, rule=Requirement(kind, level), now=NOON)
    task = Task(request_key=uuid4(), title="Call the roofer", due_on=TODAY, created_at=NOON, created_by="Dana")
    recurring = RecurringDate(
        **{"request_key": uuid4(), "title": "Alarm test", "repeats": "FREQ=YEARLY", "starts_on": TODAY},
        **{"next_on": TODAY + timedelta(30), "ladder": [], "property_id": buildings[1].id},
        **{"added_at": NOON, "added_by": "Dana"},
    )
    session.add_all([task, recurring])
    session.flush()
    office = Office(session, manager, task=task.id, recurring=recurring.id, documents=documents)
    office.properties, office.homes = [one.id for one in buildings], [one.id for one in homes]
    return office


def all_is_well(office: Office) -> None:
    session, working = office.session, working_days(office.session, SCHEDULER)
    rungs: dict[UUID, list[int]] = {}
    for alert_id, rung in session.exec(select(Reminder.alert_id, Reminder.rung)):
        rungs.setdefault(alert_id, []).append(rung)
    found = {(one.kind, one.item_id): one for one in dates_of(session, today=office.today) if speaks(one)}
    standing: dict[tuple[K, UUID], Alert] = {}
    for alert in session.exec(select(Alert).order_by(col(Alert.cycle))):
        decided = rungs.get(alert.id, [])
        assert len(decided) == len(set(decided))
        if alert.closed_at is not None:
            assert set(every_rung(alert.ladder)) <= set(decided)
            continue
        item = found[K(alert.item_kind), alert.item_id]
        standing[K(alert.item_kind), alert.item_id] = alert
        assert (alert.falls_on, alert.what, alert.who, tuple(alert.ladder)) == (
            item.falls_on,
            item.what,
            item.who,
            item.ladder,
        )
        assert (alert.property_id, alert.manager_id) == (item.property_id, item.manager_id)
        due = None if alert.resolved_at else next_due_on(alert.falls_on, alert.ladder, decided, working)
        assert alert.next_due_on == due
    assert standing.keys() == found.keys()


@pytest.fixture
def boss(session: Session) -> Actor:
    """A manager who is told and who deals with dates."""
    return an_actor(session, Role.MANAGER)


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 60)), min_size=1, max_size=25))
def test_whatever_happens(session: Session, boss: Actor, happens: list[tuple[Callable[[Office, int], object], int]]):
    session.expire_all()
    with session.begin_nested() as one_office:
        office = an_office(session, boss)
        scanned(session)
        for what, n in happens:
            what(office, n)
            if n % 3 == 0:
                office.looked_at_again(n)
                all_is_well(office)
        office.looked_at_again(0)
        all_is_well(office)

        again = scanned(session, today=office.today)

        assert (again.opened, again.moved, again.closed) == (0, 0, 0)
        all_is_well(office)
        one_office.rollback()
