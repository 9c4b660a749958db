"""Who sees which date: by role, by property, by the document it is about."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Permission, Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.reminders.enums import AlertGroup, CriticalDateKind, Urgency
from pm_app.reminders.queries.alerts import alert_rows, open_alert_count, properties_with_alerts
from pm_app.reminders.queries.details import alert_details
from pm_app.reminders.queries.timeline import rungs_about_document, timeline_of
from pm_app.reminders.rules.seeing import GROUP_OF, GROUPS, needed_for, sees_every_date, urgency_of
from tests.conftest import an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit
from tests.factories.reminders import TODAY, an_alert

K = CriticalDateKind
SOME_ID = UUID(int=1)


def told(session: Session, actor: Actor) -> list[str]:
    return sorted(row.who for row in alert_rows(session, actor, listing=Listing(), today=TODAY).rows)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", list(CriticalDateKind))
def test_a_kind_of_date_is_for_the_roles_that_may_see_what_it_is_about(session: Session, role: Role, kind: K):
    actor = an_actor(session, role)
    made = an_alert(session, kind=kind, who="this one")
    may = actor.may(needed_for(kind))

    assert told(session, actor) == (["this one"] if may else [])
    assert open_alert_count(session, actor, today=TODAY) == int(may)
    if not may:
        with pytest.raises(NotFound):
            alert_details(session, actor, alert_id=made.id, today=TODAY)
        with pytest.raises(NotFound):
            timeline_of(session, actor, alert_id=made.id)


def test_a_household_or_a_person_is_not_told_of_to_who_may_not_see_them(session: Session):
    unit = a_unit(session)
    an_alert(session, kind=K.MISSING_DOCUMENT, who="of a household", tenancy_id=a_tenancy(session, unit).id)
    an_alert(session, kind=K.MISSING_DOCUMENT, who="of a person", person_id=a_person(session).id)
    an_alert(session, kind=K.MISSING_DOCUMENT, who="of a building", property_id=unit.property_id)

    assert told(session, an_actor(session, Role.MAINTENANCE)) == ["of a building"]
    assert len(told(session, an_actor(session, Role.READ_ONLY))) == 3


def test_only_dates_of_ones_own_properties_and_of_none_are_seen(session: Session, manager: Actor):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    an_alert(session, who="alder", property_id=alder.id)
    hidden = an_alert(session, who="linden", property_id=linden.id)
    an_alert(session, who="the office's own")
    mine = replace(manager, property_ids=frozenset({alder.id}))

    assert told(session, mine) == ["alder", "the office's own"]
    assert [name for _, name in properties_with_alerts(session, mine, today=TODAY)] == ["Alder Court"]
    with pytest.raises(NotFound):
        alert_details(session, mine, alert_id=hidden.id, today=TODAY)


def a_paper(session: Session, property_id: UUID, *, restricted: bool = False, trashed: bool = False) -> UUID:
    kind = DocumentKind.CERTIFICATE_OF_INSURANCE
    document_id = a_document(session, LinkTarget(property_id=property_id), title="Secret paper", kind=kind)
    document = session.get_one(Document, document_id)
    document.restricted = restricted
    document.trashed_at = document.filed_at if trashed else None
    session.flush()
    return document_id


def test_a_date_of_a_restricted_document_is_for_who_sees_the_document(session: Session, manager: Actor):
    place = a_property(session)
    document_id = a_paper(session, place.id, restricted=True)
    made = an_alert(session, kind=K.DOCUMENT_EXPIRATION, document_id=document_id, property_id=place.id)
    looking = an_actor(session, Role.READ_ONLY)

    assert told(session, manager) == [made.who]
    assert told(session, looking) == []
    assert rungs_about_document(session, looking, document_id=document_id) == []
    with pytest.raises(NotFound):
        alert_details(session, looking, alert_id=made.id, today=TODAY)


def test_a_document_of_two_properties_is_told_of_in_both_but_not_the_name_of_the_other(
    session: Session, manager: Actor
):
    alder, linden = a_property(session, name="Alder Court"), a_property(session, name="Linden Flats")
    document_id = a_paper(session, linden.id)
    an_alert(session, kind=K.DOCUMENT_EXPIRATION, who="paper", document_id=document_id, property_id=alder.id)
    of_linden = replace(manager, property_ids=frozenset({linden.id}))

    [row] = alert_rows(session, of_linden, listing=Listing(), today=TODAY).rows

    assert (row.who, row.property_name) == ("paper", "")


def test_whom_a_paper_is_about_is_not_named_where_the_property_is_not_ones_own(session: Session, manager: Actor):
    unit, mine = a_unit(session), a_property(session)
    home, vendor = a_tenancy(session, unit), a_person(session, name="Vera Vendor")
    paper = a_paper(session, mine.id)
    about: dict[str, Any] = {
        "property_id": unit.property_id,
        "unit_id": unit.id,
        "tenancy_id": home.id,
        "person_id": vendor.id,
    }
    made = an_alert(session, kind=K.DOCUMENT_EXPIRATION, document_id=paper, **about)
    limited = replace(manager, property_ids=frozenset({mine.id}))

    whole, part = (alert_details(session, one, alert_id=made.id, today=TODAY) for one in (manager, limited))

    assert (whole.household != "", whole.person) == (True, "Vera Vendor")
    assert (part.unit_name, part.household, part.person) == ("", "", "")


def test_a_document_that_is_not_there_any_more_is_no_way_around_scope(session: Session, manager: Actor):
    place = a_property(session)
    an_alert(session, kind=K.DOCUMENT_EXPIRATION, document_id=place.id, property_id=place.id)

    assert told(session, replace(manager, property_ids=frozenset({place.id}))) == []


def test_every_kind_is_in_one_group(session: Session):
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(CriticalDateKind)
    assert set(GROUP_OF.values()) == set(AlertGroup)


def test_who_sees_everything_is_spared_the_questions_and_nobody_else_is(session: Session):
    whole = {role for role in Role if sees_every_date(an_actor(session, role))}

    assert whole == {Role.ADMINISTRATOR, Role.MANAGER, Role.ACCOUNTING, Role.LEASING}
    assert not sees_every_date(replace(an_actor(session, Role.MANAGER), property_ids=frozenset({SOME_ID})))
    less = an_actor(session, Role.MANAGER)
    assert not sees_every_date(replace(less, permissions=less.permissions - {Permission.VIEW_SENSITIVE_DOCUMENTS}))


@pytest.mark.parametrize(
    ("falls_on", "expected"),
    [
        (date(2026, 1, 14), Urgency.LATE),
        (date(2026, 1, 15), Urgency.THIS_WEEK),
        (date(2026, 1, 22), Urgency.THIS_WEEK),
        (date(2026, 1, 23), Urgency.IN_30),
        (date(2027, 1, 15), Urgency.LATER),
    ],
)
def test_how_near_a_date_is(falls_on: date, expected: Urgency):
    assert urgency_of(falls_on, TODAY) == expected
