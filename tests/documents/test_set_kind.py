"""What the office expects of a kind: set, seen by lists and reminders, refused, and set back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.queries import history_of, recent_activity
from pm_app.access.rules import Actor
from pm_app.documents.actions.kinds import reset_kind, set_kind
from pm_app.documents.enums import DocumentKind, DocumentState, KindLevel, RetentionBasis, Sensitivity
from pm_app.documents.queries.kinds import KindRow, kind_facts, kind_rows
from pm_app.documents.queries.rows import DocumentFilter, document_rows
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, Refused, Stale
from pm_app.kernel.listing import Listing
from pm_app.reminders.queries.dates import critical_dates
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

TODAY = NOON.date()
KIND = DocumentKind.WARRANTY


@dataclass(frozen=True)
class Given:
    version: int = 0
    levels: tuple[KindLevel, ...] = (KindLevel.UNIT, KindLevel.PROPERTY)
    expires: bool = True
    usual_months: int | None = 24
    ladder: tuple[int, ...] = (90, 0, -7)
    keep_basis: RetentionBasis = RetentionBasis.FILING
    keep_months: int | None = 36
    sensitivity: Sensitivity = Sensitivity.RESTRICTED


def setting(session: Session, actor: Actor, given: Given | None = None, **changed: Any) -> None:
    set_kind(session, actor, kind=KIND, now=NOON, **vars(replace(given or Given(), **changed)))


def row(session: Session, actor: Actor) -> KindRow:
    return next(found for found in kind_rows(session, actor) if found.kind is KIND)


def test_a_kind_is_set_and_written_down(session: Session, manager: Actor):
    setting(session, manager)

    told = row(session, manager)
    assert (told.facts.ladder, told.facts.usual_months, told.facts.keep_months) == ((90, 0, -7), 24, 36)
    assert told.facts.levels == (KindLevel.PROPERTY, KindLevel.UNIT)
    assert (told.is_changed, told.version, told.changed_by) == (True, 1, manager.name)
    entry = recent_activity(session, manager)[0]
    assert (entry.did, entry.about_name) == ("set a kind of document", KIND.value)
    assert entry.details["reminders"] == ["60, 30, 0", "90, 0, -7"]
    assert history_of(session, manager, about_id=entry.about_id)


def test_what_is_expiring_and_reminded_of_follows_the_setting(session: Session, manager: Actor):
    here = LinkTarget(property_id=a_property(session).id)
    a_document(session, here, title="in 80 days", kind=KIND, valid_through=TODAY + timedelta(days=80))
    expiring = DocumentFilter(state=DocumentState.EXPIRING)

    def titles() -> list[str]:
        listed = document_rows(session, manager, listing=Listing(), today=TODAY, narrowed=expiring)
        assert all(found.state is DocumentState.EXPIRING for found in listed.rows)
        return [found.title for found in listed.rows]

    assert titles() == []
    setting(session, manager)
    assert titles() == ["in 80 days"]
    assert critical_dates(session, manager, today=TODAY)[0].ladder == (90, 0, -7)
    setting(session, manager, version=1, ladder=())
    assert titles() == []
    assert critical_dates(session, manager, today=TODAY)[0].ladder == ()


def test_documents_of_the_kind_become_restricted_unless_somebody_decided(session: Session, manager: Actor):
    here = LinkTarget(property_id=a_property(session).id)
    before, by_hand = a_document(session, here, kind=KIND), a_document(session, here, kind=KIND)
    other = a_document(session, here, kind=DocumentKind.PERMIT)
    session.get_one(Document, by_hand).restricted_by_hand = False

    setting(session, manager)
    after = a_document(session, here, kind=KIND)

    session.expire_all()
    told = [session.get_one(Document, one).restricted for one in (before, by_hand, other, after)]
    assert told == [True, False, False, True]


def test_a_kind_is_set_back_to_what_is_shipped(session: Session, manager: Actor):
    setting(session, manager)

    reset_kind(session, manager, kind=KIND, version=1, now=NOON)

    assert kind_facts(session)[KIND] == KIND_FACTS[KIND]
    assert not row(session, manager).is_changed


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"ladder": (30, 60)}, "ladder", id="near before far"),
        pytest.param({"ladder": (30, 30)}, "ladder", id="a day twice"),
        pytest.param({"ladder": (400,)}, "ladder", id="more than a year off"),
        pytest.param({"ladder": tuple(range(13, 0, -1))}, "ladder", id="too many"),
        pytest.param({"usual_months": 0}, "usual_months", id="no validity"),
        pytest.param({"usual_months": 1_201}, "usual_months", id="a validity of centuries"),
        pytest.param({"keep_months": -1}, "keep_months", id="kept for less than nothing"),
        pytest.param({"levels": ()}, "levels", id="about nothing"),
    ],
)
def test_what_nobody_can_mean_is_refused(session: Session, manager: Actor, changed: dict[str, Any], field: str):
    with pytest.raises(Refused) as refused:
        setting(session, manager, **changed)

    assert refused.value.field == field
    assert row(session, manager).version == 0


def test_a_kind_somebody_set_meanwhile_is_not_overwritten(session: Session, manager: Actor):
    setting(session, manager)

    with pytest.raises(Stale):
        setting(session, manager)
    with pytest.raises(Stale):
        reset_kind(session, manager, kind=KIND, version=0, now=NOON)


@pytest.mark.parametrize("role", [Role.LEASING, Role.MAINTENANCE, Role.READ_ONLY])
def test_who_sets_no_policies_sets_no_kinds(session: Session, role: Role):
    with pytest.raises(NotAllowed):
        setting(session, an_actor(session, role))
    with pytest.raises(NotAllowed):
        reset_kind(session, an_actor(session, role), kind=KIND, version=0, now=NOON)


def test_sensitive_kinds_are_restricted_from_the_start(session: Session):
    document_id = a_document(session, kind=DocumentKind.IDENTIFICATION, valid_through=date(2027, 1, 1))

    assert session.get_one(Document, document_id).restricted
