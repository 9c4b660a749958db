"""Tenants, owners and vendors are written to by rule; so many at once that it must be meant wait for a person."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import AuditEntry
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.leasing.tables import LeaseParty
from pm_app.messages.tables import Message, UndeliverableAddress
from pm_app.notifications.tables import Notification
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Ownership
from pm_app.receivables.enums import HoldKind
from pm_app.receivables.tables.arrangements import TenancyHold
from pm_app.reminders.actions.outsiders import hold_rules, write_to_outsiders
from pm_app.reminders.actions.rules import let_rule, skip_rule
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.queries.rules import rule_rows
from pm_app.reminders.rules.telling import HELD, NOT_ANY_MORE
from pm_app.reminders.tables import Alert, ReminderRecipient, ReminderRule
from tests.conftest import an_actor
from tests.factories.mailing import a_home, an_address
from tests.factories.people import a_person
from tests.factories.reminders import TODAY
from tests.reminders.telling_office import NOON, Staff, a_due_alert, a_rule, an_office, decided, recipients

LEASE_END = CriticalDateKind.LEASE_END
COI = DocumentKind.CERTIFICATE_OF_INSURANCE


@pytest.fixture
def staff(session: Session) -> Staff:
    return an_office(session)


def written(session: Session, *, most: int = 25, today: date = TODAY) -> int:
    """Write to the outsiders who wait, as a run does."""
    session.flush()
    free = hold_rules(session, SCHEDULER, most=most, now=NOON)
    return write_to_outsiders(session, SCHEDULER, recipient_ids=free, today=today, now=NOON)


def a_lease_alert(session: Session, staff: Staff, name: str, *, address: str | None = "") -> Alert:
    """Add a household whose lease ends in 30 days, and the alert of it."""
    home = a_home(session, staff.alder, name, address=address)
    place = {"tenancy_id": home.id, "unit_id": home.unit_id, "item_id": home.id, "who": f"{name}, unit 1"}
    return a_due_alert(session, staff, days=30, kind=LEASE_END, what="Lease ends", **place)


def a_tenant_rule(session: Session) -> ReminderRule:
    return a_rule(session, LEASE_END, outsider=Outsider.TENANT, outsider_rungs=[30])


def to_people(session: Session) -> list[Message]:
    return list(session.exec(select(Message).where(col(Message.person_id).isnot(None)).order_by(Message.to_name)))


def test_a_tenant_is_written_to_on_the_steps_of_the_rule(session: Session, staff: Staff):
    a_tenant_rule(session)
    alert = a_lease_alert(session, staff, "Renee Castellano")
    decided(session)

    mails, again = written(session), written(session)

    [mail] = to_people(session)
    assert (mails, again) == (1, 0)
    assert (mail.to_address, mail.subject) == ("renee.castellano@example.com", "Lease ends on Feb 14, 2026")
    assert (mail.tenancy_id, mail.property_id, mail.about_id) == (alert.tenancy_id, staff.alder.id, alert.id)
    assert "Dear Renee Castellano" in mail.body_text
    assert "in 30 days" in mail.body_text


def test_owners_hear_of_their_property_and_a_vendor_of_its_paper(session: Session, staff: Staff):
    owner = an_address(session, a_person(session, name="Olga Owner"))
    former = an_address(session, a_person(session, name="Fred Former"))
    session.add(Ownership(property_id=staff.alder.id, person_id=owner.id, starts_on=date(2020, 1, 1)))
    session.add(
        Ownership(
            property_id=staff.alder.id, person_id=former.id, starts_on=date(2010, 1, 1), ends_on=date(2019, 12, 31)
        )
    )
    vendor = an_address(session, a_person(session, name="Vera Vendor"))
    a_rule(session, outsider=Outsider.VENDOR, outsider_rungs=[30])
    a_rule(session, LEASE_END, outsider=Outsider.OWNER, outsider_rungs=[30])
    a_due_alert(session, staff, person_id=vendor.id)
    a_due_alert(session, staff, kind=LEASE_END)
    decided(session)

    written(session)

    assert [mail.to_name for mail in to_people(session)] == ["Olga Owner", "Vera Vendor"]


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        pytest.param(None, "No e-mail address is known. Add one on the person's page.", id="none"),
        pytest.param(
            "renee@example.com\r\nBcc: all@example.com",
            "The e-mail address cannot be sent to. Correct it on the person's page.",
            id="hostile",
        ),
        pytest.param(
            "not an address", "The e-mail address cannot be sent to. Correct it on the person's page.", id="invalid"
        ),
    ],
)
def test_who_cannot_be_written_to_stands_there_with_the_reason(
    session: Session, staff: Staff, address: str | None, problem: str
):
    a_tenant_rule(session)
    a_lease_alert(session, staff, "Renee Castellano", address=address)
    decided(session)

    assert written(session) == 0
    [row] = session.exec(select(ReminderRecipient).where(col(ReminderRecipient.person_id).isnot(None))).all()
    assert (row.name, row.problem, row.message_id) == ("Renee Castellano", problem, None)


def test_nothing_goes_to_an_address_that_mail_came_back_from(session: Session, staff: Staff):
    session.add(UndeliverableAddress(address="renee.castellano@example.com", reason="No such user.", since=NOON))
    a_tenant_rule(session)
    a_lease_alert(session, staff, "Renee Castellano")
    decided(session)

    assert (written(session), to_people(session)) == (0, [])


def test_a_household_under_an_eviction_hold_is_not_written_to(session: Session, staff: Staff):
    a_tenant_rule(session)
    alert = a_lease_alert(session, staff, "Renee Castellano")
    assert alert.tenancy_id is not None
    session.add(
        TenancyHold(
            tenancy_id=alert.tenancy_id,
            kind=HoldKind.EVICTION,
            reason="Filed.",
            starts_on=TODAY,
            recorded_at=NOON - timedelta(hours=1),
            recorded_by="Dana Whitlow",
        )
    )
    decided(session)

    assert written(session) == 0
    tenant = session.exec(select(LeaseParty.person_id).where(LeaseParty.tenancy_id == alert.tenancy_id)).one()
    [row] = recipients(session, person_id=tenant)
    assert row.problem == "An eviction hold is on the household: nothing is mailed to the tenants."


def test_so_many_at_once_wait_until_somebody_lets_them(session: Session, staff: Staff, manager: Actor):
    rule = a_tenant_rule(session)
    for number in range(4):
        a_lease_alert(session, staff, f"Tenant {number}")
    decided(session)

    held = written(session, most=3)
    shown = next(row for row in rule_rows(session, manager) if row.kind == LEASE_END)
    told = session.exec(select(Notification.title).where(Notification.user_id == staff.dana.id)).all()
    let = let_rule(session, manager, rule_id=rule.id, now=NOON)
    sent = written(session, most=3)

    assert (held, shown.held_mails, let, sent, len(to_people(session))) == (0, 4, 4, 4, 4)
    assert "4 mails wait for you: Lease end" in told
    assert (rule.held_at, rule.let_at) == (None, NOON)
    did = session.exec(select(AuditEntry.did).where(AuditEntry.about_id == rule.id)).all()
    assert set(did) == {"held, 4 mails", "let 4 mails go out"}


def test_what_is_skipped_is_never_sent_and_says_who_skipped_it(session: Session, staff: Staff, manager: Actor):
    rule = a_tenant_rule(session)
    for number in range(4):
        a_lease_alert(session, staff, f"Tenant {number}")
    decided(session)
    written(session, most=3)

    skipped = skip_rule(session, manager, rule_id=rule.id, now=NOON)

    problems = session.exec(select(ReminderRecipient.problem).where(col(ReminderRecipient.person_id).isnot(None)))
    assert (skipped, written(session, most=3)) == (4, 0)
    assert set(problems) == {f"Skipped by {manager.name} on Jan 15, 2026: 4 mails at once."}


def test_the_staff_hear_of_the_dates_while_the_mails_to_tenants_wait(session: Session, staff: Staff):
    a_tenant_rule(session)
    for number in range(4):
        a_lease_alert(session, staff, f"Tenant {number}")

    decided(session)
    written(session, most=3)

    assert [row.problem for row in recipients(session, staff.dana.id)] == ["", "", "", ""]


def test_small_lots_in_a_row_do_not_get_around_the_limit(session: Session, staff: Staff):
    a_tenant_rule(session)
    mails: list[int] = []
    for lot in range(3):
        for number in range(2):
            a_lease_alert(session, staff, f"Tenant {lot}{number}")
        decided(session)
        mails.append(written(session, most=5))

    assert mails == [2, 2, 0]


def test_what_was_renewed_while_it_waited_is_not_sent_when_it_is_let(session: Session, staff: Staff, manager: Actor):
    rule = a_tenant_rule(session)
    alerts = [a_lease_alert(session, staff, f"Tenant {number}") for number in range(4)]
    decided(session)
    written(session, most=3)
    alerts[0].closed_at, alerts[0].closed_reason = NOON, "Renewed."

    let_rule(session, manager, rule_id=rule.id, now=NOON)

    assert written(session, most=3) == 3


def test_deciding_twice_on_what_is_held_is_refused(session: Session, staff: Staff, manager: Actor):
    rule = a_tenant_rule(session)
    for number in range(4):
        a_lease_alert(session, staff, f"Tenant {number}")
    decided(session)
    written(session, most=3)
    let_rule(session, manager, rule_id=rule.id, now=NOON)

    with pytest.raises(NotFound, match="Nothing waits here any more"):
        skip_rule(session, manager, rule_id=rule.id, now=NOON)


def test_who_may_not_set_policies_lets_nothing_go_out(session: Session, staff: Staff):
    rule = a_tenant_rule(session)

    with pytest.raises(NotAllowed):
        let_rule(session, an_actor(session, Role.LEASING), rule_id=rule.id, now=NOON)


def test_somebody_archived_is_not_written_to(session: Session, staff: Staff):
    a_tenant_rule(session)
    a_lease_alert(session, staff, "Renee Castellano")
    session.exec(select(Person).where(Person.name == "Renee Castellano")).one().archived_at = NOON
    decided(session)

    assert (written(session), to_people(session)) == (0, [])


def problems(session: Session) -> set[str]:
    rows = session.exec(select(ReminderRecipient).where(col(ReminderRecipient.person_id).isnot(None)))
    return {row.problem for row in rows}


def test_what_waits_under_a_rule_that_writes_to_nobody_by_now_says_so(session: Session, staff: Staff):
    vendor = an_address(session, a_person(session, name="Vera Vendor"))
    a_rule(session, outsider=Outsider.VENDOR, outsider_rungs=[30])
    a_due_alert(session, staff, person_id=vendor.id, document_kind=COI)
    decided(session)
    a_rule(session, document_kind=COI)

    assert (written(session), problems(session)) == (0, {NOT_ANY_MORE})


def test_what_one_rule_held_is_let_go_when_another_counts_that_is_not_held(session: Session, staff: Staff):
    held = a_rule(session, outsider=Outsider.VENDOR, outsider_rungs=[30])
    for number in range(4):
        vendor = an_address(session, a_person(session, name=f"Vendor {number}"))
        a_due_alert(session, staff, person_id=vendor.id, document_kind=COI)
    decided(session)
    written(session, most=3)
    a_rule(session, document_kind=COI, outsider=Outsider.VENDOR, outsider_rungs=[30])

    assert held.held_at is not None
    assert (written(session, most=3), problems(session)) == (0, {NOT_ANY_MORE})


def test_what_is_held_goes_on_waiting_while_its_rule_is_held(session: Session, staff: Staff):
    a_tenant_rule(session)
    for number in range(4):
        a_lease_alert(session, staff, f"Tenant {number}")
    decided(session)

    assert [written(session, most=3), written(session, most=3)] == [0, 0]
    assert problems(session) == {HELD}
