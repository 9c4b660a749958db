"""When documents expire, must be canceled by a day, and inspections are due again."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.tables import ReminderRule
from tests.conftest import NOON
from tests.counting import statements
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, an_expiration, dates_of

COI = DocumentKind.CERTIFICATE_OF_INSURANCE


def ids(session: Session, *kinds: K) -> set[UUID]:
    return {one.item_id for one in dates_of(session, *kinds)}


def test_an_expiration_says_of_which_document_and_where_it_belongs(session: Session, manager: Actor):
    building = a_property(session, name="Alder Court", manager_id=manager.user_id)
    document = an_expiration(session, building, title="Certificate of insurance, Brightwater")

    [expires] = dates_of(session)

    assert (expires.kind, expires.falls_on) == (K.DOCUMENT_EXPIRATION, TODAY + timedelta(30))
    assert (expires.what, expires.who) == ("Certificate of insurance expires", "Brightwater")
    assert (expires.document_id, expires.document_kind, expires.path) == (document, COI, f"/documents/{document}")
    assert (expires.property_id, expires.property_name, expires.manager_id) == (
        building.id,
        "Alder Court",
        manager.user_id,
    )
    assert expires.ladder == (60, 45, 30, 15, 7, 0, -7)


def test_where_it_belongs_is_its_unit_its_household_or_its_person(session: Session):
    unit, home, vendor = a_unit(session), a_tenancy(session, ends_on=None), a_person(session)
    for target in (LinkTarget(unit_id=unit.id), LinkTarget(tenancy_id=home.id), LinkTarget(person_id=vendor.id)):
        a_document(session, target, kind=COI, valid_through=TODAY)
    a_document(session, kind=COI, valid_through=TODAY)

    found = {(one.property_id, one.unit_id, one.tenancy_id, one.person_id) for one in dates_of(session)}

    assert found == {
        (unit.property_id, unit.id, None, None),
        (home.property_id, home.unit_id, home.id, None),
        (None, None, None, vendor.id),
        (None, None, None, None),
    }


def test_what_is_past_stays_until_it_is_replaced_archived_or_thrown_away(session: Session):
    replaced, archived, trashed, left = (an_expiration(session, days=-500) for _ in range(4))
    a_document(session, replaces_id=replaced)
    session.get_one(Document, archived).archived_at = NOON
    session.get_one(Document, trashed).trashed_at = NOON

    assert ids(session) == {left}


def test_a_document_is_gone_when_all_it_belongs_to_is(session: Session):
    sold, kept = a_property(session), a_property(session)
    former, vendor = a_tenancy(session, moved_out_on=TODAY - timedelta(1)), a_person(session)
    empty = a_unit(session)
    sold.archived_at = vendor.archived_at = empty.archived_at = NOON
    targets = {
        "sold": (LinkTarget(property_id=sold.id),),
        "both": (LinkTarget(property_id=sold.id), LinkTarget(property_id=kept.id)),
        "former": (LinkTarget(tenancy_id=former.id),),
        "vendor": (LinkTarget(person_id=vendor.id),),
        "unit": (LinkTarget(unit_id=empty.id),),
    }
    made = {name: a_document(session, *links, kind=COI, valid_through=TODAY) for name, links in targets.items()}

    [left] = dates_of(session)

    assert (left.item_id, left.property_id) == (made["both"], kept.id)


def test_the_paper_of_a_lease_says_nothing_the_lease_says_itself(session: Session):
    home = a_tenancy(session, ends_on=None)
    for kind in (DocumentKind.LEASE, DocumentKind.RENEWAL):
        a_document(session, LinkTarget(tenancy_id=home.id), kind=kind, valid_through=TODAY)
    elsewhere = a_document(session, LinkTarget(unit_id=home.unit_id), kind=DocumentKind.LEASE, valid_through=TODAY)

    assert ids(session) == {elsewhere}


def test_a_last_day_to_cancel_is_a_date_of_its_own(session: Session):
    contract = a_document(session, kind=DocumentKind.UTILITY_AGREEMENT, valid_through=TODAY + timedelta(200))
    session.get_one(Document, contract).cancel_by_on = TODAY + timedelta(140)

    found = [(one.kind, one.falls_on, one.what) for one in dates_of(session)]

    assert found == [
        (K.CANCEL_BY, TODAY + timedelta(140), "Utility agreement: last day to cancel"),
        (K.DOCUMENT_EXPIRATION, TODAY + timedelta(200), "Utility agreement expires"),
    ]


def test_a_periodic_inspection_is_due_again_and_does_not_expire(session: Session):
    unit = a_unit(session)
    kind = DocumentKind.PERIODIC_INSPECTION
    report = a_document(session, LinkTarget(unit_id=unit.id), kind=kind, valid_through=TODAY + timedelta(30))

    [due] = dates_of(session)

    assert (due.kind, due.item_id, due.falls_on, due.what) == (
        K.INSPECTION,
        report,
        TODAY + timedelta(30),
        "Inspection due",
    )
    assert due.ladder == (30, 7, 0, -7)


@pytest.mark.parametrize(
    ("document_kind", "ladder"), [(COI, (10, 0)), (DocumentKind.PERMIT, (20, 0)), (DocumentKind.WARRANTY, (20, 0))]
)
def test_a_rule_for_one_kind_of_document_counts_before_the_one_for_all(
    session: Session, document_kind: DocumentKind, ladder: tuple[int, ...]
):
    given = {"roles": [], "outsider_rungs": [], "changed_at": NOON, "changed_by": "Dana"}
    session.add(ReminderRule(item_kind=K.DOCUMENT_EXPIRATION, document_kind=COI, ladder=[10, 0], **given))
    session.add(ReminderRule(item_kind=K.DOCUMENT_EXPIRATION, ladder=[20, 0], **given))
    an_expiration(session, kind=document_kind)

    assert [one.ladder for one in dates_of(session)] == [ladder]


def test_restricted_documents_are_known_to_the_scan_and_hidden_from_who_may_not_see_them(session: Session):
    document = an_expiration(session)
    session.get_one(Document, document).restricted = True
    permissions = frozenset(one for one in SCHEDULER.permissions if one.name != "VIEW_SENSITIVE_DOCUMENTS")

    assert ids(session) == {document}
    assert dates_of(session, actor=replace(SCHEDULER, permissions=permissions)) == []


def test_many_documents_take_no_more_questions_than_one(session: Session):
    an_expiration(session)
    one = statements(session, lambda: dates_of(session))
    for days in range(20):
        an_expiration(session, days=days)

    assert statements(session, lambda: dates_of(session)) == one
    assert len(dates_of(session)) == 21


def test_far_and_near_days_are_all_dates(session: Session):
    for day in (date(1990, 1, 1), date(2150, 1, 1)):
        a_document(session, kind=COI, valid_through=day)

    assert [one.falls_on for one in dates_of(session)] == [date(1990, 1, 1), date(2150, 1, 1)]
