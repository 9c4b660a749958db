"""The register of notices: what a notice demands, what cannot have been served, withdrawing one."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.dates import as_it_was
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.actions.charges import FormUsedAlready
from pm_app.receivables.actions.notices import NewNotice, NoticeRefused, serve_notice, withdraw_served_notice
from pm_app.receivables.enums import ChargeKind, NoticeKind
from pm_app.receivables.queries.collecting import notices_on
from pm_app.receivables.queries.served_notices import demandable, served_notices_of
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.receivables import a_charge, a_household, a_receipt, typed_on

JAN_5, JAN_10 = date(2026, 1, 5), date(2026, 1, 10)


@pytest.fixture
def home(session: Session) -> Tenancy:
    """A household that owes January's rent of 1,000 and parking of 50."""
    home = a_household(session)
    a_charge(session, home)
    a_charge(session, home, kind=ChargeKind.PARKING, amount_cents=50_00)
    return home


def serve(session: Session, home: Tenancy, actor: Actor = CONSOLE, **more: Any) -> UUID:
    key = more.pop("request_key", None) or uuid4()
    notice = NewNotice(**({"kind": NoticeKind.ENTRY, "served_on": JAN_5} | more))
    asked = {"request_key": key, "tenancy_id": home.id, "today": JAN_10, "now": typed_on(JAN_10)}
    return serve_notice(session, actor, notice=notice, **asked)


def charge_ids(session: Session, home: Tenancy, *kinds: ChargeKind) -> list[UUID]:
    every = demandable(session, CONSOLE, tenancy_id=home.id, served_on=JAN_5)
    return [one.charge_id for one in every if one.kind in kinds]


def test_a_notice_keeps_what_was_open_of_each_charge_when_it_was_served(session: Session, home: Tenancy):
    a_receipt(session, home, amount_cents=400_00, received_on=date(2026, 1, 3))
    rent = charge_ids(session, home, ChargeKind.RENT)
    proof = a_document(session)

    serve(
        session,
        home,
        kind=NoticeKind.PAY_OR_QUIT,
        charge_ids=rent,
        method="posted on the door",
        server="R. Diaz",
        deadline_on=JAN_10,
        document_id=proof,
    )

    (row,) = served_notices_of(session, CONSOLE, tenancy_id=home.id)
    assert (row.kind, row.served_on, row.deadline_on) == (NoticeKind.PAY_OR_QUIT, JAN_5, JAN_10)
    assert (row.method, row.server, row.document_id) == ("posted on the door", "R. Diaz", proof)
    assert [(item.kind, item.amount_cents) for item in row.items] == [(ChargeKind.RENT, 600_00)]
    assert row.demanded_cents == 600_00
    shown = notices_on(session, CONSOLE, tenancy_ids=[home.id], as_of=as_it_was(JAN_10, None, None))
    assert (shown[home.id].kind, shown[home.id].demanded_cents) == (NoticeKind.PAY_OR_QUIT, 600_00)
    assert history_of(session, CONSOLE, about_id=home.id)[0].did == "served a notice: pay or quit"


def test_a_notice_that_demands_nothing_needs_no_charge(session: Session, home: Tenancy):
    serve(session, home)

    assert served_notices_of(session, CONSOLE, tenancy_id=home.id)[0].demanded_cents == 0


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"served_on": date(2026, 1, 11)}, "served_on", "cannot be served in the future"),
        ({"served_on": date(2024, 12, 31)}, "served_on", "They moved in on Jan 1, 2026"),
        ({"deadline_on": date(2026, 1, 4)}, "deadline_on", "cannot have to act before it was served"),
        ({"deadline_on": date(2027, 1, 6)}, "deadline_on", "More than a year"),
        ({"kind": NoticeKind.PAY_OR_QUIT}, "charges", "Tick the charges"),
        ({"kind": NoticeKind.LATE_RENT}, "charges", "Tick the charges"),
        ({"charge_ids": [UUID(int=1)]}, "charges", "was not due and open on the day"),
        ({"document_id": UUID(int=1)}, "document_id", "This document is not there any more"),
        ({"method": "x" * 201}, "method", "How it was served"),
        ({"server": "x" * 201}, "server", "Who served it"),
    ],
)
def test_what_cannot_have_been_served_is_refused(
    session: Session, home: Tenancy, wrong: dict[str, Any], field: str, says: str
):
    with pytest.raises(Refused, match=says) as refused:
        serve(session, home, **wrong)

    assert refused.value.field == field


def test_a_charge_that_was_not_due_or_not_theirs_cannot_be_demanded(session: Session, home: Tenancy):
    later = a_charge(session, home, due_on=date(2026, 1, 8))
    theirs = a_charge(session, a_household(session))

    for charge_id in (later, theirs):
        with pytest.raises(NoticeRefused):
            serve(session, home, charge_ids=[charge_id])


def test_the_same_form_enters_one_notice_of_one_household(session: Session, home: Tenancy):
    key, other = uuid4(), a_household(session)

    assert serve(session, home, request_key=key) == serve(session, home, request_key=key)
    with pytest.raises(FormUsedAlready):
        serve(session, other, request_key=key)
    assert len(served_notices_of(session, CONSOLE, tenancy_id=home.id)) == 1


def test_a_notice_is_withdrawn_once(session: Session, home: Tenancy):
    notice_id = serve(session, home)

    for day in (JAN_5, JAN_10):
        withdraw_served_notice(session, CONSOLE, notice_id=notice_id, now=typed_on(day))

    assert served_notices_of(session, CONSOLE, tenancy_id=home.id)[0].withdrawn_at == typed_on(JAN_5)
    assert notices_on(session, CONSOLE, tenancy_ids=[home.id], as_of=as_it_was(JAN_10, None, None)) == {}


def test_who_may_not_is_refused_and_other_properties_are_not_told(session: Session, home: Tenancy):
    notice_id = serve(session, home, an_actor(session, Role.LEASING))
    reader = an_actor(session, Role.READ_ONLY)
    elsewhere = Actor(None, "E", "", Role.MANAGER, CONSOLE.permissions, frozenset())

    with pytest.raises(NotAllowed):
        serve(session, home, reader)
    with pytest.raises(NotAllowed):
        withdraw_served_notice(session, reader, notice_id=notice_id, now=typed_on(JAN_10))
    with pytest.raises(NotFound):
        serve(session, home, elsewhere)
    with pytest.raises(NotFound):
        withdraw_served_notice(session, elsewhere, notice_id=notice_id, now=typed_on(JAN_10))
    with pytest.raises(NotFound):
        withdraw_served_notice(session, CONSOLE, notice_id=uuid4(), now=typed_on(JAN_10))
    with pytest.raises(NotFound):
        served_notices_of(session, elsewhere, tenancy_id=home.id)
