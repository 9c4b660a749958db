"""Several people on one household at once, on a database of their own that really commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import Listing
from pm_app.receivables.actions.late_fees import approve_late_fees
from pm_app.receivables.actions.reversals import AlreadyTakenBack
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.late_fees import late_fee_proposals
from pm_app.receivables.queries.ledger import ledger
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.runtime import Runtime, run_now
from tests.conftest import NOON
from tests.factories.late_fees import FIFTY, late_fees
from tests.factories.receivables import a_household
from tests.receivables.acting import charge, receive, take_back_receipt

JAN_1, JAN_5 = date(2026, 1, 1), date(2026, 1, 5)
PEOPLE = 20


def at_once(work: Callable[[int], UUID]) -> list[UUID | Refused]:
    """Do the work for twenty people at once; the answers are ids or refusals."""

    def done(number: int) -> UUID | Refused:
        try:
            return work(number)
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(done, range(PEOPLE)))


def receipts(tenancy_id: UUID) -> int:
    page = run_now(CONSOLE, ledger, tenancy_id=tenancy_id, as_of=JAN_5, listing=Listing(size=100))
    return sum(row.payment_cents > 0 for row in page.rows)


def test_the_same_form_sent_twenty_times_at_once_is_one_receipt(tenancy_id: UUID):
    key = uuid4()

    answers = at_once(lambda _: receive(CONSOLE, tenancy_id, 400_00, JAN_5, request_key=key))

    assert len(set(answers)) == 1
    assert receipts(tenancy_id) == 1
    assert run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_5).balance_cents == 600_00
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []


def test_the_same_charge_sent_twenty_times_at_once_is_one_charge(tenancy_id: UUID):
    key = uuid4()

    answers = at_once(lambda _: charge(CONSOLE, tenancy_id, 50_00, JAN_5, request_key=key, kind=ChargeKind.LATE_FEE))

    assert len(set(answers)) == 1
    assert run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_5).balance_cents == 1_050_00


def test_twenty_people_who_settle_one_rent_never_settle_it_twice(tenancy_id: UUID):
    answers = at_once(lambda _: receive(CONSOLE, tenancy_id, 100_00, JAN_5))

    assert len(set(answers)) == PEOPLE
    found = run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_5)
    assert (found.balance_cents, found.prepaid_cents, found.open_charges) == (-1_000_00, 1_000_00, ())
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []


def test_people_of_different_households_get_numbers_without_gaps(office: Runtime, tenancy_id: UUID):
    def made(session: Session, _actor: object) -> list[UUID]:
        return [a_household(session).id for _ in range(PEOPLE)]

    others = run_now(CONSOLE, made)

    answers = at_once(lambda number: receive(CONSOLE, others[number], 100_00, JAN_5))

    assert not [answer for answer in answers if isinstance(answer, Refused)]
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []


def test_one_of_twenty_who_take_a_receipt_back_does(tenancy_id: UUID):
    receipt_id = receive(CONSOLE, tenancy_id, 400_00, JAN_5)

    answers = at_once(lambda _: take_back_receipt(CONSOLE, receipt_id, JAN_5))

    assert sum(isinstance(answer, AlreadyTakenBack) for answer in answers) == PEOPLE - 1
    assert run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_5).balance_cents == 1_000_00
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []


def test_twenty_people_who_approve_one_late_fee_post_it_once(tenancy_id: UUID):
    def set_policy(session: Session, _actor: object) -> UUID:
        return late_fees(session, FIFTY)

    run_now(CONSOLE, set_policy)
    fees = {one.fee.key: one.fee.amount_cents for one in run_now(CONSOLE, late_fee_proposals, today=JAN_5)}

    def approve(_: int) -> UUID:
        answer = run_now(CONSOLE, approve_late_fees, fees=fees, today=JAN_5, now=NOON)
        return next(iter(answer.charge_ids.values()))

    answers = at_once(approve)

    assert len(set(answers)) == 1
    assert run_now(CONSOLE, tenancy_position, tenancy_id=tenancy_id, as_of=JAN_5).balance_cents == 1_050_00
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []


def test_approving_late_fees_of_many_households_waits_for_nobody_who_waits_for_it(office: Runtime):
    def made(session: Session, _actor: object) -> list[UUID]:
        late_fees(session, FIFTY)
        return sorted(a_household(session).id for _ in range(PEOPLE))

    homes = run_now(CONSOLE, made)
    for home in homes:
        charge(CONSOLE, home, 1_000_00, JAN_1)
    fees = {one.fee.key: one.fee.amount_cents for one in run_now(CONSOLE, late_fee_proposals, today=JAN_5)}

    def work(number: int) -> UUID:
        if number:
            return receive(CONSOLE, homes[number], 100_00, JAN_5)
        answer = run_now(CONSOLE, approve_late_fees, fees=fees, today=JAN_5, now=NOON)
        return next(iter(answer.charge_ids.values()))

    answers = at_once(work)

    assert not [answer for answer in answers if isinstance(answer, Refused)]
    assert run_now(CONSOLE, findings, as_of=JAN_5) == []
