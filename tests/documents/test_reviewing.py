"""Filing a paper from the inbox with one act, and what the next one like it learns from that."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.changing import Particulars
from pm_app.documents.actions.reviewing import review_document
from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.findings import findings_of
from pm_app.documents.queries.proposals import Proposal, proposal_for
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.titles import says_nothing
from pm_app.kernel.errors import NotAllowed, Stale
from pm_app.leasing.tables import Tenancy
from tests.conftest import NOON, an_actor
from tests.documents.reading_papers import CERTIFICATE, LEASE, a_read_document, read_again_as
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """The household that the lease is of, in unit 4B of Oak Court."""
    place = a_property(session, name="Oak Court")
    place.address_line, place.city, place.postal_code = "412 Maple Ave", "Springfield", "62704"
    return a_tenancy(session, a_unit(session, place, name="4B"), tenant=a_person(session, name="Renee Castellano"))


def details(session: Session, document_id: UUID) -> DocumentDetails:
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


def reviewed(
    session: Session, by: Actor, proposal: Proposal, *, title: str, valid_through: date, **more: object
) -> None:
    review_document(
        session,
        by,
        document_id=proposal.document_id,
        version=proposal.version,
        title=title,
        kind=DocumentKind(proposal.kind.value) if proposal.kind else DocumentKind.OTHER,
        links=[link.target for link in proposal.links if link.chosen],
        valid_through=valid_through,
        particulars=Particulars(reference=proposal.reference.value if proposal.reference else ""),
        now=NOON,
        **more,  # type: ignore[arg-type]
    )


def test_a_proposal_is_filed_with_one_act(session: Session, manager: Actor, tenancy: Tenancy) -> None:
    document_id = a_read_document(session, LEASE)
    proposal = proposal_for(session, manager, document_id=document_id)

    reviewed(session, manager, proposal, title="Lease Castellano", valid_through=date(2026, 3, 31))

    after = details(session, document_id)
    assert (after.title, after.kind, after.valid_through) == ("Lease Castellano", DocumentKind.LEASE, date(2026, 3, 31))
    assert [(link.kind, link.target_id) for link in after.links] == [("lease", tenancy.id)]
    decided = {one.kind: one.decision for one in reversed(findings_of(session, manager, document_id=document_id))}
    assert decided[FindingKind.KIND] is Decision.ACCEPTED
    assert decided[FindingKind.EXPIRES_ON] is Decision.ACCEPTED
    assert decided[FindingKind.PERSON] is Decision.ACCEPTED


def test_of_lease_unit_and_property_only_the_lease_is_filled_in(
    session: Session, manager: Actor, tenancy: Tenancy
) -> None:
    proposal = proposal_for(session, manager, document_id=a_read_document(session, LEASE))

    assert {link.kind for link in proposal.links} == {"lease", "unit", "property"}
    assert [link.kind for link in proposal.links if link.chosen] == ["lease"]


def test_a_scanners_title_is_replaced_and_an_offices_is_kept(
    session: Session, manager: Actor, tenancy: Tenancy
) -> None:
    scanned = proposal_for(session, manager, document_id=a_read_document(session, LEASE, title="Scan 0001 20251122"))
    named = proposal_for(session, manager, document_id=a_read_document(session, LEASE, title="Castellano 2025"))

    assert scanned.title == "Lease, Renee Castellano, Mar 2025"
    assert named.title == "Castellano 2025"


@pytest.mark.parametrize("title", ["Scan 0001", "IMG 20251122 101500", "Scanned from Xerox", "Doc1", "0001", "Photo"])
def test_what_scanners_and_cameras_count_says_nothing(title: str) -> None:
    assert says_nothing(title)


@pytest.mark.parametrize("title", ["Oak Court roof", "Lease 4B", "Invoice 77", "Insurance"])
def test_titles_with_a_word_of_their_own_say_something(title: str) -> None:
    assert not says_nothing(title)


def test_reviewing_somebody_elses_change_is_refused(session: Session, manager: Actor) -> None:
    proposal = proposal_for(session, manager, document_id=a_read_document(session, LEASE))
    reviewed(session, manager, proposal, title="Once", valid_through=date(2026, 3, 31))

    with pytest.raises(Stale):
        reviewed(session, manager, proposal, title="Twice", valid_through=date(2026, 3, 31))


def test_those_who_only_look_review_nothing(session: Session) -> None:
    document_id = a_read_document(session, LEASE)
    proposal = proposal_for(session, CONSOLE, document_id=document_id)

    with pytest.raises(NotAllowed):
        reviewed(session, an_actor(session, Role.READ_ONLY), proposal, title="X", valid_through=date(2026, 3, 31))


def test_what_was_reviewed_teaches_the_next_of_its_kind(session: Session, manager: Actor) -> None:
    vendor = a_person(session, name="Somebody Else Entirely")
    first = a_read_document(session, CERTIFICATE.format(start="11/14/2024", end="11/14/2025"), title="Acme COI 2024")
    proposal = proposal_for(session, manager, document_id=first)
    _review_certificate(session, manager, proposal, vendor.id)
    next_one = a_read_document(session, CERTIFICATE.format(start="11/14/2025", end="11/14/2026"))

    proposed = proposal_for(session, manager, document_id=next_one)

    assert proposed.like == "Acme COI 2024"
    assert proposed.kind is not None
    assert proposed.kind.value == DocumentKind.CERTIFICATE_OF_INSURANCE.value
    assert proposed.kind.reason == "Like “Acme COI 2024”, filed as certificate of insurance"
    assert [link.target.person_id for link in proposed.links if link.chosen] == [vendor.id]
    assert proposed.replaces == (first, "Acme COI 2024")


def test_the_words_before_a_day_that_was_corrected_are_learned(session: Session, manager: Actor) -> None:
    start = "Coverage begins 11/14/2024\nPrinted for reference 02/01/2024\nReturn stub to us: 11/14/2025\n"
    text = "CERTIFICATE OF LIABILITY INSURANCE\nMeridian Casualty for contractors in Springfield\n" + start
    proposal = proposal_for(session, manager, document_id=a_read_document(session, text, title="Odd one"))
    assert proposal.valid_through is None
    reviewed(session, manager, proposal, title="Odd one", valid_through=date(2025, 11, 13))

    text = text.replace("2025", "2026").replace("2024", "2025")
    proposed = proposal_for(session, manager, document_id=a_read_document(session, text))

    assert proposed.valid_through is not None
    assert proposed.valid_through.value == "2026-11-13"
    assert proposed.valid_through.reason.startswith("Like “Odd one”: after “stub to us”")


def test_what_was_filed_with_its_kind_and_record_teaches_once_it_is_read(session: Session, manager: Actor) -> None:
    vendor = a_person(session, name="Somebody Else Entirely")
    filed = a_document(
        session, LinkTarget(person_id=vendor.id), kind=DocumentKind.CERTIFICATE_OF_INSURANCE, title="Filed at once"
    )
    read_again_as(session, filed, CERTIFICATE.format(start="11/14/2024", end="11/14/2025"))
    next_one = a_read_document(session, CERTIFICATE.format(start="11/14/2025", end="11/14/2026"))

    assert proposal_for(session, manager, document_id=next_one).like == "Filed at once"


def test_papers_nobody_reviewed_teach_nothing(session: Session, manager: Actor) -> None:
    a_read_document(session, CERTIFICATE.format(start="11/14/2024", end="11/14/2025"), title="Unreviewed")
    next_one = a_read_document(session, CERTIFICATE.format(start="11/14/2025", end="11/14/2026"))

    assert proposal_for(session, manager, document_id=next_one).like == ""


def test_papers_one_may_not_see_teach_nothing(session: Session, manager: Actor) -> None:
    filed = a_read_document(session, CERTIFICATE.format(start="11/14/2024", end="11/14/2025"), title="Secret")
    place = a_property(session)
    proposal = proposal_for(session, manager, document_id=filed)
    review_document(
        session,
        manager,
        document_id=filed,
        version=proposal.version,
        title="Secret",
        kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
        links=[LinkTarget(property_id=place.id)],
        now=NOON,
    )
    other = a_property(session)
    mine = a_document(session, LinkTarget(property_id=other.id))
    read_again_as(session, mine, CERTIFICATE.format(start="11/14/2025", end="11/14/2026"))
    confined = Actor(
        manager.user_id, manager.name, manager.email, manager.role, manager.permissions, frozenset({other.id})
    )

    assert proposal_for(session, manager, document_id=mine).like == "Secret"
    assert proposal_for(session, confined, document_id=mine).like == ""


def _review_certificate(session: Session, manager: Actor, proposal: Proposal, person_id: UUID) -> None:
    review_document(
        session,
        manager,
        document_id=proposal.document_id,
        version=proposal.version,
        title=proposal.title,
        kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
        links=[LinkTarget(person_id=person_id)],
        valid_through=date(2025, 11, 13),
        particulars=Particulars(reference="GL-4471902"),
        now=NOON,
    )
