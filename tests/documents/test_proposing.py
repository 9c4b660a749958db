"""Keeping what a text tells, and deciding on it finding by finding."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.changing import Particulars
from pm_app.documents.actions.proposing import accept_finding, correct_finding, dismiss_finding, record_findings
from pm_app.documents.actions.reviewing import review_document
from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.findings import findings_of
from pm_app.documents.queries.proposals import Proposal, proposal_for
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.titles import says_nothing
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.leasing.tables import Tenancy
from tests.conftest import NOON, an_actor
from tests.documents.reading_papers import CERTIFICATE, LEASE, a_read_document, read_again_as, the_finding
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


def test_what_was_read_is_kept_with_the_records_it_means(session: Session, manager: Actor, tenancy: Tenancy) -> None:
    document_id = a_read_document(session, LEASE)

    found = {one.kind: one for one in reversed(findings_of(session, manager, document_id=document_id))}

    assert found[FindingKind.KIND].value == DocumentKind.LEASE.value
    assert found[FindingKind.EXPIRES_ON].value == "2026-03-31"
    match = found[FindingKind.PERSON].match
    assert match is not None
    assert (match.kind, match.target.tenancy_id) == ("lease", tenancy.id)


def test_reading_again_replaces_what_was_found_but_not_what_was_decided(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    kept = the_finding(session, document_id, FindingKind.EXPIRES_ON)
    dismiss_finding(session, manager, document_finding_id=kept.document_finding_id, now=NOON)
    before = [one.document_finding_id for one in findings_of(session, manager, document_id=document_id)]

    read_again_as(session, document_id, LEASE)

    after = findings_of(session, manager, document_id=document_id)
    assert len(after) == len(before)
    assert [one.document_finding_id for one in after if one.document_finding_id in before] == [kept.document_finding_id]
    assert [one.decision for one in after if one.kind is FindingKind.EXPIRES_ON] == [Decision.DISMISSED]


def test_findings_that_make_no_sense_do_no_harm(session: Session, manager: Actor) -> None:
    document_id = a_document(session)
    edition = details(session, document_id).current.document_version_id
    odd = Finding(FindingKind.KIND, "no kind\x00", "\x00\ud800", 1, 0, 2, 50, "for the test")

    assert record_findings(session, CONSOLE, document_version_id=edition, findings=[odd]) == 1
    assert [one.value for one in findings_of(session, manager, document_id=document_id)] == ["no kind"]


def test_only_the_jobs_keep_findings_and_only_of_editions_that_exist(session: Session, manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        record_findings(session, manager, document_version_id=uuid4(), findings=[])
    with pytest.raises(NotFound):
        record_findings(session, CONSOLE, document_version_id=uuid4(), findings=[])


def test_accepting_takes_over_the_day_once(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)
    version = details(session, document_id).version
    accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert details(session, document_id).valid_through == date(2026, 3, 31)
    assert details(session, document_id).version == version
    assert the_finding(session, document_id, FindingKind.EXPIRES_ON).decision is Decision.ACCEPTED


def test_a_printed_expiration_of_insurance_is_taken_over_as_its_last_good_day(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, "CERTIFICATE OF INSURANCE\nPolicy number GL-1\nExpires 11/14/2027")
    for kind in (FindingKind.KIND, FindingKind.EXPIRES_ON):
        found = the_finding(session, document_id, kind)
        accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert details(session, document_id).valid_through == date(2027, 11, 13)


def test_accepting_a_name_links_the_record_it_means(session: Session, manager: Actor, tenancy: Tenancy) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.PERSON)

    accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert [(link.kind, link.target_id) for link in details(session, document_id).links] == [("lease", tenancy.id)]


def test_correcting_puts_the_right_value_and_keeps_both(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    correct_finding(session, manager, document_finding_id=found.document_finding_id, value="2026-04-30", now=NOON)

    after = the_finding(session, document_id, FindingKind.EXPIRES_ON)
    assert details(session, document_id).valid_through == date(2026, 4, 30)
    assert (after.value, after.decided_value, after.decision) == ("2026-03-31", "2026-04-30", Decision.CORRECTED)


@pytest.mark.parametrize("value", ["", "   ", "tomorrow", "2026-02-30", "1e9"])
def test_what_can_be_no_day_is_refused(session: Session, manager: Actor, value: str) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    with pytest.raises(Refused):
        correct_finding(session, manager, document_finding_id=found.document_finding_id, value=value, now=NOON)


def test_dismissing_changes_nothing_of_the_document(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    before = details(session, document_id)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    dismiss_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert details(session, document_id).valid_through == before.valid_through
    proposal = proposal_for(session, manager, document_id=document_id)
    assert proposal.valid_through is None


def test_those_who_only_look_decide_nothing(session: Session) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON).document_finding_id
    reader = an_actor(session, Role.READ_ONLY)

    for decide in (accept_finding, dismiss_finding):
        with pytest.raises(NotAllowed):
            decide(session, reader, document_finding_id=found, now=NOON)
    with pytest.raises(NotAllowed):
        correct_finding(session, reader, document_finding_id=found, value="2026-01-01", now=NOON)


def test_a_finding_that_is_gone_is_refused(session: Session, manager: Actor) -> None:
    with pytest.raises(NotFound):
        accept_finding(session, manager, document_finding_id=uuid4(), now=NOON)


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
