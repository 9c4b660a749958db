"""How long documents are kept, legal holds, and who sees them: the rule, the database, and what is decided by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.queries import history_of
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.keeping import hold_document, release_document, set_restricted, set_retention
from pm_app.documents.actions.viewing import note_viewing
from pm_app.documents.enums import DocumentKind as K
from pm_app.documents.queries.care import document_care
from pm_app.documents.queries.retention import may_be_destroyed, retained_until
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.retention import Belonging, deleted_on, retention_until
from pm_app.documents.tables.documents import Document
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.leasing.tables import Tenancy
from pm_app.portfolio.tables import Property
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.portfolio import a_property

TODAY = NOON.date()
FILED = date(2020, 5, 31)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        pytest.param(K.INVOICE, {}, date(2027, 5, 31), id="from its filing"),
        pytest.param(K.WARRANTY, {"valid_through": date(2023, 2, 28)}, date(2024, 2, 28), id="from its expiration"),
        pytest.param(K.WARRANTY, {}, None, id="an expiration nobody entered"),
        pytest.param(K.LEASE, {"belonging": Belonging(True)}, None, id="somebody lives there"),
        pytest.param(
            K.LEASE,
            {"valid_through": date(2022, 12, 31), "belonging": Belonging(True, date(2024, 2, 29))},
            date(2031, 2, 28),
            id="the lease ended after its paper",
        ),
        pytest.param(K.DEED, {}, None, id="as long as we manage it"),
        pytest.param(K.DEED, {"belonging": Belonging(managed_until=TODAY)}, TODAY, id="managed no more"),
        pytest.param(
            K.RENTAL_LICENSE, {"belonging": Belonging(managed_until=TODAY)}, date(2033, 1, 15), id="and seven years"
        ),
        pytest.param(K.DEED, {"by_hand": FILED}, FILED, id="set by hand"),
        pytest.param(K.OTHER, {"reviewed": False}, FILED, id="nobody looked at it"),
    ],
)
def test_a_kind_says_how_long_it_is_kept(kind: K, given: dict[str, Any], expected: date | None):
    facts = {"valid_through": None, "filed_on": FILED, **given}

    assert retention_until(KIND_FACTS[kind], **facts) == expected


def test_what_is_in_the_trash_waits_for_the_later_of_thirty_days_and_its_retention():
    assert deleted_on(NOON, date(2020, 1, 1), held=False) == date(2026, 2, 14)
    assert deleted_on(NOON, date(2026, 3, 1), held=False) == date(2026, 3, 2)
    assert deleted_on(NOON, None, held=False) is None
    assert deleted_on(NOON, date(2020, 1, 1), held=True) is None


def test_the_database_and_the_rule_agree_on_retention(session: Session, manager: Actor):
    lived, gone, never = (a_tenancy(session, starts_on=date(2020, 1, 1)) for _ in range(3))
    put_away = a_property(session)
    session.get_one(Tenancy, gone.id).moved_out_on = date(2024, 2, 29)
    session.get_one(Tenancy, never.id).cancelled_at = datetime(2023, 3, 1, 12, tzinfo=UTC)
    session.get_one(Property, put_away.id).archived_at = NOON
    things = [LinkTarget(tenancy_id=one.id) for one in (lived, gone, never)] + [LinkTarget(property_id=put_away.id)]
    for kind in {(facts.keep_basis, facts.keep_months): kind for kind, facts in KIND_FACTS.items()}.values():
        a_document(session, kind=kind, valid_through=date(2022, 1, 31))
        for thing in things:
            a_document(session, thing, kind=kind)
        a_document(session, *things, kind=kind, valid_through=date(2025, 1, 31))

    told = dict(session.exec(select(Document.id, retained_until())).all())  # pyright: ignore[reportCallIssue,reportArgumentType]

    assert told == {one: document_care(session, manager, document_id=one).retention.until for one in told}
    assert len(set(told.values())) > 8
    free = set(session.exec(select(Document.id).where(may_be_destroyed(TODAY))))
    assert free == {one for one, until in told.items() if until is not None and until < TODAY}


@pytest.fixture
def deed(session: Session) -> UUID:
    return a_document(session, LinkTarget(property_id=a_property(session).id), title="Deed", kind=K.DEED)


def test_how_long_it_is_kept_is_set_by_hand_and_taken_back(session: Session, manager: Actor, deed: UUID):
    set_retention(session, manager, document_id=deed, version=1, until=date(2030, 1, 1), now=NOON)

    kept = document_care(session, manager, document_id=deed).retention
    assert (kept.until, kept.by_hand) == (date(2030, 1, 1), True)
    set_retention(session, manager, document_id=deed, version=2, until=None, now=NOON)
    assert document_care(session, manager, document_id=deed).retention.until is None
    done = history_of(session, manager, about_id=deed)
    assert done[0].details == {"kept until": ["2030-01-01", "as its kind"]}


def test_a_legal_hold_is_put_and_released_with_a_reason(session: Session, manager: Actor, deed: UUID):
    hold_document(session, manager, document_id=deed, version=1, reason=" Case 24-113 ", now=NOON)

    kept = document_care(session, manager, document_id=deed).retention
    assert (kept.held_at, kept.held_by, kept.held_reason) == (NOON, manager.name, "Case 24-113")
    with pytest.raises(Refused, match="on legal hold already"):
        hold_document(session, manager, document_id=deed, version=2, reason="Another", now=NOON)
    release_document(session, manager, document_id=deed, version=2, reason="Settled", now=NOON)
    assert document_care(session, manager, document_id=deed).retention.held_at is None
    entry = history_of(session, manager, about_id=deed)[0]
    assert (entry.did, entry.details) == (
        "released from legal hold",
        {"reason": "Settled", "was held for": "Case 24-113"},
    )
    with pytest.raises(Refused, match="no legal hold"):
        release_document(session, manager, document_id=deed, version=3, reason="Again", now=NOON)


@pytest.mark.parametrize("decide", [hold_document, release_document])
def test_a_hold_without_a_reason_is_refused(session: Session, manager: Actor, deed: UUID, decide: Callable[..., None]):
    with pytest.raises(Refused) as refused:
        decide(session, manager, document_id=deed, version=1, reason=" ", now=NOON)

    assert refused.value.field == "reason"


EVERY: list[tuple[Callable[..., None], dict[str, Any]]] = [
    (set_retention, {"until": None}),
    (hold_document, {"reason": "Case"}),
    (release_document, {"reason": "Case"}),
    (set_restricted, {"restricted": True}),
]


@pytest.mark.parametrize(("decide", "given"), EVERY)
def test_what_somebody_changed_meanwhile_is_looked_at_again(
    session: Session, manager: Actor, deed: UUID, decide: Callable[..., None], given: dict[str, Any]
):
    with pytest.raises(Stale):
        decide(session, manager, document_id=deed, version=7, now=NOON, **given)


@pytest.mark.parametrize(("decide", "given"), EVERY)
@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.MAINTENANCE])
def test_who_does_not_change_documents_decides_nothing(
    session: Session, deed: UUID, decide: Callable[..., None], given: dict[str, Any], role: Role
):
    with pytest.raises(NotAllowed):
        decide(session, an_actor(session, role), document_id=deed, version=1, now=NOON, **given)


def test_leasing_changes_documents_but_no_legal_holds(session: Session, deed: UUID):
    leasing = an_actor(session, Role.LEASING)

    with pytest.raises(NotAllowed):
        hold_document(session, leasing, document_id=deed, version=1, reason="Case", now=NOON)
    set_retention(session, leasing, document_id=deed, version=1, until=TODAY, now=NOON)


def test_one_document_is_restricted_and_opened_by_hand(session: Session, manager: Actor, deed: UUID):
    reader = an_actor(session, Role.READ_ONLY)
    set_restricted(session, manager, document_id=deed, version=1, restricted=True, now=NOON)

    with pytest.raises(NotFound):
        document_care(session, reader, document_id=deed)
    set_restricted(session, manager, document_id=deed, version=2, restricted=None, now=NOON)
    assert not document_care(session, reader, document_id=deed).restricted
    assert history_of(session, manager, about_id=deed)[0].details == {"who sees it": ["restricted", "as its kind"]}


def test_looking_at_a_restricted_document_is_written_down_once_an_hour(session: Session, manager: Actor, deed: UUID):
    def seen(actor: Actor, hour: int, *, saved: bool = False) -> bool:
        now = NOON.replace(hour=hour, minute=59)
        return note_viewing(session, actor, document_id=deed, now=now, saved=saved)

    assert not seen(manager, 9)
    session.get_one(Document, deed).restricted = True
    session.flush()
    told = [seen(manager, 9), seen(manager, 9), seen(manager, 9, saved=True), seen(manager, 10)]
    assert told == [True, False, True, True]
    assert seen(an_actor(session, Role.LEASING), 10)
    assert not seen(CONSOLE, 10)
    done = [row.did for row in history_of(session, manager, about_id=deed)]
    assert (done.count("viewed"), done.count("downloaded")) == (3, 1)
    with pytest.raises(NotFound):
        seen(an_actor(session, Role.READ_ONLY), 10)
