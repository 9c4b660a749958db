"""What is saved is looked at again at once: every source leaves its note, and only what it concerns is scanned."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.linking import link_document
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.freshening import freshen
from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import PersonRole
from pm_app.people.tables import Person, PersonRoleHeld
from pm_app.portfolio.tables import Property, Unit
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.tables import Alert, StaleDate
from pm_app.tasks.tables import RecurringDate, Task
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.leasing import a_notice, a_term
from tests.factories.people import a_person
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, an_expiration


def fresh(session: Session) -> int:
    """Commit what the test did, look again at what it concerns, and return how many notes there were."""
    session.commit()
    taken = freshen(TODAY)
    session.expire_all()
    return taken


def standing(session: Session, kind: K, item_id: UUID | None = None) -> list[Alert]:
    wanted = select(Alert).where(Alert.item_kind == kind, col(Alert.closed_at).is_(None)).order_by(col(Alert.falls_on))
    return list(session.exec(wanted if item_id is None else wanted.where(Alert.item_id == item_id)))


def kinds_of(session: Session) -> list[K]:
    rows = session.exec(select(Alert.item_kind).where(col(Alert.closed_at).is_(None)).order_by(col(Alert.item_kind)))
    return [K(kind) for kind in rows]


def a_rule(session: Session, level: KindLevel, kind: DocumentKind = DocumentKind.RENTAL_LICENSE) -> UUID:
    rule = Requirement(kind, level, within_days=0)
    return add_requirement(session, CONSOLE, rule=rule, now=NOON - timedelta(days=30))


def test_what_was_saved_is_known_at_once_and_its_notes_are_gone(session: Session):
    home, document = a_lease_end(session, days=60), an_expiration(session, days=30)

    assert fresh(session) > 0

    assert kinds_of(session) == [K.DOCUMENT_EXPIRATION, K.LEASE_END, K.RENEWAL_OFFER]
    assert {alert.item_id for alert in session.exec(select(Alert))} == {home.id, document}
    assert session.exec(select(StaleDate)).all() == []
    assert freshen(TODAY) == 0


def test_a_renewal_takes_the_end_away_and_its_own_end_comes(session: Session):
    home = a_lease_end(session, days=10)
    fresh(session)
    a_term(session, home, starts_on=TODAY + timedelta(11), ends_on=TODAY + timedelta(376))

    fresh(session)

    [alert] = standing(session, K.LEASE_END, home.id)
    assert (alert.cycle, alert.falls_on) == (2, TODAY + timedelta(376))


def test_a_notice_brings_the_move_out_and_moving_out_takes_all_away(session: Session):
    home = a_lease_end(session, days=60)
    fresh(session)
    a_notice(session, home, move_out_on=date(2026, 2, 28))
    fresh(session)
    assert kinds_of(session) == [K.LEASE_END, K.MOVE_OUT]

    session.get_one(Tenancy, home.id).moved_out_on = TODAY
    fresh(session)
    assert kinds_of(session) == []


def test_who_moves_out_takes_their_papers_along(session: Session):
    home = a_lease_end(session, days=60)
    paper = a_document(
        session, LinkTarget(tenancy_id=home.id), kind=DocumentKind.RENTERS_INSURANCE, valid_through=TODAY
    )
    fresh(session)
    assert len(standing(session, K.DOCUMENT_EXPIRATION, paper)) == 1

    session.get_one(Tenancy, home.id).moved_out_on = TODAY - timedelta(1)
    fresh(session)
    assert standing(session, K.DOCUMENT_EXPIRATION, paper) == []


def test_a_renewal_that_is_filed_is_an_offer(session: Session):
    home = a_lease_end(session, days=80)
    fresh(session)
    a_document(session, LinkTarget(tenancy_id=home.id), kind=DocumentKind.RENEWAL, valid_from=TODAY + timedelta(81))

    fresh(session)

    assert kinds_of(session) == [K.LEASE_END]


def test_only_what_changed_is_looked_at(session: Session):
    changed, other = an_expiration(session, days=30), an_expiration(session, days=30)
    fresh(session)
    for document in (changed, other):
        session.get_one(Document, document).valid_through = TODAY + timedelta(40)
    session.flush()
    session.execute(delete(StaleDate).where(col(StaleDate.source_id) == other))

    fresh(session)

    assert [alert.cycle for alert in standing(session, K.DOCUMENT_EXPIRATION, changed)] == [2]
    assert [alert.cycle for alert in standing(session, K.DOCUMENT_EXPIRATION, other)] == [1]


def test_a_document_moved_elsewhere_is_counted_there(session: Session):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    document = an_expiration(session, alder, days=30)
    fresh(session)
    session.execute(delete(DocumentLink).where(col(DocumentLink.document_id) == document))
    link_document(session, CONSOLE, document_id=document, target=LinkTarget(property_id=linden.id), now=NOON)

    fresh(session)

    [alert] = standing(session, K.DOCUMENT_EXPIRATION, document)
    assert (alert.property_id, alert.cycle) == (linden.id, 1)


def test_a_document_deleted_for_good_is_no_date_any_more(session: Session):
    document = an_expiration(session, days=30)
    fresh(session)
    session.execute(delete(DocumentLink).where(col(DocumentLink.document_id) == document))
    session.execute(text("delete from document_version where document_id = :id"), {"id": document})
    session.execute(delete(Document).where(col(Document.id) == document))

    fresh(session)

    assert standing(session, K.DOCUMENT_EXPIRATION) == []


def test_a_renamed_or_archived_property_is_followed_in_all_its_dates(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court")
    a_lease_end(session, building, days=10)
    an_expiration(session, building, days=10)
    a_recurring(session, building)
    fresh(session)
    assert len(kinds_of(session)) == 4

    session.get_one(Property, building.id).manager_id = manager.user_id
    fresh(session)
    assert {alert.manager_id for alert in session.exec(select(Alert))} == {manager.user_id}

    session.get_one(Property, building.id).archived_at = NOON
    fresh(session)
    assert kinds_of(session) == []

    session.get_one(Property, building.id).archived_at = None
    fresh(session)
    assert len(kinds_of(session)) == 4


def a_recurring(session: Session, building: Property) -> RecurringDate:
    made = RecurringDate(
        request_key=uuid4(),
        title="Fire alarm test",
        repeats="FREQ=MONTHLY;INTERVAL=6",
        starts_on=TODAY,
        next_on=TODAY + timedelta(30),
        ladder=[],
        property_id=building.id,
        added_at=NOON,
        added_by="Dana",
    )
    session.add(made)
    session.flush()
    return made


def test_a_renamed_unit_and_a_renamed_household_are_read_as_they_are_called_now(session: Session):
    home = a_lease_end(session, days=60, name="Renee Castellano")
    fresh(session)
    session.get_one(Unit, home.unit_id).name = "12B"
    fresh(session)
    assert standing(session, K.LEASE_END)[0].who == "Renee Castellano, unit 12B"

    session.get_one(Tenancy, home.id).name = "Renee Park"
    fresh(session)
    assert standing(session, K.LEASE_END)[0].who == "Renee Park, unit 12B"


def test_a_renamed_person_is_read_as_they_are_called_now(session: Session):
    vendor = a_person(session, name="Brightwater")
    session.add(PersonRoleHeld(person_id=vendor.id, role=PersonRole.VENDOR))
    a_rule(session, KindLevel.VENDOR, DocumentKind.CERTIFICATE_OF_INSURANCE)
    fresh(session)
    assert [alert.who for alert in standing(session, K.MISSING_DOCUMENT)] == ["Brightwater"]

    session.get_one(Person, vendor.id).name = "Brightwater Plumbing"
    fresh(session)
    assert [alert.who for alert in standing(session, K.MISSING_DOCUMENT)] == ["Brightwater Plumbing"]


def test_a_task_comes_and_goes(session: Session):
    task = Task(request_key=uuid4(), title="Call the roofer", due_on=TODAY, created_at=NOON, created_by="Dana")
    session.add(task)
    fresh(session)
    assert [alert.who for alert in standing(session, K.TASK, task.id)] == ["Call the roofer"]

    session.get_one(Task, task.id).completed_at = NOON
    fresh(session)
    assert standing(session, K.TASK) == []


def test_a_recurring_date_goes_on_to_its_next_day(session: Session):
    made = a_recurring(session, a_property(session))
    fresh(session)
    session.get_one(RecurringDate, made.id).next_on = TODAY + timedelta(210)

    fresh(session)

    [alert] = standing(session, K.RECURRING_DATE, made.id)
    assert (alert.cycle, alert.falls_on) == (2, TODAY + timedelta(210))


def test_a_required_document_is_missing_until_it_is_filed_and_again_when_it_is_moved_away(session: Session):
    building = a_property(session, name="Alder Court")
    a_rule(session, KindLevel.PROPERTY)
    fresh(session)
    assert [alert.property_id for alert in standing(session, K.MISSING_DOCUMENT)] == [building.id]

    paper = a_document(session, LinkTarget(property_id=building.id), kind=DocumentKind.RENTAL_LICENSE)
    session.get_one(Document, paper).reviewed_at = NOON
    fresh(session)
    assert standing(session, K.MISSING_DOCUMENT) == []

    session.execute(delete(DocumentLink).where(col(DocumentLink.document_id) == paper))
    fresh(session)
    assert [alert.cycle for alert in standing(session, K.MISSING_DOCUMENT)] == [2]


def test_what_is_waived_is_not_missing(session: Session):
    building = a_property(session)
    rule = a_rule(session, KindLevel.PROPERTY)
    fresh(session)
    assert len(standing(session, K.MISSING_DOCUMENT)) == 1

    target = LinkTarget(property_id=building.id)
    waive_requirement(session, CONSOLE, requirement_id=rule, target=target, reason="Exempt.", now=NOON)
    fresh(session)

    assert standing(session, K.MISSING_DOCUMENT) == []


def test_what_a_household_files_counts_for_its_unit(session: Session):
    home = a_lease_end(session, days=300)
    a_rule(session, KindLevel.UNIT, DocumentKind.SMOKE_DETECTOR_TEST)
    fresh(session)
    assert [alert.unit_id for alert in standing(session, K.MISSING_DOCUMENT)] == [home.unit_id]

    paper = a_document(session, LinkTarget(tenancy_id=home.id), kind=DocumentKind.SMOKE_DETECTOR_TEST)
    session.get_one(Document, paper).reviewed_at = NOON
    fresh(session)

    assert standing(session, K.MISSING_DOCUMENT) == []
