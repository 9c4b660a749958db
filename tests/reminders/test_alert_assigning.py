"""Dates that are given to a colleague, and dates that a document deals with."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotFound, Refused
from pm_app.notifications.tables import Notification
from pm_app.reminders.actions.alerts import acknowledge_alerts
from pm_app.reminders.actions.assigning import assign_alerts, resolve_with_document
from pm_app.reminders.enums import AlertState, CriticalDateKind
from pm_app.reminders.queries.details import alert_details, documents_for_alert
from pm_app.reminders.queries.rows import AlertRow
from pm_app.reminders.rules.picking import Picked
from pm_app.reminders.tables import Alert
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, an_alert


def seen(*alerts: Alert) -> list[Picked]:
    return [Picked(alert.id, alert.version) for alert in alerts]


def row_of(session: Session, actor: Actor, alert_id: UUID) -> AlertRow:
    return alert_details(session, actor, alert_id=alert_id, today=TODAY).row


def test_a_date_is_given_to_a_colleague_who_is_told(session: Session, manager: Actor):
    colleague = an_actor(session, Role.LEASING)
    alert = an_alert(session, manager_id=manager.user_id)

    picked = assign_alerts(session, manager, picked=seen(alert), user_id=colleague.user_id, now=NOON)

    row = row_of(session, manager, alert.id)
    assert (row.responsible_id, row.responsible) == (colleague.user_id, colleague.name)
    [told] = session.exec(select(Notification).where(Notification.user_id == colleague.user_id)).all()
    assert (told.title, told.path) == (f"{alert.what}: {alert.who}", f"/alerts/{alert.id}")
    assign_alerts(session, manager, picked=picked, user_id=None, now=NOON)
    assert row_of(session, manager, alert.id).responsible_id == manager.user_id
    assert [entry.did for entry in history_of(session, manager, about_id=alert.id)] == [
        "gave back to who manages it",
        f"assigned to {colleague.name}",
    ]


def test_taking_a_date_oneself_tells_nobody(session: Session, manager: Actor):
    alert = an_alert(session)

    assign_alerts(session, manager, picked=seen(alert), user_id=manager.user_id, now=NOON)

    assert session.exec(select(Notification)).all() == []


def test_nobody_is_given_a_date_they_may_not_see(session: Session, manager: Actor):
    alert = an_alert(session)
    gone = an_actor(session, Role.LEASING)
    session.get_one(User, gone.user_id).disabled_at = NOON
    session.flush()

    for user_id, sentence in (
        (an_actor(session, Role.MAINTENANCE).user_id, "may not see it"),
        (gone.user_id, "does not work here"),
        (uuid4(), "does not work here"),
    ):
        with pytest.raises(Refused, match=sentence) as refused:
            assign_alerts(session, manager, picked=seen(alert), user_id=user_id, now=NOON)
        assert refused.value.field == "user"


def a_certificate(session: Session, place: UUID, title: str, **more: Any) -> UUID:
    kind = DocumentKind.CERTIFICATE_OF_INSURANCE
    return a_document(session, LinkTarget(property_id=place), title=title, kind=kind, **more)


def test_the_new_document_takes_the_place_of_the_one_that_expires(session: Session, manager: Actor):
    place = a_property(session).id
    old, new = a_certificate(session, place, "The old one"), a_certificate(session, place, "The new one")
    a_document(session, LinkTarget(property_id=place), title="Of another kind", kind=DocumentKind.INVOICE)
    kind = CriticalDateKind.DOCUMENT_EXPIRATION
    paper = DocumentKind.CERTIFICATE_OF_INSURANCE
    alert = an_alert(session, kind=kind, document_id=old, property_id=place, document_kind=paper)

    offered = documents_for_alert(session, manager, alert_id=alert.id, today=TODAY)
    resolve_with_document(session, manager, picked=seen(alert)[0], document_id=new, now=NOON)

    assert offered == [(new, "The new one")]
    assert session.get_one(Document, new).replaces_id == old
    assert row_of(session, manager, alert.id).state == AlertState.RESOLVED


def test_the_document_that_was_missing_deals_with_its_date(session: Session, manager: Actor):
    place = a_property(session).id
    alert = an_alert(session, kind=CriticalDateKind.MISSING_DOCUMENT, property_id=place)
    filed = a_certificate(session, place, "Here it is")

    resolve_with_document(session, manager, picked=seen(alert)[0], document_id=filed, now=NOON)

    assert row_of(session, manager, alert.id).resolved_reason == "The document was filed."


def test_a_document_one_does_not_see_deals_with_nothing(session: Session, manager: Actor):
    alert = an_alert(session, kind=CriticalDateKind.MISSING_DOCUMENT)
    lease_end = an_alert(session)
    filed = a_certificate(session, a_property(session).id, "Somewhere")

    with pytest.raises(NotFound):
        resolve_with_document(session, manager, picked=seen(alert)[0], document_id=uuid4(), now=NOON)
    with pytest.raises(Refused, match="about no document"):
        resolve_with_document(session, manager, picked=seen(lease_end)[0], document_id=filed, now=NOON)


def test_what_a_paper_is_called_stays_out_of_the_histories_of_others(session: Session, manager: Actor):
    place = a_property(session).id
    paper = a_certificate(session, place, "Secret")
    alert = an_alert(
        session, kind=CriticalDateKind.DOCUMENT_EXPIRATION, document_id=paper, property_id=place, who="Secret"
    )

    acknowledge_alerts(session, manager, picked=seen(alert), now=NOON)

    [told] = [entry for entry in history_of(session, manager, about_id=place) if entry.about_kind == "alert"]
    assert told.about_name == alert.what
