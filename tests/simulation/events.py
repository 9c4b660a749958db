"""What people do in the simulated office on a day: leases are renewed, papers replaced, alerts taken in hand."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from pm_app.access.enums import Role
from pm_app.access.rules import GRANTS, Actor
from pm_app.documents.actions.changing import archive_document, change_document, restore_document
from pm_app.documents.actions.filing import file_document
from pm_app.documents.actions.linking import UNCHANGED
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.scope import LinkRow
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.leasing.actions.leaving import end_lease, give_notice, withdraw_notice
from pm_app.leasing.actions.terms import renew_lease
from pm_app.leasing.enums import NoticeGiver
from pm_app.reminders.actions.alerts import acknowledge_alerts, resolve_alerts, snooze_alerts
from pm_app.reminders.queries.alerts import alert_rows
from pm_app.reminders.rules.picking import Picked
from pm_app.runtime import run_now
from pm_app.tasks.actions.tasks import add_task
from tests.factories.documents import a_content
from tests.simulation.faults import survived
from tests.simulation.office import MovedClock, Office

TASK_DAYS = (1, 3, 10, 40)


class People:
    """The staff of the office, who do something or other every day."""

    def __init__(self, office: Office, clock: MovedClock, random: Random) -> None:
        self._office, self._clock, self._random = office, clock, random
        permissions = GRANTS[Role.MANAGER]
        self._actor = Actor(office.managers[0], "Manager 0", "manager0@example.com", Role.MANAGER, permissions)
        self._doings: Sequence[Callable[[], object]] = (
            *(self.renew, self.move_an_expiration, self.replace_a_paper, self.acknowledge, self.snooze),
            *(self.give_notice, self.withdraw_notice, self.move_out, self.resolve),
            *(self.archive, self.bring_back, self.add_a_task),
        )

    def work(self, times: int) -> None:
        """Do so many things at random; what the app refuses is left alone, and a death loses at most one of them."""
        for _ in range(times):
            with survived(), suppress(Refused):
                self._random.choice(self._doings)()

    def renew(self) -> None:
        ends_on = self._clock.today() + timedelta(days=self._random.randint(200, 500))
        run_now(self._actor, renew_lease, tenancy_id=self._household(), ends_on=ends_on, **self._when())

    def give_notice(self) -> None:
        today = self._clock.today()
        leaves_on = today + timedelta(days=self._random.randint(20, 70))
        facts: dict[str, Any] = {"given_by": NoticeGiver.TENANT, "given_on": today, "move_out_on": leaves_on}
        run_now(self._actor, give_notice, tenancy_id=self._household(), **facts, **self._when())

    def withdraw_notice(self) -> None:
        run_now(self._actor, withdraw_notice, tenancy_id=self._household(), now=self._clock.now())

    def move_out(self) -> None:
        if self._random.random() < 0.3:
            today = self._clock.today()
            run_now(self._actor, end_lease, tenancy_id=self._household(), moved_out_on=today, **self._when())

    def move_an_expiration(self) -> None:
        document_id, today = self._random.choice(self._office.documents), self._clock.today()
        told = run_now(self._actor, document_details, document_id=document_id, today=today)
        through = self._random.choice([None, today + timedelta(days=self._random.randint(-10, 200))])
        run_now(
            self._actor,
            change_document,
            document_id=document_id,
            version=told.version,
            title=told.title,
            kind=told.kind,
            tags=told.tags,
            notes=told.notes,
            valid_from=None,
            valid_through=through,
            replaces_id=UNCHANGED,
            now=self._clock.now(),
        )

    def replace_a_paper(self) -> None:
        document_id, today = self._random.choice(self._office.documents), self._clock.today()
        told = run_now(self._actor, document_details, document_id=document_id, today=today)
        newer = run_now(
            self._actor,
            file_document,
            request_key=uuid4(),
            sha256=a_content(),
            size_bytes=1_000,
            media_type="application/pdf",
            filename="newer.pdf",
            title=told.title,
            kind=told.kind,
            links=tuple(_target(link) for link in told.links),
            valid_through=today + timedelta(days=self._random.randint(60, 400)),
            replaces_id=document_id,
            now=self._clock.now(),
        )
        self._office.documents.append(newer)

    def archive(self) -> None:
        document_id = self._random.choice(self._office.documents)
        run_now(self._actor, archive_document, document_id=document_id, now=self._clock.now())

    def bring_back(self) -> None:
        document_id = self._random.choice(self._office.documents)
        run_now(self._actor, restore_document, document_id=document_id, now=self._clock.now())

    def add_a_task(self) -> None:
        due_on = self._clock.today() + timedelta(days=self._random.choice(TASK_DAYS))
        run_now(
            self._actor, add_task, request_key=uuid4(), title="Call the roofer", due_on=due_on, now=self._clock.now()
        )

    def acknowledge(self) -> None:
        run_now(self._actor, acknowledge_alerts, picked=self._picked(), now=self._clock.now())

    def snooze(self) -> None:
        until = self._clock.today() + timedelta(days=self._random.randint(1, 20))
        run_now(self._actor, snooze_alerts, picked=self._picked(), snoozed_until=until, **self._when())

    def resolve(self) -> None:
        why = "Dealt with by phone."
        run_now(self._actor, resolve_alerts, picked=self._picked(), reason=why, now=self._clock.now())

    def _picked(self) -> list[Picked]:
        rows = run_now(self._actor, alert_rows, listing=Listing(size=100), today=self._clock.today()).rows
        if not rows:
            raise Refused("There is nothing to act on.")
        chosen = self._random.choice(rows)
        return [Picked(chosen.alert_id, chosen.version)]

    def _household(self) -> UUID:
        return self._random.choice(self._office.tenancies)

    def _when(self) -> dict[str, Any]:
        return {"today": self._clock.today(), "now": self._clock.now()}


def _target(link: LinkRow) -> LinkTarget:
    return LinkTarget(tenancy_id=link.target_id) if link.kind == "lease" else LinkTarget(property_id=link.target_id)
