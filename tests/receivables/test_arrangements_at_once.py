"""Twenty people who arrange the same with one household, or post the same rent, at the same moment: it is done once."""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.charging import post_due
from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.notices import NewNotice, serve_notice
from pm_app.receivables.actions.plans import PlanRunning, agree_plan
from pm_app.receivables.enums import NoticeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.plans import plans_of
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.served_notices import demandable, served_notices_of
from pm_app.receivables.rules.plans import Promise
from pm_app.runtime import run_now
from tests.factories.receivables import a_household, typed_on
from tests.receivables.test_at_once import PEOPLE, at_once

JAN_5, JAN_10 = date(2026, 1, 5), date(2026, 1, 10)
ON = {"today": JAN_5, "now": typed_on(JAN_5)}


def agree(tenancy_id: UUID, key: UUID) -> UUID:
    promises = [Promise(JAN_10, 1_000_00)]
    return run_now(CONSOLE, agree_plan, request_key=key, tenancy_id=tenancy_id, promises=promises, **ON)


def test_the_same_plan_sent_twenty_times_at_once_is_one(tenancy_id: UUID):
    key = uuid4()

    answers = at_once(lambda _: agree(tenancy_id, key))

    assert len(set(answers)) == 1
    assert len(run_now(CONSOLE, plans_of, tenancy_id=tenancy_id, as_of=JAN_5)) == 1


def test_of_twenty_different_plans_at_once_one_runs(tenancy_id: UUID):
    answers = at_once(lambda _: agree(tenancy_id, uuid4()))

    assert sum(isinstance(answer, PlanRunning) for answer in answers) == PEOPLE - 1
    assert len(run_now(CONSOLE, plans_of, tenancy_id=tenancy_id, as_of=JAN_5)) == 1


def test_the_same_notice_sent_twenty_times_at_once_is_one(tenancy_id: UUID):
    items = run_now(CONSOLE, demandable, tenancy_id=tenancy_id, served_on=JAN_5)
    notice = NewNotice(NoticeKind.PAY_OR_QUIT, JAN_5, charge_ids=[item.charge_id for item in items])
    key = uuid4()

    answers = at_once(
        lambda _: run_now(CONSOLE, serve_notice, request_key=key, tenancy_id=tenancy_id, notice=notice, **ON)
    )

    assert len(set(answers)) == 1
    assert not any(isinstance(answer, Refused) for answer in answers)
    assert len(run_now(CONSOLE, served_notices_of, tenancy_id=tenancy_id)) == 1


def test_twenty_charges_runs_at_once_post_each_period_once(tenancy_id: UUID):
    def rented(session: Session, _actor: object) -> UUID:
        return a_household(session, rent_cents=900_00).id

    home_id = run_now(CONSOLE, rented)

    at_once(lambda _: UUID(int=post_due(CONSOLE, today=JAN_5).posted))

    assert run_now(CONSOLE, tenancy_position, tenancy_id=home_id, as_of=JAN_5).balance_cents == 900_00
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []
