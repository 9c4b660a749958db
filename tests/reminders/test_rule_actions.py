"""Setting a rule, taking it back, and looking at the mail it would write."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.access.tables import AuditEntry
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.tables import MailTemplate
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.messages.tables import Message
from pm_app.reminders.actions.rules import reset_rule, set_rule
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.queries.composing import sample_mail
from pm_app.reminders.queries.rules import find_rule, rule_book, rule_rows
from pm_app.reminders.rules.rulebook import SHIPPED, LadderRefused, Rule, RuleRefused
from pm_app.reminders.tables import Alert, ReminderRule, StaleDate
from tests.conftest import an_actor
from tests.factories.reminders import TODAY, a_lease_end, scanned
from tests.reminders.telling_office import DESK, NOON, Staff, a_due_alert, an_office, decided, mailed, rungs_of

EXPIRATION, LEASE_END = CriticalDateKind.DOCUMENT_EXPIRATION, CriticalDateKind.LEASE_END
COI = DocumentKind.CERTIFICATE_OF_INSURANCE
RULE = Rule((45, 14, 0))


@pytest.fixture
def staff(session: Session) -> Staff:
    return an_office(session)


def set_to(
    session: Session,
    actor: Actor,
    rule: Rule,
    *,
    kind: CriticalDateKind = LEASE_END,
    document_kind: DocumentKind | None = None,
    version: int = 0,
) -> None:
    set_rule(session, actor, kind=kind, document_kind=document_kind, rule=rule, version=version, now=NOON)


def a_template(
    session: Session, purpose: TemplatePurpose, body: str = "Dear {{ recipient_name }}, {{ what }}."
) -> MailTemplate:
    template = MailTemplate(
        name="Ours", purpose=purpose, subject="{{ what }}", body=body, changed_at=NOON, changed_by="Dana Whitlow"
    )
    session.add(template)
    session.flush()
    return template


def test_a_rule_counts_from_now_on_and_is_in_the_record(session: Session, manager: Actor):
    set_to(session, manager, RULE)

    row = find_rule(session, manager, kind=LEASE_END)
    entry = session.exec(select(AuditEntry).where(AuditEntry.about_kind == "reminder rule")).one()
    assert (row.ladder, row.version, row.changed_by, row.is_own) == ((45, 14, 0), 1, manager.name, True)
    assert rule_book(session, manager).ladder(LEASE_END) == (45, 14, 0)
    assert (entry.did, entry.about_name, entry.details["changed"]["ladder"]) == (
        "added",
        "Lease end",
        [None, [45, 14, 0]],
    )


def test_a_rule_of_one_kind_of_document_stands_beside_the_one_of_all(session: Session, manager: Actor):
    set_to(session, manager, RULE, kind=EXPIRATION, document_kind=COI)

    rows = [row for row in rule_rows(session, manager) if row.kind == EXPIRATION]
    assert [(row.document_kind, row.ladder) for row in rows] == [(None, ()), (COI, (45, 14, 0))]


def test_every_kind_of_date_stands_in_the_list(session: Session, manager: Actor):
    assert [row.kind for row in rule_rows(session, manager)] == list(CriticalDateKind)


def test_two_who_change_it_at_once_do_not_overwrite_each_other(session: Session, manager: Actor):
    set_to(session, manager, RULE)

    with pytest.raises(Stale):
        set_to(session, manager, replace(RULE, ladder=(30, 7)))
    with pytest.raises(Stale):
        reset_rule(session, manager, kind=LEASE_END, document_kind=None, version=7, now=NOON)

    assert rule_book(session, manager).ladder(LEASE_END) == (45, 14, 0)


def test_what_cannot_work_is_refused_and_nothing_is_written(session: Session, manager: Actor):
    with pytest.raises(LadderRefused):
        set_to(session, manager, Rule((7, 7)))
    with pytest.raises(LadderRefused, match="at least one day"):
        set_to(session, manager, Rule(None))
    with pytest.raises(RuleRefused, match="not about a document"):
        set_to(session, manager, RULE, document_kind=COI)
    wrong = replace(RULE, staff_template_id=a_template(session, TemplatePurpose.REMINDER_TO_TENANT).id)
    with pytest.raises(RuleRefused, match="template is gone") as refusal:
        set_to(session, manager, wrong)

    assert refusal.value.field == "staff_template_id"
    assert session.exec(select(ReminderRule)).all() == []


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_may_not_set_policies_neither_sees_nor_sets_rules(session: Session, role: Role):
    actor = an_actor(session, role)

    with pytest.raises(NotAllowed):
        rule_rows(session, actor)
    with pytest.raises(NotAllowed):
        set_to(session, actor, RULE)


def test_what_is_taken_back_is_as_shipped_again(session: Session, manager: Actor):
    set_to(session, manager, RULE)
    reset_rule(session, manager, kind=LEASE_END, document_kind=None, version=1, now=NOON)

    assert rule_book(session, manager).of(LEASE_END) == SHIPPED[LEASE_END]
    with pytest.raises(NotFound):
        reset_rule(session, manager, kind=LEASE_END, document_kind=None, version=0, now=NOON)


def test_a_changed_ladder_moves_what_stands_and_resends_nothing(session: Session, manager: Actor, staff: Staff):
    a_lease_end(session, staff.alder, days=30)
    scanned(session)
    decided(session)
    alert = session.exec(select(Alert).where(Alert.item_kind == LEASE_END)).one()
    before = rungs_of(session, alert)

    set_to(session, manager, Rule((45, 21, 0)))
    notes = session.exec(select(StaleDate.source)).all()
    scanned(session)

    assert "rule" in notes
    assert (list(alert.ladder), rungs_of(session, alert)) == ([45, 21, 0], before)
    # Feb 14, 2026 is a Saturday; 21 days before it is one too.
    assert alert.next_due_on is not None
    assert decided(session).sent == 0


def test_the_preview_is_about_the_nearest_date_one_sees(session: Session, manager: Actor, staff: Staff):
    a_due_alert(session, staff, days=90, who="Far paper")
    a_due_alert(session, staff, days=5, who="Near paper")

    sample = _sample(session, manager, Rule((30, 0)))

    assert sample.about == "About Near paper, as it stands now."
    assert "Near paper" in sample.html
    assert "Acknowledge" in sample.text


def test_without_a_date_the_preview_is_about_an_invented_one(session: Session, manager: Actor):
    assert _sample(session, manager, RULE).about == "About an invented date: there is none of this kind."


def test_the_preview_to_an_outsider_is_written_with_its_template(session: Session, manager: Actor, staff: Staff):
    a_due_alert(session, staff, days=5, what="Certificate of insurance expires")
    template = a_template(session, TemplatePurpose.REMINDER_TO_VENDOR)
    rule = Rule((30, 0), outsider=Outsider.VENDOR, outsider_rungs=(30,), outsider_template_id=template.id)

    sample = _sample(session, manager, rule, to_outsider=True)

    assert sample.subject == "Certificate of insurance expires"
    assert sample.text.startswith("Dear Renee Castellano, Certificate of insurance expires.")
    with pytest.raises(Refused, match="Choose who outside"):
        _sample(session, manager, RULE, to_outsider=True)


def test_a_template_of_the_office_writes_the_mails_to_staff(session: Session, manager: Actor, staff: Staff):
    template = a_template(session, TemplatePurpose.REMINDER_TO_STAFF, "{{ who }} {{ days }}. {{ acknowledge_link }}")
    set_to(session, manager, Rule((30, 7, 0), staff_template_id=template.id), kind=EXPIRATION)
    a_due_alert(session, staff, days=7, ladder=[30, 7, 0], who="Brightwater", what="Certificate expires")
    decided(session)

    mailed(session, staff.dana)

    mail = session.exec(select(Message).where(Message.to_user_id == staff.dana.id)).one()
    assert mail.subject == "Certificate expires"
    assert mail.body_text.startswith("Brightwater in 7 days. https://desk.example.com/alerts/")


def _sample(session: Session, actor: Actor, rule: Rule, *, to_outsider: bool = False):
    session.flush()
    asked = {"kind": EXPIRATION, "document_kind": None, "rule": rule, "to_outsider": to_outsider}
    return sample_mail(session, actor, **asked, today=TODAY, now=NOON, desk=DESK)
